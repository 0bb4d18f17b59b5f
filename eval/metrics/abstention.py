"""Refusing: how often it happens where it should, and where it shouldn't."""

from collections.abc import Sequence

from eval.metrics import Metric, mean_of


def refused_unanswerable(refused: Sequence[bool], answerable: Sequence[bool]) -> Metric:
    """The recall of refusing: the share of unanswerable questions that were refused."""
    return mean_of([r for r, a in zip(refused, answerable, strict=True) if not a])


def refused_answerable(refused: Sequence[bool], answerable: Sequence[bool]) -> Metric:
    """The share of answerable questions that were wrongly refused."""
    return mean_of([r for r, a in zip(refused, answerable, strict=True) if a])
