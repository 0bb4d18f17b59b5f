"""Drafts: to the letter, the same every time, marked as drafts, and a set that `rag eval` reads."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.drafting.drafts import comes_back, drafted, make, swapped, write
from eval.drafting.sentences import document_text, standing
from eval.drafting.swaps import Pool
from eval.gold import file_name
from eval.question import DRAFT, TYPES, Evidence, shipped
from eval.record import from_json
from eval.report import report_lines
from eval.runner import run
from eval.sets import load
from index.build import build, open_catalogue
from index.errors import BadInput
from index.manifest import Settings
from index.store import open_store
from index.words import stems
from rag.cli import main
from rag.engine import Rag
from rag.reader import Reader
from rag.words import normalised
from tests.conftest import SEEDS

STORY = (
    "The council of the north town opened a bridge near Norwich in 1900. Seven boats were lost on "
    "the river in May 2010. The army bought 40 new buses for the old town. Mayor Ann Cole said "
    "that the bridge was built of stone."
)


@pytest.fixture
def rag(tmp_path: Path, settings: Settings, tiny_reader: Path) -> Rag:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, town in enumerate(("Norwich", "Ipswich", "Dover")):
        story = STORY.replace("Norwich", town).replace("40", str(40 + number))
        (folder / f"{town.lower()}.txt").write_text(story)
    build([folder], tmp_path / ".rag", settings)
    return Rag(open_store(tmp_path / ".rag"), Reader(str(tiny_reader)))


@pytest.fixture(scope="module")
def seeds_catalogue_folder(tmp_path_factory: pytest.TempPathFactory, tiny_embedder: Path) -> Path:
    folder = tmp_path_factory.mktemp("drafts") / ".rag"
    build([SEEDS], folder, Settings(embedder=str(tiny_embedder), chunk_tokens=160))
    return folder


def test_every_draft_stands_at_its_place_and_is_not_in_its_question(
    seeds_catalogue_folder: Path,
) -> None:
    catalogue = open_catalogue(seeds_catalogue_folder)
    drafts = drafted(standing(catalogue, 100))
    assert len(drafts) > 30
    assert sum(not one.gap for one in drafts) > 5
    for one in drafts:
        text = catalogue.text(one.sentence.path)
        answer = text[one.start : one.end]
        assert one.question.answers[0] == answer
        assert f" {answer} " not in f" {one.question.question} "
        for gold in one.question.evidence:
            assert gold.start is not None
            (path,) = [path for path in catalogue.paths() if file_name(path) == gold.file]
            assert catalogue.text(path).startswith(gold.quote, gold.start)
            assert answer in gold.quote
        assert one.question.split == DRAFT
        assert one.question.type in TYPES
    assert len({one.sentence.text for one in drafts}) == len(drafts)
    assert len({one.question.id for one in drafts}) == len(drafts)


def test_drafts_are_spread_over_documents_with_whole_questions_first(
    seeds_catalogue_folder: Path,
) -> None:
    drafts = drafted(standing(open_catalogue(seeds_catalogue_folder), 100))
    for gap in (False, True):
        documents = [one.sentence.document for one in drafts if one.gap == gap]
        first = documents[: len(set(documents))]
        assert len(set(first)) == len(first)
    assert [one.gap for one in drafts] == sorted(one.gap for one in drafts)


def test_the_same_articles_give_the_same_drafts_wherever_they_are(
    tmp_path: Path, settings: Settings
) -> None:
    found = []
    for place in ("here", "there"):
        folder = tmp_path / place / "articles"
        folder.mkdir(parents=True)
        for number in range(5):
            (folder / f"{number}.txt").write_text(STORY.replace("40", str(41 + number)))
        build([folder], tmp_path / place / ".rag", settings)
        catalogue = open_catalogue(tmp_path / place / ".rag")
        found.append([one.question for one in drafted(standing(catalogue, 3))])
    assert found[0] == found[1] != []


def test_a_sentence_in_two_files_is_one_draft_with_both_places(rag: Rag) -> None:
    drafts = drafted(standing(rag.store.catalogue, 10))
    lost = [one for one in drafts if "boats were lost" in one.sentence.text]
    assert len(lost) == 1
    assert {one.file for one in lost[0].question.evidence} == {
        "norwich.txt",
        "ipswich.txt",
        "dover.txt",
    }


def test_files_of_one_name_are_left_out(tmp_path: Path, settings: Settings) -> None:
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "same.txt").write_text(STORY)
    (tmp_path / "a" / "other.txt").write_text(STORY)
    build([tmp_path / "a", tmp_path / "b"], tmp_path / ".rag", settings)
    found = standing(open_catalogue(tmp_path / ".rag"), 10)
    assert {file_name(one.path) for one in found} == {"other.txt"}


def test_a_draft_comes_back_with_its_answer_and_in_its_place_alone(rag: Rag) -> None:
    tried = 0
    for one in drafted(standing(rag.store.catalogue, 100)):
        _, best = rag.ask_and_insist(one.question.question)
        cited = best.citations[0]
        file = file_name(cited.document.path)
        there = Evidence(file, cited.quote, cited.start)
        right = replace(one.question, answers=(best.text,), evidence=(there,))
        if not normalised(best.text):
            continue
        tried += 1
        assert comes_back(rag, replace(one, question=right))
        wrong = replace(right, answers=("something else",))
        assert not comes_back(rag, replace(one, question=wrong))
        text, found = rag.text(cited.document), [(each.start, each.end) for each in best.citations]
        free = next(
            at for at in range(len(text)) if not any(start <= at < end for start, end in found)
        )
        elsewhere = replace(right, evidence=(Evidence(file, text[free], free),))
        assert not comes_back(rag, replace(one, question=elsewhere))
    assert tried


def test_drafts_that_do_not_come_back_are_dropped(rag: Rag) -> None:
    drafts = drafted(standing(rag.store.catalogue, 100))
    # A reader with random weights doesn't find a single one.
    assert not any(comes_back(rag, one) for one in drafts)
    with pytest.raises(BadInput, match=f"none of {len(drafts)} drafted"):
        make(rag, 100, lambda *_: None)


def test_what_is_swapped_in_is_not_told_of_where_the_answer_was(
    seeds_catalogue_folder: Path,
) -> None:
    catalogue = open_catalogue(seeds_catalogue_folder)
    found = standing(catalogue, 100)
    drafts = drafted(found)
    made = list(swapped(drafts, Pool(one.text for one in found), catalogue, 50))
    assert made
    asked = {one.question.question: one for one in drafts}
    for question, changed in made:
        base = asked[question.question.replace(changed.new, changed.old)]
        assert not stems(changed.new) & stems(base.sentence.text)
        assert not stems(changed.new) & stems(document_text(catalogue, base.sentence))
        assert (question.type, question.split, question.answers) == ("unanswerable", DRAFT, ())
    assert len({changed.new for _, changed in made}) == len(made)


def test_a_file_that_is_there_is_never_written_over(rag: Rag, tmp_path: Path) -> None:
    out = tmp_path / "mine.jsonl"
    out.write_text("mine")
    with pytest.raises(BadInput, match="--out"):
        write(rag, out, 5, lambda *_: None)
    assert out.read_text() == "mine"
    with pytest.raises(BadInput, match="no folder"):
        write(rag, tmp_path / "no" / "x.jsonl", 5, lambda *_: None)
    with pytest.raises(BadInput, match="--count"):
        write(rag, tmp_path / "x.jsonl", 0, lambda *_: None)


def test_an_index_with_nothing_to_ask_says_so(
    tmp_path: Path,
    settings: Settings,
    tiny_reader: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The river was red, and the bridge was old.")
    index, out = tmp_path / ".rag", tmp_path / "x.jsonl"
    build([folder], index, settings)
    arguments = ["questions", "new", "--index", str(index), "--out", str(out)]
    assert main([*arguments, "--reader", str(tiny_reader)]) == 2
    assert "can be made a question" in capsys.readouterr().err
    assert not out.exists()


def test_without_an_index_the_message_says_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.jsonl"
    assert main(["questions", "new", "--index", "nowhere", "--out", str(out)]) == 2
    assert "run `rag index" in capsys.readouterr().err


@pytest.mark.models
def test_kept_drafts_of_the_seeds_are_a_set_that_eval_reads_and_reports_apart(
    seeds_index: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "drafts.jsonl"
    new = ["questions", "new", "--index", str(seeds_index), "--out", str(out), "--count", "12"]
    assert main(new) == 0
    printed = capsys.readouterr().out
    assert f"rag eval --index {seeds_index} --set {out}" in printed
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert all(row["made"].startswith("by rule") for row in rows)
    found = load(out)
    answerable = [one for one in found.questions if one.answerable]
    assert len(answerable) == 9
    assert 1 <= len(found.questions) - len(answerable) <= 3
    for one in answerable:
        for gold in one.evidence:
            assert gold.start is not None
            text = (SEEDS / gold.file).read_text(encoding="utf-8")
            assert text.startswith(gold.quote, gold.start)
            assert one.answers[0] in gold.quote
    monkeypatch.chdir(tmp_path)
    assert main(["eval", "--index", str(seeds_index), "--set", str(out)]) == 0
    assert "split draft" in capsys.readouterr().out
    (kept,) = (tmp_path / "runs").glob("*-drafts/questions.jsonl")
    records = [from_json("run", line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert {record.split for record in records} == {DRAFT}
    assert all(record.best_right for record in records if record.answerable)


@pytest.mark.models
def test_written_questions_are_reported_beside_drafts(seeds_rag: Rag) -> None:
    written = [one for one in shipped("dev") if one.answerable][:2]
    mixed = [written[0], replace(written[1], split=DRAFT)]
    lines = list(report_lines("mixed", list(run(seeds_rag, mixed, lambda *_: None))))
    assert any(line.startswith("split dev ") for line in lines)
    assert any(line.startswith("split draft ") for line in lines)
    plain = list(report_lines("plain", list(run(seeds_rag, written, lambda *_: None))))
    assert not any(line.startswith("split ") for line in plain)
