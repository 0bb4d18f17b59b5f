"""The page of a comparison: every metric of two runs, and the questions won and lost."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.compare import Change, Pair, changes, paired, swings
from eval.entry import escape
from eval.outcome import outcome
from eval.record import Record, Spot
from eval.statistics import Difference

HERE = Path(__file__).parent
STYLES = ("page.css", "comparison.css")
SIGNIFICANT = 0.05
# Of the small pictures, in the units of their own.
WIDE, HIGH, EDGE = 160, 18, 6


def comparison(names: tuple[str, str], first: Sequence[Record], second: Sequence[Record]) -> str:
    """The page that compares run A, `first`, with run B, whole in itself; `names` are theirs.

    Raises BadInput when the runs share no question.
    """
    both = paired(first, second)
    found = changes(first, second)
    swung = swings(both)
    style = "".join((HERE / file).read_text(encoding="utf-8") for file in STYLES)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    lists = (
        ("won", "Won: right in B alone", swung.won),
        ("lost", "Lost: right in A alone", swung.lost),
        ("otherwise", "Answered otherwise, neither won nor lost", swung.otherwise),
    )
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(names[1])} against {escape(names[0])} – Footnote</title>",
            f"<style>{style}</style>\n</head>\n<body>\n<header>\n<h1>Two runs compared</h1>",
            f'<dl class="runs"><div><dt>A</dt><dd>{escape(names[0])}</dd></div>',
            f"<div><dt>B</dt><dd>{escape(names[1])}</dd></div></dl>",
            f'<p class="soft">{_asked(both, first, second)}</p>',
            *_verdict(swung.won, swung.lost),
            "</header>\n<main>\n<h2>Metrics</h2>",
            *_table(found),
            *(line for name, title, pairs in lists for line in _list(name, title, pairs)),
            "</main>\n</body>\n</html>\n",
        )
    )


def _asked(both: Sequence[Pair], first: Sequence[Record], second: Sequence[Record]) -> str:
    rest = [len(records) - len(both) for records in (first, second)]
    told = f"{len(both):,} questions in both"
    if any(rest):
        told += f"; {rest[0]:,} in A alone and {rest[1]:,} in B alone are left out"
    return f"{told}."


def _verdict(won: Sequence[Pair], lost: Sequence[Pair]) -> Iterator[str]:
    yield f'<p><a href="#won">{len(won):,} questions won</a>, '
    yield f'<a href="#lost">{len(lost):,} lost</a>.</p>'


# The table ------------------------------------------------------------------------------------


def _table(found: Sequence[Change]) -> Iterator[str]:
    reach = max((abs(end) for one in found for end in _ends(one.difference)), default=0.0) or 1.0
    yield (
        '<p class="soft">B less A with its 95% interval, all on one scale of '
        f"±{reach:.2f}; p by a paired randomisation test. Marked are differences with p under "
        f'{SIGNIFICANT}: <b class="better">▲ better</b>, <b class="worse">▼ worse</b>. Won and '
        "lost count the questions that score better and worse in B.</p>"
    )
    yield '<div class="scroll"><table class="changes">\n<thead><tr><th scope="col">Metric</th>'
    heads = ("A", "B", "Difference", "95% interval", "", "p", "Won", "Lost", "Of")
    yield "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield "</tr></thead>\n<tbody>"
    for one in found:
        yield _row(one, reach)
    yield "</tbody></table></div>"


def _row(one: Change, reach: float) -> str:
    difference = one.difference
    kind = _kind(one)
    sign = {"better": "▲ ", "worse": "▼ "}.get(kind, "")
    low, high = difference.interval.low, difference.interval.high
    cells = (
        f"{one.before:.3f}",
        f"{one.after:.3f}",
        f'<b class="{kind}">{sign}{difference.interval.mean:+.3f}</b>',
        f"{low:+.3f} to {high:+.3f}",
        _picture(one, kind, reach),
        f"{difference.p:.4f}",
        *("–" if one is None else f"{one:,}" for one in (difference.won, difference.lost)),
        f"{difference.questions:,}",
    )
    told = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(one.metric)}</th>{told}</tr>'


def _kind(one: Change) -> str:
    if one.difference.p >= SIGNIFICANT:
        return "even"
    return "better" if one.better else "worse" if one.worse else "even"


def _ends(difference: Difference) -> tuple[float, float, float]:
    interval = difference.interval
    return interval.low, interval.mean, interval.high


def _picture(one: Change, kind: str, reach: float) -> str:
    """The interval as a line around a dot, with no difference in the middle."""
    half = WIDE / 2 - EDGE
    low, at, high = (WIDE / 2 + half * end / reach for end in _ends(one.difference))
    middle = HIGH / 2
    return (
        f'<svg class="{kind}" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}" '
        f'aria-hidden="true"><path class="zero" d="M{WIDE / 2} 0V{HIGH}"/>'
        f'<path class="span" d="M{low:.1f} {middle}H{high:.1f}"/>'
        f'<circle cx="{at:.1f}" cy="{middle}" r="3.5"/></svg>'
    )


# Questions ------------------------------------------------------------------------------------


def _list(name: str, title: str, pairs: Sequence[Pair]) -> Iterator[str]:
    yield f'<section id="{name}" class="swings"><h2>{title} ({len(pairs):,})</h2>'
    if not pairs:
        yield '<p class="soft">None.</p>'
    for old, new in pairs:
        yield from _entry(old, new)
    yield "</section>"


def _entry(old: Record, new: Record) -> Iterator[str]:
    kind = escape(new.type.replace("_", " "))
    yield f"<article>\n<h3><small>{escape(new.id)} · {kind}</small> {escape(new.question)}</h3>"
    for asked, answered in new.history:
        yield f'<p class="soft">Asked before: {escape(asked)} → {escape(answered)}</p>'
    accepted = " | ".join(new.answers) or "none: the documents don’t say"
    yield f'<p class="soft">Accepted: {escape(accepted)}</p>\n<div class="sides">'
    yield _side("A", old)
    yield _side("B", new)
    yield "</div>\n</article>"


def _side(run: str, record: Record) -> str:
    facts = [f"<b>{run}</b> {outcome(record)}"]
    if record.read:
        facts.append(f"confidence {record.confidence:.0%}")
    facts.append(_read_at(record))
    said = '<p class="said">–</p>'
    if record.refused:
        said = '<p class="said soft">refused</p>'
        if record.best:
            said += f'<p class="soft">best span: {escape(record.best)}</p>'
    elif record.read:
        said = f'<p class="said">{escape(record.answer)}</p>'
    cited = "".join(f"<li>{_place(one, record)}</li>" for one in record.citations)
    return (
        f'<div><p class="soft">{" · ".join(one for one in facts if one)}</p>{said}'
        f"{f'<ul>{cited}</ul>' if cited else ''}</div>"
    )


def _read_at(record: Record) -> str:
    """At which rank gold evidence was read first."""
    if not record.gold or not record.passages:
        return ""
    ranks = [
        rank
        for rank, one in enumerate(record.passages, 1)
        if any(_meet(one.spot, gold) for gold in record.gold)
    ]
    return f"gold evidence at rank {ranks[0]}" if ranks else "gold evidence not retrieved"


def _place(spot: Spot, record: Record) -> str:
    gold = " <b>gold</b>" if any(_meet(spot, one) for one in record.gold) else ""
    return f"{escape(spot.file)}, characters {spot.start:,}–{spot.end:,}{gold}"


def _meet(one: Spot, other: Spot) -> bool:
    return one.file == other.file and one.start < other.end and other.start < one.end
