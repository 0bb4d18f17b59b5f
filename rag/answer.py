"""Answers and what they are made of: passages, spans and citations."""

from dataclasses import dataclass, field
from typing import Literal

from index.chunks import Chunk
from index.document import Document

Status = Literal["answered", "disputed", "abstained"]


@dataclass(frozen=True, slots=True)
class Source:
    """One place that a passage stands in."""

    chunk: Chunk
    document: Document


@dataclass(frozen=True, slots=True)
class Ranks:
    """A passage's places in the two result lists, from 1; None where it isn't among them."""

    lexical: int | None
    dense: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as retrieved: `text` is its own words, `score` the fused score (higher is better).

    `twins` are the other places where the very same text stands.
    """

    chunk: Chunk
    document: Document
    text: str
    score: float
    ranks: Ranks
    twins: tuple[Source, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every place of the passage, the retrieved one first."""
        return (Source(self.chunk, self.document), *self.twins)


@dataclass(frozen=True, slots=True)
class Span:
    """What the reader points at: characters `start` to `end` of the passage's text.

    `score` is the sum of the start and end logits; `no_answer_score` is the same sum at the
    no-answer position. Their difference, the margin, is on one scale for all passages.
    """

    passage: Passage
    start: int
    end: int
    score: float
    no_answer_score: float

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def margin(self) -> float:
        return self.score - self.no_answer_score


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: `quote` is characters `start` to `end` of the document's text.

    `number` counts from 1 through an answer and its alternatives. `sentence_start` and
    `sentence_end` bound the sentence (or two) that the quote stands in.
    """

    number: int
    document: Document
    start: int
    end: int
    quote: str
    sentence_start: int
    sentence_end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another answer that the documents give; `confidence` is a probability."""

    text: str
    confidence: float
    citations: tuple[Citation, ...]


# Of the dev questions refused with less than this, three in five have no answer in the articles; of
# those refused with more, one in four.
ABSENT = 0.2


@dataclass(frozen=True, slots=True)
class Answer:
    """What `Rag.ask` returns: a quoted answer with its places, or an abstention.

    `text` is empty when `status` is `abstained`; then `closest` are the likeliest passages, and no
    answer, and `confidence` is that in the best candidate. `passages` are all that were read, as
    retrieved. `confidence` is a probability. `timings` are in seconds, by stage.
    """

    question: str
    text: str
    status: Status
    confidence: float
    citations: tuple[Citation, ...]
    alternatives: tuple[Alternative, ...]
    passages: tuple[Passage, ...]
    timings: dict[str, float] = field(default_factory=dict)
    closest: tuple[Passage, ...] = ()

    @property
    def absent(self) -> bool:
        """Whether it abstains since nothing comes near, rather than for want of certainty."""
        return self.status == "abstained" and self.confidence < ABSENT
