"""Evidence for a span: what its sentence holds of the question, and how far ahead it is."""

from pathlib import Path

import pytest

from index.store import open_store
from rag.answer import Passage, Span
from rag.evidence import LARGEST_LEAD, weigh
from rag.retriever import retrieve


def span(passage: Passage, words: str, margin: float) -> Span:
    start = passage.text.index(words)
    return Span(passage, start, start + len(words), margin, 0.0)


@pytest.fixture
def passage(index_folder: Path) -> Passage:
    question = "How many members were for it?"
    found = retrieve(open_store(index_folder), question, 10)
    return next(one for one in found if "12 members were for it" in one.text)


def test_the_sentence_that_holds_the_question_speaks_for_its_span(
    passage: Passage, index_folder: Path
) -> None:
    store, spans = open_store(index_folder), [span(passage, "12", 1.0)]
    (about,) = weigh(store, "How many members were for it?", spans)
    (half,) = weigh(store, "How many members saw the bridge?", spans)
    (elsewhere,) = weigh(store, "When was the bridge opened?", spans)
    assert about.sentence == 1
    assert 1 > half.sentence > elsewhere.sentence == 0


def test_the_lead_is_over_the_best_span_with_other_words(
    passage: Passage, index_folder: Path
) -> None:
    spans = [span(passage, "12", 5.0), span(passage, "12 ", 4.0), span(passage, "members", 2.0)]
    store = open_store(index_folder)
    leads = [one.lead for one in weigh(store, "How many?", spans)]
    assert leads == [3.0, 2.0, -3.0]
    assert [one.lead for one in weigh(store, "How many?", spans[:1])] == [LARGEST_LEAD]
