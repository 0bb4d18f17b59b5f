"""Metrics on cases small enough to know the answer."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.fit import threshold
from eval.metrics import calibration, retrieval
from eval.metrics.answers import contains, exact_match, f1
from eval.metrics.citations import overlaps, precision, recall, right_document
from index.document import Range


def test_exact_match_forgives_case_articles_and_punctuation() -> None:
    assert exact_match("The 5,200 troops.", ["5200 Troops"]) == 1
    assert exact_match("5,200", ["5,200 troops"]) == 0


def test_f1_counts_shared_words() -> None:
    assert f1("about 5,200 troops", ["5,200 troops"]) == pytest.approx(0.8)
    assert f1("", ["5,200"]) == 0
    assert f1("", [""]) == 1


def test_contains_needs_whole_words_in_a_row() -> None:
    assert contains("about 5,200 US troops", ["5,200"]) == 1
    assert contains("15,200", ["5,200"]) == 0
    assert contains("", ["5,200"]) == 0


def reference_f1(answer: str, gold: str) -> float:
    """SQuAD's F1 written from its description, another way round than ours."""

    def words(text: str) -> list[str]:
        text = re.sub("[" + re.escape(string.punctuation) + "]", "", text.lower())
        return re.sub(r"\b(a|an|the)\b", " ", text).split()

    left, right = words(answer), words(gold)
    rest, shared = list(right), 0
    for word in left:
        if word in rest:
            rest.remove(word)
            shared += 1
    if not left or not right:
        return float(left == right)
    if not shared:
        return 0.0
    return (
        2
        * (shared / len(left))
        * (shared / len(right))
        / (shared / len(left) + shared / len(right))
    )


word = st.text(alphabet="aAbT he.,'-é9", max_size=30)


@given(word, word)
def test_f1_agrees_with_an_independent_implementation(answer: str, gold: str) -> None:
    assert f1(answer, [gold]) == pytest.approx(reference_f1(answer, gold))


def test_citations_overlap_by_characters_in_the_same_file() -> None:
    gold = [("a", Range(10, 20))]
    assert overlaps(("a", Range(19, 30)), gold)
    assert not overlaps(("a", Range(20, 30)), gold)
    assert not overlaps(("b", Range(10, 20)), gold)
    assert precision([("a", Range(0, 11)), ("b", Range(0, 11))], gold) == 0.5
    assert precision([], gold) is None


def test_recall_and_right_document() -> None:
    gold = [("a", Range(10, 20))]
    cited = [("a", Range(0, 5)), ("b", Range(10, 20))]
    assert recall(cited, gold) == 0
    assert recall([*cited, ("a", Range(15, 16))], gold) == 1
    assert right_document(cited, gold) == 0.5
    assert right_document([], gold) is None


def test_the_threshold_gains_most() -> None:
    import numpy as np

    right = np.array([True, True, False, True, False, False])
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    assert threshold(confidence, right) in (pytest.approx(0.75), pytest.approx(0.55))
    assert threshold(confidence, ~right) >= 0.45
    assert threshold(np.array([0.9, 0.8]), np.array([False, False])) == 1.0


def test_retrieval_on_a_known_list() -> None:
    relevant = [False, True, False, True]
    assert retrieval.hit(relevant, 1) == 0
    assert retrieval.hit(relevant, 2) == 1
    assert retrieval.recall(relevant, 2, total=4) == 0.25
    assert retrieval.recall([], 2, total=0) == 0
    assert retrieval.reciprocal_rank(relevant) == 0.5
    assert retrieval.reciprocal_rank([]) == 0
    assert retrieval.ndcg([True, True], 10, total=2) == 1
    assert retrieval.ndcg([False] * 4, 10, total=2) == 0


@given(st.lists(st.booleans(), min_size=2, max_size=10))
def test_ndcg_agrees_with_an_independent_implementation(relevant: list[bool]) -> None:
    from sklearn.metrics import ndcg_score

    ranking = [[-place for place in range(len(relevant))]]
    expected = ndcg_score([list(map(int, relevant))], ranking, k=5) if any(relevant) else 0.0
    assert retrieval.ndcg(relevant, 5, total=sum(relevant)) == pytest.approx(expected)


def test_characters_are_counted_once() -> None:
    gold = [("a", Range(0, 10)), ("a", Range(5, 15))]
    assert retrieval.characters([("a", Range(10, 20))], gold) == (5 / 15, 5 / 10)
    assert retrieval.characters([], gold) == (0, 0)


def test_confidence_that_means_what_it_says_has_no_error() -> None:
    right = [True, True, True, False] * 10
    assert calibration.expected_error([0.75] * 40, right) == pytest.approx(0)
    assert calibration.expected_error([0.95] * 40, right) == pytest.approx(0.2)
    assert calibration.expected_error([], []) == 0


def test_refusing_the_wrong_ones_first_lowers_the_risk() -> None:
    right = [True, True, False, False]
    good = calibration.area_under_risk([0.9, 0.8, 0.3, 0.2], right)
    bad = calibration.area_under_risk([0.2, 0.3, 0.8, 0.9], right)
    assert good < bad
    assert calibration.risk_coverage([0.9, 0.8, 0.3, 0.2], right)[-1] == (1.0, 0.5)
