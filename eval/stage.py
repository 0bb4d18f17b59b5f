"""Stages by themselves: retrieval without a reader, and the reader given the gold passages.

Together they tell which of the two loses an answer. Unanswerable questions are left out: there is
nothing to be retrieved for them, and no gold passage to be read.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

from eval import record
from eval.gold import chunk_sources, holds, place_of, read_of, spot
from eval.metrics import citations
from eval.metrics.citations import Place
from eval.question import Question
from eval.record import Record
from eval.runner import FULL, Stage, recorded
from eval.score import answer_metrics, best_metrics, evidence_metrics, retrieval_metrics
from rag import answering, calibration
from rag.answer import Passage, Ranks
from rag.engine import SPANS_WEIGHED, Rag
from rag.evidence import weigh
from rag.history import standalone
from rag.retriever import retrieve


def retrieve_only(rag: Rag, question: Question, gold: Sequence[Place]) -> Record:
    """Retrieve for a question and score the passages; nothing is read."""
    asked = " ".join(question.question.split())
    began = time.perf_counter()
    passages = retrieve(rag.store, standalone(asked, question.history).search, rag.top_k)
    took = time.perf_counter() - began
    return Record(
        id=question.id,
        split=question.split,
        type=question.type,
        wording=question.wording,
        question=question.question,
        history=question.history,
        answers=question.answers,
        gold=tuple(spot(one) for one in gold),
        status=record.UNREAD,
        answer="",
        best="",
        best_right=False,
        confidence=0.0,
        citations=(),
        passages=tuple(read_of(one) for one in passages),
        metrics=retrieval_metrics(rag, passages, gold),
        seconds={"retrieve": took, "total": took},
        stage=RETRIEVAL.name,
    )


def read_gold(rag: Rag, question: Question, gold: Sequence[Place]) -> Record:
    """Read the gold passages for a question and score the answer as that of a whole run is."""
    asked = " ".join(question.question.split())
    passages = gold_passages(rag, gold)
    limit = calibration.find(rag.store.folder, rag.reader.name, rag.reader.folder)
    whole = standalone(asked, question.history)
    began = time.perf_counter()
    spans = rag.reader.read(whole.read, passages)
    read = time.perf_counter()
    weighed = weigh(rag.store, whole.read, spans[:SPANS_WEIGHED])
    answer = answering.answer(asked, weighed, passages, limit, rag.text)
    done = time.perf_counter()
    forced = answer
    if answer.status == "abstained":
        none = replace(limit, threshold=0.0)
        forced = answering.answer(asked, weighed, passages, none, rag.text)
    seconds = {"read": read - began, "answer": done - read, "total": done - began}
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
