"""Comparing and gating runs, on records made for it."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval import runs
from eval.compare import change_lines, changes
from eval.gate import failures, load
from eval.record import Record
from index.errors import BadInput

BASE = Record(
    id="q0",
    split="dev",
    type="number",
    wording="close",
    question="How many?",
    history=(),
    answers=("12",),
    gold=(),
    status="answered",
    answer="12",
    best="12",
    best_right=True,
    confidence=0.9,
    citations=(),
    passages=(),
    metrics={},
    seconds={"total": 0.1},
)


def records(right: int, of: int) -> list[Record]:
    """A run in which the first `right` questions are right and the rest refused."""
    return [
        replace(
            BASE,
            id=f"q{number}",
            metrics={
                "exact match": float(number < right),
                "answerable refused": float(number >= right),
            },
        )
        for number in range(of)
    ]


def test_a_change_is_told_with_its_chance() -> None:
    found = {one.metric: one for one in changes(records(10, 40), records(30, 40))}
    assert found["exact match"].difference.interval.mean == 0.5
    assert found["exact match"].difference.won == 20
    assert found["exact match"].better
    assert found["answerable refused"].better
    assert found["exact match"].difference.p < 0.001
    lines = list(change_lines(list(found.values())))
    assert "+0.500" in lines[1]
    assert "over 40 questions" in lines[-1]


def test_only_questions_of_both_runs_count() -> None:
    (found, _) = changes(records(4, 4), records(8, 8))
    assert found.difference.questions == 4
    with pytest.raises(BadInput, match="nothing to compare"):
        changes(records(1, 1), [replace(BASE, id="other")])


def gate_file(folder: Path, text: str) -> Path:
    baseline = folder / "before"
    baseline.mkdir()
    list(runs.keep(baseline, records(30, 40)))
    path = folder / "gate.toml"
    path.write_text(text)
    return path


def test_a_gate_names_what_is_missed(tmp_path: Path) -> None:
    text = (
        'baseline = "before"\n[floor]\n"exact match" = 0.5\n[ceiling]\n"answerable refused" = 0.6\n'
    )
    gate = load(gate_file(tmp_path, text))
    assert list(failures(gate, records(31, 40))) == []
    missed = list(failures(gate, records(10, 40)))
    assert missed[0] == "exact match is 0.250, its floor 0.500"
    assert missed[1] == "answerable refused is 0.750, its ceiling 0.600"
    assert "exact match changed by -0.500 against the baseline" in missed[2]
    assert len(missed) == 4


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("flor = 1", "flor"),
        ('floor = "high"', "floor"),
        ('baseline = "nowhere"', "baseline"),
        ("floor = ", "gate.toml"),
    ],
)
def test_a_mistaken_gate_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadInput, match=named):
        load(gate_file(tmp_path, text))


def test_a_floor_for_no_metric_is_named(tmp_path: Path) -> None:
    gate = load(gate_file(tmp_path, '[floor]\n"exact mash" = 0.5\n'))
    with pytest.raises(BadInput, match="exact mash"):
        list(failures(gate, records(1, 2)))
