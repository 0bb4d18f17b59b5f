"""The page of a run: its figures, its pictures and every question, as one file of HTML."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from eval import pictures
from eval.entry import anchor, cells_of, entry, escape
from eval.funnel import Row, funnel
from eval.outcome import CITED_RIGHT, OUTCOMES, outcome
from eval.question import TYPES
from eval.record import FULL, READING, RETRIEVAL, Record, stage_of
from eval.report import MADE, asked_line, deepest_hit
from eval.statistics import Interval
from eval.summary import confidence_figures, figures, seconds

# By stage; the hit at the depth to which was retrieved comes last, where there is one.
HEADLINES = {
    FULL: (
        CITED_RIGHT,
        "right of those answered",
        "unanswerable refused",
        "answerable refused",
        "citation precision",
    ),
    RETRIEVAL: ("evidence in one chunk", "gold characters read", "MRR", "nDCG@10", "hit@1"),
    READING: (MADE, "best span exact match", "best span F1", CITED_RIGHT, "share answered"),
}
HERE = Path(__file__).parent


def page(name: str, records: Sequence[Record], texts: Mapping[str, str]) -> str:
    """The page of the run called `name`, whole in itself: the same run gives the same page.

    `texts` holds the whole text of each file under its name in Spot.file; of a file that isn't
    there, places are told without their words.
    """
    style, script = _own("page.css"), _own("page.js")
    # Only this script may run and nothing may be fetched, whatever the documents hold.
    trusted = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{trusted}'"
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(name)} – Footnote</title>\n<style>{style}</style>\n</head>\n<body>",
            *_header(name, records),
            '<main>\n<section class="pictures" aria-label="Pictures">',
            *_pictures(records),
            '</section>\n<section id="questions" aria-labelledby="all-questions">',
            *_filters(records),
            *(line for one in records for line in entry(one, texts)),
            f"</section>\n</main>\n<script>{script}</script>\n</body>\n</html>\n",
        )
    )


def _own(file: str) -> str:
    return (HERE / file).read_text(encoding="utf-8")


def _header(name: str, records: Sequence[Record]) -> Iterator[str]:
    asked = asked_line(records)
    yield f'<header>\n<h1>{escape(name)}</h1>\n<p class="soft">{asked[:1].upper()}{asked[1:]}. '
    yield "Small ranges are 95% intervals.</p>"
    yield '<dl class="figures">'
    found = figures(records)
    for metric in (*HEADLINES[stage_of(records)], deepest_hit(records)):
        if metric in found:
            one = found[metric].interval
            told = f"{100 * one.low:.0f}–{100 * one.high:.0f}%"
            yield _figure(metric, f"{one.mean:.0%}", told, f"of {found[metric].count:,} questions")
    took = seconds(records).get("total")
    if took:
        p50 = took["p50"]
        told = f"{p50.low:.2f}–{p50.high:.2f} s"
        yield _figure("p50 seconds", f"{p50.mean:.2f} s", told, f"p95 {took['p95'].mean:.2f} s")
    yield "</dl>\n</header>"


def _figure(name: str, value: str, interval: str, more: str) -> str:
    shown = escape(name if name[1:2].isupper() else name[:1].upper() + name[1:])
    told = f"<strong>{value}</strong> <small>{interval}</small> <small>{more}</small>"
    return f"<div><dt>{shown}</dt><dd>{told}</dd></div>"


def _pictures(records: Sequence[Record]) -> Iterator[str]:
    rows = funnel(records)
    if rows:
        drawn = pictures.funnel([row.name for row in rows], [row.count for row in rows])
        lost = "".join(_lost(row) for row in rows if row.lost and row.at)
        losses = f'<ul class="losses">{lost}</ul>' if lost else ""
        yield _picture("What becomes of answerable questions", drawn, losses)
    stage = stage_of(records)
    metric = {FULL: CITED_RIGHT, RETRIEVAL: deepest_hit(records), READING: MADE}[stage]
    bars = pictures.by_type(records, metric)
    title = f"{metric[:1].upper()}{metric[1:]}, by type"
    yield _picture(title, bars, "Thin lines are 95% intervals.")
    if stage == FULL and records:
        yield from _confidence(records)
    if records:
        yield _picture("Seconds a question", pictures.latency(records), "")
        yield _picture("Seconds by part", _parts(records), "")


def _lost(row: Row) -> str:
    """A step's loss: a link that narrows the list of questions to it, and one to each of them."""
    links = "".join(
        f'<li><a href="#{anchor(one)}" data-to>{escape(one.id)}</a> {escape(one.question)}</li>'
        for one in row.lost
    )
    return (
        f'<li><a href="#questions" data-lost="{row.at}">{len(row.lost):,} lost: {row.why}</a>'
        f"<details><summary>which</summary><ol>{links}</ol></details></li>"
    )


