"""Selecting: which ranges of a file's text are its documents, and which are left out and why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from index.blocks import Block, blocks, is_prose
from index.cards import user_cards
from index.chrome import chrome, more_at_end
from index.dates import iso_date
from index.document import Document, LeftOut, Range, Selection
from index.extract import FRONT_MATTER
from index.headings import Heading, heading
from index.source import Metadata, SourceFile
from index.stories import stories

_DATE_MARKER = re.compile(
    r"\s*(?P<marker>(?:date|published|pubdate)[:\s]\s*(?P<date>\d{4}-\d\d-\d\d)\b)\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Story:
    """A document in the making: the ranges kept of it, and what its head says."""

    kept: list[Range]
    heading: Heading


@dataclass(slots=True)
class _Cover:
    """What has been left out so far."""

    left_out: list[LeftOut] = field(default_factory=list)

    def leave(self, start: int, end: int, reason: str) -> None:
        if start < end:
            self.left_out.append(LeftOut(Range(start, end), reason))


def select(source: SourceFile) -> Selection:
    """Divide the text of `source` into documents, leaving out what belongs to the page alone.

    Each character that isn't white space is in exactly one range, of a document or left out. The
    ranges are ascending and begin and end with no white space. Where nothing would be kept, all
    is kept as one document; a text of white space has none.
    """
    text, cover = source.text, _Cover()
    start, page_date = _opening(source, cover)
    page = [block for b in blocks(text) if (block := _from(b, start, text))]
    cards = user_cards(page)
    found = _thread(page, cards, cover) if cards else _stories(page, cover)
    if not found:
        everything = text.strip()
        if not everything:
            return Selection((), ())
        first = text.index(everything[0])
        found = [_Story([Range(first, first + len(everything))], Heading())]
        cover = _Cover()
    site = None if cards else next((s.heading.site for s in found if s.heading.site), None)
    metadata = replace(source.metadata, publisher=source.metadata.publisher or site)
    if cards:
        metadata = replace(metadata, publisher=None)
    documents = tuple(
        _document(source.path, place, story, metadata, page_date, alone=len(found) == 1)
        for place, story in enumerate(found, start=1)
    )
    return Selection(documents, _merged(text, cover.left_out))


def _opening(source: SourceFile, cover: _Cover) -> tuple[int, str | None]:
    """Where the page begins, past its front matter or date marker, and the marker's date."""
    if source.media_type == "text/markdown" and (front := FRONT_MATTER.match(source.text)):
        end = len(front.group().rstrip())
        cover.leave(0, end, "front matter")
        return end, None
    if (marker := _DATE_MARKER.match(source.text)) and (published := iso_date(marker["date"])):
        cover.leave(marker.start("marker"), marker.end("marker"), "date line")
        return marker.end(), published
    return 0, None


def _from(block: Block, start: int, text: str) -> Block | None:
    """What of `block` lies after `start`."""
    if block.start >= start:
        return block
    while start < block.end and text[start].isspace():
        start += 1
    return Block(start, block.end, text[start : block.end]) if start < block.end else None


def _thread(page: Sequence[Block], cards: Sequence[range], cover: _Cover) -> list[_Story]:
    """The posts of a thread, each after its user's card."""
    found: list[_Story] = []
    head = page[: cards[0].start]
    if any(is_prose(block) for block in head):
        found += _stories(head, cover)
    else:
        for block in head:
            cover.leave(block.start, block.end, "page title")
    ends = [card.start for card in cards[1:]] + [len(page)]
    for card, end in zip(cards, ends, strict=True):
        cover.leave(page[card.start].start, page[card.stop - 1].end, "user card")
        post = page[card.stop : end]
        found += [story] if (story := _story(post, chrome(post), cover)) else []
    return found


def _stories(page: Sequence[Block], cover: _Cover) -> list[_Story]:
    marks = chrome(page)
    found = []
    for part in stories(page, marks):
        own = {index - part.start: marks[index] for index in part if index in marks}
        if story := _story(page[part.start : part.stop], own, cover):
            found.append(story)
    return found


def _story(part: Sequence[Block], marks: dict[int, str], cover: _Cover) -> _Story | None:
    """A story's kept ranges and heading, or None when nothing is kept of it."""
    head = heading(part, marks)
    left_out = marks | head.left_out
    kept: list[Range] = []
    joins = False
    for index, block in enumerate(part):
        if index in left_out:
            cover.leave(block.start, block.end, left_out[index])
            joins = False
            continue
        cuts = [cut for cut in head.cuts if block.start <= cut[0] < block.end]
        more = more_at_end(block)
        if more:
            cuts.append((block.start + more, block.end, "read more"))
        position = block.start
        for start, end, reason in [*cuts, (block.end, block.end, "")]:
            piece = block.text[position - block.start : start - block.start]
            first = position + len(piece) - len(piece.lstrip())
            last = position + len(piece.rstrip())
            if first < last:
                if joins:
                    kept[-1] = Range(kept[-1].start, last)
                else:
                    kept.append(Range(first, last))
                joins = True
            if start < end:
                cover.leave(start, end, reason)
                joins = False
            position = end
    return _Story(kept, head) if kept else None


def _document(
    path: str, place: int, story: _Story, page: Metadata, page_date: str | None, *, alone: bool
) -> Document:
    """The document of a story; what the page says holds for its only story, save the publisher."""
    head = story.heading
    return Document(
        id=f"{path}#{place}",
        path=path,
        ranges=tuple(story.kept),
        title=(page.title if alone else None) or head.title,
        published=(page.published if alone else None)
        or head.published
        or (page_date if alone else None),
        publisher=head.publisher or page.publisher,
        author=(page.author if alone else None) or head.author,
    )


def _merged(text: str, left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """What is left out, in order, neighbours with the same reason as one."""
    merged: list[LeftOut] = []
    for part in sorted(left_out, key=lambda part: part.range):
        last = merged[-1] if merged else None
        if last and last.reason == part.reason:
            between = text[last.range.end : part.range.start]
            if not between.strip():
                merged[-1] = LeftOut(Range(last.range.start, part.range.end), part.reason)
                continue
        merged.append(part)
    return tuple(merged)
