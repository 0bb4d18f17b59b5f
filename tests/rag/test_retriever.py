"""Retrieval: both lists count, equal passages are one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import build
from index.manifest import Settings
from index.store import open_store
from index.words import content_words, searchable, stems
from rag.retriever import Retrieval, fuse, retrieve


def test_words_find_their_passage(index_folder: Path) -> None:
    store = open_store(index_folder)
    best = retrieve(store, "Who is Minister Lee Ray?", 3, Retrieval(lexical=1.0))[0]
    assert "Lee Ray" in best.text
    assert best.ranks.lexical == 1
    text = store.catalogue.text(best.document.path)
    assert text[best.chunk.start : best.chunk.end] == best.text


def test_equal_passages_are_one_with_all_their_places(
    articles: Path, index_folder: Path, settings: Settings
) -> None:
    (articles / "copy.txt").write_text((articles / "vote.txt").read_text())
    build([], index_folder, settings)
    passages = retrieve(open_store(index_folder), "Minister Lee Ray", 10)
    assert len({" ".join(one.text.split()) for one in passages}) == len(passages)
    ray = next(one for one in passages if "Lee Ray" in one.text)
    assert {one.document.path for one in ray.sources} == {"articles/vote.txt", "articles/copy.txt"}


def test_a_question_with_no_known_word_still_retrieves(index_folder: Path) -> None:
    assert retrieve(open_store(index_folder), "xyzzy?!", 2)


@pytest.mark.parametrize("question", ['"', "AND OR NOT", "a* (b", "NEAR(x y)", "漢字", "header:x"])
def test_query_syntax_in_a_question_is_only_words(index_folder: Path, question: str) -> None:
    retrieve(open_store(index_folder), question, 2)


scored = st.lists(
    st.tuples(st.integers(1, 30), st.floats(0.01, 20)), unique_by=lambda one: one[0], max_size=20
).map(lambda found: sorted(found, key=lambda one: -one[1]))


@given(scored, scored, st.floats(0, 1))
def test_a_blend_is_between_0_and_1_and_forgets_nothing(
    lexical: list[tuple[int, float]], dense: list[tuple[int, float]], share: float
) -> None:
    fused = fuse(lexical, dense, Retrieval("blend", share))
    assert fused.keys() == {key for key, _ in (*lexical, *dense)}
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())


def test_rank_fusion_is_the_published_formula() -> None:
    assert fuse([(1, 9.0), (2, 8.0)], [(2, 0.9)], Retrieval("rank")) == {
        1: pytest.approx(1 / 61),
        2: pytest.approx(1 / 62 + 1 / 61),
    }


def test_question_words_do_not_search() -> None:
    assert content_words("How many U.S. troops were there?") == ["us", "troops"]
    assert content_words("who?") == ["who"]
    assert searchable("The U.S. and the U.K., e.g. No. 5") == "The US and the UK, eg No. 5"


def test_stems_are_the_full_text_indexs_own(index_folder: Path) -> None:
    catalogue = open_store(index_folder).catalogue
    for word in ("bridge", "opened", "people", "council", "voted", "members"):
        (stem,) = stems(word)
        if catalogue.search(f'"{word}"', 5, 1.0):
            assert catalogue.document_frequency(stem) > 0, word
    assert catalogue.document_frequency("xyzzy") == 0
    assert stems("Élysée troops") == stems("elysee troop")
