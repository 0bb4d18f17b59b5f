"""Calibrating any reader: confidence and threshold come from questions, and stay with an index."""

import json
from pathlib import Path

import numpy as np
import pytest

from eval.fit import fit, judged, threshold
from eval.question import Evidence, Question
from index.errors import BadInput
from index.store import open_store
from rag.calibration import UNFITTED, own_file
from rag.cli import main
from rag.doctor import examine
from rag.engine import Rag
from rag.reader import Reader


@pytest.fixture
def uncalibrated(tiny_reader: Path, tmp_path: Path) -> Path:
    """A reader's folder that says nothing about when to refuse."""
    folder = tmp_path / "reader"
    folder.mkdir()
    for path in tiny_reader.iterdir():
        if path.name != "calibration.json":
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


def questions(rag: Rag) -> list[Question]:
    """Some that this very reader gets right, since it is asked for what it reads, and some not."""
    found = []
    for number, asked in enumerate(("Who opened the bridge?", "How many members voted?")):
        span = rag.consider(asked).weighed[0].span
        place = span.passage.sources[0]
        evidence = Evidence(
            Path(place.document.path).name, span.text, place.chunk.start + span.start
        )
        found.append(Question(f"a{number}", "dev", "person", asked, (span.text,), (evidence,)))
        found.append(Question(f"u{number}", "dev", "unanswerable", f"{asked} Why red?", (), ()))
    return found


def test_the_threshold_answers_as_much_as_leaves_nine_in_ten_right() -> None:
    confidence = np.linspace(0.95, 0.05, 20)
    right = np.array([True] * 5 + [False] + [True] * 6 + [False] * 8)
    cut = threshold(confidence, right)
    given = confidence >= cut
    assert right[given].mean() >= 0.9
    assert given.sum() == 12


def test_without_nine_in_ten_the_threshold_gains_most() -> None:
    confidence = np.array([0.9, 0.8, 0.6, 0.4])
    assert threshold(confidence, np.array([False, True, True, False])) == pytest.approx(0.5)
    assert threshold(confidence, np.array([False, True, False, False])) == 1.0


def test_a_reader_without_calibration_says_how_to_fit_one(
    index_folder: Path, uncalibrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["ask", "Who?", "--index", str(index_folder), "--reader", str(uncalibrated)]
    assert main(arguments) == 2
    assert "rag calibrate --reader" in capsys.readouterr().err


def test_calibrating_gives_a_reader_its_own_threshold(
    index_folder: Path, uncalibrated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rag = Rag(open_store(index_folder), Reader(str(uncalibrated)), calibrated=UNFITTED)
    lines = [
        json.dumps(
            {
                "id": one.id,
                "split": one.split,
                "type": one.type,
                "wording": one.wording,
                "question": one.question,
                "answers": one.answers,
                "evidence": [
                    {"file": e.file, "quote": e.quote, "start": e.start} for e in one.evidence
                ],
            }
        )
        for one in questions(rag)
    ]
    asked = tmp_path / "own.jsonl"
    asked.write_text("\n".join(lines), encoding="utf-8")
    given = ["--index", str(index_folder), "--reader", str(uncalibrated)]
    assert main(["calibrate", "--set", str(asked), *given]) == 0
    file = own_file(index_folder, str(uncalibrated))
    assert str(file) in capsys.readouterr().out
    assert 0 < json.loads(file.read_text())["threshold"] <= 1
    assert main(["ask", "Who opened the bridge?", *given]) in (0, 3)
    assert any(str(file) in one.text for one in examine(index_folder))


def test_drafts_are_not_fitted_on(
    index_folder: Path, uncalibrated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drafts = tmp_path / "drafts.jsonl"
    row = {"id": "d", "split": "draft", "type": "unanswerable", "wording": "close"}
    asked = {"question": "Who?", "answers": [], "evidence": []}
    drafts.write_text(json.dumps(row | asked))
    given = ["--index", str(index_folder), "--reader", str(uncalibrated), "--set", str(drafts)]
    assert main(["calibrate", *given]) == 2
    assert "drafts" in capsys.readouterr().err


def test_questions_that_teach_nothing_are_refused(index_folder: Path, uncalibrated: Path) -> None:
    rag = Rag(open_store(index_folder), Reader(str(uncalibrated)), calibrated=UNFITTED)
    hopeless = [one for one in questions(rag) if not one.answerable]
    with pytest.raises(BadInput, match="more questions"):
        fit(judged(rag, hopeless), deciding=[])


def test_a_model_of_another_kind_is_no_reader(index_folder: Path, tiny_embedder: Path) -> None:
    rag = Rag(open_store(index_folder), Reader(str(tiny_embedder)), calibrated=UNFITTED)
    with pytest.raises(Exception, match="no question-answering model") as caught:
        rag.ask("Who opened the bridge?")
    assert type(caught.value).__name__ == "ModelMissing"
