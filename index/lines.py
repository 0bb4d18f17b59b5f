"""Lines: the non-blank lines of a text, as ranges without the white space around them."""

import re
from dataclasses import dataclass

_CONTENT = re.compile(r"[^\n\f\v\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Line:
    """The characters `start` up to `end` of the text, with no white space at either end.

    `text` is those characters, `indent` the columns before them (a tab counts as one), and
    `blank_before` says whether a blank line, or nothing at all, comes before this one.
    """

    start: int
    end: int
    text: str
    indent: int
    blank_before: bool


def lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """The non-blank lines of `text[start:end]`, in order; offsets are into the whole text."""
    end = len(text) if end is None else end
    found: list[Line] = []
    previous = start
    for match in _CONTENT.finditer(text, start, end):
        raw = match.group()
        bare = raw.strip()
        if not bare:
            continue
        indent = len(raw) - len(raw.lstrip())
        first = match.start() + indent
        blank = not found or text.count("\n", previous, first) > 1
        found.append(Line(first, first + len(bare), bare, indent, blank))
        previous = first + len(bare)
    return found
