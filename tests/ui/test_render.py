"""What is shown: the quote marked to the letter, and everything else harmless."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from index.catalogue import Counts
from index.document import Range
from rag.answer import Alternative, Citation
from rag.answering import CLOSEST
from tests.ui.made_up import TEXT, answer, citation, document, passage
from ui import cards, phrases, render


def marks(shown: str) -> list[str]:
    return [html.unescape(inner) for inner in re.findall(r"<mark>(.*?)</mark>", shown, re.DOTALL)]


def tags(shown: str) -> set[str]:
    found: set[str] = set()

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
            found.add(tag)

    Parser().feed(shown)
    return found


def words(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", shown))


def panel(*citations: Citation, text: str = TEXT) -> str:
    return cards.panel(answer(citations=citations), lambda _document: text)


@st.composite
def cited_texts(draw: st.DrawFn) -> tuple[str, Citation]:
    text = draw(st.text(min_size=1, max_size=60) | st.text("<&>'\" \n\r`${}x", min_size=1))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), min_size=6, max_size=6)))
    low, first, start, end, last, high = edges
    kept = replace(document(text), ranges=(Range(low, high),))
    return text, Citation(1, kept, start, end, text[start:end], first, last, text[first:last])


@given(cited_texts())
def test_the_mark_holds_exactly_the_quote(made: tuple[str, Citation]) -> None:
    text, cited = made
    shown = cards.highlighted(text, cited)
    assert marks(shown) == [text[cited.start : cited.end]]
    assert tags(shown) == {"span", "mark"}
    assert "\n" not in shown


@given(cited_texts())
def test_the_mark_in_a_message_holds_exactly_the_quote(made: tuple[str, Citation]) -> None:
    _, cited = made
    assert marks(render.message(answer(text=cited.quote, citations=[cited]))) == [cited.quote]


@given(st.text())
def test_escaped_text_reads_as_it_was_and_holds_no_markup(text: str) -> None:
    escaped = phrases.escape(text)
    assert html.unescape(escaped) == html.unescape(html.escape(text))
    assert not set(escaped) & set("<>\"'\n\r`${}")


def test_an_answer_comes_with_its_sentence_source_and_confidence() -> None:
    shown = render.message(answer())
    assert "<strong>5,200</strong>" in shown
    assert marks(shown) == ["5,200"]
    assert "The minister said that 5,200 soldiers would stay." in words(shown)
    assert "The Daily, 5 January 2020 [1]" in words(shown)
    assert "87% confident; read 1 passage in 0.2 s" in words(shown)


def test_a_card_says_where_the_quote_stands() -> None:
    shown = panel(citation())
    read = words(shown)
    assert "[1] Soldiers to stay" in read
    assert "5 January 2020 · The Daily" in read
    assert "a.txt, characters 49–54" in read
    assert 'title="news/a.txt"' in shown
    assert TEXT in read
    assert marks(shown) == ["5,200"]
    assert html.unescape(shown).count("<article") == 1


def test_missing_metadata_is_said_or_left_out() -> None:
    bare = document(title=None, published=None, publisher=None)
    shown = words(panel(citation(of=bare)))
    assert "[1] a.txt" in shown
    assert "no date" in shown
    assert "None" not in shown
    assert "a.txt, no date [1]" in words(render.message(answer(citations=[citation(of=bare)])))


def test_the_author_stands_beside_or_instead_of_the_publisher() -> None:
    assert "A. Poster, The Daily" in panel(citation(of=document(author="A. Poster")))
    alone = document(publisher=None, author="A. Poster")
    assert "2020 · A. Poster<" in panel(citation(of=alone))


def test_markup_in_documents_and_questions_is_shown_not_obeyed() -> None:
    evil = "<script>alert(1)</script>"
    text = f"Before <b>{evil}</b> & ${{1+1}} {{{{value}}}} after."
    hostile = replace(
        document(text, path=f'{evil}/"a".txt', title=evil, publisher=evil, author=evil)
    )
    cited = citation(evil, text, text, of=hostile)
    made = replace(answer(text=evil, citations=[cited]), question=evil)
    for shown in (render.message(made), cards.panel(made, lambda _: text)):
        assert "script" not in tags(shown)
        assert "b" not in tags(shown)
        assert marks(shown) == [evil]
        assert "$" not in shown
        assert "{" not in shown
    assert tags(render.question(evil)) == {"div"}
    assert "script" not in tags(render.problem(evil))
    shown = cards.panel(answer("abstained", passages=[passage(text, hostile)]), lambda _: text)
    assert "script" not in tags(shown)


def test_a_message_is_one_line_so_that_markdown_leaves_it_alone() -> None:
    text = "One\n\n**two**\n\nthree."
    cited = citation("**two**", text, text)
    shown = render.message(answer(text="**two**", citations=[cited]))
    assert "\n" not in shown
    assert text in words(shown)


def test_cut_context_is_marked_as_cut() -> None:
    quoted = "It is 5,200."
    text = "lorem " * 200 + quoted + " ipsum" * 200
    shown = words(cards.highlighted(text, citation("5,200", quoted, text)))
    assert shown.startswith("… lorem")
    assert shown.endswith("ipsum …")


def test_an_endless_sentence_is_cut_in_the_message() -> None:
    text = "lorem " * 200 + "5,200" + " ipsum" * 200
    shown = render.message(answer(citations=[citation("5,200", text, text)]))
    assert marks(shown) == ["5,200"]
    assert "… lorem" in shown
    assert "ipsum …" in shown
    assert len(words(shown)) < 800


def test_blank_lines_around_a_quote_are_closed_up() -> None:
    text = "Menu\n\n \n\n\nIt is 5,200.\n\n\n\nEnd."
    shown = words(cards.highlighted(text, citation("5,200", "It is 5,200.", text)))
    assert shown == "Menu\n\nIt is 5,200.\n\nEnd."


def test_a_dispute_names_who_said_what_and_when() -> None:
    rival = citation(number=3, of=document(path="b.txt", publisher=None, published="2020-01-16"))
    disputed = answer(
        "disputed",
        citations=[citation(), citation(number=2)],
        alternatives=[Alternative("6,000", 0.3, (rival,))],
    )
    shown = words(render.message(disputed))
    assert "The documents disagree:" in shown
    assert "5,200 – The Daily, 5 January 2020 [1] [2] 87% confident" in shown
    assert "6,000 – Soldiers to stay, 16 January 2020 [3] 30% confident" in shown
    beside = cards.panel(disputed, lambda _: TEXT)
    assert beside.count("<article") == 3
    assert re.findall(r'<h3 class="fn-group">(.*?)</h3>', beside) == ["5,200", "6,000"]


def test_at_most_two_alternatives_are_also_found() -> None:
    others = [Alternative(str(number), 0.1, (citation(number=number),)) for number in range(2, 6)]
    made = answer(alternatives=others)
    shown = words(render.message(made))
    assert "Also found" in shown
    assert "[3]" in shown
    assert "[4]" not in shown
    beside = cards.panel(made, lambda _: TEXT)
    assert beside.count("<article") == 3
    assert "Also found: 3" in beside


def test_an_abstention_shows_passages_as_no_answer() -> None:
    made = answer("abstained", passages=[passage()] * 9)
    assert "Not in these documents." in words(render.message(made))
    beside = cards.panel(made, lambda _: TEXT)
    assert "Closest passages – not an answer" in beside
    assert beside.count("<article") == CLOSEST
    assert marks(beside) == []
    assert TEXT in words(beside)


def test_an_abstention_for_want_of_certainty_does_not_say_that_nothing_is_there() -> None:
    made = replace(answer("abstained"), confidence=0.46)
    shown = words(render.message(made))
    assert "Not in these documents" not in shown
    assert "Not sure enough to answer." in shown
    assert "only 46% likely to be right" in shown


def test_an_abstention_without_passages() -> None:
    made = replace(answer("abstained"), passages=(), closest=())
    assert "Other words" in render.message(made)
    assert "No passage comes close" in cards.panel(made, lambda _: TEXT)


def test_the_header_counts() -> None:
    assert "1 file, 11 documents, 1,060 chunks" in render.header(Counts(1, 11, 1060))


def test_no_probability_is_shown_as_certain() -> None:
    assert phrases.percent(1.0) == "over 99%"
    assert phrases.percent(0.0) == "under 1%"
    assert phrases.percent(0.875) == "88%"
