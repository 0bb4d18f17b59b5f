"""The chat as people use it: in a browser, over the shipped articles and the bundled models."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rag import Rag
from tests.ui.made_up import StandIn, answer, citation
from ui.chat import EXAMPLES, build
from ui.conversation import Asked
from ui.serve import HOST, listen, server

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]


@dataclass
class Seen:
    """What the browser noticed: hosts asked for anything, errors, and answers of 400 and up."""

    hosts: set[str | None] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        page.on("response", self._response)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _response(self, response: Any) -> None:
        if response.status >= 400:
            self.errors.append(f"{response.status} {response.url}")


@contextmanager
def served(rag: Asked) -> Iterator[str]:
    with listen(None) as listening:
        serving = server(build(rag, EXAMPLES))
        running = threading.Thread(target=serving.run, args=([listening],), daemon=True)
        running.start()
        try:
            yield f"http://{HOST}:{listening.getsockname()[1]}"
        finally:
            serving.should_exit = True
            running.join(10)


@contextmanager
def opened(browser: Any, address: str, **settings: Any) -> Iterator[Any]:
    """A fresh session of the page; at its end nothing may have gone wrong or gone out."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, **settings)
    seen = Seen()
    seen.watch(page)
    page.goto(address)
    page.get_by_role("textbox", name="Question").wait_for()
    try:
        yield page
    finally:
        page.close()
    assert seen.hosts <= {HOST, None}
    assert seen.errors == []


@pytest.fixture(scope="module")
def address(seeds_rag: Rag) -> Iterator[str]:
    with served(seeds_rag) as given:
        yield given


def ask(page: Any, question: str) -> Any:
    """Ask as people do, with Enter, and wait for the answer, which comes back as its message."""
    before = page.locator(".fn-question").count()
    box = page.get_by_role("textbox", name="Question")
    box.fill(question)
    box.press("Enter")
    page.locator(".fn-question").nth(before).wait_for()
    return answered(page, question)


def answered(page: Any, question: str) -> Any:
    page.locator(".fn-pending").wait_for(state="detached", timeout=60_000)
    page.locator(".fn-panel .fn-hint", has_text=question).wait_for(timeout=60_000)
    return page.locator(".fn-answer").last


@pytest.mark.models
def test_an_answer_is_quoted_and_marked_where_it_stands(
    browser: Any, address: str, tmp_path: Path
) -> None:
    with opened(browser, address) as page:
        assert "5 files" in page.locator(".fn-counts").inner_text()
        page.get_by_role("button", name=EXAMPLES[0]).click()
        message = answered(page, EXAMPLES[0])
        assert "400" in message.locator("strong").first.inner_text()
        card = page.locator(".fn-card").first
        assert card.locator("h4").inner_text().startswith("[1] ")
        marked = card.locator(".fn-sentence mark").inner_text()
        assert "400" in marked
        place = re.search(r"(\S+), characters ([\d,]+)–([\d,]+)", card.inner_text())
        assert place is not None
        start, end = (int(place[number].replace(",", "")) for number in (2, 3))
        assert (ROOT / "seeds" / place[1]).read_text(encoding="utf-8")[start:end] == marked
        folder = ROOT / "docs" if "FOOTNOTE_SCREENSHOT" in os.environ else tmp_path
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / "chat.png")


@pytest.mark.models
def test_what_the_documents_do_not_say_is_not_answered(browser: Any, address: str) -> None:
    with opened(browser, address) as page:
        message = ask(page, EXAMPLES[3])
        assert "Not in these documents." in message.inner_text()
        assert "Closest passages – not an answer" in page.locator(".fn-panel").inner_text()
        assert page.locator(".fn-card").count() > 0
        assert page.locator(".fn-panel mark").count() == 0


@pytest.mark.models
def test_an_earlier_answer_shows_its_passages_again(browser: Any, address: str) -> None:
    with opened(browser, address) as page:
        ask(page, EXAMPLES[0])
        ask(page, EXAMPLES[2])
        messages = page.get_by_role("article", name="Answer")
        messages.first.click()
        answered(page, EXAMPLES[0])
        assert "400" in page.locator(".fn-card mark").first.inner_text()
        messages.last.press("Enter")
        answered(page, EXAMPLES[2])


def test_errors_and_empty_questions_do_not_end_the_chat(browser: Any) -> None:
    rag = StandIn(RuntimeError("inner workings"))
    with served(rag) as given, opened(browser, given) as page:
        box = page.get_by_role("textbox", name="Question")
        box.fill("  ")
        box.press("Enter")
        page.wait_for_timeout(500)
        assert page.locator(".fn-question").count() == 0
        box.fill("Why?")
        box.press("Enter")
        page.locator(".fn-problem").wait_for()
        assert "inner workings" not in page.content()
        rag.gives = answer()
        ask(page, "How many stay?")
        assert [asked for asked, _ in rag.asked] == ["Why?", "How many stay?"]


def test_a_new_chat_forgets_and_sessions_are_apart(browser: Any) -> None:
    rag = StandIn(answer())
    with served(rag) as given, opened(browser, given) as page:
        ask(page, "How many stay?")
        with opened(browser, given) as other:
            assert other.locator(".fn-question").count() == 0
            ask(other, "How many stay?")
        ask(page, "How many stay?")
        page.get_by_role("button", name="New chat").click()
        page.get_by_role("button", name=EXAMPLES[0]).wait_for()
        assert page.locator(".fn-question").count() == 0
        ask(page, "How many stay?")
    assert [len(history) for _, history in rag.asked] == [0, 0, 1, 0]


def test_a_page_with_a_script_in_it_runs_nothing(browser: Any) -> None:
    evil = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    made = answer(text=evil, citations=[citation(evil, evil, evil)])
    made = replace(made, question=evil)
    rag = StandIn(made, text=evil)
    with served(rag) as given, opened(browser, given) as page:
        message = ask(page, evil)
        assert message.locator("strong").inner_text() == evil
        assert page.locator(".fn-question").inner_text() == evil
        assert page.locator(".fn-passage").inner_text() == evil
        assert page.title() == "Footnote"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mark_can_be_read(browser: Any, scheme: str) -> None:
    with (
        served(StandIn(answer())) as given,
        opened(browser, given, color_scheme=scheme) as page,
    ):
        ask(page, "How many stay?")
        for place in (".fn-line mark", ".fn-passage mark", ".fn-passage", ".fn-small"):
            assert contrast(page, place) >= 4.5, place


def test_a_narrow_screen_has_the_passages_below(browser: Any) -> None:
    with served(StandIn(answer())) as given, opened(browser, given) as page:
        page.set_viewport_size({"width": 420, "height": 800})
        ask(page, "How many stay?")
        talk, sources = (
            page.locator(place).bounding_box() for place in ("#fn-talk", "#fn-sources")
        )
        assert sources["y"] >= talk["y"] + talk["height"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 420


def contrast(page: Any, place: str) -> float:
    """The contrast of a place's text with what is behind it, as WCAG 2 reckons it."""
    ink, ground = page.locator(place).first.evaluate(
        """element => {
            let behind = element, ground = '';
            do {
                ground = getComputedStyle(behind).backgroundColor;
                behind = behind.parentElement;
            } while (behind && ground === 'rgba(0, 0, 0, 0)');
            return [getComputedStyle(element).color, ground];
        }"""
    )
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
