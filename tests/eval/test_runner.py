"""The runner: gold is found before anything is asked, and a run gives every figure."""

from pathlib import Path

import pytest

from eval.questions import Evidence, Question
from eval.report import report_lines, summary
from eval.runner import Run, ask, locate, run_shipped
from index.errors import BadInput
from index.store import open_store
from rag.engine import Rag
from rag.reader import Reader


@pytest.fixture
def rag(index_folder: Path, tiny_reader: Path) -> Rag:
    return Rag(open_store(index_folder), Reader(str(tiny_reader)))


def question(answer: str, quote: str) -> Question:
    evidence = (Evidence("vote.txt", quote),)
    return Question("q", "dev", "number", "How many were for it?", (answer,), evidence)


def test_gold_quotes_become_places(rag: Rag) -> None:
    ((file, place),) = locate(rag, question("12", "12 members were for it").evidence)
    text = rag.store.catalogue.text("articles/vote.txt")
    assert (file, text[place.start : place.end]) == ("vote.txt", "12 members were for it")


def test_gold_that_is_not_there_is_an_error_that_says_what_to_do(rag: Rag) -> None:
    with pytest.raises(BadInput, match="rag index seeds"):
        locate(rag, question("12", "13 members").evidence)
    with pytest.raises(BadInput, match="rag index seeds"):
        run_shipped(rag, "dev", lambda *_: None)


def test_an_outcome_is_scored_and_reported(rag: Rag) -> None:
    one = question("12", "12 members were for it")
    outcome = ask(rag, one, locate(rag, one.evidence))
    assert outcome.evidence_rank is not None
    assert outcome.refused == (outcome.answer.status == "abstained")
    assert outcome.contains in (0.0, 1.0)
    unanswerable = Question("u", "dev", "unanswerable", "How many boats?", (), ())
    run = Run("dev", (outcome, ask(rag, unanswerable, [])))
    figures = summary(run)
    assert len(figures["exact match"].scores) == 1
    assert len(figures["unanswerable refused"].scores) == 1
    lines = list(report_lines(run))
    assert lines[0] == "2 dev questions, 1 answerable, 1 not"
    for name in ("exact match", "F1", "share answered", "p50 seconds", "p95 seconds"):
        assert any(line.startswith(name) for line in lines)


@pytest.mark.models
def test_the_bundled_models_start_no_lower_than_they_did(seeds_rag: Rag) -> None:
    figures = summary(run_shipped(seeds_rag, "dev", lambda *_: None))
    evidence, cited = figures["evidence read"], figures["citations overlapping gold"]
    assert evidence.score is not None
    assert evidence.score >= 0.93
    assert cited.score is not None
    assert cited.score >= 0.75
