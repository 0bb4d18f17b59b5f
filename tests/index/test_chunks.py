"""Chunks: whole sentences, a budget, an overlap, and never a word that isn't there."""

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.chunks import chunk, header
from index.document import Document, Range


def pieces(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Word pieces of up to four letters."""
    return [[found.span() for found in re.finditer(r"\w{1,4}|[^\w\s]", text)] for text in texts]


def count(text: str) -> int:
    return len(pieces([text])[0])


def chunks(text: str, *ranges: Range, budget: int = 12, overlap: int = 1) -> list[str]:
    document = Document("a#1", "a", ranges or (Range(0, len(text)),))
    return [
        text[one.start : one.end]
        for one in chunk(text, document, pieces, budget=budget, overlap=overlap)
    ]


def test_whole_sentences_up_to_the_budget_with_one_in_common() -> None:
    text = "One two six. Ten red old. The sea is big. All is well."
    assert chunks(text) == [
        "One two six. Ten red old.",
        "Ten red old. The sea is big.",
        "The sea is big. All is well.",
    ]


def test_no_overlap_when_asked_for_none() -> None:
    text = "One two six. Ten red old. The sea is big. All is well."
    assert chunks(text, overlap=0) == ["One two six. Ten red old.", "The sea is big. All is well."]


def test_a_long_sentence_is_split_between_words() -> None:
    text = "word " * 30 + "end."
    parts = chunks(text)
    assert all(count(part) <= 12 for part in parts)
    assert " ".join(parts) == text


def test_a_word_longer_than_a_chunk_is_still_taken_in() -> None:
    text = "x" * 200
    assert "".join(chunks(text)) == text


def test_a_chunk_never_reaches_over_what_was_left_out() -> None:
    text = "One two. READ MORE Six ten."
    assert chunks(text, Range(0, 8), Range(19, 27)) == ["One two.", "Six ten."]


def test_the_header_names_title_date_and_publisher() -> None:
    document = Document("a#1", "a", (), "Bridge opens", "2010-05-12", "The Paper")
    assert header(document) == "Bridge opens | 12 May 2010 | The Paper"
    assert header(Document("a#1", "a", ())) == ""


messy = st.text(
    alphabet=st.one_of(st.sampled_from("aB. \n\t!?”—é漢\u00a0|"), st.characters(codec="utf-8")),
    max_size=400,
)


@given(messy, st.integers(2, 30), st.integers(0, 3))
def test_chunks_are_ranges_of_the_text_and_lose_nothing(
    text: str, budget: int, overlap: int
) -> None:
    document = Document("a#1", "a", (Range(0, len(text)),) if text else ())
    covered = [False] * len(text)
    last = -1
    for one in chunk(text, document, pieces, budget=budget, overlap=overlap):
        assert 0 <= one.start < one.end <= len(text)
        assert one.end > last, "each chunk brings something new"
        last = one.end
        assert count(text[one.start : one.end]) <= budget
        covered[one.start : one.end] = [True] * (one.end - one.start)
    assert all(done or char.isspace() for done, char in zip(covered, text, strict=True))
