"""Our own training articles: whole, apart from what we are judged by, and cut as chunks are."""

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval import sets
from eval.question import shipped
from index.errors import BadInput
from rag.training import heldout
from rag.training.data import fold
from rag.training.data import read as read_set
from rag.training.texts import groups, read
from tests.conftest import SEEDS, SHARED

ARTICLES = heldout.ARTICLES.parent
RECIPES = sorted((ARTICLES.parent / "recipes").glob("*.toml"))
TRAINED = (
    ARTICLES / "train",
    ARTICLES / "second",
    ARTICLES / "third",
    heldout.ARTICLES,
)


def pieces(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    return [[found.span() for found in re.finditer(r"\w+|[^\w\s]", text)] for text in texts]


def word_runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


@pytest.mark.parametrize("folder", TRAINED, ids=lambda folder: folder.name)
def test_articles_share_no_wording_with_the_seeds_and_no_question_with_those_shipped(
    folder: Path,
) -> None:
    judged = set().union(*(word_runs(path.read_text("utf-8")) for path in SEEDS.glob("*.txt")))
    asked = {fold(one.question) for one in shipped()}
    for article in read(folder):
        assert not word_runs(article.text) & judged
        assert not {fold(one.question) for one in article.asked} & asked


def test_stories_are_either_trained_on_or_held_out() -> None:
    *parts, held = ({one.story for one in read(folder)} for folder in TRAINED)
    trained = set().union(*parts)
    assert trained
    assert held
    assert not trained & held


def test_groups_hold_their_answer_within_a_chunk() -> None:
    articles = read(heldout.ARTICLES)
    made = list(groups(articles, pieces, random.Random(0), rivals=2))
    assert max(len(one.negatives) for one in made if one.answerable) == 2
    texts = "\n".join(one.text for one in articles)
    assert sum(one.answerable for one in made) > len(made) / 2
    for one in made:
        assert one.context in texts
        if one.answerable:
            answer = one.context[one.start : one.end]
            assert answer.strip() == answer != ""
            assert all(answer.lower() not in other.lower() for other in one.negatives)


def test_a_misplaced_answer_names_file_and_question(tmp_path: Path) -> None:
    asked = {"q": "Who?", "kind": "close", "a": "Ann", "in": "Ann and Ann"}
    saved = {"story": "s", "title": "t", "date": "d", "text": "Ann and Ann", "questions": [asked]}
    (tmp_path / "a.json").write_text(json.dumps(saved))
    with pytest.raises(BadInput, match=r"a\.json: .*Who\?"):
        read(tmp_path)


def test_held_out_questions_load_and_stand_at_their_places(tmp_path: Path) -> None:
    heldout.write(tmp_path)
    questions = sets.load(tmp_path / "questions.jsonl").questions
    assert {one.split for one in questions} == {"dev"}
    for question in questions:
        for one in question.evidence:
            text = (tmp_path / "documents" / one.file).read_text("utf-8")
            assert one.start is not None
            assert text[one.start : one.start + len(one.quote)] == one.quote


@pytest.mark.parametrize(
    ("answer", "also"),
    [
        ("about 1,200 homes", ["1,200 homes", "1,200"]),
        ("Transport minister Helena Croy", ["Helena Croy"]),
        ("on the island", ["island"]),
    ],
)
def test_shorter_ways_to_give_an_answer_are_accepted(answer: str, also: list[str]) -> None:
    assert heldout.accepted(answer)[0] == answer
    assert set(also) <= set(heldout.accepted(answer))


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="needs the shared data sets")
def test_nothing_that_we_are_judged_by_is_in_the_training_sets() -> None:
    from rag.training import written
    from rag.training.preparation import chosen, forbidden
    from rag.training.recipe import load

    data = SHARED / "data"
    asked = {fold(one.question) for one in shipped()}
    judged = {
        fold(row.context) for path in sorted((data / "dev").glob("*.gz")) for row in read_set(path)
    }
    runs = set().union(*(word_runs(path.read_text("utf-8"), 12) for path in SEEDS.glob("*.txt")))
    without = forbidden(data)
    stages = [one for path in RECIPES for one in load(path)]
    taken = [
        (name, rows)
        for one in stages
        for name, rows in chosen(one, data, without, random.Random(0))
    ]
    folders = {folder for one in stages for folder in one.written}
    own = [written.load([Path(folder)], data, without) for folder in sorted(folders)]
    assert own
    taken += [("written", one.rows) for one in own]
    for name, rows in taken:
        for row in rows:
            assert fold(row.context) not in judged, name
            assert fold(row.question) not in asked, name
        for context in {row.context for row in rows}:
            assert not word_runs(context, 12) & runs, name
    for miss in (miss for one in own for miss in one.misses):
        assert fold(miss.context) not in judged
        assert fold(miss.question) not in asked
