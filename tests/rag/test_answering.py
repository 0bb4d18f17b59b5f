"""From spans to answers: merging, citing, disputing, abstaining."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunks import Chunk
from index.document import Document, Range
from rag.answer import Passage, Ranks, Source, Span
from rag.answering import answer
from rag.calibration import Calibration, agreed
from rag.evidence import Weighed

CALIBRATION = Calibration(
    {"margin": 1.0, "sentence": 0.0, "lead": 0.0},
    intercept=0.0,
    scale=1.0,
    shift=0.0,
    threshold=0.5,
)
TEXTS = {
    "a.txt": "Some 5,200 troops are there. They stay.",
    "b.txt": "The paper counts 6,000 troops.",
    "c.txt": "There were 5,200 of them.",
}


def passage(path: str, twins: tuple[Source, ...] = ()) -> Passage:
    text = TEXTS[path]
    document = Document(f"{path}#1", path, (Range(0, len(text)),))
    return Passage(Chunk(1, document.id, 0, len(text)), document, text, 1.0, Ranks(1, 1), twins)


def span(path: str, words: str, margin: float, twins: tuple[Source, ...] = ()) -> Span:
    start = TEXTS[path].index(words)
    return Span(passage(path, twins), start, start + len(words), margin, 0.0)


def ask(*spans: Span):  # type: ignore[no-untyped-def]
    return answer(
        "How many troops?",
        [Weighed(one, one.margin, 0, 0) for one in spans],
        [one.passage for one in spans],
        CALIBRATION,
        lambda document: TEXTS[document.path],
    )


def test_an_answer_is_cited_with_its_sentence() -> None:
    found = ask(span("a.txt", "5,200", 3.0))
    assert (found.status, found.text) == ("answered", "5,200")
    (cited,) = found.citations
    assert cited.number == 1
    assert TEXTS["a.txt"][cited.start : cited.end] == cited.quote == "5,200"
    assert cited.sentence == "Some 5,200 troops are there."


def test_equal_answers_become_one_with_more_confidence() -> None:
    alone = ask(span("a.txt", "5,200", 1.0))
    both = ask(span("a.txt", "5,200", 1.0), span("c.txt", "5,200", 0.5))
    assert [one.document.path for one in both.citations] == ["a.txt", "c.txt"]
    assert both.confidence > alone.confidence
    assert both.alternatives == ()


def test_different_figures_from_different_places_are_a_dispute() -> None:
    found = ask(span("a.txt", "5,200", 3.0), span("b.txt", "6,000", 2.0))
    assert found.status == "disputed"
    assert [one.text for one in found.alternatives] == ["6,000"]
    assert [one.number for one in found.alternatives[0].citations] == [2]


def test_a_longer_wording_of_the_same_answer_is_no_alternative() -> None:
    found = ask(span("a.txt", "5,200", 3.0), span("c.txt", "5,200 of them", 2.0))
    assert found.status == "answered"
    assert found.alternatives == ()


def test_below_the_threshold_it_abstains_and_shows_passages() -> None:
    found = ask(span("a.txt", "5,200", -1.0))
    assert (found.status, found.text, found.citations) == ("abstained", "", ())
    assert len(found.passages) == 1
    assert found.closest == found.passages


def test_an_abstention_s_closest_passages_are_those_of_the_likeliest_candidates() -> None:
    found = ask(span("a.txt", "5,200", -3.0), span("b.txt", "6,000", -1.0))
    assert [one.document.path for one in found.passages] == ["a.txt", "b.txt"]
    assert [one.document.path for one in found.closest] == ["b.txt", "a.txt"]
    assert ask(span("a.txt", "5,200", 3.0)).closest == ()


def test_without_spans_it_abstains() -> None:
    assert ask().status == "abstained"


def test_every_place_of_a_twin_passage_is_cited() -> None:
    other = passage("c.txt")
    twin = Source(other.chunk, replace(other.document, path="a.txt", id="a.txt#2"))
    found = ask(span("a.txt", "5,200", 3.0, twins=(twin,)))
    assert [one.quote for one in found.citations] == ["5,200"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_agreement_only_adds_and_stays_a_probability(probabilities: list[float]) -> None:
    assert max(probabilities) <= agreed(probabilities) + 1e-12 <= 1 + 2e-12


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 3), st.floats(-3, 3))
def test_confidence_keeps_the_order_of_what_it_is_made_of(
    one: float, other: float, scale: float, shift: float
) -> None:
    fitted = replace(CALIBRATION, scale=scale, shift=shift)
    lower, higher = (fitted.confidence([value]) for value in sorted((one, other)))
    assert 0 <= lower <= higher <= 1
    assert CALIBRATION.confidence([one]) == pytest.approx(one, abs=1e-9)


@pytest.mark.parametrize("margin", [-1e9, -5.0, 0.0, 5.0, 1e9])
def test_probabilities_rise_with_the_margin(margin: float) -> None:
    one = span("a.txt", "5,200", margin)
    lower, higher = (CALIBRATION.probability(Weighed(one, m, 0, 0)) for m in (margin, margin + 1))
    assert 0 <= lower <= higher <= 1


def test_a_twin_whose_offsets_do_not_hold_is_not_cited() -> None:
    text = TEXTS["c.txt"]
    document = Document("c.txt#1", "c.txt", (Range(0, 8),))
    # The twin's chunk is shorter than the span's offsets reach.
    twin = Source(Chunk(2, document.id, 0, 8), document)
    assert text[:8] != TEXTS["a.txt"][:8]
    found = ask(span("a.txt", "5,200", 3.0, twins=(twin,)))
    assert [one.document.path for one in found.citations] == ["a.txt"]
    late = ask(span("a.txt", "They stay", 3.0, twins=(twin,)))
    assert [one.document.path for one in late.citations] == ["a.txt"]
