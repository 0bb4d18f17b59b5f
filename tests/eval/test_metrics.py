"""Metrics on cases small enough to know the answer."""

import re
import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.fit import threshold
from eval.metrics import abstention, calibration, latency, retrieval
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


def reference_words(text: str) -> list[str]:
    text = re.sub("[" + re.escape(string.punctuation) + "]", "", text.lower())
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def reference_f1(answer: str, gold: str) -> float:
    """SQuAD's F1 written from its description, another way round than ours."""

    left, right = reference_words(answer), reference_words(gold)
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


@given(word, st.lists(word, min_size=1, max_size=3))
def test_squad_figures_agree_with_an_independent_implementation(
    answer: str, accepted: list[str]
) -> None:
    expected = max(reference_f1(answer, one) for one in accepted)
    assert f1(answer, accepted) == pytest.approx(expected)
    same = any(reference_words(answer) == reference_words(one) for one in accepted)
    assert exact_match(answer, accepted) == float(same)


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


def test_rankings_score_as_ir_measures_has_them() -> None:
    """Random rankings of up to 30 chunks, with relevant ones that weren't retrieved at all."""
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    rng = np.random.default_rng(7)
    rankings = [(rng.random(rng.integers(1, 31)) < 0.2).tolist() for _ in range(200)]
    unseen = [int(rng.integers(0, 4)) for _ in rankings]
    run, judged = {}, {}
    for query, (relevant, more) in enumerate(zip(rankings, unseen, strict=True)):
        run[str(query)] = {f"c{place}": -float(place) for place in range(len(relevant))}
        judged[str(query)] = {f"c{place}": int(one) for place, one in enumerate(relevant)}
        judged[str(query)] |= {f"unseen{place}": 1 for place in range(more)}
    depths = (1, 5, 10)
    measures = [nDCG @ 10, RR @ 10, *(R @ k for k in depths), *(Success @ k for k in depths)]
    expected = {
        (int(one.query_id), str(one.measure)): one.value
        for one in ir_measures.iter_calc(measures, judged, run)
    }
    for query, (relevant, more) in enumerate(zip(rankings, unseen, strict=True)):
        total = sum(relevant) + more
        found = {
            "nDCG@10": retrieval.ndcg(relevant, 10, total),
            "RR@10": retrieval.reciprocal_rank(relevant[:10]),
            **{f"R@{k}": retrieval.recall(relevant, k, total) for k in depths},
            **{f"Success@{k}": retrieval.hit(relevant, k) for k in depths},
        }
        assert found == pytest.approx({name: expected[query, name] for name in found})


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


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_refusing_scores_as_scikit_learn_has_it(pairs: list[tuple[bool, bool]]) -> None:
    from sklearn.metrics import precision_recall_fscore_support

    refused, unanswerable = np.array(pairs).T
    precision, recall, f1, _ = precision_recall_fscore_support(
        unanswerable, refused, average="binary", zero_division=np.nan
    )
    assert abstention.precision(refused, unanswerable) == pytest.approx(precision, nan_ok=True)
    assert abstention.recall(refused, unanswerable) == pytest.approx(recall, nan_ok=True)
    assert abstention.f1(refused, unanswerable) == pytest.approx(f1, nan_ok=True)
    right = [one == other for one, other in pairs]
    assert abstention.decided_right(refused, unanswerable).tolist() == right


def test_refusing_everything_or_nothing() -> None:
    unanswerable = np.array([True, False, False, False])
    everything, nothing = np.ones(4, dtype=bool), np.zeros(4, dtype=bool)
    assert abstention.precision(everything, unanswerable) == 0.25
    assert abstention.recall(everything, unanswerable) == 1
    assert abstention.f1(everything, unanswerable) == pytest.approx(0.4)
    assert np.isnan(abstention.precision(nothing, unanswerable))
    assert abstention.f1(nothing, unanswerable) == 0


RATED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


@given(RATED)
def test_calibration_agrees_with_its_formulas_written_out(rated: list[tuple[float, bool]]) -> None:
    confidence, right = [sure for sure, _ in rated], [hit for _, hit in rated]
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, hit in rated:
        bins.setdefault(min(int(sure * 10), 9), []).append((sure, hit))
    error = sum(
        len(one)
        / len(rated)
        * abs(sum(sure for sure, _ in one) / len(one) - sum(hit for _, hit in one) / len(one))
        for one in bins.values()
    )
    assert calibration.expected_error(confidence, right) == pytest.approx(error)
    surest = sorted(rated, key=lambda one: -one[0])
    risks = [sum(not hit for _, hit in surest[:k]) / k for k in range(1, len(rated) + 1)]
    assert calibration.area_under_risk(confidence, right) == pytest.approx(sum(risks) / len(risks))


def test_many_resamples_at_once_score_as_one_by_one() -> None:
    rng = np.random.default_rng(3)
    confidence, flags = rng.random((6, 20)), rng.random((2, 6, 20)) < 0.5
    right = flags[0].astype(float)
    for score, columns in (
        (calibration.expected_error, (confidence, right)),
        (calibration.area_under_risk, (confidence, right)),
        (abstention.precision, (flags[0], flags[1])),
        (abstention.recall, (flags[0], flags[1])),
        (abstention.f1, (flags[0], flags[1])),
    ):
        each = [float(score(*row)) for row in zip(*columns, strict=True)]
        assert score(*columns).tolist() == pytest.approx(each)
    each = [float(latency.percentile(row, 95)) for row in confidence]
    assert latency.percentile(confidence, 95).tolist() == pytest.approx(each)


def test_percentiles_lie_between_the_seconds_beside_them() -> None:
    seconds = np.array([4.0, 1.0, 3.0, 2.0, 5.0])
    assert latency.percentile(seconds, 50) == 3
    assert latency.percentile(seconds, 95) == pytest.approx(4.8)
