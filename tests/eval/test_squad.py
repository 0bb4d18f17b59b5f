"""SQuAD's figures on a handful of results."""

import pytest

from eval.squad import Result, area, best_f1, report

RESULTS = [
    Result(True, 5.0, 1.0, 1.0),
    Result(True, 3.0, 0.0, 0.5),
    Result(False, 4.0, 0.0, 0.0),
    Result(False, -1.0, 0.0, 0.0),
]


def test_area_is_the_share_of_pairs_in_order() -> None:
    assert area(RESULTS) == pytest.approx(3 / 4)


def test_best_f1_refuses_where_that_gains_most() -> None:
    # Answering only above 4 gives 1 + 2 refused rightly, of 4.
    assert best_f1(RESULTS) == pytest.approx(3 / 4)
    assert best_f1(RESULTS[2:]) == 1


def test_answerable_questions_are_scored_by_themselves() -> None:
    lines = list(report(RESULTS))
    assert lines[0].split()[:3] == ["exact", "match", "50.0"]
    assert lines[1].split()[:2] == ["F1", "75.0"]
    assert len(list(report(RESULTS[:2]))) == 2
