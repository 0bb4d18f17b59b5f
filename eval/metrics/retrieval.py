"""Retrieval against relevant chunks, those that overlap gold evidence; and by characters.

Relevance is binary. Formulas as in Manning, Raghavan and Schütze 2008, chapter 8; nDCG as in
Järvelin and Kekäläinen 2002 with log2(rank + 1). A run's score is the mean over its questions.
Recall and precision by characters are those that Smith and Troynikov 2024 have of tokens.
"""

import math
from collections.abc import Sequence

from eval.metrics.citations import Place


def hit(relevant: Sequence[bool], k: int) -> float:
    """1 if one of the first `k` results is relevant, else 0."""
    return float(any(relevant[:k]))


def recall(relevant: Sequence[bool], k: int, total: int) -> float:
    """The share of the `total` relevant chunks that are among the first `k` results."""
    return sum(relevant[:k]) / total if total else 0.0


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """1 / rank of the first relevant result, 0 without one."""
    return next((1 / rank for rank, one in enumerate(relevant, 1) if one), 0.0)


def ndcg(relevant: Sequence[bool], k: int, total: int) -> float:
    """Discounted gain of the first `k` results over that of `total` relevant ones put first."""
    gain = sum(1 / math.log2(rank + 1) for rank, one in enumerate(relevant[:k], 1) if one)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, total) + 1))
    return gain / ideal if ideal else 0.0


def characters(retrieved: Sequence[Place], gold: Sequence[Place]) -> tuple[float, float]:
    """The share of gold characters retrieved, and the share of retrieved ones that are gold."""
    found, wanted = _characters(retrieved), _characters(gold)
    shared = sum(len(found[file] & wanted[file]) for file in found.keys() & wanted.keys())
    size = {id(one): sum(map(len, one.values())) for one in (found, wanted)}
    return (
        shared / size[id(wanted)] if size[id(wanted)] else 0.0,
        shared / size[id(found)] if size[id(found)] else 0.0,
    )


def _characters(places: Sequence[Place]) -> dict[str, set[int]]:
    by_file: dict[str, set[int]] = {}
    for file, place in places:
        by_file.setdefault(file, set()).update(range(place.start, place.end))
    return by_file
