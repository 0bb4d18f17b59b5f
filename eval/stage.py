"""Stages by themselves: retrieval without a reader, and the reader given the gold passages.

Together they tell which of the two loses an answer. Unanswerable questions are left out: there is
nothing to be retrieved for them, and no gold passage to be read.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

from eval import record
from eval.gold import chunk_sources, holds, place_of
from eval.metrics import citations
from eval.metrics.citations import Place
from eval.question import Question
from eval.record import Record
from eval.runner import FULL, Stage, recorded
from eval.score import answer_metrics, best_metrics, evidence_metrics, retrieval_metrics
from rag.answer import Answer, Passage, Ranks
from rag.engine import Rag
from rag.history import standalone
from rag.retriever import retrieve


def retrieve_only(rag: Rag, question: Question, gold: Sequence[Place]) -> Record:
    """Retrieve for a question and score the passages; nothing is read."""
    asked = " ".join(question.question.split())
    began = time.perf_counter()
    passages = retrieve(rag.store, standalone(asked, question.history).search, rag.top_k)
    took = time.perf_counter() - began
    nothing = Answer(asked, "", "abstained", 0.0, (), (), tuple(passages))
    unread = replace(nothing, timings={"retrieve": took, "total": took})
    metrics = retrieval_metrics(rag, passages, gold)
    kept = recorded(RETRIEVAL.name, question, gold, unread, unread, metrics)
    return replace(kept, status=record.UNREAD)


def read_gold(rag: Rag, question: Question, gold: Sequence[Place]) -> Record:
    """Read the gold passages for a question and score the answer as that of a whole run is."""
    passages = gold_passages(rag, gold)
    answer, forced = rag.ask_and_insist(question.question, question.history, passages)
    seconds = {stage: took for stage, took in answer.timings.items() if stage != "retrieve"}
    chunks = [place_of(one) for one in chunk_sources(rag, gold)]
    metrics = (
        answer_metrics(rag, answer, question, gold)
        | evidence_metrics(rag, chunks, gold)
        | best_metrics(forced, question, gold)
    )
    return recorded(READING.name, question, gold, replace(answer, timings=seconds), forced, metrics)


def gold_passages(rag: Rag, gold: Sequence[Place]) -> list[Passage]:
    """The chunks that hold a piece of gold evidence whole, and where none does, all its parts.

    By their places; scores and ranks, which only retrieving gives, are empty.
    """
    chunks = chunk_sources(rag, gold)
    kept: set[int] = set()
    for piece in gold:
        touching = [one for one in chunks if citations.overlaps(place_of(one), [piece])]
        whole = [one for one in touching if holds(place_of(one), piece)]
        kept.update(one.chunk.id for one in whole or touching)
    return [
        Passage(
            one.chunk,
            one.document,
            rag.text(one.document)[one.chunk.start : one.chunk.end],
            0.0,
            Ranks(None, None),
        )
        for one in chunks
        if one.chunk.id in kept
    ]


RETRIEVAL = Stage(
    record.RETRIEVAL,
    retrieve_only,
    warm=lambda rag: rag.store.embedder.embed([""]),
    everything=False,
)
READING = Stage(record.READING, read_gold, warm=lambda rag: rag.reader.load(), everything=False)
STAGES = {one.name: one for one in (RETRIEVAL, READING, FULL)}
