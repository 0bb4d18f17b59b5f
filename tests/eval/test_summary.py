"""The figures of whole runs, and what a run costs."""

import time
from dataclasses import replace

import numpy as np
import pytest

from eval.cost import cost, cost_lines, peak_mib, timed
from eval.metrics import calibration
from eval.record import RETRIEVAL, Record
from eval.summary import confidence_figures, refusal_figures, seconds, summarise
from tests.eval.test_compare import answered, refusing


def rated(count: int) -> list[Record]:
    """Answered questions of random confidence, some of them alike, right about as often as said."""
    rng = np.random.default_rng(count)
    sure = rng.random(count).round(2)
    return [
        replace(one, confidence=float(at), best_right=bool(hit), seconds={"total": float(took)})
        for one, at, hit, took in zip(
            answered(count), sure, rng.random(count) < sure, rng.random(count), strict=True
        )
    ]


def test_refusing_has_its_figures() -> None:
    found = refusal_figures([*answered(5), *refusing(3, 4)])
    assert [one.interval.mean for one in found.values()] == pytest.approx([1, 0.75, 6 / 7])
    assert [one.count for one in found.values()] == [3, 4, 9]
    assert set(refusal_figures(answered(3))) == set()
    assert set(refusal_figures([*answered(3), *refusing(0, 2)])) == {"refusal recall", "refusal F1"}


def test_confidence_has_its_figures_with_intervals() -> None:
    records = rated(60)
    found = {name: one.interval for name, one in confidence_figures(records).items()}
    confidence = [one.confidence for one in records]
    right = [one.best_right for one in records]
    error, area = found["calibration error"], found["area under risk"]
    assert error.mean == pytest.approx(float(calibration.expected_error(confidence, right)))
    assert area.mean == pytest.approx(float(calibration.area_under_risk(confidence, right)))
    assert area.low < area.mean < area.high
    assert error.low < error.high


def test_the_area_of_a_resample_is_that_of_its_questions() -> None:
    """Sorted by whole numbers, resamples have the areas that they have by confidence."""
    from eval.summary import whole_figures

    records = rated(40)
    figure = whole_figures(records)["area under risk"]
    rows = np.sort(np.random.default_rng(1).integers(0, 40, (5, 40)), axis=-1)
    confidence = np.array([one.confidence for one in records])
    right = np.array([float(one.best_right) for one in records])
    expected = calibration.area_under_risk(confidence[rows], right[rows])
    assert figure(rows).tolist() == pytest.approx(expected.tolist())


def test_a_stage_by_itself_and_no_questions_have_none_of_them() -> None:
    for records in ([], [replace(one, stage=RETRIEVAL) for one in rated(4)]):
        assert confidence_figures(records) == refusal_figures(records) == {}
    assert seconds([]) == {}


def test_seconds_have_intervals_around_their_percentiles() -> None:
    took = seconds(rated(80))["total"]
    assert list(took) == ["p50", "p95", "p99"]
    for one in took.values():
        assert one.low <= one.mean <= one.high
    assert took["p50"].high < took["p95"].low


def test_the_summary_of_many_questions_is_bounded() -> None:
    began = time.process_time()
    summarise("many", rated(3_000))
    assert time.process_time() - began < 60


def test_the_summary_tells_figures_and_cost() -> None:
    found = summarise("x", [*rated(9), *refusing(1, 2)], cost(2.0, 50))
    assert set(found["refusal"]["refusal F1"]) == {"value", "low", "high", "count"}
    assert set(found["seconds"]["total"]["p95"]) == {"value", "low", "high"}
    assert found["cost"]["build_chunks_per_second"] == 25
    assert found["cost"]["peak_mib"] > 10


def test_memory_is_in_mib() -> None:
    before = peak_mib()
    held = np.ones(int(before * 2**20) // 8)
    assert len(held)
    assert peak_mib() > 1.5 * before


def test_the_cost_of_a_build_is_told_where_there_was_one() -> None:
    made, took = timed(lambda: sum(range(1_000_000)))
    assert made == 499_999_500_000
    assert 0 < took < 10
    assert len(list(cost_lines(cost(None, 10)))) == 1
    assert "1,000 chunks in 4.0 s" in list(cost_lines(cost(4.0, 1_000)))[1]
