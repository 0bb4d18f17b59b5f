"""The retriever: passages for a question, by words (BM25) and meaning (vectors) together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.store import Store
from index.words import content_words, match_any
from rag.answer import Passage, Ranks, Source

Fusion = Literal["blend", "rank"]

# How many of each list are fused; far more than are read, so that twins don't crowd them out.
DEPTH = 100
# Reciprocal rank fusion's constant (Cormack 2009).
RRF = 60


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How passages are found; `lexical` is the share of BM25 in a blend, 0 to 1."""

    fusion: Fusion = "blend"
    lexical: float = 0.6
    header_weight: float = 1.0


def retrieve(
    store: Store, question: str, top_k: int, settings: Retrieval = Retrieval()
) -> list[Passage]:
    """The `top_k` best passages, best first; equal texts are one passage with all its places."""
    lexical = store.catalogue.search(
        match_any(content_words(question)), DEPTH, settings.header_weight
    )
    dense = store.vectors.search(store.embedder.embed([question])[0], DEPTH)
    fused = fuse(lexical, dense, settings)
    lexical_ranks = {key: rank for rank, (key, _) in enumerate(lexical, 1)}
    dense_ranks = {key: rank for rank, (key, _) in enumerate(dense, 1)}
    groups: dict[str, list[tuple[int, float]]] = {}
    for key, score in sorted(fused.items(), key=lambda item: (-item[1], item[0])):
        same = " ".join(_text(store, key).split()).casefold()
        groups.setdefault(same, []).append((key, score))
    passages = []
    for (key, score), *others in list(groups.values())[:top_k]:
        place = _source(store, key)
        passages.append(
            Passage(
                place.chunk,
                place.document,
                _text(store, key),
                score,
                Ranks(lexical_ranks.get(key), dense_ranks.get(key)),
                tuple(_source(store, other) for other, _ in others),
            )
        )
    return passages


def fuse(
    lexical: Sequence[tuple[int, float]], dense: Sequence[tuple[int, float]], settings: Retrieval
) -> dict[int, float]:
    """One score by chunk id, from two lists of ids and scores, best first.

    `blend`: each list's scores scaled to 0–1, then averaged with the weight `lexical`; a chunk
    missing from a list has 0 there. `rank`: the sum of 1 / (60 + rank).
    """
    if settings.fusion == "rank":
        scores: dict[int, float] = {}
        for found in (lexical, dense):
            for rank, (key, _) in enumerate(found, 1):
                scores[key] = scores.get(key, 0.0) + 1 / (RRF + rank)
        return scores
    first, second = _scaled(lexical, floor=0.0), _scaled(dense, floor=None)
    return {
        key: settings.lexical * first.get(key, 0.0) + (1 - settings.lexical) * second.get(key, 0.0)
        for key in first | second
    }


def _scaled(found: Sequence[tuple[int, float]], floor: float | None) -> dict[int, float]:
    """Scores scaled so that the best is 1 and `floor`, or the worst, is 0."""
    if not found:
        return {}
    best = found[0][1]
    worst = found[-1][1] if floor is None else floor
    width = best - worst
    return {key: (score - worst) / width if width > 0 else 1.0 for key, score in found}


def _source(store: Store, key: int) -> Source:
    chunk = store.catalogue.chunk(key)
    return Source(chunk, store.catalogue.document(chunk.document_id))


def _text(store: Store, key: int) -> str:
    place = _source(store, key)
    return store.catalogue.text(place.document.path)[place.chunk.start : place.chunk.end]
