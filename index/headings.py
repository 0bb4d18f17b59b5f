"""Headings: a story's title, date, publisher and author, from the lines at its head."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.blocks import Block, headline_text, is_headline, is_prose
from index.credits import (
    Credit,
    credit_line,
    opening_credit,
    publisher,
    run_in_credit,
    run_in_headline,
    source_line,
)
from index.dates import find_date, is_date_line

# How far down a story its heading may reach, in blocks.
_HEAD = 14
_STANDFIRST_WORDS = 60

_PARTS = re.compile(r"\s+(?:\||::?|»|·|-|–|—)\s+|\s?\|\s?")
_SECTIONS = re.compile(r"\s[|»›]\s")
_SITE_WORD = re.compile(
    r"\b(?:news|times|post|herald|daily|tribune|journal|press|agency|gazette|chronicle|observer"
    r"|mail|standard|review|magazine|media|network|blog|tv|radio|online|today|week|weekly|monitor)\b"
    r"|\.(?:com|org|net|co\.uk|info|tv)\b|\w(?:post|news|times|wire|week)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Heading:
    """What a story's head says; `left_out` gives the reason for each block that only says this.

    `cuts` are parts of blocks, as starts and ends in the file's text with a reason; `site` is the
    name of the site where a page title gives it.
    """

    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None
    site: str | None = None
    left_out: dict[int, str] = field(default_factory=dict)
    cuts: list[tuple[int, int, str]] = field(default_factory=list)

    def take(self, credit: Credit) -> None:
        """Fill what isn't known yet from `credit`."""
        self.published = self.published or credit.published
        self.publisher = self.publisher or credit.publisher
        self.author = self.author or credit.author


def heading(story: Sequence[Block], marks: dict[int, str]) -> Heading:
    """The heading of a story whose chrome is in `marks`, by the indices of its blocks."""
    found = Heading()
    candidates: list[int] = []
    sentences = 0
    for index, block in enumerate(story[:_HEAD]):
        if index in marks:
            if marks[index] == "view counter" and not sentences:
                found.published = found.published or _date_in(block.text)
        elif not _takes_line(found, index, block):
            run_in = run_in_credit(block.text) if not (candidates or sentences) else None
            if run_in:
                _take_run_in(found, block, run_in)
                sentences += len(block.text) > run_in.end
            elif is_prose(block):
                sentences += 1
                _take_opening(found, block, titled=bool(candidates or found.title))
                if sentences > 1 or block.words > _STANDFIRST_WORDS:
                    break
            elif not sentences:
                found.published = found.published or _date_beside(block.text)
                if is_headline(block) and not _goes_on(story, index):
                    candidates.append(index)
    if not found.title and sentences:
        _take_title(found, story, candidates)
    _take_tail(found, story, marks)
    return found


def page_title(text: str, others: Sequence[str] = ()) -> tuple[str, str] | None:
    """The headline and the site's name in a line such as "Headline - Section - Site".

    A line of which nothing says so is no page title, unless its headline is one of the `others`.
    """
    parts = [part.strip() for part in _PARTS.split(text)]
    if len(parts) < 2 or not all(parts):
        return None
    site = parts[-1]
    if (
        len(site.split()) > 4
        or not site[0].isupper()
        or (any(c in site for c in ".?!") and (not _SITE_WORD.search(site)))
    ):
        return None
    named = bool(_SITE_WORD.search(site) or publisher(site))
    separated = (len(parts) > 2 or "|" in text) and len(parts[0].split()) > 3
    sure = named or separated or parts[0] in others
    return (parts[0], site) if sure else None


def _takes_line(found: Heading, index: int, block: Block) -> bool:
    """Take in a line that says when or who and nothing else; False for any other."""
    text = block.text
    if is_date_line(text):
        found.published = found.published or _date_in(text)
        found.left_out[index] = "date line"
        return True
    credit = credit_line(text) or source_line(text)
    if credit:
        found.take(credit)
        found.left_out[index] = credit.reason
    return bool(credit)


def _take_run_in(found: Heading, block: Block, credit: Credit) -> None:
    found.title = " ".join(block.text[: credit.start].split())
    found.take(credit)
    found.cuts.append((block.start + credit.start, block.start + credit.end, credit.reason))


def _take_opening(found: Heading, block: Block, *, titled: bool) -> None:
    if credit := opening_credit(block.text):
        found.take(credit)
    if not titled and block.words >= _STANDFIRST_WORDS:
        found.title = run_in_headline(block.text)


def _take_title(found: Heading, story: Sequence[Block], candidates: list[int]) -> None:
    others = [headline_text(story[i]) for i in candidates[1:]]
    if others and (named := page_title(story[candidates[0]].text, others)):
        found.site = named[1]
        found.left_out[candidates.pop(0)] = "page title"
    if not candidates:
        return
    # A section marker ("World", "Opinion") may stand above the headline.
    best = next(
        (i for i in candidates if story[i].words >= 3 and not _SECTIONS.search(story[i].text)),
        candidates[0],
    )
    found.title = headline_text(story[best])
    if best == candidates[0] and (named := page_title(found.title)):
        found.site = named[1]
        if len(named[0].split()) >= 3:
            found.title = named[0]


def _take_tail(found: Heading, story: Sequence[Block], marks: dict[int, str]) -> None:
    """Lines with a person's and an agency's name anywhere, and source lines after the story."""
    last = max((i for i, b in enumerate(story) if i not in marks and is_prose(b)), default=0)
    for index, block in enumerate(story):
        if index in marks or index in found.left_out:
            continue
        credit = source_line(block.text) if index > last else None
        if not credit and not found.author and index < last:
            credit = credit_line(block.text)
            credit = credit if credit and credit.author and credit.publisher else None
        if credit:
            found.take(credit)
            found.left_out[index] = credit.reason


def _goes_on(story: Sequence[Block], index: int) -> bool:
    """Whether the next block is the rest of this one's sentence."""
    after = story[index + 1].text if index + 1 < len(story) else "."
    return after[0].islower() or after[0] in ".,;:)" or len(after) < 3


def _date_in(text: str) -> str | None:
    found = find_date(text)
    return found.iso if found else None


def _date_beside(text: str) -> str | None:
    """The date of a head line that also says something else, beside it and not in its words."""
    found = find_date(text)
    if not found or len(text.split()) > 16:
        return None
    before, after = text[: found.start].rstrip(), text[found.end :].lstrip()
    apart = (not before or before[-1] in "|•·–—-:,") and (not after or after[0] in "|•·–—-,")
    return found.iso if apart else None
