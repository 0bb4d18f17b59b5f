"""Comparing and gating runs, on records made for it."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval import runs
from eval.compare import change_lines, changes, paired, swings
from eval.gate import GATE, bound_lines, failures, keep, load
from eval.question import shipped
from eval.record import Read, Record, Spot
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
    refused = found["answerable refused"].difference
    assert refused.interval.mean == -0.5
    assert (refused.won, refused.lost) == (20, 0)
    assert (found["exact match"].before, found["exact match"].after) == (0.25, 0.75)
    assert found["exact match"].difference.p < 0.001
    lines = list(change_lines(list(found.values())))
    assert "+0.500" in lines[1]
    assert "over 40 questions" in lines[-1]


def test_only_questions_of_both_runs_count() -> None:
    found = changes(records(4, 4), records(8, 8))
    assert {one.difference.questions for one in found} == {4}
    with pytest.raises(BadInput, match="nothing to compare"):
        changes(records(1, 1), [replace(BASE, id="other")])


def answered(count: int) -> list[Record]:
    return [replace(BASE, id=f"a{number}") for number in range(count)]


def refusing(refused: int, of: int) -> list[Record]:
    """Unanswerable questions, the first `refused` of them refused."""
    return [
        replace(
            BASE,
            id=f"u{number}",
            type="unanswerable",
            answers=(),
            best_right=False,
            status="abstained" if number < refused else "answered",
        )
        for number in range(of)
    ]


def test_figures_of_all_questions_are_compared() -> None:
    before = [*answered(20), *refusing(1, 12)]
    after = [*answered(20), *refusing(11, 12)]
    found = {one.metric: one for one in changes(before, after)}
    recall = found["refusal recall"]
    assert [recall.before, recall.after] == pytest.approx([1 / 12, 11 / 12])
    assert recall.better
    assert recall.difference.p < 0.01
    assert (recall.difference.won, recall.difference.lost) == (10, 0)
    assert found["right of those answered"].better
    area = found["area under risk"]
    assert area.difference.interval.mean == 0
    assert area.difference.p == 1
    assert "–" in next(line for line in change_lines([area]) if line.startswith("area"))


def test_answering_more_is_neither_better_nor_worse() -> None:
    before = [replace(one, metrics={"share answered": 0.0}) for one in answered(20)]
    after = [replace(one, metrics={"share answered": 1.0}) for one in before]
    found = changes(before, after)[0]
    assert found.difference.p < 0.001
    assert not found.better
    assert not found.worse


def test_questions_that_swing_are_told() -> None:
    before = [*answered(3), *refusing(1, 3)]
    after = [*before[:2], replace(before[2], answer="13"), *refusing(2, 3)]
    good: dict[str, float | None] = {"answered and cited right": 1.0}
    before = [replace(one, metrics=good) if one.answerable else one for one in before]
    after = [replace(one, metrics=good) if one.answerable else one for one in after]
    found = swings(paired(before, [replace(after[0], status="abstained"), *after[1:]]))
    assert [new.id for _, new in found.won] == ["u1"]
    assert [new.id for _, new in found.lost] == ["a0"]
    assert [new.id for _, new in found.otherwise] == ["a2"]


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
    assert missed[2].endswith("0 won, 20 lost)")
    assert "answerable refused changed by +0.500" in missed[3]
    assert len(missed) == 4


def test_a_gate_lets_the_last_digits_of_confidence_differ(tmp_path: Path) -> None:
    def sure(by: float) -> list[Record]:
        return [replace(one, confidence=0.7 + by) for one in [*answered(40), *refusing(3, 4)]]

    baseline = tmp_path / "before"
    baseline.mkdir()
    list(runs.keep(baseline, sure(0.0)))
    path = tmp_path / "gate.toml"
    path.write_text('baseline = "before"\n')
    gate = load(path)
    moved = {one.metric: one.difference for one in changes(sure(0.0), sure(-1e-4))}
    assert moved["calibration error"].p < 0.01
    assert list(failures(gate, sure(-1e-4))) == []
    assert any("calibration error changed" in line for line in failures(gate, sure(-0.3)))


def test_a_gate_bounds_figures_of_all_questions_together(tmp_path: Path) -> None:
    text = '[floor]\n"refusal F1" = 0.9\n[ceiling]\n"calibration error" = 0.05\n'
    path = tmp_path / "gate.toml"
    path.write_text(text)
    none_refused = [*answered(20), *refusing(0, 4)]
    missed = list(failures(load(path), none_refused))
    assert missed == [
        "refusal F1 is 0.000, its floor 0.900",
        "calibration error is 0.067, its ceiling 0.050",
    ]


def test_a_baseline_is_kept_small_and_gates_its_own_run(tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    read = Read(Spot("a.txt", 0, 9), 0.5, 1, None)
    list(runs.keep(run, [replace(one, passages=(read,)) for one in records(3, 4)]))
    keep(run, tmp_path / "baseline")
    kept = runs.records(tmp_path / "baseline")
    assert [one.id for one in kept] == ["q0", "q1", "q2", "q3"]
    assert all(one.passages == () and one.seconds == {} for one in kept)
    path = tmp_path / "gate.toml"
    path.write_text('baseline = "baseline"\n[floor]\n"exact match" = 0.7\n')
    gate = load(path)
    assert list(failures(gate, runs.records(run))) == []
    assert list(bound_lines(gate, kept))[1].split() == ["exact", "match", "≥", "0.700", "0.750"]


def test_the_gate_that_comes_with_footnote_holds_its_own_baseline() -> None:
    gate = load(GATE)
    assert gate.baseline is not None
    kept = runs.records(gate.baseline)
    assert {one.id for one in kept} == {one.id for one in shipped("test")}
    assert list(failures(gate, kept)) == []


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
