"""What a run found, as a compact table for the terminal."""

from collections.abc import Iterator, Sequence

from eval.question import TYPES
from eval.record import Record
from eval.summary import confidence_figures, figures, scores_of, seconds

BY_TYPE = (
    "hit@10",
    "right if made to answer",
    "share answered",
    "answer contained",
    "answered and cited right",
)
HEADS = ("hit@10", "if made to", "answered", "contained", "cited right")


def report_lines(name: str, records: Sequence[Record]) -> Iterator[str]:
    """The table that `rag eval` prints."""
    answerable = sum(record.answerable for record in records)
    yield f"{name}: {answerable} answerable questions, {len(records) - answerable} unanswerable"
    yield ""
    yield f"{'':<26}{'mean':>7}   {'95% interval':<16}{'of':>5}"
    for metric, figure in figures(records).items():
        mean, low, high = figure.interval.mean, figure.interval.low, figure.interval.high
        yield f"{metric:<26}{mean:>7.3f}   {f'{low:.3f} to {high:.3f}':<16}{figure.count:>5}"
    for metric, value in confidence_figures(records).items():
        yield f"{metric:<26}{value:>7.3f}   {'':<16}{len(records):>5}"
    yield ""
    yield f"{'seconds':<26}{'p50':>7}{'p95':>8}{'p99':>8}"
    for stage, found in seconds(records).items():
        yield f"{stage:<26}{found['p50']:>7.3f}{found['p95']:>8.3f}{found['p99']:>8.3f}"
    yield ""
    yield f"{'type':<16}{'questions':>10}" + "".join(f"{head:>12}" for head in HEADS)
    for kind in TYPES:
        yield from _line(kind, [record for record in records if record.type == kind])
    yield ""
    for wording in dict.fromkeys(record.wording for record in records):
        asked = [one for one in records if one.wording == wording and one.answerable]
        yield from _line(f"worded {wording}", asked)


def _line(kind: str, found: list[Record]) -> Iterator[str]:
    if found:
        means = [scores_of(found, metric) for metric in BY_TYPE]
        cells = [f"{sum(one) / len(one):>12.2f}" if one else f"{'–':>12}" for one in means]
        yield f"{kind:<16}{len(found):>10}{''.join(cells)}"
