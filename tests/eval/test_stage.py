"""Stages by themselves: what each loads, reads and leaves out, and how their runs are kept."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eval import runs
from eval.command import Asked, compare, evaluate
from eval.gold import chunk_sources, holds, locate, place_of
from eval.question import Evidence, Question
from eval.record import from_json
from eval.runner import ask, run
from eval.stage import READING, RETRIEVAL, gold_passages
from eval.summary import figures, summarise
from index.build import build
from index.errors import BadInput
from index.manifest import Settings
from index.store import open_store
from rag.config import Config
from rag.engine import Rag
from rag.reader import Reader
from tests.conftest import ARTICLES, ROOT
from tests.eval.asked import BOATS, BRIDGE, LINES, VOTE


def test_retrieval_alone_loads_no_reader_and_scores_as_a_whole_run_does(rag: Rag) -> None:
    records = list(run(rag, [VOTE, BRIDGE, BOATS], lambda *_: None, RETRIEVAL))
    assert "model" not in vars(rag.reader)
    assert [record.id for record in records] == ["q", "b"]
    for record, question in zip(records, (VOTE, BRIDGE), strict=True):
        whole = ask(rag, question, locate(rag, question.evidence))
        assert record.metrics == {name: whole.metrics[name] for name in record.metrics}
        assert record.passages == whole.passages
        assert not record.read
        assert from_json("here", record.as_json()) == record
    assert "right of those answered" not in figures(records)
    assert summarise("x", records)["confidence"] == {}


def test_the_reader_alone_reads_the_gold_passages(rag: Rag) -> None:
    records = list(run(rag, [VOTE, BRIDGE, BOATS], lambda *_: None, READING))
    assert [record.id for record in records] == ["q", "b"]
    for record in records:
        assert record.read
        for gold in record.gold:
            assert any(
                one.spot.file == gold.file
                and one.spot.start < gold.end
                and gold.start < one.spot.end
                for one in record.passages
            )
        assert {"exact match", "F1", "answer contained", "best span F1"} <= set(record.metrics)
        assert not any(name.startswith(("hit@", "recall@")) for name in record.metrics)
    (again, _) = run(rag, [VOTE, BRIDGE], lambda *_: None, READING)
    assert again.metrics == records[0].metrics


def test_a_gold_passage_holds_its_evidence_whole_or_all_parts_are_given(
    articles: Path, tiny_embedder: Path, tiny_reader: Path, tmp_path: Path
) -> None:
    text = ARTICLES["bridge.txt"]
    for budget in (16, 200):
        folder = tmp_path / f".rag-{budget}"
        build([articles], folder, Settings(str(tiny_embedder), budget, 0))
        rag = Rag(open_store(folder), Reader(str(tiny_reader)))
        gold = locate(rag, BRIDGE.evidence)
        passages = gold_passages(rag, gold)
        whole = any(holds(place_of(one), gold[0]) for one in chunk_sources(rag, gold))
        assert whole == (budget == 200)
        assert len(passages) == 1 if whole else len(passages) > 1
        metrics = ask(rag, BRIDGE, gold).metrics
        assert metrics["evidence in one chunk"] == float(whole)
        assert metrics["evidence in the corpus"] == 1
        covered = {at for one in passages for at in range(one.chunk.start, one.chunk.end)}
        missing = set(range(gold[0][1].start, gold[0][1].end)) - covered
        assert all(text[at].isspace() for at in missing)


def test_only_depths_that_were_retrieved_are_scored(index_folder: Path, tiny_reader: Path) -> None:
    for top_k, depths in ((3, {"1", "3"}), (10, {"1", "5", "10"}), (20, {"1", "5", "10", "20"})):
        rag = Rag(open_store(index_folder), Reader(str(tiny_reader)), top_k)
        (record,) = run(rag, [VOTE], lambda *_: None, RETRIEVAL)
        found = {name.split("@")[1] for name in record.metrics if name.startswith("hit@")}
        assert found == depths
        assert ("MRR" in record.metrics) == ("nDCG@10" in record.metrics) == (top_k >= 10)


def test_a_record_from_before_stages_is_of_a_whole_run(rag: Rag) -> None:
    record = ask(rag, VOTE, locate(rag, VOTE.evidence))
    row = json.loads(record.as_json())
    del row["stage"]
    assert from_json("here", json.dumps(row)) == record


@pytest.mark.parametrize("stage", ["retrieval", "reading"])
def test_a_run_of_a_stage_is_named_compared_and_gated(
    own_set: Path, asking: Config, stage: str
) -> None:
    gate = own_set.with_name("gate.toml")
    gate.write_text('[floor]\n"evidence in one chunk" = 1.1\n')
    asked = Asked(path=own_set, stage=stage, gate=gate)
    lines, failed = evaluate(asking, asked, lambda *_: None)
    assert failed
    assert lines[-1].startswith("GATE: evidence in one chunk is ")
    assert "unanswerable ones are left out" in lines[0]
    assert any(line.startswith("funnel") for line in lines)
    folder = runs.find("last")
    assert re.fullmatch(rf"\d{{8}}-\d{{6}}-mine-{stage}", folder.name)
    assert (folder / "report.html").is_file()
    whole, _ = evaluate(asking, Asked(path=own_set), lambda *_: None)
    assert "2 answerable questions, 1 unanswerable" in whole[0]
    compared = list(compare(folder.name, "last"))
    shared = "hit@1" if stage == "retrieval" else "exact match"
    assert any(line.startswith(shared) for line in compared)


def test_the_same_stage_gives_the_same_summary_but_for_the_times(rag: Rag) -> None:
    for stage in (RETRIEVAL, READING):
        both = [summarise("x", list(run(rag, [VOTE], lambda *_: None, stage))) for _ in "ab"]
        assert both[0].pop("seconds").keys() == both[1].pop("seconds").keys()
        assert json.dumps(both[0]) == json.dumps(both[1])


def test_an_index_built_with_other_settings_is_said_so(own_set: Path, asking: Config) -> None:
    lines, _ = evaluate(asking, Asked(path=own_set, stage="retrieval"), lambda *_: None)
    assert not any("was built with" in line for line in lines)
    other = Config(asking.index, asking.embedder, 80, 1, 5, asking.reader)
    lines, _ = evaluate(other, Asked(path=own_set, stage="retrieval"), lambda *_: None)
    assert lines[0].startswith(
        "the index was built with chunk_tokens=40, the settings now say chunk_tokens=80: "
        "run `rag index`"
    )


@pytest.mark.parametrize("arguments", [["--stage", "full"], ["--sweep", "chunk_tokens=40,60"]])
def test_gold_that_is_not_there_is_told_before_a_model_loads(
    own_set: Path, asking: Config, arguments: list[str]
) -> None:
    own_set.write_text(json.dumps(LINES[0] | {"evidence": [{"file": "vote.txt", "quote": "13"}]}))
    code = (
        "import sys\nfrom rag.cli import main\n"
        f"code = main(['eval', '--set', {str(own_set)!r}, '--index', {asking.index!r},"
        f" '--reader', {asking.reader!r}, *{arguments!r}])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
        "print(code, sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=own_set.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "doesn't hold the gold quote '13'" in done.stderr
    assert done.stdout.strip() == "2 []"
    # Nothing was begun, so there is no cut-off run to be gone on with.
    assert not (own_set.parent / "runs").exists()


def test_gold_is_looked_for_before_a_question_is_taken(rag: Rag) -> None:
    bad = Question("x", "dev", "number", "?", ("1",), (Evidence("vote.txt", "13 members"),))
    with pytest.raises(BadInput, match="gold quote"):
        run(rag, [bad], lambda *_: None)
