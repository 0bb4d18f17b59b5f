"""Follow-up questions: what was asked before, where a question can't stand by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.words import content_words

Turn = tuple[str, str]

_POINTS_BACK = re.compile(
    r"\b(he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|there|then|"
    r"one|ones|such|same|former|latter)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*(and|but|or|so|also|what about|how about)\b", re.IGNORECASE)
# With fewer words of its own than this a question is about what was said before.
TELLING = 2


def is_follow_up(question: str) -> bool:
    """Whether a question leans on an earlier one: a pronoun, a connective, or hardly a subject."""
    return bool(
        _POINTS_BACK.search(question)
        or _GOES_ON.match(question)
        or len(content_words(question)) < TELLING
    )


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question with what it leans on: `search` for the retriever, `read` for the reader.

    The retriever gains from every word of the question before; the reader would answer that one
    again, so it is only told the answer, as an aside. Where there was no answer it is told the
    question after all: read alone, "And when was that?" is answered by any date.
    """

    search: str
    read: str


def standalone(question: str, history: Sequence[Turn]) -> Standalone:
    """The question with what it leans on, or as it is.

    That is the last question that stood by itself, with its answer, and the last answer of all.
    """
    if not history or not is_follow_up(question):
        return Standalone(question, question)
    stood = [turn for turn in history if not is_follow_up(turn[0])] or list(history[:1])
    asked, answered = stood[-1]
    search = " ".join(part for part in (asked, answered, question) if part)
    return Standalone(search, f"{question} ({history[-1][1] or answered or asked})")
