from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, Range, Selection
from index.load import load
from index.select import select
from index.source import Metadata, SourceFile

ROOT = Path(__file__).parent.parent.parent
SEEDS = [ROOT.parent / "shared" / "seeds", ROOT / "seeds"]

FIRST = "Two villages were cut off by floods on Monday, and the army brought food by helicopter."
SECOND = "The water is expected to fall by Thursday, according to the national weather service."
STORY = f"{FIRST}\n\n{SECOND}"
HEADLINE = "Floods cut off two villages in the north"


def source(text: str, media_type: str = "text/plain", **stated: str) -> SourceFile:
    return SourceFile("a.txt", "", text, media_type, Metadata(**stated))


def selected(text: str) -> Selection:
    return select(source(text))


def only(text: str) -> Document:
    (document,) = selected(text).documents
    return document


def kept(text: str, document: Document) -> str:
    return "\n\n".join(text[r.start : r.end] for r in document.ranges)


def left_out(text: str) -> list[tuple[str, str]]:
    return [(o.reason, text[o.range.start : o.range.end]) for o in selected(text).left_out]


def assert_covers(text: str, selection: Selection) -> None:
    """Every character but white space is in one range; each is trimmed and in its place."""
    for document in selection.documents:
        assert document.ranges
        assert list(document.ranges) == sorted(document.ranges)
    ranges = [r for d in selection.documents for r in d.ranges]
    assert ranges == sorted(ranges)
    position = 0
    for part in sorted([*ranges, *(o.range for o in selection.left_out)]):
        assert position <= part.start < part.end <= len(text)
        assert not text[position : part.start].strip()
        assert text[part.start : part.end].strip() == text[part.start : part.end]
        position = part.end
    assert not text[position:].strip()


def test_plain_prose_is_one_document_and_one_range() -> None:
    assert selected(f"\n {STORY}\n") == Selection(
        (Document("a.txt#1", "a.txt", (Range(2, 2 + len(STORY)),)),), ()
    )


def test_white_space_has_no_documents() -> None:
    assert selected(" \n\xa0\n") == Selection((), ())


@pytest.mark.parametrize("text", ["|", "Advertisement", "image.png", "Latest News\n\nTop", "* * *"])
def test_where_all_would_be_left_out_all_is_kept(text: str) -> None:
    assert only(text).ranges == (Range(0, len(text)),)
    assert selected(text).left_out == ()


def test_what_the_file_states_holds_for_its_only_story() -> None:
    text = f"{HEADLINE}\n\nJan 3, 2022\n\n{STORY}"
    stated = source(
        text, title="Floods", published="2022-01-04", publisher="Planet", author="Ann Lee"
    )
    (document,) = select(stated).documents
    assert (document.title, document.published) == ("Floods", "2022-01-04")
    assert (document.publisher, document.author) == ("Planet", "Ann Lee")


def test_of_several_stories_it_holds_for_the_publisher_alone() -> None:
    text = f"{HEADLINE}\nBy Ann Lee\n{STORY}\n\nPort strike goes on\nBy Tom Ray\n{STORY}"
    documents = select(source(text, title="Digest", publisher="Planet", author="Eve Fox")).documents
    assert [(d.title, d.publisher, d.author) for d in documents] == [
        (HEADLINE, "Planet", "Ann Lee"),
        ("Port strike goes on", "Planet", "Tom Ray"),
    ]
    assert [d.id for d in documents] == ["a.txt#1", "a.txt#2"]


def test_a_date_marker_dates_an_only_story() -> None:
    text = f" date 2020-03-16 {STORY}"
    assert only(text).published == "2020-03-16"
    assert left_out(text) == [("date line", "date 2020-03-16")]


def test_a_date_marker_does_not_date_several_stories() -> None:
    story = f"{HEADLINE}\nBy Ann Lee\n{STORY}"
    documents = selected(f"date 2020-03-16\n\n{story}\n\n{story}").documents
    assert [d.published for d in documents] == [None, None]


def test_front_matter_is_left_out() -> None:
    text = f"---\ntitle: Floods\n---\n\n# {HEADLINE}\n\n{STORY}"
    selection = select(source(text, "text/markdown"))
    assert [o.reason for o in selection.left_out] == ["front matter"]
    assert selection.documents[0].title == HEADLINE


def test_only_the_last_words_of_a_teaser_are_left_out() -> None:
    text = f"{FIRST} The water is expected to ... read more"
    assert left_out(text) == [("read more", "read more")]
    assert kept(text, only(text)).endswith("is expected to ...")


def test_a_page_title_names_the_publisher_of_a_page() -> None:
    text = f"{HEADLINE} - North - Daily Planet\n\n{HEADLINE}\n\n{STORY}"
    document = only(text)
    assert (document.title, document.publisher) == (HEADLINE, "Daily Planet")
    assert left_out(text)[0][0] == "page title"


