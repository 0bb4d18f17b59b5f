"""Whether the confidence shown to users means what it says, and what refusing by it gains.

`confidence` is from 0 to 1, `right` 1 or 0, one of each a question. A question's own part in the
calibration error is its confidence less `right`, and in the area under risk whether it is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: their number, mean confidence, and share that is right."""

    count: int
    confidence: float
    right: float


def reliability(confidence: Sequence[float], right: Sequence[bool | float]) -> list[Bin]:
    """Ten bins of equal width from 0 to 1, the empty ones left out."""
    found = []
    places = _places(np.asarray(confidence, dtype=float))
    for place in range(BINS):
        inside = places == place
        if inside.any():
            found.append(
                Bin(
                    int(inside.sum()),
                    float(np.asarray(confidence)[inside].mean()),
                    float(np.asarray(right, dtype=float)[inside].mean()),
                )
            )
    return found


def expected_error(confidence: ArrayLike, right: ArrayLike) -> NDArray[np.float64]:
    """Expected calibration error (Naeini 2015): sum over bins of count / n |confidence - right|.

    Confidence and `right` are a bin's means. Questions are along the last axis of both arrays, so
    that many resamples are scored at once; 0 without questions.
    """
    sure, hit = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    # Times its count, a bin's difference of means is the sum of its questions' differences.
    apart = sure - hit
    places = _places(sure)
    found = np.zeros(apart.shape[:-1])
    for place in range(BINS):
        found += abs(np.where(places == place, apart, 0.0).sum(axis=-1))
    return np.asarray(found / max(apart.shape[-1], 1))


def risk_coverage(
    confidence: Sequence[float], right: Sequence[bool | float]
) -> list[tuple[float, float]]:
    """(coverage, risk): answering only the most confident share, and how often that is wrong."""
    risks = _risks(np.asarray(confidence), np.asarray(right, dtype=float))
    covered = np.arange(1, len(risks) + 1) / max(len(risks), 1)
    return list(zip(covered.tolist(), risks.tolist(), strict=True))


def area_under_risk(confidence: ArrayLike, right: ArrayLike) -> NDArray[np.float64]:
    """The mean risk over all coverages (AURC, Geifman and El-Yaniv 2017); lower is better.

    The mean over k of the share of wrong ones among the k most confident. Questions are along the
    last axis of both arrays, so that many resamples are scored at once; 0 without questions.
    """
    risks = _risks(np.asarray(confidence, dtype=float), np.asarray(right, dtype=float))
    return np.asarray(risks.sum(axis=-1) / max(risks.shape[-1], 1))


def _places(confidence: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.minimum((confidence * BINS).astype(np.intp), BINS - 1)


def _risks(confidence: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    # A stable sort passes over what is in order already in one go.
    order = np.argsort(-confidence, axis=-1, kind="stable")
    wrong = 1 - np.take_along_axis(right, order, axis=-1)
    return np.asarray(wrong.cumsum(axis=-1) / np.arange(1, wrong.shape[-1] + 1))
