"""Swaps: what is put in is of the same kind, from elsewhere, and makes nothing that is told."""

from pathlib import Path

import pytest

from eval.drafting.swaps import Pool, swap
from index.build import build, open_catalogue
from index.catalogue import Catalogue
from index.manifest import Settings
from index.words import stems

SENTENCES = {
    "a.txt": "The council opened a red bridge near Norwich in 1900. Seven boats were lost.",
    "b.txt": "The army built a school near Ipswich in 1950. Nine towers were bought in Dover.",
    "c.txt": "The old mayor opened a red bridge near Dover, and the council came to see it.",
}
QUESTION = "When did the council open a red bridge near Norwich?"


@pytest.fixture
def catalogue(tmp_path: Path, settings: Settings) -> Catalogue:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in SENTENCES.items():
        (folder / name).write_text(text)
    build([folder], tmp_path / ".rag", settings)
    return open_catalogue(tmp_path / ".rag")


def test_a_place_takes_the_place_of_one_where_nothing_tells_of_it(catalogue: Catalogue) -> None:
    pool = Pool(SENTENCES.values())
    found = swap(QUESTION, SENTENCES["a.txt"], pool, catalogue)
    # A red bridge near Dover is told of: that question would have an answer.
    assert found
    assert (found.old, found.new) == ("Norwich", "Ipswich")
    assert found.question == QUESTION.replace("Norwich", "Ipswich")
    assert not stems(found.new) & stems(SENTENCES["a.txt"])


def test_what_was_used_or_would_be_answered_is_not_put_in(catalogue: Catalogue) -> None:
    pool = Pool(SENTENCES.values())
    assert swap(QUESTION, SENTENCES["a.txt"], pool, catalogue, used={"Ipswich"}) is None
    assert swap(QUESTION, " ".join(SENTENCES.values()), pool, catalogue) is None


def test_the_same_is_put_in_every_time(catalogue: Catalogue) -> None:
    first, second = (
        swap(QUESTION, SENTENCES["a.txt"], Pool(SENTENCES.values()), catalogue) for _ in range(2)
    )
    assert first == second is not None


@pytest.mark.parametrize(
    ("new", "may_stand"),
    [("America", False), ("States", False), ("Norway", True), ("Washingtonia", False)],
)
def test_another_name_of_the_same_is_not_put_in(
    new: str, may_stand: bool, tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    told = "The troops were seen in Washington on Monday."
    (folder / "a.txt").write_text(told)
    (folder / "b.txt").write_text(f"A ship of the line was sold in {new} for gold.")
    build([folder], tmp_path / ".rag", settings)
    catalogue = open_catalogue(tmp_path / ".rag")
    pool = Pool(catalogue.text(path) for path in catalogue.paths())
    found = swap("How many troops were seen in Washington?", told, pool, catalogue)
    assert (found is not None) == may_stand
