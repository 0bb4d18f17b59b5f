"""The runner: asks questions of an index and scores each answer as it comes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eval import record
from eval.gold import locate, places_of, read_of, spot
from eval.metrics.citations import Place
from eval.question import Question
from eval.record import Record
from eval.score import answer_metrics, best_metrics, retrieval_metrics, right
from rag.answer import Answer
from rag.engine import Rag


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of Footnote to be evaluated: how it is asked, and what is loaded beforehand for it.

    `everything` says whether unanswerable questions are asked too.
    """

    name: str
    ask: Callable[[Rag, Question, Sequence[Place]], Record]
    warm: Callable[[Rag], object]
    everything: bool


def ask(rag: Rag, question: Question, gold: Sequence[Place]) -> Record:
    """Ask one question and score the answer against its accepted answers and gold places."""
    answer, forced = rag.ask_and_insist(question.question, question.history)
    metrics = answer_metrics(rag, answer, question, gold)
    if question.answerable:
        metrics |= retrieval_metrics(rag, answer.passages, gold)
        metrics |= best_metrics(forced, question, gold)
    return recorded(FULL.name, question, gold, answer, forced, metrics)


FULL = Stage(record.FULL, ask, Rag.warm, everything=True)


def run(
    rag: Rag,
    questions: Sequence[Question],
    progress: Callable[[str, int, int], object],
    stage: Stage = FULL,
) -> Iterator[Record]:
    """Ask the questions one by one, as the records are taken.

    Raises BadInput at once, before any model is loaded, if gold isn't in the index.
    """
    asked = [one for one in questions if one.answerable or stage.everything]
    gold = [locate(rag, one.evidence) for one in asked]
    return _asking(rag, list(zip(asked, gold, strict=True)), progress, stage)


def _asking(
    rag: Rag,
    asked: Sequence[tuple[Question, Sequence[Place]]],
    progress: Callable[[str, int, int], object],
    stage: Stage,
) -> Iterator[Record]:
    if asked:
        # Loading is no question's time.
        stage.warm(rag)
    for done, (question, gold) in enumerate(asked):
        progress("asking", done, len(asked))
        yield stage.ask(rag, question, gold)
    progress("asking", len(asked), len(asked))


def recorded(
    stage: str,
    question: Question,
    gold: Sequence[Place],
    answer: Answer,
    forced: Answer,
    metrics: dict[str, float | None],
) -> Record:
    """The record of a question that was read for; `forced` is what is said without a threshold."""
    return Record(
        id=question.id,
        split=question.split,
        type=question.type,
        wording=question.wording,
        question=question.question,
        history=question.history,
        answers=question.answers,
        gold=tuple(spot(one) for one in gold),
        status=answer.status,
        answer=answer.text,
        best=forced.text,
        best_right=right(forced, question, gold),
        confidence=forced.confidence,
        citations=tuple(spot(one) for one in places_of(answer.citations)),
        passages=tuple(read_of(one) for one in answer.passages),
        metrics=metrics,
        seconds=answer.timings,
        stage=stage,
    )
