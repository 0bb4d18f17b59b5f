"""The page of a run: its figures, its pictures and every question, as one file of HTML."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from eval import pictures
from eval.entry import cells_of, entry, escape
from eval.outcome import CITED_RIGHT, OUTCOMES, STEPS, lost_at, outcome
from eval.question import TYPES
from eval.record import Record
from eval.summary import confidence_figures, figures, seconds

HEADLINES = (
    CITED_RIGHT,
    "right of those answered",
    "unanswerable refused",
    "answerable refused",
    "citation precision",
    "hit@10",
)
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
    answerable = sum(record.answerable for record in records)
    yield f'<header>\n<h1>{escape(name)}</h1>\n<p class="soft">{len(records):,} questions: '
    yield f"{answerable:,} answerable, {len(records) - answerable:,} unanswerable. "
    yield "Small ranges are 95% intervals.</p>"
    yield '<dl class="figures">'
    found = figures(records)
    for metric in HEADLINES:
        if metric in found:
            one = found[metric].interval
            told = f"{100 * one.low:.0f}–{100 * one.high:.0f}%"
            yield _figure(metric, f"{one.mean:.0%}", told, f"of {found[metric].count:,} questions")
    took = [record.seconds["total"] for record in records if "total" in record.seconds]
    if took:
        p50, p95 = np.percentile(took, (50, 95))
        low, high = _median_interval(took)
        told = f"{low:.2f}–{high:.2f} s"
        yield _figure("p50 seconds", f"{p50:.2f} s", told, f"p95 {p95:.2f} s")
    yield "</dl>\n</header>"


def _figure(name: str, value: str, interval: str, more: str) -> str:
    shown = escape(name[:1].upper() + name[1:])
    told = f"<strong>{value}</strong> <small>{interval}</small> <small>{more}</small>"
    return f"<div><dt>{shown}</dt><dd>{told}</dd></div>"


def _median_interval(values: Sequence[float]) -> tuple[float, float]:
    """The order statistics that hold the median with 95%, whatever the distribution."""
    from scipy import stats

    low, high = stats.binom.interval(0.95, len(values), 0.5)
    ordered = sorted(values)
    return ordered[max(int(low) - 1, 0)], ordered[min(int(high), len(values) - 1)]


def _pictures(records: Sequence[Record]) -> Iterator[str]:
    reached = Counter(lost_at(record) for record in records)
    counts = [sum(reached[to] for to in range(at + 1, len(STEPS) + 1)) for at in range(len(STEPS))]
    links = [
        f'<li><a href="#questions" data-lost="{at}">{reached[at]:,} lost: {step.lost}</a></li>'
        for at, step in enumerate(STEPS)
        if at and reached[at]
    ]
    losses = f'<ul class="losses">{"".join(links)}</ul>' if links else ""
    if counts[0]:
        drawn = pictures.funnel([step.name for step in STEPS], counts)
        yield _picture("What becomes of answerable questions", drawn, losses)
    bars = pictures.by_type(records, CITED_RIGHT)
    yield _picture("Answered and cited right, by type", bars, "Thin lines are 95% intervals.")
    if not records:
        return
    found = confidence_figures(records)
    yield _picture(
        "Risk and coverage",
        pictures.risk(records),
        "How often the best span is wrong when only the surest are answered; unanswerable "
        f"questions count as wrong. The dot is this run. Area {found['area under risk']:.3f}.",
    )
    yield _picture(
        "Does the confidence mean what it says?",
        pictures.calibrated(records),
        "On the dashed line it does. Beside each point is its number of questions. "
        f"Expected calibration error {found['calibration error']:.3f}.",
    )
    yield _picture("Seconds to an answer", pictures.latency(records), "")
    yield _picture("Seconds by stage", _stages(records), "")


def _stages(records: Sequence[Record]) -> str:
    rows = [
        f"<tr><th>{escape(stage)}</th>{''.join(f'<td>{one:.3f}</td>' for one in found.values())}"
        for stage, found in seconds(records).items()
    ]
    heads = "<tr><th>stage</th><th>p50</th><th>p95</th><th>p99</th></tr>"
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
