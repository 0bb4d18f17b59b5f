"""An entry: one question of a run as HTML, with its passages and what is gold and cited in them."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from eval.funnel import STEPS, lost_at
from eval.outcome import outcome
from eval.record import READING, Read, Record, Spot

# Characters shown on each side of a citation.
CONTEXT = 240


def entry(record: Record, texts: Mapping[str, str]) -> Iterator[str]:
    """The lines of a question's entry; `texts` holds the whole text of each file by its name."""
    came = outcome(record)
    lost = lost_at(record)
    cells = (
        ("id", record.id),
        ("type", record.type.replace("_", " ")),
        ("question", record.question),
        ("outcome", came),
        ("answer", "–" if record.refused or not record.read else record.answer),
        ("confidence", f"{record.confidence:.0%}" if record.read else "–"),
        ("seconds", f"{record.seconds['total']:.2f} s" if "total" in record.seconds else "–"),
    )
    yield f'<details class="question" id="{anchor(record)}" data-type="{escape(record.type)}"'
    yield f' data-outcome="{came}" data-lost="{lost}">\n<summary>{cells_of(cells)}</summary>'
    yield '<div class="opened">\n<dl class="facts">'
    for asked, answered in record.history:
        yield _fact("Asked before", f"{asked} → {answered}")
    yield _fact("Accepted", " | ".join(record.answers) or "none: the documents don’t say")
    if record.read:
        yield _fact("Answer", "refused" if record.refused else record.answer)
    if record.refused or record.best != record.answer:
        yield _fact("Best span", record.best)
    if 0 < lost < len(STEPS):
        yield _fact("Lost", STEPS[lost].lost)
    yield _fact("Seconds", ", ".join(f"{key} {one:.3f}" for key, one in record.seconds.items()))
    yield "</dl>"
    yield from _places(record, texts)
    yield "</div>\n</details>"


def anchor(record: Record) -> str:
    """The name by which the page links to a question: its id, spelt so that a link may hold it."""
    plain = re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", record.id)
    return f"question-{plain}"


def marked(
    text: str,
    start: int,
    end: int,
    gold: Iterable[tuple[int, int]],
    cited: Iterable[tuple[int, int]],
) -> str:
    """Characters `start` to `end` of a text as HTML, with gold evidence and cited words marked.

    Ranges are of the text. Where the two overlap, the shared characters have a mark of both.
    """
    ranges = [("gold", *one) for one in gold] + [("cited", *one) for one in cited]
    edges = {edge for _, *both in ranges for edge in both if start < edge < end}
    bounds = [start, *sorted(edges), end]
    pieces = []
    for first, last in pairwise(bounds):
        kinds = sorted({kind for kind, low, high in ranges if low <= first and last <= high})
        piece = escape(text[first:last])
        if kinds and piece:
            title = " and ".join("gold evidence" if one == "gold" else "cited" for one in kinds)
            piece = f'<mark class="{" ".join(kinds)}" title="{title}">{piece}</mark>'
        pieces.append(piece)
    return "".join(pieces)


def escape(text: str) -> str:
    """Text as HTML; a browser would make a bare carriage return another line end."""
    return html.escape(text).replace("\r", "&#13;")


def cells_of(cells: Iterable[tuple[str, str]]) -> str:
    """Named cells of a line, as spans."""
    return "".join(f'<span class="c-{name}">{escape(text)}</span>' for name, text in cells)


def _fact(name: str, value: str) -> str:
    return f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>"


def _places(record: Record, texts: Mapping[str, str]) -> Iterator[str]:
    if record.citations:
        yield "<h3>Cited</h3>"
    for number, spot in enumerate(record.citations, 1):
        yield f"<h4>{number} · {_where(spot)}</h4>{_excerpt(spot, record, texts)}"
    unread = [g for g in record.gold if not any(_meet(g, one.spot) for one in record.passages)]
    if unread:
        yield "<h3>Gold evidence that was not read</h3>"
    for spot in unread:
        yield f"<h4>{_where(spot)}</h4>{_excerpt(spot, record, texts)}"
    if record.passages:
        yield "<h3>Passages read</h3>" if record.read else "<h3>Passages retrieved</h3>"
    for rank, one in enumerate(record.passages, 1):
        yield _passage(rank, one, record, texts)


def _passage(rank: int, read: Read, record: Record, texts: Mapping[str, str]) -> str:
    gold = any(_meet(read.spot, one) for one in record.gold)
    cited = any(_meet(read.spot, one) for one in record.citations)
    tags = [f"<b>{tag}</b>" for tag, there in (("gold", gold), ("cited", cited)) if there]
    ranks = (("words", read.lexical), ("meaning", read.dense))
    told = [f"{name}: {'not found' if at is None else at}" for name, at in ranks]
    # The gold passage of the reader alone was given to it, not found.
    found = () if record.stage == READING else (*told, f"score {read.score:.4g}")
    facts = " · ".join((_where(read.spot), *found, *tags))
    first = " open" if tags else ""
    return (
        f'<details class="passage"{first}><summary>{rank} · {facts}</summary>'
        f"{_quoted(read.spot, record, texts)}</details>"
    )


def _where(spot: Spot) -> str:
    return f"{escape(spot.file)}, characters {spot.start:,}–{spot.end:,}"


def _meet(one: Spot, other: Spot) -> bool:
    return one.file == other.file and one.start < other.end and other.start < one.end


def _quoted(spot: Spot, record: Record, texts: Mapping[str, str]) -> str:
    text = texts.get(spot.file)
    if text is None:
        return '<p class="soft">The text of this file isn’t at hand.</p>'
    gold, cited = (
        [(one.start, one.end) for one in spots if one.file == spot.file]
        for spots in (record.gold, record.citations)
    )
    return f"<blockquote>{marked(text, spot.start, spot.end, gold, cited)}</blockquote>"


def _excerpt(spot: Spot, record: Record, texts: Mapping[str, str]) -> str:
    """A place with some context on each side, cut between words where there is a gap."""
    text = texts.get(spot.file, "")
    low, high = max(spot.start - CONTEXT, 0), min(spot.end + CONTEXT, len(text))
    if low:
        low = next((at for at in range(low, spot.start) if text[at - 1].isspace()), low)
    if high < len(text):
        high = next((at for at in range(high, spot.end, -1) if text[at].isspace()), high)
    before, after = ("cut-before" if low else ""), ("cut-after" if high < len(text) else "")
    quoted = _quoted(Spot(spot.file, low, high), record, texts)
    return f'<div class="{before} {after}">{quoted}</div>'
