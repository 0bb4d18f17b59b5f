"""The results: each section over small invented sets, kept as they come, on one page."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval import openbook, results
from eval.alone import AREA, CLAPNQ, F1, QED, SQUAD_1, SQUAD_2
from eval.articles import (
    ARTICLES,
    HEADLINES,
    OVER_ORIGINALS,
    OVER_SEEDS,
    WITHOUT_GOLD,
    articles,
    holds,
)
from eval.chunk_spans import CHUNK_SPANS, CORPORA, FOLDER, load
from eval.findings import Findings, Row, Table, from_dict
from eval.markdown import trained_on
from eval.openbook import GIVEN_F1, OPENBOOK
from eval.question import Evidence, Question, read_text
from eval.results import Asked, Progress, main
from eval.section import Section, Work, spread
from eval.sets import plain
from index.errors import BadInput
from index.manifest import Settings
from rag.reader import Reader
from tests.conftest import SEEDS, SHARED

CONTEXTS = (
    "The old bridge in the north town was opened in May by Mayor Ann Cole. It was built in 1900.",
    "The council of the south town voted to close the river. 12 members were for it, it said.",
)
QUESTIONS = (
    ("Who opened the bridge?", 0, "Mayor Ann Cole"),
    ("When was the bridge built?", 0, "1900"),
    ("How many members were for it?", 1, "12 members"),
    ("What did the council close?", 1, "the river"),
)
UNANSWERABLE = (("Who built the river?", 0), ("When did the council march?", 1))


def row(key: str, question: str, context: str, answer: str = "") -> dict[str, Any]:
    answers = [{"text": answer, "start": context.index(answer)}] if answer else []
    return {"id": key, "question": question, "context": context, "answers": answers}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode("utf-8")))


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    write(path, "".join(f"{json.dumps(one)}\n" for one in rows))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with every public set, in small."""
    folder = tmp_path / "data"
    answered = [row(f"a{n}", q, CONTEXTS[at], a) for n, (q, at, a) in enumerate(QUESTIONS)]
    unanswered = [row(f"u{n}", q, CONTEXTS[at]) for n, (q, at) in enumerate(UNANSWERABLE)]
    write_rows(folder / "dev/squad_v1_dev.jsonl.gz", answered)
    write_rows(folder / "dev/squad_v2_dev.jsonl.gz", answered + unanswered)
    write_rows(folder / "dev/qed_nq_dev.jsonl.gz", answered)
    write_rows(folder / "dev/clapnq_dev_sentences.jsonl.gz", answered + unanswered)
    for name in CORPORA:
        write(folder / f"rag/chunk_spans/{name}.txt.gz", f"{name}. {' '.join(CONTEXTS)}")
    asked = [
        {"question": QUESTIONS[0][0], "corpus": name, "references": [{"start": 0, "end": 6}]}
        for name in CORPORA
    ]
    write_rows(folder / "rag/chunk_spans/questions.jsonl.gz", asked)
    return folder


@pytest.fixture
def asked(data: Path, tiny_reader: Path, settings: Settings, tmp_path: Path) -> Asked:
    return Asked(
        data, Reader(str(tiny_reader)), settings, kept=tmp_path / "kept", page=tmp_path / "R.md"
    )


@pytest.fixture
def work(asked: Asked, tmp_path: Path) -> Work:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return Work(asked.data, scratch, asked.reader, asked.settings, None, lambda *_: None)


@contextmanager
def silent() -> Iterator[Progress]:
    yield lambda *_: None


def of(findings: Findings, name: str) -> Row:
    return next(row for table in findings.tables for row in table.rows if row.name == name)


# Sections -------------------------------------------------------------------------------------


def test_the_reader_alone_is_scored_over_what_has_an_answer(work: Work) -> None:
    first, second, third = (one.measure(work) for one in (SQUAD_1, SQUAD_2, QED))
    assert of(first, F1) == of(second, F1) == of(third, F1)
    assert of(first, F1).count == 4
    words = {row.name: row.count for row in first.tables[1].rows}
    assert words == {"who": 1, "when": 1, "how many": 1, "what": 1}
    assert of(second, "F1, refusing everything").value == pytest.approx(2 / 6)
    assert of(second, AREA).count == of(CLAPNQ.measure(work), AREA).count == 6


