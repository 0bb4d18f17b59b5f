"""SQuAD's figures on a handful of results."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.squad import (
    Result,
    area,
    ask,
    best_f1,
    best_threshold,
    question_word,
    refusing,
    report,
)
from rag.reader import Reader

RESULTS = [
    Result(True, 5.0, 1.0, 1.0),
    Result(True, 3.0, 0.0, 0.5),
    Result(False, 4.0, 0.0, 0.0),
    Result(False, -1.0, 0.0, 0.0),
]


def test_area_is_the_share_of_pairs_in_order() -> None:
    found = area(RESULTS)
    assert found.mean == pytest.approx(3 / 4)
    assert 0 <= found.low < found.mean < found.high <= 1
    tied = [replace(one, margin=1.0) for one in RESULTS]
    assert area(tied).mean == pytest.approx(1 / 2)
    with pytest.raises(ValueError, match="unanswerable"):
        area(RESULTS[:2])


def test_best_f1_refuses_where_that_gains_most() -> None:
    # Answering only above 4 gives 1 + 2 refused rightly, of 4.
    assert best_f1(RESULTS) == pytest.approx(3 / 4)
    assert best_threshold(RESULTS) == 5
    assert refusing(RESULTS, 5) == [1, 0, 1, 1]
    assert best_f1(RESULTS[2:]) == 1
    assert best_threshold(RESULTS[2:]) == float("inf")


def test_a_threshold_never_parts_equal_margins() -> None:
    # Parted, the first alone would be answered, and F1 would be 1.
    tied = [Result(True, 2.0, 1.0, 1.0), Result(False, 2.0, 0.0, 0.0)]
    assert best_f1(tied) == pytest.approx(1 / 2)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Whose bridge is it?", "who"),
        ("In what year, and where, did it end?", "what"),
        ("How much did it cost?", "how many"),
        ("how many came when it opened?", "how many"),
        ("How was it built?", "how"),
        ("Somehow it was built by the army?", "other"),
    ],
)
def test_the_first_question_word_counts(question: str, word: str) -> None:
    assert question_word(question) == word


def test_each_question_is_read_with_its_own_paragraph(tiny_reader: Path) -> None:
    reader = Reader(str(tiny_reader))
    rows = [
        {"question": "when was it built", "context": f"It was {text}.", "answers": answers}
        for text, answers in (("1900", [{"text": "1900"}]), ("12", []), ("red", [{"text": "red"}]))
    ]
    told: list[tuple[str, int, int]] = []
    together = ask(reader, rows, lambda *one: told.append(one))
    assert together == [found for row in rows for found in ask(reader, [row])]
    assert [one.answerable for one in together] == [True, False, True]
    assert told[0] == ("asking", 0, 3)
    assert told[-1] == ("asking", 3, 3)


def test_answerable_questions_are_scored_by_themselves() -> None:
    lines = list(report(RESULTS))
    assert lines[0].split()[:3] == ["exact", "match", "50.0"]
    assert lines[1].split()[:2] == ["F1", "75.0"]
    assert len(list(report(RESULTS[:2]))) == 2
