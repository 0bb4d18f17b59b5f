"""Metrics on cases small enough to know the answer."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.fit import threshold
from eval.metrics import mean_of
from eval.metrics.abstention import refused_answerable, refused_unanswerable
from eval.metrics.answers import contains, exact_match, f1
from eval.metrics.citations import overlaps, precision
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


def test_refusals_are_counted_apart() -> None:
    refused, answerable = [True, False, True], [True, True, False]
    assert refused_answerable(refused, answerable).score == 0.5
    assert refused_unanswerable(refused, answerable).score == 1
    assert mean_of([]).score is None


def test_the_threshold_gains_most() -> None:
    import numpy as np

    right = np.array([True, True, False, True, False, False])
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    assert threshold(confidence, right) in (pytest.approx(0.75), pytest.approx(0.55))
    assert threshold(confidence, ~right) >= 0.45
    assert threshold(np.array([0.9, 0.8]), np.array([False, False])) == 1.0
