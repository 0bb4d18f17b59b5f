"""Whether the confidence shown to users means what it says, and what refusing by it gains."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
    places = np.minimum((np.asarray(confidence) * BINS).astype(int), BINS - 1)
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


def expected_error(confidence: Sequence[float], right: Sequence[bool | float]) -> float:
    """Expected calibration error (Naeini 2015): |confidence - share right|, weighted by count."""
    total = len(confidence)
    return sum(
        one.count / total * abs(one.confidence - one.right)
        for one in reliability(confidence, right)
    )


def risk_coverage(
    confidence: Sequence[float], right: Sequence[bool | float]
) -> list[tuple[float, float]]:
    """(coverage, risk): answering only the most confident share, and how often that is wrong."""
    order = np.argsort(-np.asarray(confidence), kind="stable")
    wrong = 1 - np.asarray(right, dtype=float)[order]
    covered = np.arange(1, len(order) + 1)
    return list(
        zip((covered / len(order)).tolist(), (wrong.cumsum() / covered).tolist(), strict=True)
    )


def area_under_risk(confidence: Sequence[float], right: Sequence[bool | float]) -> float:
    """The mean risk over all coverages (AURC, Geifman and El-Yaniv 2017); lower is better."""
    curve = risk_coverage(confidence, right)
    return sum(risk for _, risk in curve) / len(curve) if curve else 0.0
