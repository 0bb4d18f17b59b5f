"""Calibration: from a reader's margin to a probability, and where to refuse."""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import ModelMissing

FILE = "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """P(right) = 1 / (1 + exp(-(slope · margin + intercept))) (Platt 1999).

    Fitted on dev questions. An answer is given when its confidence is at least `threshold`.
    """

    slope: float
    intercept: float
    threshold: float

    def probability(self, margin: float) -> float:
        """The chance that a span with this margin is right, by itself."""
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.slope * margin + self.intercept))))


def agreed(probabilities: list[float]) -> float:
    """The confidence in an answer that several places give: each further one closes a share of
    what is left to certainty, half as large as if the places were independent.
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
        return Calibration(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelMissing(
            f"{path} is missing or can't be understood: a reader is of no use without its "
            "threshold; run `python -m eval.fit`"
        ) from error


def save(calibration: Calibration, folder: Path) -> None:
    """Keep a calibration with a reader's weights."""
    text = json.dumps(asdict(calibration), indent=2)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")
