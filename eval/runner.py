"""The runner: asks questions of an index and keeps what is needed to judge the answers."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from eval.metrics import answers, citations
from eval.metrics.citations import Place
from eval.questions import Evidence, Question, shipped
from index.document import Range
from index.errors import BadInput
from rag.answer import Answer
from rag.engine import Rag


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, its answer, and its scores; of an unanswerable one only `refused` counts.

    `evidence_rank` is the place, from 1, of the first passage read that overlaps gold evidence.
    """

    question: Question
    answer: Answer
    seconds: float
    exact_match: float
    f1: float
    contains: float
    cited_right: float | None
    evidence_rank: int | None

    @property
    def refused(self) -> bool:
        return self.answer.status == "abstained"


@dataclass(frozen=True, slots=True)
class Run:
    """The outcomes of all questions asked, in the order of asking."""

    split: str
    outcomes: tuple[Outcome, ...]


def run_shipped(rag: Rag, split: str, progress: Callable[[str, int, int], object]) -> Run:
    """Ask the shipped questions of one split; raises BadInput when the index isn't of `seeds/`."""
    questions = shipped(split)
    gold = {one.id: locate(rag, one.evidence) for one in questions}
    # Loading is no question's time.
    rag.warm()
    outcomes = []
    for done, question in enumerate(questions):
        progress("asking", done, len(questions))
        outcomes.append(ask(rag, question, gold[question.id]))
    progress("asking", len(questions), len(questions))
    return Run(split, tuple(outcomes))


def ask(rag: Rag, question: Question, gold: Sequence[Place]) -> Outcome:
    """Ask one question and score the answer against its accepted answers and gold places."""
    began = time.perf_counter()
    answer = rag.ask(question.question, question.history)
    seconds = time.perf_counter() - began
    accepted = question.answers or ("",)
    cited = [(file_name(one.document.path), Range(one.start, one.end)) for one in answer.citations]
    ranks = [
        rank
        for rank, passage in enumerate(answer.passages, 1)
        for source in passage.sources
        if citations.overlaps(
            (file_name(source.document.path), Range(source.chunk.start, source.chunk.end)), gold
        )
    ]
    return Outcome(
        question,
        answer,
        seconds,
        answers.exact_match(answer.text, accepted),
        answers.f1(answer.text, accepted),
        answers.contains(answer.text, accepted),
        citations.precision(cited, gold),
        min(ranks, default=None),
    )


def locate(rag: Rag, evidence: Sequence[Evidence]) -> list[Place]:
    """Where gold quotes stand in the indexed files; raises BadInput when one stands nowhere."""
    paths = {file_name(path): path for path in rag.store.catalogue.paths()}
    places = []
    for one in evidence:
        if one.file not in paths:
            raise BadInput(
                f"the index in {rag.store.folder} has no {one.file}, which the questions are "
                "about; run `rag index seeds`"
            )
        start = rag.store.catalogue.text(paths[one.file]).find(one.quote)
        if start < 0:
            raise BadInput(
                f"{paths[one.file]} doesn't hold the gold quote {one.quote[:50]!r}…; "
                "run `rag index seeds`"
            )
        places.append((one.file, Range(start, start + len(one.quote))))
    return places


def file_name(path: str) -> str:
    """A catalogue path's last part, by which questions name files."""
    return PurePosixPath(path).name
