"""Turns: what earlier ones tell the next, and errors that don't end the conversation."""

import logging

import pytest

from index.errors import BadInput
from tests.ui.made_up import StandIn, answer
from ui.conversation import Turn, Turns, messages, take_turn, waiting


def test_a_turn_keeps_message_panel_and_short_answer() -> None:
    turn = take_turn(StandIn(answer()), "How many stay?", ())
    assert turn.text == "5,200"
    assert "<mark>5,200</mark>" in turn.message
    assert "<mark>5,200</mark>" in turn.panel


def test_history_has_answers_and_abstentions_but_no_errors() -> None:
    rag = StandIn(answer("abstained"))
    turns: Turns = (Turn("one", "", "", "first"), Turn("two", "", "", None))
    turns = (*turns, take_turn(rag, "three", turns))
    take_turn(rag, "four", turns)
    assert rag.asked == [
        ("three", [("one", "first")]),
        ("four", [("one", "first"), ("three", "")]),
    ]


def test_an_error_becomes_a_message() -> None:
    turn = take_turn(StandIn(BadInput("write less than <this>")), "?", ())
    assert "Write less than &lt;this&gt;" in turn.message
    assert turn.text is None


def test_a_fault_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        turn = take_turn(StandIn(RuntimeError("inner workings")), "why?", ())
    assert "fault in Footnote" in turn.message
    assert "inner workings" not in turn.message
    assert "inner workings" in caplog.text


def test_messages_alternate() -> None:
    made = messages((take_turn(StandIn(answer()), "one <1>", ()), waiting("two")))
    assert [message["role"] for message in made] == ["user", "assistant"] * 2
    assert "one &lt;1&gt;" in made[0]["content"]
    assert "Reading" in made[3]["content"]
