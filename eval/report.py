"""What a run found, as a compact table for the terminal."""

from collections.abc import Iterator, Sequence

from eval.funnel import funnel, funnel_lines
from eval.metrics.latency import PERCENTILES
from eval.outcome import CITED_RIGHT
from eval.question import DRAFT, TYPES
from eval.record import FULL, READING, RETRIEVAL, Record, stage_of
from eval.statistics import Interval
from eval.summary import confidence_figures, figures, refusal_figures, scores_of, seconds

MADE = "right if made to answer"
# Metric and heading, by stage; `hit` is that at the depth to which was retrieved.
HIT = "hit"
COLUMNS = {
    FULL: (
        (HIT, HIT),
        (MADE, "if made to"),
        ("share answered", "answered"),
        ("answer contained", "contained"),
        (CITED_RIGHT, "cited right"),
    ),
    RETRIEVAL: (
        ("hit@1", "hit@1"),
        (HIT, HIT),
        ("MRR", "MRR"),
        ("gold characters read", "gold read"),
        ("evidence in one chunk", "in one chunk"),
    ),
    READING: (
        ("best span exact match", "best exact"),
        ("best span F1", "best F1"),
        (MADE, "if made to"),
        ("answer contained", "contained"),
        (CITED_RIGHT, "cited right"),
    ),
}
ASKED = {
    FULL: "{answerable} answerable questions, {rest} unanswerable",
    RETRIEVAL: "passages retrieved for {answerable} answerable questions, none read; unanswerable "
    "ones are left out, as there is nothing to retrieve",
    READING: "{answerable} answerable questions, each read in its gold passage; unanswerable ones "
    "are left out, as they have none",
}


def asked_line(records: Sequence[Record]) -> str:
    """How many questions were asked of which stage, and what was left out."""
    answerable = sum(record.answerable for record in records)
    return ASKED[stage_of(records)].format(answerable=answerable, rest=len(records) - answerable)


def deepest_hit(records: Sequence[Record]) -> str:
    """The name of the hit metric at the greatest depth that a run has."""
    names = {name for record in records for name in record.metrics if name.startswith("hit@")}
    return max(names, key=lambda name: int(name.removeprefix("hit@")), default="hit@10")


def report_lines(name: str, records: Sequence[Record]) -> Iterator[str]:
    """The table that `rag eval` prints."""
    yield f"{name}: {asked_line(records)}"
    yield ""
    yield f"{'':<26}{'mean':>7}   {'95% interval':<16}{'of':>5}"
    every = figures(records) | refusal_figures(records) | confidence_figures(records)
    for metric, figure in every.items():
        yield f"{metric:<26}{_told(figure.interval)}{figure.count:>5}"
    yield ""
    yield from funnel_lines(funnel(records))
    yield ""
    heads = "".join(f"{f'p{share}':>7}   {'95% interval':<16}" for share in PERCENTILES)
    yield f"{'seconds':<26}{heads}".rstrip()
    for part, took in seconds(records).items():
        yield f"{part:<26}{''.join(map(_told, took.values()))}".rstrip()
    yield ""
    hit = deepest_hit(records)
    columns = COLUMNS[stage_of(records)]
    named = [hit if head == HIT else head for _, head in columns]
    metrics = [hit if metric == HIT else metric for metric, _ in columns]
    yield f"{'type':<16}{'questions':>10}" + "".join(f"{head:>13}" for head in named)
    for kind in TYPES:
        yield from _line(kind, [record for record in records if record.type == kind], metrics)
    yield ""
    for wording in dict.fromkeys(record.wording for record in records):
        worded = [one for one in records if one.wording == wording and one.answerable]
        yield from _line(f"worded {wording}", worded, metrics)
    splits = dict.fromkeys(record.split for record in records)
    if DRAFT in splits:
        # What was drafted by rule is easier than what people ask, and must not pass for it.
        for split in splits:
            asked = [one for one in records if one.split == split and one.answerable]
            yield from _line(f"split {split}", asked, metrics)


def _told(interval: Interval) -> str:
    return f"{interval.mean:>7.3f}   {f'{interval.low:.3f} to {interval.high:.3f}':<16}"


def _line(kind: str, found: list[Record], metrics: Sequence[str]) -> Iterator[str]:
    if found:
        means = [scores_of(found, metric) for metric in metrics]
        cells = [f"{sum(one) / len(one):>13.2f}" if one else f"{'–':>13}" for one in means]
        yield f"{kind:<16}{len(found):>10}{''.join(cells)}"
