"""`python -m eval.squad FILE`: the reader alone on SQuAD-like questions, each with its paragraph.

FILE is a `.jsonl.gz` file of questions with `context` and `answers` (none: unanswerable). Exact
match and F1 are SQuAD 1.1's over answerable questions. With unanswerable ones among them, the area
under the ROC curve of the margin (answerable against not) and SQuAD 2.0's F1 at its best threshold
are printed as well.
"""

import argparse
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.metrics import answers
from eval.question import json_rows, read_text
from eval.statistics import Interval, bootstrap
from index.chunks import Chunk
from index.document import Document, Range
from index.models import BUNDLED
from rag.answer import Passage, Ranks, Span
from rag.progress import bars
from rag.reader import Reader

QUESTION_WORDS = ("who", "when", "where", "how many", "why", "how", "what", "which")
OTHER = "other"

_QUESTION_WORD = re.compile(
    r"\b(?P<who>who(?:m|se)?)\b|\b(?P<how_many>how (?:many|much))\b"
    r"|\b(?P<plain>when|where|why|how|what|which)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Result:
    """The reader's first choice for one question; `f1` is 0 for an unanswerable one."""

    answerable: bool
    margin: float
    exact_match: float
    f1: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.squad", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--reader", default=BUNDLED, help="bundled, a folder or a hub id")
    parser.add_argument("--limit", type=int, help="only the first so many questions")
    parsed = parser.parse_args()
    rows = read_rows(parsed.file)[: parsed.limit]
    with bars() as progress:
        results = ask(Reader(parsed.reader), rows, progress)
    for line in report(results):
        print(line)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file, maybe gzipped; raises BadInput naming file and line."""
    return [row for _, row in json_rows(path, read_text(path))]


def ask(
    reader: Reader,
    rows: Sequence[dict[str, Any]],
    progress: Callable[[str, int, int], object] = lambda *_: None,
) -> list[Result]:
    """Each question put to the reader with its own paragraph, in the order of `rows`."""
    # One by one, as Footnote reads: passes over several questions are no quicker on a CPU.
    results = []
    for done, row in enumerate(rows):
        progress("asking", done, len(rows))
        spans = reader.read(row["question"], [_passage(row["context"])])
        results.append(_result(row, spans))
    progress("asking", len(rows), len(rows))
    return results


def _passage(text: str) -> Passage:
    document = Document("p#1", "p", (Range(0, len(text)),))
    return Passage(Chunk(1, document.id, 0, len(text)), document, text, 1.0, Ranks(1, 1))


def _result(row: dict[str, Any], spans: Sequence[Span]) -> Result:
    accepted = [one["text"] for one in row["answers"]]
    if not spans:
        return Result(bool(accepted), -math.inf, 0.0, 0.0)
    best = spans[0]
    if not accepted:
        return Result(False, best.margin, 0.0, 0.0)
    return Result(
        True, best.margin, answers.exact_match(best.text, accepted), answers.f1(best.text, accepted)
    )


def report(results: list[Result]) -> Iterator[str]:
    """The figures, with 95% intervals where they are means."""
    asked = [one for one in results if one.answerable]
    for name, scores in (
        ("exact match", [one.exact_match for one in asked]),
        ("F1", [one.f1 for one in asked]),
    ):
        interval = bootstrap(scores)
        if interval is not None:
            mean, low, high = (100 * x for x in (interval.mean, interval.low, interval.high))
            yield f"{name:<28}{mean:>6.1f}  ({low:.1f} to {high:.1f}) of {len(scores)}"
    if asked and len(asked) < len(results):
        yield f"{'AUC of answerable':<28}{area(results).mean:>6.3f}"
        yield f"{'best F1, refusing':<28}{100 * best_f1(results):>6.1f}  of {len(results)}"


def question_word(question: str) -> str:
    """The first question word of a question: one of QUESTION_WORDS, or `other`.

    `whom` and `whose` count as `who`, `how much` as `how many`.
    """
    match = _QUESTION_WORD.search(question)
    if match is None:
        return OTHER
    if match["who"]:
        return "who"
    return "how many" if match["how_many"] else match["plain"].lower()


# Refusing -------------------------------------------------------------------------------------


def area(results: Sequence[Result]) -> Interval:
    """How often an answerable question has a higher margin than an unanswerable one, ties half.

    The interval is DeLong 1988's: the two kinds' shares of pairs won vary by themselves. Raises
    ValueError without questions of both kinds.
    """
    asked, other = (
        np.sort([one.margin for one in results if one.answerable is kind]) for kind in (True, False)
    )
    if not len(asked) or not len(other):
        raise ValueError("an area needs answerable and unanswerable questions")
    won = [_above(asked, other), 1 - _above(other, asked)]
    mean = float(won[0].mean())
    spread = sum(one.var(ddof=1) / len(one) if len(one) > 1 else 0.0 for one in won)
    reach = 1.96 * math.sqrt(spread)
    return Interval(mean, max(0.0, mean - reach), min(1.0, mean + reach))


def _above(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For each of `values` the share of `others`, sorted, that it is above; ties count half."""
    below = np.searchsorted(others, values, "left") + np.searchsorted(others, values, "right")
    return np.asarray(below / (2 * len(others)))


def best_threshold(results: Sequence[Result]) -> float:
    """The margin from which answering gives the best F1 over all; infinite if refusing all does."""
    order = sorted(results, key=lambda one: -one.margin)
    gains = np.cumsum([one.f1 if one.answerable else -1.0 for one in order])
    margins = np.array([one.margin for one in order])
    # A threshold can't part equal margins.
    lasts = [*np.flatnonzero(margins[1:] < margins[:-1]), len(order) - 1]
    last = max(lasts, key=lambda place: float(gains[place]))
    return float(margins[last]) if gains[last] > 0 else math.inf


def refusing(results: Sequence[Result], threshold: float) -> list[float]:
    """SQuAD 2.0's F1 of each question when margins below a threshold are refused.

    A refused question counts 1 if it is unanswerable, else 0.
    """
    return [one.f1 if one.margin >= threshold else float(not one.answerable) for one in results]


def best_f1(results: Sequence[Result]) -> float:
    """SQuAD 2.0's F1 at the threshold that is best on these very questions."""
    return float(np.mean(refusing(results, best_threshold(results))))


if __name__ == "__main__":
    main()
