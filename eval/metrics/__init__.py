"""Metrics, one a module; each returns the score and the per-question scores behind it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """A mean and what it is the mean of; `score` is None when there is nothing to average."""

    scores: tuple[float, ...]

    @property
    def score(self) -> float | None:
        return sum(self.scores) / len(self.scores) if self.scores else None


def mean_of(scores: Sequence[float | bool]) -> Metric:
    """The metric with these per-question scores."""
    return Metric(tuple(float(score) for score in scores))
