"""Conversations: the turns of one browser session, and how a question becomes the next."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.catalogue import Counts
from index.document import Document
from index.errors import FootnoteError
from rag.answer import Answer
from ui import cards, render

log = logging.getLogger(__name__)


class Asked(Protocol):
    """What the chat needs of `rag.Rag`."""

    @property
    def counts(self) -> Counts: ...

    def warm(self) -> None: ...

    def ask(self, question: str, history: Sequence[tuple[str, str]] | None = None) -> Answer: ...

    def text(self, document: Document) -> str: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it; `message` and `panel` are HTML.

    `text` is the short answer: empty for an abstention, None where an error stands instead.
    """

    question: str
    message: str
    panel: str
    text: str | None


Turns = tuple[Turn, ...]


def take_turn(rag: Asked, question: str, turns: Turns) -> Turn:
    """The turn that `question` makes after `turns`; an error becomes its message."""
    history = [(turn.question, turn.text) for turn in turns if turn.text is not None]
    try:
        answer = rag.ask(question, history)
        return Turn(question, render.message(answer), cards.panel(answer, rag.text), answer.text)
    except FootnoteError as error:
        told = str(error)
    except Exception:
        # The conversation outlives a fault of ours, whose trace belongs in the terminal.
        log.exception("a fault while answering %r", question)
        told = "This is a fault in Footnote; the terminal it runs in says more."
    return Turn(question, render.problem(told), cards.empty_panel(), None)


def waiting(question: str) -> Turn:
    """The turn that stands there until the answer comes."""
    return Turn(question, render.pending(), cards.empty_panel(), None)


def messages(turns: Turns) -> list[dict[str, str]]:
    """The turns as Gradio's messages: two each, the question and its answer."""
    return [
        {"role": role, "content": content}
        for turn in turns
        for role, content in (
            ("user", render.question(turn.question)),
            ("assistant", turn.message),
        )
    ]
