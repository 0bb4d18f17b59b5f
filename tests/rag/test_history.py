"""Follow-ups: which questions lean on earlier ones, and on what."""

import pytest

from rag.history import Standalone, is_follow_up, standalone

ZARIF = ("Whom did Zarif meet in Baghdad?", "Fuad Hussein")


@pytest.mark.parametrize(
    "question",
    [
        "Where was he going next?",
        "And in 2015?",
        "What about the British?",
        "Why?",
        "why was that?",
    ],
)
def test_questions_that_lean_on_earlier_ones(question: str) -> None:
    assert is_follow_up(question)
    whole = standalone(question, [ZARIF])
    assert "Zarif" in whole.search
    assert whole.search.endswith(question)
    assert whole.read == f"{question} (Fuad Hussein)"


@pytest.mark.parametrize(
    "question",
    ["How many British troops are stationed in Iraq?", "Who is the mayor of Basra?"],
)
def test_questions_that_stand_alone_stay_as_they_are(question: str) -> None:
    assert not is_follow_up(question)
    assert standalone(question, [ZARIF]) == Standalone(question, question)


def test_without_history_a_question_stays_as_it_is() -> None:
    assert standalone("And where was he going?", []).read == "And where was he going?"


def test_a_chain_of_follow_ups_leads_back_to_its_subject() -> None:
    whole = standalone("And why?", [ZARIF, ("Where was he going next?", "Irbil")])
    assert "Zarif" in whole.search
    assert whole.read == "And why? (Irbil)"


def test_after_an_abstention_the_question_before_still_counts() -> None:
    whole = standalone("And why?", [("Whom did Zarif meet?", "")])
    assert whole.search == "Whom did Zarif meet? And why?"
    assert whole.read == "And why? (Whom did Zarif meet?)"