def test_a_page_title_is_the_headline_where_there_is_no_other() -> None:
    document = only(f"{HEADLINE} | Daily Planet\n\n{STORY}")
    assert (document.title, document.publisher) == (HEADLINE, "Daily Planet")


PIECES = st.sampled_from(
    [
        HEADLINE, FIRST, SECOND, "By Ann Lee", "by Staff Writers Cairo (AFP) Jan 6, 2020", "Joined",
        "Nov 17, 2017", "Messages", "12,324", "Bob", "Member", "|", "* * *", "Read more",
        "12 likes", "Source: The Guardian", "Latest News",
        "Home | World | North", "View attachment 12", "\xa0",
        "© 2021 Planet. All rights reserved.", "We use cookies on our site.", "date 2020-01-02",
        "Cairo (AFP) Jan 6, 2020 " + FIRST, "... read more", "04/05/2020", "# Title", "---",
        "\u2028", "Alone " * 50, FIRST * 30, "Port strike since 2003 Amid calls " + FIRST * 10,
        "\u200b", "\x1c",
    ]
)  # fmt: skip


@given(st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", " "])), max_size=25))
def test_any_page_is_covered_once(parts: list[tuple[str, str]]) -> None:
    text = "".join(piece + gap for piece, gap in parts)
    for media_type in ("text/plain", "text/markdown"):
        assert_covers(text, select(source(text, media_type)))


@given(st.text(max_size=400))
def test_any_text_is_covered_once(text: str) -> None:
    assert_covers(text, selected(text))


def seeds(number: str) -> list[tuple[SourceFile, Selection]]:
    """An article as it was saved, and as retold for the repo."""
    files = [path for folder in SEEDS for path in sorted(folder.glob(f"{number}_*.txt"))]
    if not files:
        pytest.skip("the seed articles aren't here")
    sources = [load(path, path.name) for path in files]
    found = [(one, select(one)) for one in sources]
    for one, selection in found:
        assert_covers(one.text, selection)
    return found


def reasons(selection: Selection) -> set[str]:
    return {o.reason for o in selection.left_out}


def test_seed_with_a_ticker_and_a_date_in_two_forms() -> None:
    for file, selection in seeds("000"):
        (document,) = selection.documents
        assert document.title
        assert file.text[document.ranges[0].start :].startswith(document.title)
        assert document.published == "2020-01-04"
        assert document.publisher == "Baghdadpost"
        assert reasons(selection) == {"date line", "page title", "ticker"}


def test_seed_with_three_stories_a_line_each() -> None:
    for file, selection in seeds("001"):
        first, second, third = selection.documents
        assert (first.published, first.publisher) == ("2020-01-16", "AFP")
        assert (second.published, second.publisher) == (None, None)
        assert (third.published, third.publisher) == ("2020-01-16", "AFP")
        for document in selection.documents:
            assert document.author is None
            assert document.title
            assert 6 <= len(document.title.split()) <= 14
            assert file.text[document.ranges[0].start :].startswith(document.title)
        assert reasons(selection) == {
            "separator", "byline", "dateline", "read more", "legal notice"
        }  # fmt: skip


def test_seed_with_a_date_marker_and_a_related_headline() -> None:
    for file, selection in seeds("002"):
        (document,) = selection.documents
        assert (document.title, document.published) == (None, "2020-03-16")
        assert "Read extra" not in kept(file.text, document)
        assert "HAIDAR HAMDANI/AFP/Getty Images" in kept(file.text, document)
        assert reasons(selection) == {"date line", "read more"}


def test_seed_with_a_view_counter_and_a_source() -> None:
    for file, selection in seeds("003"):
        (document,) = selection.documents
        assert document.title == file.text.split("\n")[0]
        assert (document.published, document.publisher) == ("2020-01-05", "The Guardian")
        assert reasons(selection) == {"view counter", "source line", "menu"}


def test_seed_with_a_thread_of_six_posts() -> None:
    for file, selection in seeds("004"):
        posts = selection.documents
        assert [p.published for p in posts] == [
            "2020-05-11", "2020-07-19", "2020-09-30", None, None, "2021-04-07"
        ]  # fmt: skip
        assert [p.publisher for p in posts] == [None] * 4 + ["The Associated Press", "UPI"]
        assert [p.author for p in posts] == [None] * 4 + ["Qassim Abdul-Zahra", "Daniel Uria"]
        for post in posts:
            assert post.title
            assert file.text[post.ranges[0].start :].startswith(post.title)
            assert "Khafee" not in kept(file.text, post)
        assert "user card" in reasons(selection)


def test_a_thread_has_no_publisher_of_its_own() -> None:
    card = "Bob\nMember\nJoined\nNov 17, 2017\nMessages\n12\n"
    text = f"Northern News | Page 2 | Daily Planet\n\n{card}{STORY}\n{card}{STORY}"
    stated = replace(source(text), metadata=Metadata(publisher="Daily Planet"))
    assert [d.publisher for d in select(stated).documents] == [None, None]
