"""Answers against accepted answers, by SQuAD's rules (Rajpurkar 2016): the best of them counts.

A run's score is the mean over its questions.
"""

from collections import Counter
from collections.abc import Sequence

from rag.words import normalised


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1 if the normalised answer equals an accepted one, else 0."""
    return float(any(normalised(answer) == normalised(one) for one in accepted))


def f1(answer: str, accepted: Sequence[str]) -> float:
    """The harmonic mean of the precision and recall of the answer's normalised words.

    2 · shared / (words of the answer + words of the accepted one); 0 when nothing is shared.
    """
    return max(_f1(normalised(answer).split(), normalised(one).split()) for one in accepted)


def contains(answer: str, accepted: Sequence[str]) -> float:
    """1 if the normalised answer holds all words of an accepted one in a row, else 0.

    The measure that open-domain answering has of passages (Chen 2017), here of the answer.
    """
    words = f" {normalised(answer)} "
    if not words.strip():
        return 0.0
    return float(any(f" {normalised(one)} " in words for one in accepted if normalised(one)))


def _f1(first: list[str], second: list[str]) -> float:
    if not first or not second:
        return float(first == second)
    shared = sum((Counter(first) & Counter(second)).values())
    return 2 * shared / (len(first) + len(second))
