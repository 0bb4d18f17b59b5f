"""The runner: gold is found before anything is asked, and a record holds every score."""

import json
from pathlib import Path

import pytest

from eval import runs
from eval.cost import cost
from eval.gold import locate
from eval.question import Evidence, shipped
from eval.record import from_json
from eval.report import report_lines
from eval.runner import ask, run
from eval.summary import figures, summarise
from index.errors import BadInput
from rag.engine import Rag
from tests.eval.asked import BOATS, VOTE


def test_gold_quotes_become_places(rag: Rag) -> None:
    ((file, place),) = locate(rag, VOTE.evidence)
    text = rag.store.catalogue.text("articles/vote.txt")
    assert (file, text[place.start : place.end]) == ("vote.txt", "12 members were for it")


def test_gold_that_is_not_there_is_an_error_before_anything_is_asked(rag: Rag) -> None:
    with pytest.raises(BadInput, match="rag index seeds"):
        locate(rag, [Evidence("vote.txt", "13 members")])
    with pytest.raises(BadInput, match="rag index seeds"):
        list(run(rag, shipped("dev"), lambda *_: None))


def test_a_record_is_scored_and_comes_back_from_json(rag: Rag) -> None:
    record = ask(rag, VOTE, locate(rag, VOTE.evidence))
    assert record.metrics["hit@10"] == 1
    assert record.refused == (record.metrics["answerable refused"] == 1)
    assert record.metrics["quoted to the letter"] in (None, 1.0)
    assert "unanswerable refused" not in record.metrics
    assert record.best
    assert from_json("here", record.as_json()) == record
    with pytest.raises(BadInput, match="here"):
        from_json("here", '{"id": 1}')


def test_a_run_gives_the_same_summary_twice_but_for_the_times(rag: Rag) -> None:
    both = [list(run(rag, [VOTE, BOATS], lambda *_: None)) for _ in range(2)]
    first, second = (summarise("x", records, cost(2.0, 10)) for records in both)
    assert first.pop("seconds").keys() == second.pop("seconds").keys()
    assert first.pop("cost").keys() == second.pop("cost").keys()
    assert json.dumps(first) == json.dumps(second)
    assert figures(both[0])["unanswerable refused"].count == 1
    assert figures(both[0])["exact match"].count == 1
    lines = list(report_lines("x", both[0]))
    assert lines[0] == "x: 1 answerable questions, 1 unanswerable"


def test_a_run_is_kept_as_it_goes_and_can_be_gone_on_with(rag: Rag, tmp_path: Path) -> None:
    folder = runs.begin("x", tmp_path)
    records = runs.keep(folder, run(rag, [VOTE, BOATS], lambda *_: None))
    first = next(iter(records))
    assert runs.unfinished("x", tmp_path) == folder
    with (folder / runs.QUESTIONS).open("a") as file:
        file.write('{"id": "half')
    assert runs.repair(folder) == [first]
    assert (folder / runs.QUESTIONS).read_text() == f"{first.as_json()}\n"
    rest = list(runs.keep(folder, run(rag, [BOATS], lambda *_: None)))
    runs.finish(folder, "x", [first, *rest])
    assert runs.unfinished("x", tmp_path) is None
    assert runs.find("last", tmp_path) == runs.find(folder.name, tmp_path) == folder
    assert [record.id for record in runs.records(folder)] == ["q", "u"]


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="run `rag eval` first"):
        runs.find("last", tmp_path)
    with pytest.raises(BadInput, match="nonesuch"):
        runs.find("nonesuch", tmp_path)


@pytest.mark.models
def test_the_bundled_models_start_no_lower_than_they_did(seeds_rag: Rag) -> None:
    found = figures(list(run(seeds_rag, shipped("dev"), lambda *_: None)))
    assert found["quoted to the letter"].interval.mean == 1
    assert found["hit@10"].interval.mean >= 0.93
    assert found["citation precision"].interval.mean >= 0.75
