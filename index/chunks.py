"""Chunks: the ranges of a document that are embedded, searched and read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.document import Document, Range
from index.sentences import sentences

# A title is context, not content: past this it would crowd out the chunk's own words.
HEADER_CHARACTERS = 200

# Start and end, in characters, of each word piece of a text, in order.
Pieces = Callable[[Sequence[str]], list[list[tuple[int, int]]]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The characters `start` to `end` of a document's text; `id` is its key in the catalogue."""

    id: int
    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What chunks are packed from: a sentence, or a part of one that is longer than a chunk."""

    range: Range
    pieces: int
    whole: bool


def header(document: Document) -> str:
    """The line of title, date and publisher that is embedded and searched with each chunk."""
    title = (document.title or "").strip()[:HEADER_CHARACTERS]
    day = spelt_out(document.published) if document.published else ""
    return " | ".join(part for part in (title, day, document.publisher or "") if part)


def spelt_out(published: str) -> str:
    """An ISO 8601 date as people write and ask it: `5 January 2020`."""
    day = date.fromisoformat(published)
    return f"{day.day} {day:%B} {day.year}"


def chunk(
    text: str, document: Document, pieces: Pieces, *, budget: int, overlap: int
) -> list[Range]:
    """Pack a document's sentences into chunks of at most `budget` word pieces each.

    A chunk lies within one of the document's ranges, so that it quotes no left-out text; it
    begins with the last `overlap` sentences of the chunk before it where they leave room. A
    sentence of more than `budget` pieces is split between words.
    """
    return [
        packed
        for kept in document.ranges
        for packed in _pack(list(_units(text, kept, pieces, budget)), budget, overlap)
    ]


def _units(text: str, kept: Range, pieces: Pieces, budget: int) -> Iterator[Unit]:
    found = sentences(text, kept.start, kept.end)
    for sentence, offsets in zip(
        found, pieces([text[s.start : s.end] for s in found]), strict=True
    ):
        if len(offsets) <= budget:
            yield Unit(sentence, len(offsets), whole=True)
        else:
            yield from _split(text, sentence, offsets, budget)


def _split(
    text: str, sentence: Range, offsets: list[tuple[int, int]], budget: int
) -> Iterator[Unit]:
    """Parts of a long sentence of at most `budget` pieces, cut before a word where it can be."""
    starts = [start for start, _ in offsets]
    first = 0
    while first < len(offsets):
        last = min(first + budget, len(offsets))
        if last < len(offsets):
            at_word = next(
                (cut for cut in range(last, first, -1) if _opens_word(text, sentence, starts[cut])),
                last,
            )
            last = at_word
        begin = sentence.start + (starts[first] if first else 0)
        finish = sentence.end if last == len(offsets) else sentence.start + starts[last]
        part = _strip(text, begin, finish)
        if part is not None:
            yield Unit(part, last - first, whole=False)
        first = last


def _opens_word(text: str, sentence: Range, offset: int) -> bool:
    return text[sentence.start + offset - 1].isspace()


def _strip(text: str, start: int, end: int) -> Range | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Range(start, end) if start < end else None


def _pack(units: list[Unit], budget: int, overlap: int) -> Iterator[Range]:
    first = 0
    while first < len(units):
        last, used = first, 0
        while last < len(units) and (last == first or used + units[last].pieces <= budget):
            used += units[last].pieces
            last += 1
        yield Range(units[first].range.start, units[last - 1].range.end)
        if last == len(units):
            return
        first = _next_start(units, first, last, budget, overlap)


def _next_start(units: list[Unit], first: int, last: int, budget: int, overlap: int) -> int:
    """Where the next chunk begins: back by `overlap` sentences if a new one still fits."""
    start, used = last, units[last].pieces
    while start - 1 > first and last - start < overlap and units[start - 1].whole:
        used += units[start - 1].pieces
        if used > budget:
            break
        start -= 1
    return start
