"""Intervals and tests: known cases, and the same figures every time."""

import numpy as np
import pytest

from eval.statistics import RowsFigure, bootstrap, bootstrap_rows, compare, compare_rows


def test_an_interval_holds_its_mean_and_narrows_with_more_questions() -> None:
    few, many = bootstrap([0, 1] * 10), bootstrap([0, 1] * 200)
    assert few is not None
    assert many is not None
    assert few.mean == many.mean == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    # The normal approximation is good at 400 questions: 1.96 standard errors of 0.025.
    assert many.high - many.low == pytest.approx(2 * 1.96 * 0.025, abs=0.005)


def test_no_spread_no_width_and_no_scores_no_interval() -> None:
    flat = bootstrap([1.0] * 5)
    assert flat is not None
    assert (flat.low, flat.high) == (1.0, 1.0)
    assert bootstrap([]) is None
    assert compare([], []) is None


def test_figures_are_the_same_every_time() -> None:
    scores = np.random.default_rng(1).random(50).tolist()
    assert bootstrap(scores) == bootstrap(scores)
    assert compare(scores, scores[::-1]) == compare(scores, scores[::-1])


def test_a_clear_gain_is_significant_and_no_change_is_not() -> None:
    before = [0.0] * 20 + [1.0] * 20
    after = [1.0] * 12 + [0.0] * 8 + [1.0] * 20
    gain = compare(before, after)
    assert gain is not None
    assert (gain.won, gain.lost, gain.questions) == (12, 0, 40)
    assert gain.interval.mean == pytest.approx(0.3)
    # Of 12 signs all must agree: 2 / 2 ** 12.
    assert gain.p == pytest.approx(2 / 4096, abs=4e-4)
    same = compare(before, before)
    assert same is not None
    assert same.p == 1.0


def test_one_question_tells_nothing() -> None:
    one = compare([0.0], [1.0])
    assert one is not None
    assert (one.interval.mean, one.p, one.won) == (1, 1, 1)
    by_rows = compare_rows(1, lambda rows: np.array([0.0, 1.0])[rows].mean(axis=-1))
    assert by_rows is not None
    assert (by_rows.interval.mean, by_rows.p) == (1, 1)


def test_runs_of_different_length_are_not_compared() -> None:
    with pytest.raises(ValueError, match=r"1 scores .* 2"):
        compare([1.0], [1.0, 0.0])


def test_a_mean_by_rows_is_the_mean() -> None:
    before, after = np.random.default_rng(2).random((2, 30))
    both = np.concatenate([before, after])
    assert bootstrap_rows(30, lambda rows: before[rows].mean(axis=-1)) == bootstrap(before.tolist())
    by_rows = compare_rows(30, lambda rows: both[rows].mean(axis=-1))
    plain = compare(before.tolist(), after.tolist())
    assert by_rows is not None
    assert plain is not None
    assert by_rows.interval.low == pytest.approx(plain.interval.low)
    assert by_rows.p == pytest.approx(plain.p)
    assert (by_rows.won, by_rows.lost) == (None, None)


def test_rows_without_the_figure_are_left_out() -> None:
    """The share of hits among those marked, of which a resample may have none."""
    marked, hit = np.array([1.0, 0, 0, 1]), np.array([1.0, 0, 0, 0])

    def share(rows: np.ndarray) -> np.ndarray:
        whole = marked[rows].sum(axis=-1)
        return np.where(whole > 0, hit[rows].sum(axis=-1) / np.maximum(whole, 1), np.nan)

    found = bootstrap_rows(4, share)
    assert found is not None
    assert (found.mean, found.low, found.high) == (0.5, 0, 1)
    assert bootstrap_rows(1, lambda rows: share(rows + 1)) is None
    assert bootstrap_rows(0, share) is None
    one = bootstrap_rows(1, share)
    assert one is not None
    assert one.low == one.high == 1


def median_of(took: np.ndarray) -> RowsFigure:
    return lambda rows: np.asarray(np.median(took[rows], axis=-1))


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Of the 95% intervals of 200 medians of exponential times, about 95% hold the median."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        found = bootstrap_rows(60, median_of(rng.exponential(size=60)))
        assert found is not None
        held += found.low <= np.log(2) <= found.high
    assert 0.88 <= held / 200 <= 0.99
