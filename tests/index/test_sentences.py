"""Sentences: what ends one and what doesn't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentences


def split(text: str) -> list[str]:
    return [text[one.start : one.end] for one in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Army sent Maj. Gen. Tahseen al-Khafaji to Baghdad.",
        "It was signed on Jan. 16 by Gen. Qassem Soleimani and Lt. Col. Adams.",
        "Forces of the U.S. Central Command left on Sept. 3.",
        "Dr. Smith and Mrs. Jones met Sen. Brown at No. 10 Downing Street.",
        "The blast at 5 p.m. hit a base of the U.K. and cost $3.5 million.",
        "The base lies 3.5 miles from the border, i.e. near Al-Qaim.",
        "Washington, D.C. is the capital.",
    ],
)
def test_abbreviations_do_not_split(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    "sentences_",
    [
        ["The troops left the U.S.", "They came home in May."],
        ["He said no.", "The others agreed."],
        ["“We stay.”", "The minister left."],
        ["Was it a halt?", "It was not!", "So he said."],
        ["She sat.", "He stood."],
    ],
)
def test_sentences_split(sentences_: list[str]) -> None:
    assert split(" ".join(sentences_)) == sentences_


def test_a_headline_is_a_sentence_of_its_own() -> None:
    assert split("Bridge opens\n\nIt rained. All came.") == [
        "Bridge opens",
        "It rained.",
        "All came.",
    ]


@given(st.text(alphabet="aB. \n\t!?\"'”U.S", max_size=300))
def test_sentences_are_ascending_ranges_that_leave_out_only_white_space(text: str) -> None:
    found = sentences(text, 0, len(text))
    at = 0
    for one in found:
        assert at <= one.start < one.end <= len(text)
        assert not text[at : one.start].strip()
        assert text[one.start : one.end] == text[one.start : one.end].strip()
        at = one.end
    assert not text[at:].strip()
