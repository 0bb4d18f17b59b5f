"""Blocks: what stands by itself on a page (a paragraph, a headline, a menu entry)."""

import re
from dataclasses import dataclass

from index.paragraphs import paragraphs

_ENDS = re.compile(r"(?:[.!?…]|\.\.\.)[\"'”’)\]*_]*$|[。！？؟۔।]\W*$")
_SENTENCE_BREAK = re.compile(r"[a-z\d)”\"’][.!?][\"'”’)\]]*\s+[\"'“‘(\[]?[A-Z\d]|[。！？؟۔।]")
_ABBREVIATED = re.compile(r"\b(?:[A-Z]\.){2,}$|\b(?:Inc|Co|Ltd|Jr|Sr|Corp|St|No|vs)\.$|\.\.\.$|…$")
_ITEM = re.compile(r"[-*+•·‣▪●○◦|>]\s|https?:|www\.|@|\(?\d{1,2}[.)]\s")
_MARKED = re.compile(r"#{1,6}\s+|(?:title|headline):\s+", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Block:
    """The characters `start` up to `end`, which are `text`: a paragraph of its page."""

    start: int
    end: int
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


def blocks(text: str) -> list[Block]:
    """The blocks of a page, in order; between them there is only white space."""
    return [Block(r.start, r.end, text[r.start : r.end]) for r in paragraphs(text, 0, len(text))]


def is_prose(block: Block) -> bool:
    """Whether a block has at least one sentence that is long enough to be no label."""
    if block.words < 8 and len(block.text) < 50:
        return False
    text = block.text
    ends = bool(_ENDS.search(text[-12:])) and not text.endswith(("...", "…"))
    return ends or (block.words >= 15 and bool(_SENTENCE_BREAK.search(text)))


def has_sentence_break(text: str) -> bool:
    """Whether one sentence ends and another begins within `text`."""
    return bool(_SENTENCE_BREAK.search(text))


def is_short(block: Block) -> bool:
    """Whether a block is a label: a few words without the marks of a sentence."""
    return block.words <= 4 and len(block.text) <= 32 and not re.search(r"[.!?,;:]$", block.text)


def is_headline(block: Block) -> bool:
    """Whether a block could be the headline of what comes after it."""
    text = headline_text(block)
    if not _LETTER.search(text) or len(text) > 220 or block.words > 30:
        return False
    if _ITEM.match(text) or text[-1] in ",;:|" or text[0].islower():
        return False
    if text.count("(") != text.count(")"):
        return False
    if text[-1] == "." and not _ABBREVIATED.search(text):
        return False
    return not has_sentence_break(text)


def headline_text(block: Block) -> str:
    """A headline on one line, and without a mark or label before it."""
    bare = _MARKED.sub("", block.text, count=1)
    return " ".join(bare.strip("*_# \xa0").split()) or " ".join(block.text.split())


def shape(block: Block) -> str:
    """A block's text with its figures made alike, so that two user cards compare equal."""
    return re.sub(r"\d[\d,.]*", "0", " ".join(block.text.split()).casefold())
