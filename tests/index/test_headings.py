import pytest

from index.blocks import blocks
from index.credits import credit_line, opening_credit, run_in_credit, run_in_headline, source_line
from index.headings import Heading, heading, page_title

BODY = "Two villages were cut off by floods on Monday, and the army brought food by helicopter."
HEADLINE = "Floods cut off two villages in the north"


def head(*lines: str) -> Heading:
    return heading(blocks("\n\n".join(lines)), {})


def test_a_headline_above_the_story_is_its_title() -> None:
    found = head(HEADLINE, BODY)
    assert found.title == HEADLINE
    assert found.left_out == {}


def test_a_section_marker_is_passed_over() -> None:
    assert head("World", HEADLINE, BODY).title == HEADLINE
    assert head("World | Europe | North", HEADLINE, BODY).title == HEADLINE


def test_a_markdown_heading_gives_the_title_without_its_mark() -> None:
    assert head(f"# {HEADLINE}", BODY).title == HEADLINE


def test_prose_and_lists_have_no_title() -> None:
    assert head(BODY, BODY).title is None
    assert head("eggs", "milk").title is None


def test_headline_date_and_byline_in_any_order() -> None:
    lines = [HEADLINE, "By Ann Lee", "3 January 2022"]
    for order in (lines, lines[::-1], [lines[1], lines[0], lines[2]]):
        found = head(*order, BODY)
        assert (found.title, found.published, found.author) == (HEADLINE, "2022-01-03", "Ann Lee")
        assert sorted(found.left_out.values()) == ["byline", "date line"]


def test_a_date_in_the_body_is_not_the_storys() -> None:
    found = head(HEADLINE, BODY, f"On January 3, 2022 {BODY}", BODY, "January 3, 2022", BODY)
    assert found.published is None
    assert found.left_out == {}


def test_a_date_in_the_words_of_a_headline_is_not_the_storys() -> None:
    assert head("What we know of the attack of January 6, 2021", BODY).published is None


def test_a_date_beside_a_place_is_the_storys() -> None:
    assert head(HEADLINE, "LEEDS, January 6, 2021", BODY).published == "2021-01-06"


def test_relative_times_are_left_out_and_are_no_dates() -> None:
    found = head(HEADLINE, "21 hours ago", BODY)
    assert found.published is None
    assert found.left_out == {1: "date line"}


def test_an_agency_and_a_dateline_name_the_publisher() -> None:
    assert head(HEADLINE, "The Associated Press", BODY).publisher == "The Associated Press"
    assert head(HEADLINE, f"April 7 (UPI) -- {BODY}").publisher == "UPI"
    assert head(HEADLINE, f"LONDON, Jan 5 (Reuters) - {BODY}").publisher == "Reuters"


def test_a_source_line_counts_after_the_story_and_not_within() -> None:
    found = head(HEADLINE, BODY, "Source: The Daily Planet")
    assert (found.publisher, found.left_out) == ("The Daily Planet", {2: "source line"})
    assert head(HEADLINE, BODY, BODY, "Source: World Bank", BODY).left_out == {}


def test_a_name_with_its_agency_counts_anywhere() -> None:
    found = head(HEADLINE, BODY, BODY, BODY, "Ann Lee, The Associated Press", BODY)
    assert (found.author, found.publisher) == ("Ann Lee", "The Associated Press")
    assert found.left_out == {4: "byline"}


@pytest.mark.parametrize(
    ("line", "author", "publisher", "published"),
    [
        ("By Ann Lee", "Ann Lee", None, None),
        ("BY ANN LEE AND TOM RAY", "ANN LEE, TOM RAY", None, None),
        ("By Ann de la Cruz, Reuters", "Ann de la Cruz", "Reuters", None),
        ("Written by: Ann Lee | 5 May 2021", "Ann Lee", None, "2021-05-05"),
        ("Published 5 May 2021 by Ann Lee", "Ann Lee", None, "2021-05-05"),
        ("by Staff Writers Baghdad (AFP) Jan 16, 2020", None, "AFP", "2020-01-16"),
        ("By Reuters Staff", None, "Reuters", None),
    ],
)
def test_bylines(
    line: str, author: str | None, publisher: str | None, published: str | None
) -> None:
    credit = credit_line(line)
    assert credit
    assert (credit.author, credit.publisher, credit.published) == (author, publisher, published)
    assert credit.reason == "byline"


@pytest.mark.parametrize(
    "line",
    ["By Monday the water had gone", "By the river", "Bystanders", "The bridge, Leeds", BODY],
)
def test_other_lines_are_no_bylines(line: str) -> None:
    assert credit_line(line) is None


def test_a_headline_with_its_dateline_on_the_line() -> None:
    for credit in ("by Staff Writers Cairo (AFP) Jan 16, 2020", "New York (UPI) Jan 16, 2020"):
        for rest in ("", f" {BODY}"):
            text = f"{HEADLINE} {credit}{rest}"
            found = run_in_credit(text)
            assert found
            assert text[found.start : found.end] == credit
            assert found.published == "2020-01-16"
            assert found.author is None


def test_a_sentence_with_a_name_and_a_date_has_no_dateline() -> None:
    assert (
        run_in_credit("The letter was sent by Ann Lee on January 16, 2020 to the council.") is None
    )
    assert run_in_credit(f"{BODY} It was seen in Cairo (AFP) Jan 16, 2020 by all.") is None


def test_a_headline_that_runs_into_its_story() -> None:
    text = f"Floods in the north since 2003 Amid calls for help {BODY}"
    assert run_in_headline(text) == "Floods in the north since 2003"
    assert run_in_headline(BODY) is None
    assert run_in_headline("The film, Gone With the Wind, was shown in the north in May.") is None


def test_an_opening_in_brackets_that_is_no_agency() -> None:
    assert opening_credit("The Northern Party (NP) - founded in May - won the vote.") is None


@pytest.mark.parametrize(
    "line", ["Source: https://example.org/a", "Sources: ministry", "Source: he said it was so."]
)
def test_other_lines_are_no_source_lines(line: str) -> None:
    assert source_line(line) is None


def test_page_titles() -> None:
    assert page_title(f"{HEADLINE} | North | Daily Planet") == (HEADLINE, "Daily Planet")
    assert page_title(f"{HEADLINE} - The Guardian") == (HEADLINE, "The Guardian")
    assert page_title("Floods - what comes next for the north") is None
    assert page_title("Opinion - Iraq at war") is None
