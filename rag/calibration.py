"""Calibration: from the evidence for a span to a probability, and where to refuse."""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import ModelMissing
from rag.evidence import FEATURES, Weighed

FILE = "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over the evidence for a span, fitted on dev questions.

    P(right) = 1 / (1 + exp(-(intercept + sum of weight · feature))); `weights` has one for each
    of `FEATURES`. An answer is given when its confidence is at least `threshold`.
    """

    weights: dict[str, float]
    intercept: float
    threshold: float

    def probability(self, weighed: Weighed) -> float:
        """The chance that a span is right, by itself."""
        total = self.intercept + sum(
            self.weights[name] * value
            for name, value in zip(FEATURES, weighed.features, strict=True)
        )
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


def agreed(probabilities: list[float]) -> float:
    """The confidence in an answer that several places give.

    Each further place takes off half as much doubt as it would if the places were independent:
    what they say often goes back to one source.
    """
    best, *others = sorted(probabilities, reverse=True)
    doubt = 1 - best
    for other in others:
        doubt *= 1 - other / 2
    return 1 - doubt


def load(folder: Path) -> Calibration:
    """The calibration kept with a reader's weights; raises ModelMissing without one."""
    path = folder / FILE
    try:
        found = Calibration(**json.loads(path.read_text(encoding="utf-8")))
        if set(found.weights) != set(FEATURES):
            raise ValueError("other features")
        return found
    except (OSError, ValueError, TypeError) as error:
        raise ModelMissing(
            f"{path} is missing or can't be understood: a reader is of no use without its "
            "threshold; run `python -m eval.fit`"
        ) from error


def save(calibration: Calibration, folder: Path) -> None:
    """Keep a calibration with a reader's weights."""
    text = json.dumps(asdict(calibration), indent=2)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")
