"""Refusing as a decision: refusals are what is retrieved, unanswerable questions what is wanted.

With R refusals, U unanswerable questions and B that are both, precision is B / R, recall B / U and
F1 their harmonic mean 2B / (R + U), as van Rijsbergen 1979 has them of retrieval (chapter 7); of
refusing so used in AbstentionBench (Kirichenko 2025) and elsewhere. A question's own score is 1 if
it is refused exactly when it should be.

Each takes arrays with the questions along the last axis, so that many resamples are scored at
once, and is NaN where it isn't defined.
"""

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]


def decided_right(refused: Flags, unanswerable: Flags) -> Scores:
    """By question: 1 if it is refused and unanswerable or neither, else 0."""
    return np.asarray(refused == unanswerable, dtype=np.float64)


def precision(refused: Flags, unanswerable: Flags) -> Scores:
    """The share of refusals that are of unanswerable questions; NaN when nothing is refused."""
    return _ratio(_count(refused & unanswerable), _count(refused))


def recall(refused: Flags, unanswerable: Flags) -> Scores:
    """The share of unanswerable questions that are refused; NaN when there are none."""
    return _ratio(_count(refused & unanswerable), _count(unanswerable))


def f1(refused: Flags, unanswerable: Flags) -> Scores:
    """2B / (R + U), which is 0 when nothing is refused; NaN when nothing should be either."""
    both = _count(refused & unanswerable)
    return _ratio(2 * both, _count(refused) + _count(unanswerable))


def answered_right(refused: Flags, right: Scores) -> Scores:
    """The share right of what is answered (selective accuracy, one less the risk at this coverage).

    As El-Yaniv and Wiener 2010 have it; NaN when everything is refused.
    """
    return _ratio(np.where(refused, 0.0, right).sum(axis=-1), _count(~refused))


def _count(flags: Flags) -> Scores:
    return np.asarray(flags.sum(axis=-1), dtype=np.float64)


def _ratio(part: Scores, whole: Scores) -> Scores:
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)
