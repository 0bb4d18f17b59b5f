"""Paragraphs: where a reader would see one end and the next begin."""

import re
from itertools import pairwise

from index.document import Range
from index.lines import Line, lines

# Hard-wrapped prose is set to a width in this band, in characters. Narrower columns can't be told
# from verse and lists, and lines longer than this are paragraphs on a line of their own.
_NARROWEST, _WIDEST = 45, 120

# A line that would have had room for the next line's first word, at this share of the width, was
# ended on purpose. Below 1 because printed lines vary in their number of characters.
_FULL = 0.85

# In wrapped prose most breaks fall within a sentence, so most lines start in lower case.
_WITHIN_SENTENCE = 0.4

_ITEM = re.compile(r"(?:[-*+•·‣▪●○◦–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|#{1,6}|\|)\s")
_QUOTE_MARKS = re.compile(r"(?:>\s?)+")


def paragraphs(text: str, start: int, end: int) -> list[Range]:
    """The paragraphs of `text[start:end]`, in order, without the white space around them.

    A line break ends a paragraph, except in hard-wrapped prose, where it takes a blank line, an
    indented line, a list item, or a line that is clearly shorter than the others. Takes time
    linear in the length of the text; none of the ranges is empty.
    """
    blocks = _blocks(lines(text, start, end))
    page_width = _page_width(blocks)
    found: list[Range] = []
    for block in blocks:
        width = _wrap_width(block) or (page_width if _may_be_wrapped(block, page_width) else 0)
        first = block[0]
        for line, following in pairwise(block):
            if not width or _ends_paragraph(line, following, width):
                found.append(Range(first.start, line.end))
                first = following
        found.append(Range(first.start, block[-1].end))
    return found


def _blocks(found: list[Line]) -> list[list[Line]]:
    """The lines in runs without a blank line between them."""
    blocks: list[list[Line]] = []
    for line in found:
        if line.blank_before or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _wrap_width(block: list[Line]) -> int:
    """The width a block is wrapped to, in characters, or 0 when it isn't wrapped prose."""
    width = max(_length(line) for line in block)
    if not _NARROWEST <= width <= _WIDEST or len(block) < 2:
        return 0
    breaks = [(line, after) for line, after in pairwise(block) if not _ITEM.match(after.text)]
    full = [(line, after) for line, after in breaks if not _has_room(line, after, width)]
    joined = sum(_continues(line, after) for line, after in full)
    # Half the breaks must be at the margin, or a few long items in a list would pass for prose.
    if not joined or 2 * len(full) < len(breaks) or joined < _WITHIN_SENTENCE * len(full):
        return 0
    return width


def _page_width(blocks: list[list[Line]]) -> int:
    """The width most of the page is wrapped to, or 0; it decides for blocks of a few lines."""
    several = [block for block in blocks if len(block) > 1]
    widths = [width for block in several if (width := _wrap_width(block))]
    if len(widths) < 3 or 2 * len(widths) < len(several):
        return 0
    return sorted(widths)[len(widths) * 3 // 4]


def _may_be_wrapped(block: list[Line], width: int) -> bool:
    """Whether a short block that shows nothing by itself is set like the wrapped page around it."""
    return bool(width) and len(block) <= 4 and all(_length(line) <= width + 5 for line in block)


def _ends_paragraph(line: Line, following: Line, width: int) -> bool:
    if _ITEM.match(following.text):
        # In mid-sentence it is a figure or a dash that came to stand at the margin.
        ended = line.text[-1] in '.!?:;,)"”’' or bool(_ITEM.match(line.text))
        return ended or _has_room(line, following, width)
    if following.indent >= line.indent + 2 and not _ITEM.match(line.text):
        return True
    return _has_room(line, following, width) and not _continues(line, following)


def _has_room(line: Line, following: Line, width: int) -> bool:
    word = _unquoted(following).split(None, 1)[0] if _unquoted(following) else ""
    return _length(line) + 1 + len(word) < _FULL * width


def _continues(line: Line, following: Line) -> bool:
    """Whether a sentence of `line` goes on in `following`, by its first letter."""
    start = _unquoted(following).lstrip("\"'“‘«([")
    return start[:1].islower() and line.text[-1] not in ".!?:"


def _unquoted(line: Line) -> str:
    """The line without a mail's marks of quotation."""
    return _QUOTE_MARKS.sub("", line.text, count=1) if line.text[0] == ">" else line.text


def _length(line: Line) -> int:
    return len(line.text)
