"""The summary of a run: each metric's mean with its interval, and the figures of whole runs."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from eval.metrics import calibration
from eval.record import Record
from eval.statistics import Interval, bootstrap

PERCENTILES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over the `count` questions that it applies to."""

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
    answered = [record for record in records if not record.refused]
    right = bootstrap([float(record.best_right) for record in answered])
    if right is not None:
        found["right of those answered"] = Figure(right, len(answered))
    return found


def scores_of(records: Iterable[Record], name: str) -> list[float]:
    """The scores by one metric of the records that it applies to."""
    found = (record.metrics.get(name) for record in records)
    return [score for score in found if score is not None]


def confidence_figures(records: Sequence[Record]) -> dict[str, float]:
    """How good the confidence is: its calibration error, and the area under risk and coverage."""
    confidence = [record.confidence for record in records]
    right = [record.best_right for record in records]
    return {
        "calibration error": calibration.expected_error(confidence, right),
        "area under risk": calibration.area_under_risk(confidence, right),
    }


def seconds(records: Sequence[Record]) -> dict[str, dict[str, float]]:
    """Percentiles of the seconds that each stage took."""
    stages = dict.fromkeys(stage for record in records for stage in record.seconds)
    return {
        stage: {
            f"p{share}": float(np.percentile([one.seconds[stage] for one in records], share))
            for share in PERCENTILES
        }
        for stage in stages
    }


def summarise(name: str, records: Sequence[Record]) -> dict[str, Any]:
    """What `summary.json` holds; but for `seconds` the same run gives the same bytes."""
    types = dict.fromkeys(sorted(record.type for record in records))
    return {
        "name": name,
        "questions": len(records),
        "answerable": sum(record.answerable for record in records),
        "figures": {key: asdict(figure) for key, figure in figures(records).items()},
        "confidence": confidence_figures(records),
        "types": {
            kind: {
                key: asdict(figure)
                for key, figure in figures([r for r in records if r.type == kind]).items()
            }
            for kind in types
        },
        "seconds": seconds(records),
    }
