"""Adversaries: what they alter is altered, and what they leave doesn't answer."""

import random

import pytest

from rag.training.adversary import Swapper, bereft, misdirected, negated, opposite
from rag.training.data import Row, read
from rag.words import normalised
from tests.conftest import SHARED

CONTEXT = (
    "The bridge over the Tees was opened in 1900 by Ann Cole of Yarm for 400 pounds. "
    "It is the longest in the county. The bridge over the Tyne, opened in 1850, is older."
)


def row(question: str, answer: str, context: str = CONTEXT, title: str = "Tees") -> Row:
    return Row(question, context, answer, context.index(answer), (answer,), title)


def test_a_swapped_question_asks_for_what_its_context_does_not_hold() -> None:
    rows = [
        row("Where is Ann Cole from?", "Yarm"),
        row("When did Lee Ray come?", "1900"),
        row("What was paid in 1900?", "400 pounds"),
    ]
    swapper, chance = Swapper(rows), random.Random(0)
    for _ in range(20):
        for one in rows:
            altered = swapper.swap(one, chance)
            if altered is not None:
                assert altered != one.question
                new = set(altered.split()) - set(one.question.split())
                assert not any(word.strip("?").lower() in CONTEXT.lower() for word in new)


def test_a_misdirected_question_asks_of_something_else_in_the_context() -> None:
    altered = misdirected(row("Who opened the bridge over the Tees?", "Ann Cole"), random.Random(1))
    assert altered is not None
    new = set(altered.rstrip("?").split()) - set("Who opened the bridge over the Tees".split())
    assert new < {"Tyne", "Yarm"}
    years = misdirected(row("Who opened it in 1900?", "Ann Cole"), random.Random(1))
    assert years == "Who opened it in 1850?"


def test_an_opposite_is_only_asked_for_where_the_context_lacks_it() -> None:
    chance = random.Random(0)
    assert opposite(row("Which is the longest?", "Tees"), chance) == "Which is the shortest?"
    held = row("Which is the longest?", "Tees", f"{CONTEXT} The shortest is in Yarm.")
    assert opposite(held, chance) is None


def test_a_negated_question_is_still_one() -> None:
    assert negated(row("Who was opening it?", "Ann Cole")) == "Who wasn't opening it?"
    assert negated(row("Who will come?", "Ann Cole")) == "Who won't come?"
    assert negated(row("Who came?", "Ann Cole")) is None


def test_a_bereft_context_has_lost_the_answer_and_nothing_else() -> None:
    left = bereft(row("Who opened it?", "Ann Cole"))
    assert left == CONTEXT[CONTEXT.index("It is") :]
    assert bereft(row("What was opened?", "bridge over the T")) is None


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="needs the shared data sets")
def test_on_real_questions_no_altered_pair_keeps_its_answer() -> None:
    rows = read(SHARED / "data" / "train" / "squad_800_paragraphs.jsonl.gz")[:300]
    swapper, chance = Swapper(rows), random.Random(0)
    for one in rows:
        altered = swapper.altered(one, chance)
        assert altered is None or altered != one.question
        left = bereft(one)
        assert left is None or not any(
            normalised(accepted) in normalised(left) for accepted in one.accepted
        )
