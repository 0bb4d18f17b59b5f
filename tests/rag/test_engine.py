"""Asking: every citation quotes its text, whatever the text and whatever is asked."""

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from index.build import build
from index.errors import BadInput, IndexMismatch, IndexMissing
from index.manifest import Settings
from index.store import open_store
from rag import Answer, Rag
from rag.reader import Reader
from tests.models import save_embedder


@pytest.fixture
def rag(index_folder: Path, tiny_reader: Path) -> Rag:
    return Rag(open_store(index_folder), Reader(str(tiny_reader)))


def check(rag: Rag, answer: Answer) -> None:
    """The invariant above all, and the form of an answer."""
    citations = [*answer.citations, *(c for one in answer.alternatives for c in one.citations)]
    for cited in citations:
        text = rag.text(cited.document)
        assert 0 <= cited.sentence_start <= cited.start < cited.end <= cited.sentence_end
        assert text[cited.start : cited.end] == cited.quote
        assert text[cited.sentence_start : cited.sentence_end] == cited.sentence
        assert any(r.start <= cited.start < cited.end <= r.end for r in cited.document.ranges)
    assert [cited.number for cited in citations] == list(range(1, len(citations) + 1))
    assert (answer.status == "abstained") == (answer.text == "") == (not answer.citations)
    assert 0 <= answer.confidence <= 1


def test_answers_hold_the_invariant(rag: Rag) -> None:
    for question in ("Who opened the bridge?", "How many people came?", "When?", "¿?"):
        answer = rag.ask(question)
        check(rag, answer)
        assert answer.timings["total"] > 0
        assert answer.passages


def test_empty_and_overlong_questions_are_refused(rag: Rag) -> None:
    for question in ("", " \n ", "why " * 1000):
        with pytest.raises(BadInput, match="characters"):
            rag.ask(question)


def test_it_may_be_asked_from_several_threads(rag: Rag) -> None:
    alone = rag.ask("Who opened the bridge?")
    found: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: found.append(rag.ask("Who opened the bridge?")))
        for _ in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.citations for one in found] == [alone.citations] * 4


def test_an_empty_index_abstains(tmp_path: Path, settings: Settings, tiny_reader: Path) -> None:
    (tmp_path / "none").mkdir()
    build([tmp_path / "none"], tmp_path / ".rag", settings)
    answer = Rag(open_store(tmp_path / ".rag"), Reader(str(tiny_reader))).ask("Who?")
    assert (answer.status, answer.passages) == ("abstained", ())


def test_another_model_than_the_index_was_built_with_is_refused(
    index_folder: Path, tiny_embedder: Path, tmp_path: Path
) -> None:
    weights = tiny_embedder / "model.safetensors"
    kept = weights.read_bytes()
    try:
        other = save_embedder(tmp_path / "other", seed=5)
        weights.write_bytes((other / "model.safetensors").read_bytes())
        with pytest.raises(IndexMismatch, match="rag index"):
            open_store(index_folder)
    finally:
        weights.write_bytes(kept)


def test_no_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run `rag index"):
        Rag.open(tmp_path / ".rag")


messy = st.text(
    alphabet=st.one_of(
        st.sampled_from("aeB. \n\t!?”“—é漢\u00a0|-,5"), st.characters(codec="utf-8")
    ),
    min_size=1,
    max_size=600,
)


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(messy, min_size=1, max_size=3), st.text(min_size=1, max_size=40))
def test_random_messy_files_are_quoted_exactly(
    tmp_path_factory: pytest.TempPathFactory,
    tiny_embedder: Path,
    tiny_reader: Path,
    texts: list[str],
    question: str,
) -> None:
    folder = tmp_path_factory.mktemp("messy")
    (folder / "in").mkdir()
    for number, text in enumerate(texts):
        (folder / "in" / f"{number}.txt").write_text(text, encoding="utf-8", newline="")
    build([folder / "in"], folder / ".rag", Settings(str(tiny_embedder), chunk_tokens=24))
    rag = Rag(open_store(folder / ".rag"), Reader(str(tiny_reader)))
    catalogue = rag.store.catalogue
    for path in catalogue.paths():
        for document in catalogue.documents(path):
            text = rag.text(document)
            for chunk in catalogue.chunks(document.id):
                assert 0 <= chunk.start < chunk.end <= len(text)
                assert any(r.start <= chunk.start < chunk.end <= r.end for r in document.ranges)
    if question.strip():
        check(rag, rag.ask(question))
