"""Documents: the stories or posts of a file, as ranges of its text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """The characters `start` up to but not including `end` of a file's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One story or post: ascending, disjoint, non-empty `ranges` of the text of the file `path`.

    `id` is the path and the document's place in it (`news/a.txt#2`, counted from 1).
    `published` is an ISO 8601 date, the article's own.
    """

    id: str
    path: str
    ranges: tuple[Range, ...]
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A range that belongs to no document, and why (`ticker`, `view counter`, `user card`, …)."""

    range: Range
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a file is kept, as documents, and what is left out; together they cover its text.

    White space between ranges may belong to neither.
    """

    documents: tuple[Document, ...]
    left_out: tuple[LeftOut, ...]
