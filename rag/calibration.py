"""Calibration: from the evidence for a span to a probability, and where to refuse."""

import json
import math
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import ModelMissing
from rag.evidence import FEATURES, Weighed

FILE = "calibration.json"
OWN = "calibration-{}.json"
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over the evidence for a span, and one over an answer's best spans.

    P(span right) = 1 / (1 + exp(-(intercept + sum of weight · feature))); `weights` has one for
    each of `FEATURES`. The best of many spans is right less often than that says, so the log-odds
    that several places together give are scaled and shifted once more (Platt 1999). An answer is
    given when its confidence is at least `threshold`.
    """

    weights: dict[str, float]
    intercept: float
    scale: float
    shift: float
    threshold: float

    def probability(self, weighed: Weighed) -> float:
        """The chance that a span is right, by itself."""
        total = self.intercept + sum(
            self.weights[name] * value
            for name, value in zip(FEATURES, weighed.features, strict=True)
        )
        return _sigmoid(total)

    def confidence(self, probabilities: list[float]) -> float:
        """The chance that an answer is right, given those of the spans that give it."""
        together = agreed(probabilities)
        odds = math.log(max(together, TINY) / max(1 - together, TINY))
        return _sigmoid(self.scale * odds + self.shift)


def _sigmoid(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))


# What a reader is opened with to be calibrated: it answers nothing.
UNFITTED = Calibration(dict.fromkeys(FEATURES, 0.0), 0.0, 1.0, 0.0, threshold=1.0)


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


def own_file(index: Path, reader: str) -> Path:
    """Where `rag calibrate` keeps what it fitted for the reader called `reader` on an index."""
    name = str(Path(reader).resolve()) if Path(reader).is_dir() else reader
    return index / OWN.format(re.sub("[^A-Za-z0-9.]+", "-", name).strip("-"))


def find(index: Path, reader: str, folder: Path) -> Calibration:
    """The calibration fitted on this index, else the one in the reader's own folder.

    Raises ModelMissing, which says how to fit one, where there is neither.
    """
    own = own_file(index, reader)
    if own.is_file():
        return load(own)
    if not (folder / FILE).is_file():
        raise ModelMissing(
            f"nothing says how sure the reader {reader} must be to answer; fit it on questions "
            f"about your documents: `rag calibrate --reader {reader} --set QUESTIONS`"
        )
    return load(folder / FILE)


def load(path: Path) -> Calibration:
    """The calibration in a file; raises ModelMissing where it isn't whole."""
    try:
        found = Calibration(**json.loads(path.read_text(encoding="utf-8")))
        if set(found.weights) != set(FEATURES):
            raise ValueError("other features")
        return found
    except (OSError, ValueError, TypeError) as error:
        raise ModelMissing(
            f"{path} is missing or can't be understood: a reader is of no use without its "
            "threshold; run `rag calibrate`"
        ) from error


def save(calibration: Calibration, path: Path) -> None:
    """Keep a calibration in a file."""
    path.write_text(f"{json.dumps(asdict(calibration), indent=2)}\n", encoding="utf-8")
