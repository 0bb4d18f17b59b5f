from index.blocks import blocks
from index.chrome import chrome
from index.stories import stories

BODY = "Two villages were cut off by floods on Monday, and the army brought food by helicopter."
HEADLINE = "Floods cut off two villages in the north"
LONG = " ".join([BODY] * 12)


def starts(*lines: str) -> list[int]:
    page = blocks("\n\n".join(lines))
    parts = stories(page, chrome(page))
    assert [i for part in parts for i in part] == list(range(len(page)))
    return [part.start for part in parts]


def test_one_story() -> None:
    assert starts(HEADLINE, "By Ann Lee", BODY, BODY) == [0]


def test_a_headline_with_a_byline_begins_a_story() -> None:
    assert starts(HEADLINE, "By Ann Lee", BODY, "Port strike", "By Tom Ray", BODY) == [0, 3]


def test_a_headline_with_its_dateline_on_the_line_begins_a_story() -> None:
    opening = f"Port strike goes on Cairo (AFP) Jan 16, 2020 {BODY}"
    assert starts(HEADLINE, BODY, opening, BODY) == [0, 2]


def test_a_headline_within_an_article_begins_none() -> None:
    assert starts(HEADLINE, BODY, "What comes next", BODY, "By the river", BODY) == [0]


def test_a_byline_after_the_last_sentence_begins_none() -> None:
    assert starts(HEADLINE, BODY, BODY, "About the writer", "By Ann Lee") == [0]


def test_long_lines_that_open_with_a_headline_are_stories() -> None:
    opening = f"Floods in the north since 2003 Amid calls for help {LONG}"
    assert starts(LONG, opening, opening) == [0, 1, 2]
    assert starts(LONG, opening, BODY) == [0]


def test_long_paragraphs_are_one_story() -> None:
    assert starts(HEADLINE, LONG, LONG, LONG) == [0]
