"""Questions by rule: they read well, ask for what the sentence tells, and don't hold it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.drafting.entities import spot
from eval.drafting.sentences import stands_by_itself
from eval.drafting.templates import GAP, shaped
from eval.drafting.verbs import base_form

MADE = [
    (
        "Seven civilians were killed near the old bridge by a falling tree.",
        "How many civilians were killed near the old bridge by a falling tree?",
        "Seven",
    ),
    (
        "The minister said that about 1,200 people came to see the new bridge.",
        "How many people came to see the new bridge?",
        "1,200",
    ),
    (
        "There were 12 red boats on the river.",
        "How many red boats were there on the river?",
        "12",
    ),
    (
        "The council bought 40 new buses in the summer.",
        "How many new buses did the council buy in the summer?",
        "40",
    ),
    (
        "The army withdrew its boats in May 2010.",
        "When did the army withdraw its boats?",
        "May 2010",
    ),
    (
        "In 1900, the bridge was opened by the mayor.",
        "When was the bridge opened by the mayor?",
        "1900",
    ),
    ("The last boats were built in Norwich.", "Where were the last boats built?", "Norwich"),
    (
        "The old bridge was designed by Mayor Ann Cole.",
        "By whom was the old bridge designed?",
        "Mayor Ann Cole",
    ),
    (
        "Minister Lee Ray, the head of the council, said that the river was closed to boats.",
        "Who said that the river was closed to boats?",
        "Minister Lee Ray",
    ),
    (
        "Visitors brought at least 30 boats, the paper wrote, and the river rose.",
        f"Which number is missing from “Visitors brought at least {GAP} boats, the paper wrote, "
        "and the river rose”?",
        "30",
    ),
]


@pytest.mark.parametrize(("sentence", "question", "answer"), MADE)
def test_a_sentence_becomes_the_question_that_a_person_would_ask(
    sentence: str, question: str, answer: str
) -> None:
    made = shaped(sentence)
    assert made
    assert (made.question, sentence[made.start : made.end]) == (question, answer)
    assert made.gap == (GAP in question)


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge in the town is old and red.",
        # A span of time, not a count; and what is counted comes again in the question.
        "Iraqi troops left.",
        "The US troops and the UK troops are near the US-led forces.",
    ],
)
def test_what_has_nothing_to_ask_for_gives_no_question(sentence: str) -> None:
    assert shaped(sentence) is None


def test_a_span_of_time_is_not_asked_for_as_a_count() -> None:
    made = shaped("Two years after the fire the town built a bridge of stone.")
    assert made is None or not made.question.startswith("How many")


WORDS = st.sampled_from(
    "The the bridge Baghdad Ann Cole 12 400 two May 2010 was said opened in on by near people of "
    "that , ; US-led it troops Monday There were President January 5".split()
)


@given(st.lists(WORDS, min_size=1, max_size=25))
def test_whatever_the_words_the_answer_is_in_the_sentence_and_not_in_the_question(
    words: list[str],
) -> None:
    sentence = f"{' '.join(words)}."
    places = spot(sentence)
    assert all(first.end <= second.start for first, second in pairwise(places))
    made = shaped(sentence)
    if made:
        answer = sentence[made.start : made.end]
        assert answer
        assert answer == answer.strip()
        assert f" {answer.lower()} " not in f" {made.question.lower().rstrip('?')} "
        assert made.question.endswith("?")


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("The council voted on Tuesday to close the river.", True),
        ("He said on Tuesday that the river was closed.", False),
        ("In May the council closed it to all boats.", True),
        ("In May they closed the river to all the boats.", False),
        ("When asked it was closed by the council again.", False),
        ("The council voted on this in May and June.", False),
        ("The council voted.", False),
        ("The council voted on Tuesday to close the river", False),
        ("The council “voted” on Tuesday to close the river.", False),
        (f"The council voted {'and voted ' * 30}on Tuesday.", False),
    ],
)
def test_only_sentences_that_stand_by_themselves_are_asked_of(sentence: str, kept: bool) -> None:
    assert stands_by_itself(sentence) == kept


@pytest.mark.parametrize(
    ("past", "base"),
    [("withdrew", "withdraw"), ("carried", "carry"), ("stopped", "stop"), ("closed", "close")],
)
def test_verbs_have_their_base_form(past: str, base: str) -> None:
    assert base_form(past) == base


def test_what_is_no_known_verb_has_no_base_form() -> None:
    assert base_form("red") is None
