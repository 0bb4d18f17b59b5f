"""Excerpts: context within bounds, cut where people would cut it."""

from dataclasses import replace

import pytest

from index.document import Range
from rag.answer import Citation
from tests.ui.made_up import citation
from ui.excerpt import CONTEXT, around_sentence

QUOTED = "Here it stands: 5,200."


def cited(before: str, after: str) -> tuple[str, Citation]:
    text = before + QUOTED + after
    return text, citation("5,200", QUOTED, text)


def test_a_short_text_is_shown_whole() -> None:
    text, found = cited("Before. ", " After.")
    shown = around_sentence(text, found)
    assert (shown.start, shown.end) == (0, len(text))
    assert not shown.cut_before
    assert not shown.cut_after


@pytest.mark.parametrize(("before", "after"), [("", ""), ("", " After."), ("Before. ", "")])
def test_a_citation_may_stand_at_the_edge(before: str, after: str) -> None:
    text, found = cited(before, after)
    shown = around_sentence(text, found)
    assert text[shown.start : shown.end] == text


def test_a_long_text_is_cut_between_words() -> None:
    text, found = cited("lorem " * 200, " ipsum" * 200)
    shown = around_sentence(text, found)
    assert shown.cut_before
    assert shown.cut_after
    assert text[: shown.start].endswith(" ")
    assert text[shown.end].isspace()
    assert 0 < found.sentence_start - shown.start <= CONTEXT
    assert 0 < shown.end - found.sentence_end <= CONTEXT


def test_a_paragraph_far_enough_out_is_the_better_cut() -> None:
    paragraph = "word " * 60
    text, found = cited(f"{paragraph}\n{paragraph}", f"{paragraph}\n{paragraph}")
    shown = around_sentence(text, found)
    assert text[shown.start] == "\n"
    assert text[shown.end] == "\n"


def test_without_spaces_it_is_cut_at_the_limit() -> None:
    text, found = cited("x" * 1000, "y" * 1000)
    shown = around_sentence(text, found)
    assert found.sentence_start - shown.start == CONTEXT
    assert shown.end - found.sentence_end == CONTEXT


def test_it_stays_within_the_range_that_holds_the_quote() -> None:
    text, found = cited("Another story. ", " A third story.")
    kept = Range(found.sentence_start, found.sentence_end)
    others = Range(0, 10), kept, Range(kept.end + 1, len(text))
    shown = around_sentence(text, replace(found, document=replace(found.document, ranges=others)))
    assert text[shown.start : shown.end] == QUOTED
    assert not shown.cut_before
    assert not shown.cut_after


def test_a_quote_outside_every_range_has_no_context() -> None:
    text, found = cited("Before. ", " After.")
    shown = around_sentence(text, replace(found, document=replace(found.document, ranges=())))
    assert text[shown.start : shown.end] == QUOTED
