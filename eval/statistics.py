"""Intervals and tests over per-question scores, seeded: the same scores give the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

RESAMPLES = 10_000
SEED = 20_260_101
BATCH = 500


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Run B less run A over the questions that both asked, and how likely it is by chance."""

    interval: Interval
    p: float
    won: int
    lost: int
    questions: int


def bootstrap(scores: Sequence[float]) -> Interval | None:
    """The percentile bootstrap interval of the mean (Efron 1979); None without scores."""
    values = np.asarray(scores, dtype=float)
    if not len(values):
        return None
    mean = float(values.mean())
    if len(values) == 1 or np.ptp(values) == 0:
        return Interval(mean, mean, mean)
    found = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=BATCH,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Interval(mean, float(found.low), float(found.high))


def compare(first: Sequence[float], second: Sequence[float]) -> Difference | None:
    """The paired difference `second - first`, question by question; None without questions.

    p is that of the two-sided randomisation test, which swaps the two scores of a question at
    random: (differences at least as large + 1) / (resamples + 1), as in Smucker 2007. Raises
    ValueError when the lengths differ.
    """
    before, after = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if len(before) != len(after):
        raise ValueError(f"{len(before)} scores can't be paired with {len(after)}")
    apart = after - before
    interval = bootstrap(apart.tolist())
    if interval is None:
        return None
    p = 1.0
    if np.any(apart):
        p = float(
            stats.permutation_test(
                (after, before),
                _difference,
                permutation_type="samples",
                n_resamples=RESAMPLES,
                batch=BATCH,
                vectorized=True,
                rng=np.random.default_rng(SEED),
            ).pvalue
        )
    return Difference(interval, p, int((apart > 0).sum()), int((apart < 0).sum()), len(apart))


def _difference(
    after: NDArray[np.float64], before: NDArray[np.float64], axis: int
) -> NDArray[np.float64]:
    return np.asarray(np.mean(after, axis=axis) - np.mean(before, axis=axis))
