"""The page of a run, on records made for it."""

import html
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.entry import marked
from eval.funnel import STEPS, funnel, funnel_lines, lost_at
from eval.outcome import OUTCOMES, outcome
from eval.page import page
from eval.record import Read, Record, Spot

EVIL = "<script>document.title='taken'</script> & \"<img onerror=x>\""
TEXT = f"The north bridge is 12 metres long.\r\nThe south one is 40. {EVIL} Nobody knows why."
TEXTS = {"bridge.txt": TEXT}
GOLD = Spot("bridge.txt", 0, 35)
CITED = Spot("bridge.txt", 20, 22)
BASE = Record(
    id="q1",
    split="dev",
    type="number",
    wording="close",
    question="How long is the north bridge?",
    history=(),
    answers=("12 metres", "12"),
    gold=(GOLD,),
    status="answered",
    answer="12",
    best="12",
    best_right=True,
    confidence=0.9,
    citations=(CITED,),
    passages=(
        Read(Spot("bridge.txt", 0, 60), 0.75, 1, None),
        Read(Spot("bridge.txt", 37, len(TEXT)), 0.5, 2, 1),
    ),
    metrics={
        "evidence in the corpus": 1.0,
        "evidence in one chunk": 1.0,
        "gold characters read": 1.0,
        "hit@10": 1.0,
        "answer contained": 1.0,
        "answered and cited right": 1.0,
        "answerable refused": 0.0,
        "citation precision": 1.0,
    },
    seconds={"read": 0.1, "total": 0.25},
)
NEVER: dict[str, float | None] = {
    "evidence in the corpus": 1.0,
    "evidence in one chunk": 1.0,
    "gold characters read": 0.0,
    "hit@10": 0.0,
    "answer contained": 0.0,
    "answered and cited right": 0.0,
}
REFUSED = replace(
    BASE,
    id="q2",
    question="How long is the other one?",
    history=(("How long is the north one?", "12 metres"),),
    type="follow_up",
    status="abstained",
    answer="",
    citations=(),
    confidence=0.2,
    metrics=BASE.metrics | {"answer contained": 0.0, "answered and cited right": 0.0},
)
MISSED = replace(
    BASE, id="q3", answer="40", best="40", best_right=False, passages=(), metrics=NEVER
)
UNANSWERABLE = replace(
    REFUSED,
    id="q4",
    type="unanswerable",
    question=EVIL,
    history=(),
    answers=(),
    gold=(),
    best=EVIL,
    best_right=False,
    confidence=0.05,
    metrics={"unanswerable refused": 1.0},
)
FOOLED = replace(
    UNANSWERABLE,
    id="q5",
    status="answered",
    answer=EVIL,
    citations=(CITED,),
    metrics={"unanswerable refused": 0.0},
)
RUN = (BASE, REFUSED, MISSED, UNANSWERABLE, FOOLED)


def test_every_question_has_its_outcome() -> None:
    found = [outcome(one) for one in RUN]
    assert found == ["right", "wrongly refused", "wrong", OUTCOMES[2], OUTCOMES[4]]
    retrieved = [replace(one, status="unread", stage="retrieval") for one in (BASE, MISSED)]
    found += [outcome(one) for one in retrieved]
    assert set(found) == set(OUTCOMES)


def test_a_question_is_lost_at_the_first_step_it_does_not_get_past() -> None:
    assert [lost_at(one) for one in RUN] == [len(STEPS), 5, 3, 0, 0]
    cut = BASE.metrics | {"evidence in one chunk": 0.0}
    assert lost_at(replace(BASE, metrics=cut)) == len(STEPS)
    wrong = replace(BASE, metrics=cut | {"answered and cited right": 0.0})
    assert lost_at(wrong) == 2
    elsewhere = replace(BASE, metrics=BASE.metrics | {"answered and cited right": 0.0})
    assert lost_at(elsewhere) == 6
    left_out = replace(BASE, metrics=NEVER | {"evidence in the corpus": 0.0})
    assert lost_at(left_out) == 1
    made = page("made", RUN, TEXTS)
    assert 'data-lost="5">1 lost: read right, but refused' in made
    assert (
        "evidence in one chunk whole: 3; evidence retrieved in top 2: 2; "
        "read right (made to answer): 2; answered: 1; cited right: 1"
    ) in made


