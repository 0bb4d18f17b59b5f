"""Intervals and tests: known cases, and the same figures every time."""

import numpy as np
import pytest

from eval.statistics import bootstrap, compare


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


def test_runs_of_different_length_are_not_compared() -> None:
    with pytest.raises(ValueError, match=r"1 scores .* 2"):
        compare([1.0], [1.0, 0.0])
