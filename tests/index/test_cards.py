from index.blocks import blocks
from index.cards import user_cards

POST = "Two villages were cut off by floods on Monday, and the army brought food by helicopter."
CARD = ["Bob", "Senior Member", "Joined", "Nov 17, 2017", "Messages", "12,324"]


def cards(*lines: str) -> list[list[str]]:
    page = blocks("\n".join(lines))
    return [[page[i].text for i in card] for card in user_cards(page)]


def test_a_card_reaches_from_the_name_to_the_last_value() -> None:
    assert cards("Northern news", *CARD, POST) == [CARD]


def test_cards_of_different_users() -> None:
    other = ["Alice99", "Member", "Joined: Feb 5, 2015", "Messages: 88", "Location: Leeds"]
    assert cards(*CARD, POST, *other, POST) == [CARD, other]


def test_a_name_in_one_word_above_a_users_own_title() -> None:
    card = ["Bob", "Friend of rivers", *CARD[2:]]
    assert cards(*card, POST, *card, POST) == [card, card]


def test_the_last_short_line_of_a_post_is_no_part_of_the_next_card() -> None:
    assert cards(*CARD, POST, "With reporting by agencies", *CARD, POST) == [CARD, CARD]


def test_a_profile_in_an_article_is_no_card() -> None:
    assert cards("Ann Cole", "Country: Wales", "Age: 46", POST) == []
    assert cards("Location", "Leeds", "Points", "12", POST) == []
    assert cards("Posts", "Minister of ports", "Age", "46", POST) == []


def test_runs_of_short_lines_that_come_back_are_cards() -> None:
    def card(number: int) -> list[str]:
        return ["Bob", "Registriert seit", f"{number}.1.2015", "Beiträge", f"{number * 7}"]

    assert cards(*card(1), POST, *card(2), POST, *card(3), POST) == [card(1), card(2), card(3)]


def test_a_table_in_lines_is_no_card() -> None:
    rows = [
        line for n in range(5) for line in ("Party", "Smith", "Votes", f"{n}", "Share", f"{n}%")
    ]
    assert cards(POST, *rows, POST) == []