def test_the_funnel_counts_every_answerable_question_once() -> None:
    rows = funnel(RUN)
    assert rows[0].count == 3
    assert sum(len(row.lost) for row in rows) + rows[-1].count == 3
    for before, after in pairwise(rows):
        assert before.count - len(after.lost) == after.count
    lines = list(funnel_lines(rows))
    assert "evidence retrieved in top 2            2     67%      1  evidence not retrieved" in (
        " ".join(lines)
    )
    assert list(funnel_lines(funnel([UNANSWERABLE]))) == []


def test_steps_that_a_run_was_not_measured_by_are_left_out() -> None:
    retrieved: dict[str, float | None] = {"evidence in one chunk": 1.0, "gold characters read": 0.0}
    (*_, last) = funnel([replace(BASE, status="unread", stage="retrieval", metrics=retrieved)])
    assert (last.name, last.why) == ("evidence retrieved in top 2", "evidence not retrieved")
    old = replace(BASE, metrics={"answered and cited right": 0.0, "gold characters read": 0.4})
    assert [row.at for row in funnel([old])] == [0, 3, 4, 5, 6]


def test_every_loss_is_linked_to_its_question() -> None:
    odd = replace(MISSED, id="q 3/é_#")
    made = page("made", (*RUN, odd), TEXTS)
    targets = re.findall(r'href="#(question-[^"]+)" data-to', made)
    assert len(targets) == 3
    assert set(targets) <= set(re.findall(r'id="([^"]+)"', made))
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", one) for one in targets)


@pytest.mark.parametrize("stage", ["retrieval", "reading"])
def test_a_stage_by_itself_has_a_page_without_what_it_cannot_tell(stage: str) -> None:
    status = "unread" if stage == "retrieval" else "answered"
    records = [replace(one, status=status, stage=stage) for one in RUN[:3]]
    made = page("made", records, TEXTS)
    assert "unanswerable ones are left out" in made
    assert "Risk and coverage" not in made
    assert "Funnel of answerable questions" in made


def test_what_documents_and_questions_hold_is_inert() -> None:
    made = page(EVIL, RUN, TEXTS)
    assert made.count("<script>") == 1
    assert "<img" not in made
    assert html.escape(EVIL) in made


def test_nothing_is_fetched() -> None:
    made = page("made", RUN, TEXTS)
    for sign in ("http://", "https://", "src=", "url(//", "@import", "<link"):
        assert sign not in made
    assert set(re.findall(r'href="(.)', made)) == {"#"}


def test_the_same_run_gives_the_same_page() -> None:
    assert page("made", RUN, TEXTS) == page("made", RUN, TEXTS)


def test_pictures_share_no_ids() -> None:
    found = re.findall(r' id="([^"]+)"', page("made", RUN, TEXTS))
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "records",
    [(), (BASE,), (UNANSWERABLE,), (replace(BASE, metrics={}, seconds={}),), RUN[:3]],
    ids=["empty", "one", "unanswerable", "bare", "answerable"],
)
def test_small_runs_have_a_page(records: tuple[Record, ...]) -> None:
    made = page("made", records, TEXTS)
    assert made.endswith("</html>\n")
    assert made.count('<details class="question"') == len(records)


def test_a_file_that_is_not_at_hand_is_said_so() -> None:
    assert "isn’t at hand" in page("made", (BASE,), {})


def test_evidence_that_was_not_read_is_shown() -> None:
    assert "was not read" in page("made", (MISSED,), TEXTS)
    assert "was not read" not in page("made", (BASE,), TEXTS)