def _confidence(records: Sequence[Record]) -> Iterator[str]:
    error, area = (one.interval for one in confidence_figures(records).values())
    yield _picture(
        "Risk and coverage",
        pictures.risk(records),
        "How often the best span is wrong when only the surest are answered; unanswerable "
        f"questions count as wrong. The dot is this run. Area {_between(area)}.",
    )
    yield _picture(
        "Does the confidence mean what it says?",
        pictures.calibrated(records),
        "On the dashed line it does. Beside each point is its number of questions. "
        f"Expected calibration error {_between(error)}.",
    )


def _between(one: Interval) -> str:
    return f"{one.mean:.3f} <small>{one.low:.3f}–{one.high:.3f}</small>"


def _parts(records: Sequence[Record]) -> str:
    rows = []
    for part, took in seconds(records).items():
        cells = "".join(f"<td>{_between(one)}</td>" for one in took.values())
        rows.append(f"<tr><th>{escape(part)}</th>{cells}")
    heads = "<tr><th>part</th><th>p50</th><th>p95</th><th>p99</th></tr>"
    return f"<table>{heads}{'</tr>'.join(rows)}</tr></table>" if rows else ""


def _picture(title: str, drawn: str, caption: str) -> str:
    if not drawn:
        return ""
    told = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure><h2>{title}</h2>\n{drawn}\n{told}</figure>"


def _filters(records: Sequence[Record]) -> Iterator[str]:
    outcomes = Counter(outcome(record) for record in records)
    types = Counter(record.type for record in records)
    kinds = sorted(types, key=lambda kind: (TYPES.index(kind) if kind in TYPES else 99, kind))
    yield '<h2 id="all-questions">Questions</h2>\n<div class="filters">'
    yield _buttons("Outcome", "outcome", [one for one in OUTCOMES if outcomes[one]], outcomes)
    yield _buttons("Type", "type", kinds, types)
    yield '<label>With the words <input type="search" id="words" autocomplete="off"></label>'
    yield f'<p><span id="shown" role="status">{len(records):,} questions</span> '
    yield '<button type="button" id="all" hidden>Show all</button></p>\n</div>'
    yield '<p class="soft legend">In the texts: <mark class="gold">gold evidence</mark>, '
    yield '<mark class="cited">cited words</mark>, <mark class="cited gold">both</mark>.</p>'
    heads = ("Id", "Type", "Question", "Outcome", "Answer", "Confidence", "Seconds")
    named = cells_of((head.lower(), head) for head in heads)
    yield f'<div class="heads" aria-hidden="true">{named}'
    yield "</div>"


def _buttons(label: str, key: str, values: Sequence[str], counts: Mapping[str, int]) -> str:
    made = [
        f'<button type="button" aria-pressed="false" data-key="{key}" data-value="{escape(one)}">'
        f"{escape(one.replace('_', ' '))} <small>{counts[one]:,}</small></button>"
        for one in values
    ]
    return (
        f'<div role="group" aria-label="{label}"><b>{label}</b><span>{" ".join(made)}</span></div>'
    )
