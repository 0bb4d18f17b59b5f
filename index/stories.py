"""Stories: where one ends and the next begins on a page that holds several."""

from collections.abc import Sequence

from index.blocks import Block, is_headline, is_prose
from index.credits import credit_line, run_in_credit, run_in_headline

# On a page with each story on a line of its own, in words: the shortest of its paragraphs, and the
# least for one that must be a whole story.
_LONG, _WHOLE = 80, 150


def stories(page: Sequence[Block], marks: dict[int, str]) -> list[range]:
    """The stories of a page whose chrome is in `marks`, as ranges of the indices of its blocks.

    A story begins at a headline that is followed by a byline or dateline, on the same line or the
    next; or, where each story is one long line, at a line that opens with a headline.
    """
    prose = [i for i, block in enumerate(page) if i not in marks and is_prose(block)]
    long_lines = len(prose) > 1 and all(page[i].words >= _LONG for i in prose)
    starts = [0]
    told = False
    headline: int | None = None
    for index, block in enumerate(page):
        if index in marks:
            continue
        credited = run_in_credit(block.text) is not None
        opens = long_lines and block.words >= _WHOLE and run_in_headline(block.text) is not None
        if told and (credited or opens):
            starts.append(index)
            told = False
        elif told and headline is not None and _is_byline(block) and index < prose[-1]:
            starts.append(headline)
            told = False
        told = told or is_prose(block)
        headline = index if is_headline(block) and not is_prose(block) else None
    return [range(a, b) for a, b in zip(starts, [*starts[1:], len(page)], strict=True)]


def _is_byline(block: Block) -> bool:
    credit = credit_line(block.text)
    return credit is not None and (
        credit.reason == "dateline"
        or (credit.reason == "byline" and block.text[:2].lower() == "by")
    )