def test_open_book_retrieves_over_all_paragraphs_and_reads_a_sample(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openbook, "SAMPLE", 3)
    found = OPENBOOK.measure(work)
    assert "2 paragraphs" in found.tables[0].head
    # Two paragraphs are fewer than ten passages: all are found.
    assert (of(found, "hit@10").value, of(found, "hit@10").count) == (1.0, 4)
    assert 0 < of(found, "nDCG@10").value <= 1
    assert of(found, F1).count == of(found, GIVEN_F1).count == 3


def test_whole_texts_retrieved_hold_all_gold_characters(work: Work) -> None:
    found = CHUNK_SPANS.measure(work)
    # The five texts have two or three chunks each, so ten passages can't be all of them.
    assert 0 < of(found, "recall at 10").value <= 1
    assert of(found, "recall at 5").value <= of(found, "recall at 10").value
    assert 0 < of(found, "precision at 10").value < 1
    assert "5 gold ranges 0 lie" in found.notes[1]


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ({"start": 3, "end": 3}, "no characters 3 to 3"),
        ({"start": 5, "end": 900}, "no characters 5 to 900"),
        ({"start": 0, "end": 3, "content": "Two"}, "the text reads 'One'"),
        ({"start": 0}, "not a question with its references"),
    ],
)
def test_a_gold_range_that_is_not_in_its_text_is_named(
    tmp_path: Path, reference: dict[str, Any], message: str
) -> None:
    path = tmp_path / "q.jsonl.gz"
    write_rows(path, [{"question": "q", "corpus": "a", "references": [reference]}])
    with pytest.raises(BadInput, match=message):
        load(path, {"a.txt": "One bridge."})


