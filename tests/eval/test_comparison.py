"""The page of a comparison, on records made for it."""

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.comparison import comparison
from eval.record import RETRIEVAL, UNREAD
from index.errors import BadInput
from tests.eval.test_page import BASE, EVIL, REFUSED, RUN, UNANSWERABLE

LOST = replace(BASE, answer="40", metrics=BASE.metrics | {"answered and cited right": 0.0})
AFTER = (LOST, *RUN[1:4], replace(RUN[4], status="abstained", answer="", citations=()))
NAMES = ("before", "after")


def section(made: str, name: str) -> str:
    """A list of questions of a page, by its name."""
    return made[made.index(f'<section id="{name}"') :].split("</section>")[0]


def test_questions_stand_where_they_belong_with_both_answers() -> None:
    made = comparison(NAMES, RUN, AFTER)
    assert "Won: right in B alone (1)" in section(made, "won")
    assert "q5" in section(made, "won")
    assert "Lost: right in A alone (1)" in section(made, "lost")
    said = re.findall(r'<p class="said">(.*?)</p>', section(made, "lost"))
    assert said == ["12", "40"]
    assert "None." in section(made, "otherwise")
    assert "gold evidence at rank 1" in section(made, "lost")


def test_the_table_has_each_metric_with_a_picture() -> None:
    made = comparison(NAMES, RUN, AFTER)
    rows = re.findall(r'<th scope="row">(.*?)</th>', made)
    assert {"answered and cited right", "refusal F1", "calibration error"} <= set(rows)
    assert made.count("<svg") == len(rows)


def test_a_clear_change_is_marked_by_sign_and_not_by_colour_alone() -> None:
    before = [replace(BASE, id=f"q{number}") for number in range(12)]
    after = [replace(LOST, id=one.id) for one in before]
    assert '<b class="worse">▼ -1.000</b>' in comparison(NAMES, before, after)
    assert '<b class="better">▲ +1.000</b>' in comparison(NAMES, after, before)


def test_what_documents_and_questions_hold_is_inert() -> None:
    made = comparison((EVIL, "b"), RUN, AFTER)
    assert "<script" not in made
    assert "<img" not in made
    assert html.escape(EVIL) in section(made, "won")
    for sign in ("http://", "https://", "src=", "url(//", "@import", "<link"):
        assert sign not in made


def test_the_same_runs_give_the_same_page() -> None:
    assert comparison(NAMES, RUN, AFTER) == comparison(NAMES, RUN, AFTER)


def test_questions_of_one_run_alone_are_counted() -> None:
    made = comparison(NAMES, RUN, (BASE, UNANSWERABLE))
    assert "2 questions in both; 3 in A alone and 0 in B alone are left out." in made
    with pytest.raises(BadInput, match="nothing to compare"):
        comparison(NAMES, (BASE,), (REFUSED,))


def test_runs_of_retrieval_alone_have_a_page() -> None:
    found = replace(
        BASE,
        status=UNREAD,
        stage=RETRIEVAL,
        answer="",
        best="",
        citations=(),
        metrics={"hit@10": 1.0, "gold characters read": 1.0},
    )
    missed = replace(found, passages=(), metrics={"hit@10": 0.0, "gold characters read": 0.0})
    made = comparison(NAMES, (missed,), (found,))
    assert "evidence retrieved" in section(made, "won")
    assert "confidence" not in section(made, "won")
    # Of unlike stages what they share is compared, but not the outcomes.
    unlike = comparison(NAMES, (found,), (LOST,))
    assert "hit@10" in unlike
    assert "None." in section(unlike, "won")


@pytest.mark.browser
def test_the_page_is_readable_at_any_width(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "compare.html"
    path.write_text(comparison(NAMES, RUN, AFTER), encoding="utf-8", newline="")
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 420)):
        shown = browser.new_page(
            viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
        )
        errors: list[str] = []
        shown.on("console", lambda message, to=errors: to.append(message.text))
        shown.goto(path.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.title() == "after against before – Footnote"
        shown.get_by_role("link", name="1 lost").click()
        assert shown.locator("#lost article").get_by_text("40", exact=True).is_visible()
        assert errors == []
        shown.close()
