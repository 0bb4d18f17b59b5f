import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.paragraphs import paragraphs

FIRST = (
    "The mill was built in 1832 by a company of local merchants who wanted to grind their corn. "
    "It stood on the river until the great flood, when most of the building was carried away."
)
SECOND = (
    "Since then there have been several plans to rebuild it. None of them came to anything, and "
    "the stones that are left now serve as a bridge for walkers."
)


def quoted(text: str) -> list[str]:
    return [text[p.start : p.end] for p in paragraphs(text, 0, len(text))]


def test_a_line_is_a_paragraph_where_lines_are_not_wrapped() -> None:
    assert quoted(f"The old mill\n{FIRST}\n{SECOND}\n") == ["The old mill", FIRST, SECOND]


def test_short_lines_are_not_glued() -> None:
    lines = ["Home", "World news", "joined", "messages", "Floods cut off two villages in the north"]
    assert quoted("\n".join(lines)) == lines


def test_a_run_of_headlines_is_not_glued() -> None:
    lines = [
        "Ministers agree on new rules for ports and airports",
        "Floods cut off two villages in the north of the island",
        "Strike at the port enters its second week, no talks planned",
    ]
    assert quoted("\n".join(lines)) == lines


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_wrapped_lines_are_one_paragraph(width: int) -> None:
    wrapped = [textwrap.fill(part, width) for part in (FIRST, SECOND)]
    assert quoted("\n\n".join(wrapped)) == wrapped


def test_an_indent_begins_a_paragraph_of_wrapped_prose() -> None:
    wrapped = [textwrap.fill(part, 70, initial_indent="    ") for part in (FIRST, SECOND)]
    assert quoted("\n".join(wrapped)) == [part.strip() for part in wrapped]


def test_a_short_last_line_ends_a_paragraph_of_wrapped_prose() -> None:
    wrapped = [textwrap.fill(f"{part} So be it.", 72) for part in (FIRST, SECOND, FIRST)]
    assert len(wrapped[0].splitlines()[-1]) < 50
    assert quoted("\n".join(wrapped)) == wrapped


def test_a_headline_and_list_items_stand_apart_from_wrapped_prose() -> None:
    wrapped = textwrap.fill(FIRST, 70)
    items = ["- a wheel made of oak", "- two stones from the hills"]
    assert quoted("\n".join(["The Old Mill", wrapped, *items])) == ["The Old Mill", wrapped, *items]


def test_a_figure_at_the_margin_is_no_list_item() -> None:
    wrapped = (
        "It was sold, with the land and the two stone houses beside it, in May\n"
        "87. The price isn't known, but the county was said to be glad of the\n"
        "trade that it brought to every town and village on the upper river."
    )
    assert quoted(wrapped) == [wrapped]


def test_a_wrapped_list_item_is_one_paragraph() -> None:
    items = [
        textwrap.fill(part, 70, initial_indent="* ", subsequent_indent="  ")
        for part in (FIRST, SECOND)
    ]
    assert quoted("\n".join(items)) == items


def test_two_wrapped_lines_go_together_where_the_page_is_wrapped() -> None:
    wrapped = [textwrap.fill(part, 72) for part in (FIRST, SECOND, FIRST)]
    wrapped.insert(1, "The mill was sold again in the year of the great flood to a\nMr Smith.")
    assert quoted("\n\n".join(wrapped)) == wrapped


def test_no_break_spaces_are_white_space() -> None:
    assert quoted("\xa0 \n\xa0One.\xa0\n \xa0 \nTwo.") == ["One.", "Two."]


def test_only_the_given_range_is_read() -> None:
    text = "One.\nTwo.\nThree."
    assert [text[p.start : p.end] for p in paragraphs(text, 5, 12)] == ["Two.", "Th"]


def test_white_space_has_no_paragraphs() -> None:
    assert paragraphs("", 0, 0) == []
    assert paragraphs(" \n\t\n\xa0", 0, 5) == []


@given(st.text(alphabet="aB .\n\t\xa0-é\u2028\f1>", max_size=300))
def test_paragraphs_hold_all_but_white_space_once(text: str) -> None:
    found = paragraphs(text, 0, len(text))
    position = 0
    for part in found:
        assert position <= part.start < part.end
        assert not text[position : part.start].strip()
        assert text[part.start : part.end] == text[part.start : part.end].strip()
        position = part.end
    assert not text[position:].strip()