def test_a_gold_range_reads_as_its_content_says(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl.gz"
    good = {"start": 4, "end": 10, "content": "bridge"}
    write_rows(path, [{"question": "q", "corpus": "a", "references": [good]}])
    ((file, place),) = load(path, {"a.txt": "One bridge."})[0].gold
    assert (file, place.start, place.end) == ("a.txt", 4, 10)


def test_the_originals_are_asked_where_they_are(work: Work) -> None:
    few = replace(work, limit=30)
    without = articles(few)
    assert len(without.tables) == 2
    # A figure under another name in the runs would go missing here without a word.
    assert [row.name for row in without.tables[0].rows] == list(HEADLINES)
    assert of(without, "quoted to the letter").value == 1
    originals = work.data.parent / "seeds"
    originals.mkdir()
    for path in SEEDS.glob("*.txt"):
        (originals / path.name).write_bytes(path.read_bytes())
    again = replace(few, scratch=work.scratch / "again")
    with_them = articles(again)
    assert with_them.tables[:2] == without.tables
    # The same texts under other folders: what is answered is the same.
    names = [row.name for row in with_them.tables[2].rows]
    assert names == [*WITHOUT_GOLD, OVER_ORIGINALS, OVER_SEEDS]
    assert with_them.tables[2].rows[0] == without.tables[0].rows[0]
    over_originals, over_seeds = with_them.tables[2].rows[-2:]
    assert over_originals.value == over_seeds.value


def test_a_question_holds_where_its_answer_stands_in_the_original(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It was opened by Ann Cole.")
    evidence = (Evidence("a.txt", "It was Ann Cole", None),)
    asked = Question("q", "test", "person", "Who?", ("Ms Cole", "Ann Cole"), evidence)
    assert holds(asked, tmp_path)
    assert not holds(replace(asked, answers=("Lee Ray",)), tmp_path)
    assert not holds(replace(asked, evidence=(replace(evidence[0], file="b.txt"),)), tmp_path)
    assert holds(replace(asked, answers=(), evidence=(), type="unanswerable"), tmp_path)


def test_a_limit_takes_questions_from_all_over_a_set() -> None:
    assert spread(range(10), 3) == [0, 3, 6]
    assert spread(range(3), 10) == spread(range(3), None) == [0, 1, 2]


# The command ----------------------------------------------------------------------------------


def test_findings_come_back_from_json() -> None:
    found = Findings((Table("t", (Row("a", 0.5, None, None, 2), Row("b", 1, 0, 2, 3))),), ("n",))
    assert from_dict(json.loads(json.dumps(found.as_dict()))) == found


def test_what_is_kept_is_not_measured_again(asked: Asked) -> None:
    sections = (SQUAD_1, SQUAD_2, QED)
    told: list[str] = []
    only = replace(asked, only=SQUAD_1.name)
    assert "not measured yet: squad2, qed" in results.results(only, silent, told.append, sections)
    assert not asked.page.exists()
    assert "written to" in results.results(asked, silent, told.append, sections)
    assert [line.split(":")[0] for line in told] == ["squad1", "squad2", "qed"]
    page = asked.page.read_bytes()
    results.results(asked, silent, told.append, sections)
    assert (asked.page.read_bytes(), len(told)) == (page, 3)
    text = page.decode("utf-8")
    assert text.startswith("Made by `make results` (`python -m eval.results`): Footnote ")
    assert "| this reader |" in text
    assert "trial" not in text


def test_a_change_of_data_or_calibration_measures_what_depends_on_it_again(
    asked: Asked, tmp_path: Path
) -> None:
    told: list[str] = []
    own = tmp_path / "reader"
    own.mkdir()
    for path in asked.reader.folder.iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    asked = replace(asked, reader=Reader(str(own)))
    sections = (QED, OPENBOOK)
    results.results(asked, silent, told.append, sections)
    fitted = json.loads((own / "calibration.json").read_text())
    (own / "calibration.json").write_text(json.dumps(fitted | {"threshold": 0.9}))
    results.results(asked, silent, told.append, sections)
    assert [line.split(":")[0] for line in told] == ["qed", "openbook", "openbook"]
    write_rows(asked.data / QED.files[0], [row("x", *(QUESTIONS[0][0], CONTEXTS[0]), "Ann Cole")])
    results.results(asked, silent, told.append, sections)
    assert told[3].startswith("qed:")
    (asked.kept / "qed.json").write_text('{"key": ')
    results.results(asked, silent, told.append, sections)
    assert told[4].startswith("qed:")
    assert len(told) == 5


def test_a_trial_leaves_the_page_alone(asked: Asked) -> None:
    trial = replace(asked, limit=2)
    results.results(trial, silent, lambda _: None, (SQUAD_1, SQUAD_2))
    assert not asked.page.exists()
    text = (asked.kept / "limit-2" / "RESULTS.md").read_text(encoding="utf-8")
    assert "no figures to quote" in text


def test_missing_data_is_named_with_the_way_to_give_it(
    asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    (asked.data / QED.files[0]).unlink()
    with pytest.raises(BadInput, match=r"lacks dev/qed_nq_dev.*DATA=FOLDER make results"):
        results.results(asked, silent, lambda _: None)
    assert main(["--data", str(asked.data / "none"), "--only", "squad1"]) == 2
    assert "none isn't there; give the folder" in capsys.readouterr().err
    assert main(["--data", str(asked.data), "--limit", "0"]) == 2


def test_section_names_are_their_own() -> None:
    names = [one.name for one in results.SECTIONS]
    assert len(set(names)) == len(names)
    assert ARTICLES in results.SECTIONS


def test_a_training_log_becomes_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "training.json"
    assert trained_on(path).startswith("[TRAINING.md]")
    first = {"taken": [{"name": "squad", "questions": 27000}], "groups": 30000, "before": None}
    last = {"taken": [{"name": "articles", "questions": 3700}], "groups": 9000, "before": first}
    path.write_text(json.dumps(last))
    told = trained_on(path)
    assert told.index("(articles 3,700)") < told.index("30,000 questions")
    path.write_text("[]")
    with pytest.raises(BadInput, match="training's log"):
        trained_on(path)


def shared(section: Section) -> Path:
    """The folder of the public sets, where it has what a section needs."""
    folder = SHARED / "data"
    if missing := [one for one in section.files if not (folder / one).is_file()]:
        pytest.skip(f"{missing[0]} isn't at {folder}")
    return folder


@pytest.mark.models
def test_the_reader_answers_questions_of_squad(tmp_path: Path) -> None:
    work = Work(shared(SQUAD_1), tmp_path, Reader(), Settings(), 20, lambda *_: None)
    assert of(SQUAD_1.measure(work), F1).value > 0.5


def test_the_gold_ranges_of_chunk_spans_lie_in_its_texts() -> None:
    folder = shared(CHUNK_SPANS) / FOLDER
    texts = {f"{name}.txt": read_text(folder / f"{name}.txt.gz") for name in CORPORA}
    assert all(plain(text) == text for text in texts.values())
    found = load(folder / "questions.jsonl.gz", texts)
    assert (len(found), sum(len(one.gold) for one in found)) == (472, 790)
