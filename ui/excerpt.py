"""Excerpts: how much of a text is shown around the part that matters."""

from dataclasses import dataclass

from index.document import Range
from rag.answer import Citation

CONTEXT = 400


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The characters `start` to `end` of a text, and whether more words lie beyond them."""

    start: int
    end: int
    cut_before: bool
    cut_after: bool


def around(text: str, part: Range, within: Range, reach: int = CONTEXT) -> Excerpt:
    """The `part` of a text with up to `reach` characters on each side, all of it `within` a range.

    It is cut at a paragraph's or a word's boundary where there is one.
    """
    start = _backwards(text, within.start, part.start, reach)
    end = _forwards(text, part.end, within.end, reach)
    return Excerpt(
        start,
        end,
        cut_before=bool(text[within.start : start].strip()),
        cut_after=bool(text[end : within.end].strip()),
    )


def around_sentence(text: str, citation: Citation) -> Excerpt:
    """A citation's sentence and its context within the range of the document that holds it."""
    sentence = Range(citation.sentence_start, citation.sentence_end)
    # A quote outside its document's ranges gets no context rather than somebody else's words.
    within = sentence
    for kept in citation.document.ranges:
        if kept.start <= citation.start and citation.end <= kept.end:
            within = Range(min(kept.start, sentence.start), max(kept.end, sentence.end))
    return around(text, sentence, within)


def _backwards(text: str, low: int, first: int, reach: int) -> int:
    edge = first - reach
    if edge <= low:
        return low
    paragraph = text.find("\n", edge, first - reach // 2)
    if paragraph != -1:
        return paragraph
    return next((i for i in range(edge, first) if text[i - 1].isspace()), edge)


def _forwards(text: str, last: int, high: int, reach: int) -> int:
    edge = last + reach
    if edge >= high:
        return high
    paragraph = text.rfind("\n", last + reach // 2, edge)
    if paragraph != -1:
        return paragraph
    return next((i for i in range(edge, last, -1) if text[i].isspace()), edge)
