import pytest

from index.blocks import blocks
from index.chrome import chrome, is_counter

FIRST = "Two villages were cut off by floods on Monday, and the army brought food by helicopter."
SECOND = "The water is expected to fall by Thursday, according to the national weather service."
HEADLINE = "Floods cut off two villages in the north"
TICKER = " ".join(
    [
        "Port strike enters its second week Minister Tom Ray defends the plan for new docks",
        "Bakers of Cairo end their flour protest Army brings food to the villages of the North",
        "Old bridge in Leeds closes after the flood Mayor Ann Cole says repairs will take a year",
    ]
)
LEGAL = (
    "Copyright 1999-2021 Planet Media. By using our sites you agree to our privacy policy and the "
    "cookies that our advertisers set. All material may not be reproduced without permission. " * 3
)


def left_out(*lines: str) -> dict[str, str]:
    """What is left out of a page of these lines, with the reasons."""
    page = blocks("\n\n".join(lines))
    return {page[index].text: reason for index, reason in chrome(page).items()}


@pytest.mark.parametrize("line", ["|", ". | . |", "* * *", "-----", "•"])
def test_lines_without_letters_or_figures_are_separators(line: str) -> None:
    assert left_out(FIRST, line, SECOND) == {line: "separator"}


@pytest.mark.parametrize(
    "line",
    [
        "12 likes",
        "Comments (3)",
        "1,204 views",
        "3 min read",
        "2020-01-05 17:45 270 View Count Comment",
    ],
)
def test_counters(line: str) -> None:
    assert left_out(HEADLINE, line, FIRST) == {line: "view counter"}


@pytest.mark.parametrize("line", ["The poll had 270 views", "Views", "Comment is free", "1,204"])
def test_other_figures_are_no_counters(line: str) -> None:
    assert not is_counter(line)


@pytest.mark.parametrize(
    "line", ["1589235127300.png", "View attachment 15039", "photo-1.JPG (20 KB)"]
)
def test_attachments(line: str) -> None:
    assert left_out(HEADLINE, line, FIRST) == {line: "attachment"}


def test_a_ticker_is_left_out_before_the_story_and_after_it() -> None:
    assert left_out(TICKER, HEADLINE, FIRST) == {TICKER: "ticker"}
    assert left_out(HEADLINE, FIRST, TICKER) == {TICKER: "ticker"}


def test_a_long_line_with_sentences_is_no_ticker() -> None:
    assert left_out(f"{TICKER}. {TICKER}.", FIRST) == {}


def test_a_prompt_to_read_on_goes_with_its_headline() -> None:
    both = {HEADLINE: "read more", "Read more": "read more"}
    assert left_out(FIRST, HEADLINE, "Read more", SECOND) == both
    with_colon = {HEADLINE: "read more", "Related:": "read more"}
    assert left_out(FIRST, "Related:", HEADLINE, SECOND) == with_colon
    line = f"Read more: {HEADLINE}"
    assert left_out(FIRST, line, SECOND) == {line: "read more"}


def test_the_storys_own_headline_is_kept_above_a_prompt() -> None:
    assert left_out(HEADLINE, "Read more", FIRST, SECOND) == {"Read more": "read more"}


def test_a_sentence_that_begins_like_a_prompt_is_kept() -> None:
    line = "Related companies paid more in tax last year than in any year before, the report says."
    assert left_out(FIRST, line, SECOND) == {}


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Subscribe to our newsletter for free",
        "Sign up for free daily updates",
        "Follow us on Twitter",
        "Share this article on Facebook",
        "Story continues below advertisement",
        "Log in or register to comment",
    ],
)
def test_prompts_of_the_site(line: str) -> None:
    assert left_out(FIRST, line, SECOND) == {line: "prompt"}


@pytest.mark.parametrize(
    "line",
    [
        "Follow us to the river, he said, and they went.",
        "Log in to your account and choose Settings.",
        "Share prices fell by a tenth on Monday.",
        "Print",
    ],
)
def test_instructions_and_headings_of_an_article_are_kept(line: str) -> None:
    assert left_out(FIRST, line, SECOND) == {}


def test_menus_at_the_top_and_at_the_bottom() -> None:
    page = left_out(
        "Home", "World", "Politics", "Sport", HEADLINE, FIRST, "Latest News", "Top View"
    )
    assert page == dict.fromkeys(
        ["Home", "World", "Politics", "Sport", "Latest News", "Top View"], "menu"
    )


def test_a_breadcrumb_is_a_menu() -> None:
    line = "Home > News > North"
    assert left_out(line, HEADLINE, FIRST) == {line: "menu"}


def test_the_headlines_after_a_bottom_menu_go_with_it() -> None:
    assert left_out(FIRST, "Most Read", HEADLINE) == {"Most Read": "menu", HEADLINE: "menu"}


def test_credits_and_headings_are_no_menus() -> None:
    page = [
        HEADLINE,
        "ANN LEE/Planet Images",
        FIRST,
        "What comes next",
        SECOND,
        "Reporting by Ann Lee",
    ]
    assert left_out(*page) == {}


def test_a_table_is_no_menu() -> None:
    assert left_out(FIRST, "Country | Troops | Year", "Atlantis | 2,500 | 2020") == {}


@pytest.mark.parametrize("line", [LEGAL.strip(), "© 2021 Planet Media. All rights reserved."])
def test_a_legal_notice_at_the_end(line: str) -> None:
    assert left_out(FIRST, SECOND, line) == {line: "legal notice"}


def test_a_legal_notice_is_found_above_a_menu() -> None:
    notice = "© 2021 Planet Media. All rights reserved."
    assert left_out(FIRST, notice, "Contact us") == {notice: "legal notice", "Contact us": "menu"}


@pytest.mark.parametrize(
    "line",
    [
        "Privacy groups said that the GDPR requires consent for cookies, and that advertisers must "
        "change their privacy policy to follow the law before March.",
        "The court ruled that copyright law had not been broken in 2019, though the terms of "
        "use of the site and its privacy policy forbid this, and consent was missing.",
        "By continuing the talks, ministers hope to agree on terms of use for data before March.",
    ],
)
def test_an_article_may_be_about_privacy(line: str) -> None:
    assert left_out(FIRST, line) == {}
    assert left_out(line, FIRST) == {}


def test_a_cookie_notice_at_the_top() -> None:
    notice = "This website uses cookies to give you a better experience."
    assert left_out(notice, HEADLINE, FIRST) == {notice: "cookie notice"}
    assert left_out(HEADLINE, FIRST, notice, SECOND) == {}