def pieces(made: str) -> list[tuple[frozenset[str], str]]:
    """The text of each piece, with the kinds of its mark."""
    found = re.findall(r'<mark class="([a-z ]+)"[^>]*>(.*?)</mark>|([^<]+)', made, re.DOTALL)
    return [
        (frozenset(kinds.split()), html.unescape(inside or plain)) for kinds, inside, plain in found
    ]


RANGES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), max_size=4)


@settings(max_examples=200)
@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
    | st.text("<>&\"'\r\n ab;", max_size=40),
    place=st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted),
    gold=RANGES,
    cited=RANGES,
)
def test_marks_hold_exactly_their_characters(
    text: str, place: list[int], gold: list[list[int]], cited: list[list[int]]
) -> None:
    start, end = (min(edge, len(text)) for edge in place)
    made = marked(text, start, end, [(low, high) for low, high in gold], [(a, b) for a, b in cited])
    found = pieces(made)
    assert "".join(piece for _, piece in found) == text[start:end]
    at = start
    for kinds, piece in found:
        for place_of in range(at, at + len(piece)):
            wanted = {
                kind
                for kind, ranges in (("gold", gold), ("cited", cited))
                if any(low <= place_of < high for low, high in ranges)
            }
            assert kinds == wanted
        at += len(piece)


def test_overlapping_marks_are_split() -> None:
    assert pieces(marked("abcdef", 0, 6, [(1, 4)], [(3, 5)])) == [
        (frozenset(), "a"),
        (frozenset({"gold"}), "bc"),
        (frozenset({"gold", "cited"}), "d"),
        (frozenset({"cited"}), "e"),
        (frozenset(), "f"),
    ]


@pytest.mark.browser
def test_the_page_works_from_disk(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(page("made", RUN, TEXTS), encoding="utf-8", newline="")
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 420)):
        shown = browser.new_page(
            viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
        )
        errors: list[str] = []
        asked: list[str] = []
        shown.on("pageerror", lambda error, to=errors: to.append(str(error)))
        shown.on("console", lambda message, to=errors: to.append(message.text))
        shown.on("request", lambda request, to=asked: to.append(request.url))
        shown.goto(path.as_uri())
        use(shown)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.title() == "made – Footnote"
        assert errors == []
        assert asked == [path.as_uri()]
        shown.close()


def use(shown: Any) -> None:
    """Filter in every way, and open a question with the keyboard."""
    rows = shown.locator("details.question:visible")
    status = shown.get_by_role("status")
    everything = shown.get_by_role("button", name="Show all")
    assert rows.count() == len(RUN)
    shown.get_by_role("button", name="wrongly refused").click()
    assert rows.count() == 1
    assert status.inner_text() == "1 of 5 questions"
    shown.get_by_role("button", name="number").click()
    assert rows.count() == 0
    everything.click()
    assert rows.count() == len(RUN)
    assert everything.count() == 0
    shown.get_by_role("link", name="evidence not retrieved").click()
    assert rows.count() == 1
    assert "q3" in rows.first.inner_text()
    assert "evidence not retrieved" in status.inner_text()
    shown.locator(".losses summary").first.click()
    shown.get_by_role("link", name="q3", exact=True).click()
    assert rows.count() == len(RUN)
    assert shown.locator("details.question[open]").get_attribute("id") == "question-q3"
    top = shown.locator("#question-q3").evaluate("row => row.getBoundingClientRect().top")
    assert -1 <= top < 800
    shown.locator("#question-q3 > summary").click()
    shown.get_by_role("searchbox").fill("NORTH long")
    assert rows.count() == 3
    everything.click()
    rows.first.locator("> summary").press("Enter")
    passage = rows.first.locator(".passage blockquote").first
    assert passage.locator("mark.cited").inner_text() == "12"
    assert "".join(passage.locator("mark.gold").all_inner_texts()) == TEXT[GOLD.start : GOLD.end]
    rows.last.locator("> summary").press("Enter")
    assert EVIL in rows.last.locator("dd", has_text="taken").first.inner_text()
