"""Follow-up questions: what was asked before, where a question can't stand by itself."""

import re
from collections.abc import Sequence

from index.words import content_words

Turn = tuple[str, str]

_POINTS_BACK = re.compile(
    r"\b(he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|there|then|"
    r"one|ones|such|same|former|latter)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\s*(and|but|or|so|also|what about|how about|why|when|where|who|how many)\b"
)
# With fewer words of its own than this a question is about what was said before.
TELLING = 2


def is_follow_up(question: str) -> bool:
    """Whether a question leans on an earlier one: a pronoun, a connective, or hardly a subject."""
    return bool(
        _POINTS_BACK.search(question)
        or re.match(r"\s*(and|but|or|so|also|what about|how about)\b", question, re.IGNORECASE)
        or len(content_words(question)) < TELLING
    )


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leans on before it, or as it is.

    What it leans on is the last question that stood by itself, with its answer.
    """
    if not history or not is_follow_up(question):
        return question
    for place in range(len(history) - 1, -1, -1):
        asked, answered = history[place]
        if place == 0 or not is_follow_up(asked):
            return " ".join(part for part in (asked, answered, question) if part)
    return question
