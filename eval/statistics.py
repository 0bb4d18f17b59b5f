"""Intervals and tests by resampling questions, seeded: the same scores give the same figures."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

RESAMPLES = 10_000
SEED = 20_260_101
BATCH = 500
# Rows that are drawn at once: what bounds the memory of a run of many questions, in 8 bytes each.
DRAWN = 2_000_000
SHARES = (2.5, 97.5)

# A figure of all questions from the rows drawn of them, any shape with the rows last; NaN where
# the figure isn't defined for them.
Rows = NDArray[np.intp]
RowsFigure = Callable[[Rows], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, or in its place another figure of all questions, with its 95% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Run B less run A over the questions that both asked, and how likely it is by chance.

    `won` and `lost` count the questions that score better and worse in B; None of a figure that
    only all questions together have.
    """

    interval: Interval
    p: float
    won: int | None
    lost: int | None
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
    if np.any(apart) and len(apart) > 1:
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


def bootstrap_rows(rows: int, figure: RowsFigure) -> Interval | None:
    """The percentile bootstrap interval of a figure of `rows` questions, resampling questions.

    Resamples for which the figure isn't defined are left out. None when it isn't defined for the
    questions as they are.
    """
    as_they_are = np.arange(rows)
    value = float(figure(as_they_are)) if rows else float("nan")
    if np.isnan(value):
        return None
    if rows == 1:
        return Interval(value, value, value)
    with warnings.catch_warnings():
        # It is given for resamples that are all alike, which is no fault, and for those left out.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(
            (as_they_are,),
            lambda some, axis: figure(np.moveaxis(some, axis, -1)),
            n_resamples=RESAMPLES,
            batch=_batch(rows),
            vectorized=True,
            method="percentile",
            rng=np.random.default_rng(SEED),
        ).bootstrap_distribution
    low, high = np.nanpercentile(drawn, SHARES)
    return Interval(value, float(low), float(high))


def compare_rows(questions: int, figure: RowsFigure) -> Difference | None:
    """The paired difference of a figure of all questions, as `compare` has it of their mean.

    Rows from 0 are the questions in run A, and rows from `questions` the same questions in run B.
    None when the figure isn't defined for one of the runs.
    """
    first = np.arange(questions)
    second = first + questions
    apart = bootstrap_rows(questions, lambda rows: figure(rows + questions) - figure(rows))
    if apart is None:
        return None
    p = 1.0
    if apart.mean and questions > 1:
        p = float(
            stats.permutation_test(
                (second, first),
                # Where it isn't defined for one of the two, no difference is seen.
                lambda after, before, axis: np.nan_to_num(
                    figure(np.moveaxis(after, axis, -1)) - figure(np.moveaxis(before, axis, -1))
                ),
                permutation_type="samples",
                n_resamples=RESAMPLES,
                batch=_batch(2 * questions),
                vectorized=True,
                rng=np.random.default_rng(SEED),
            ).pvalue
        )
    return Difference(apart, p, None, None, questions)


def _batch(rows: int) -> int:
    return max(1, min(BATCH, DRAWN // rows))


def _difference(
    after: NDArray[np.float64], before: NDArray[np.float64], axis: int
) -> NDArray[np.float64]:
    return np.asarray(np.mean(after, axis=axis) - np.mean(before, axis=axis))
