"""The summary of a run: each metric's mean with its interval, and the figures of whole runs."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.cost import Cost
from eval.metrics import abstention, calibration, latency
from eval.record import FULL, Record, stage_of
from eval.statistics import Interval, Rows, RowsFigure, bootstrap, bootstrap_rows

REFUSAL = "refusal precision", "refusal recall", "refusal F1"
CONFIDENCE = "calibration error", "area under risk"


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over the `count` questions that it applies to; intervals resample questions."""

    interval: Interval
    count: int


def figures(records: Sequence[Record]) -> dict[str, Figure]:
    """Every metric by its name, in the order in which records have them."""
    names = dict.fromkeys(name for record in records for name in record.metrics)
    found = {}
    for name in names:
        scores = scores_of(records, name)
        interval = bootstrap(scores)
        if interval is not None:
            found[name] = Figure(interval, len(scores))
    answered = [record for record in records if record.read and not record.refused]
    right = bootstrap([float(record.best_right) for record in answered])
    if right is not None:
        found["right of those answered"] = Figure(right, len(answered))
    return found


def scores_of(records: Iterable[Record], name: str) -> list[float]:
    """The scores by one metric of the records that it applies to."""
    found = (record.metrics.get(name) for record in records)
    return [score for score in found if score is not None]


def confidence_figures(records: Sequence[Record]) -> dict[str, Figure]:
    """How good the confidence is: its calibration error, and the area under risk and coverage.

    None of a stage by itself, where the questions aren't those that the confidence is for. Of
    chance alone a resample is worse calibrated than the questions it is drawn from, so the interval
    of the error reaches further up than down.
    """
    return _whole(records, CONFIDENCE)


def refusal_figures(records: Sequence[Record]) -> dict[str, Figure]:
    """Precision, recall and F1 of refusing; none of a stage by itself, or where it isn't defined.

    `count` is what the figure is a share of: refusals, unanswerable questions, all questions.
    """
    return _whole(records, REFUSAL)


def _whole(records: Sequence[Record], names: Sequence[str]) -> dict[str, Figure]:
    counts = {
        "refusal precision": sum(record.refused for record in records),
        "refusal recall": sum(not record.answerable for record in records),
    }
    scored = whole_figures(records)
    found = {}
    for name in names:
        interval = bootstrap_rows(len(records), scored[name]) if name in scored else None
        if interval is not None:
            found[name] = Figure(interval, counts.get(name, len(records)))
    return found


def whole_figures(records: Sequence[Record]) -> dict[str, RowsFigure]:
    """The figures that only many questions together have, by name, as functions of rows drawn.

    Rows are places in `records`.
    """
    if not records or stage_of(records) != FULL:
        return {}
    refused = np.array([record.refused for record in records])
    unanswerable = np.array([not record.answerable for record in records])
    confidence = np.array([record.confidence for record in records])
    right = np.array([float(record.best_right) for record in records])
    # Sorting whole numbers, and then by confidence what is sorted already, takes a fifth of the
    # time that sorting by confidence takes.
    order = np.argsort(-confidence, kind="stable")
    rank = np.argsort(order)
    surest = confidence[order], right[order]

    def area(rows: Rows) -> NDArray[np.float64]:
        ranks = np.sort(rank[rows], axis=-1)
        return calibration.area_under_risk(surest[0][ranks], surest[1][ranks])

    return {
        "refusal precision": lambda rows: abstention.precision(refused[rows], unanswerable[rows]),
        "refusal recall": lambda rows: abstention.recall(refused[rows], unanswerable[rows]),
        "refusal F1": lambda rows: abstention.f1(refused[rows], unanswerable[rows]),
        "right of those answered": lambda rows: abstention.answered_right(
            refused[rows], right[rows]
        ),
        "calibration error": lambda rows: calibration.expected_error(confidence[rows], right[rows]),
        "area under risk": area,
    }


def seconds(records: Sequence[Record]) -> dict[str, dict[str, Interval]]:
    """Percentiles of the seconds that each part of the work took, with their intervals."""
    parts = dict.fromkeys(part for record in records for part in record.seconds)
    return {
        part: _percentiles([one.seconds[part] for one in records if part in one.seconds])
        for part in parts
    }


def _percentiles(values: Sequence[float]) -> dict[str, Interval]:
    took = np.array(values)

    def at(share: int) -> RowsFigure:
        return lambda rows: latency.percentile(took[rows], share)

    found = {f"p{share}": bootstrap_rows(len(took), at(share)) for share in latency.PERCENTILES}
    return {name: interval for name, interval in found.items() if interval is not None}


def summarise(name: str, records: Sequence[Record], cost: Cost | None = None) -> dict[str, Any]:
    """What `summary.json` holds; but for `seconds` and `cost` the same run gives the same bytes.

    Of metrics that are a mean over questions `mean` is kept, of other figures `value`, either with
    the `low` and `high` end of its 95% interval.
    """
    types = dict.fromkeys(sorted(record.type for record in records))
    return {
        "name": name,
        "questions": len(records),
        "answerable": sum(record.answerable for record in records),
        "figures": {key: asdict(figure) for key, figure in figures(records).items()},
        "refusal": _values(refusal_figures(records)),
        "confidence": _values(confidence_figures(records)),
        "types": {
            kind: {
                key: asdict(figure)
                for key, figure in figures([r for r in records if r.type == kind]).items()
            }
            for kind in types
        },
        "seconds": {
            part: {key: _value(interval) for key, interval in found.items()}
            for part, found in seconds(records).items()
        },
        "cost": asdict(cost) if cost else None,
    }


def _values(found: dict[str, Figure]) -> dict[str, Any]:
    return {key: _value(figure.interval) | {"count": figure.count} for key, figure in found.items()}


def _value(interval: Interval) -> dict[str, float]:
    return {"value": interval.mean, "low": interval.low, "high": interval.high}
