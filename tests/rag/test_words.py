"""Trimming spans and comparing answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.words import normalised, trimmed


@pytest.mark.parametrize(
    ("text", "piece", "expected"),
    [
        ("about 5,200 US troops", "5", "5,200"),
        ("about 5,200 US troops", "200", "5,200"),
        ("at 4:12 PM today", "12", "4:12"),
        ("he said “No deal,” again", "“No deal,”", "No deal"),
        ("in Kirkuk, Iraq.", "Kirkuk, Iraq.", "Kirkuk, Iraq"),
        ("left the U.S. in May", "the U.S.", "the U.S."),
        ("the party (KDP-I) said", "party (KDP-I)", "party (KDP-I)"),
        ("the party (KDP-I) said", "(KDP-I", "KDP-I"),
        ("it fell to -5 degrees", "-5", "-5"),
        ("a drop of Soleimani's men", "leiman", "Soleimani"),
    ],
)
def test_spans_are_trimmed_to_words(text: str, piece: str, expected: str) -> None:
    start = text.index(piece)
    found = trimmed(text, start, start + len(piece))
    assert found is not None
    assert text[slice(*found)] == expected


def test_nothing_but_punctuation_is_no_answer() -> None:
    assert trimmed("well... yes", 4, 7) is None


@given(st.text(alphabet="aB1 .,-“”()U.S", min_size=1, max_size=60), st.data())
def test_trimmed_ranges_are_in_bounds_and_stable(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = trimmed(text, start, end)
    if found is not None:
        assert 0 <= found[0] < found[1] <= len(text)
        assert trimmed(text, *found) == found


def test_normalising_follows_squad() -> None:
    assert normalised("The  U.S.-led, Coalition!") == "usled coalition"
