"""The shipped questions: sound, spread, and quoting their files to the letter."""

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.metrics.citations import overlaps
from eval.question import TYPES, read, shipped
from index.document import Range
from index.errors import BadInput
from index.load import load
from index.select import select
from tests.conftest import SEEDS, SHARED


def test_every_quote_stands_once_in_its_file_outside_what_is_left_out() -> None:
    texts = {path.name: load(path, path.name) for path in SEEDS.glob("*.txt")}
    kept = [
        (name, one)
        for name, source in texts.items()
        for document in select(source).documents
        for one in document.ranges
    ]
    for question in shipped():
        for evidence in question.evidence:
            text = texts[evidence.file].text
            assert text.count(evidence.quote) == 1, (question.id, evidence.quote)
            start = text.index(evidence.quote)
            place = (evidence.file, Range(start, start + len(evidence.quote)))
            assert overlaps(place, kept), (question.id, evidence.quote)


def test_every_answerable_question_can_be_answered_from_a_quote() -> None:
    for question in shipped():
        if question.answerable:
            assert any(
                answer in evidence.quote
                for answer in question.answers
                for evidence in question.evidence
            ), question.id


def test_there_are_enough_of_each_kind_in_both_splits() -> None:
    questions = shipped()
    assert len(questions) >= 150
    assert len({one.id for one in questions}) == len(questions)
    assert len({(one.question, one.history) for one in questions}) == len(questions)
    assert sum(not one.answerable for one in questions) >= 40
    assert sum(one.wording == "unlike" for one in questions if one.answerable) >= 40
    for split in ("dev", "test"):
        kinds = Counter(one.type for one in questions if one.split == split)
        assert set(kinds) == set(TYPES)


def test_follow_ups_and_only_they_have_a_history() -> None:
    assert all(bool(one.history) == (one.type == "follow_up") for one in shipped())


def longest_shared_run(ours: str, theirs: str) -> list[str]:
    """The longest run of words that stands in both texts."""
    first = ["".join(filter(str.isalnum, word)).lower() for word in ours.split()]
    second = ["".join(filter(str.isalnum, word)).lower() for word in theirs.split()]
    best: list[str] = []
    for size in range(1, 60):
        grams = {tuple(second[at : at + size]) for at in range(len(second) - size + 1)}
        found = [
            first[at : at + size]
            for at in range(len(first) - size + 1)
            if tuple(first[at : at + size]) in grams
        ]
        if not found:
            break
        best = found[0]
    return best


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem)
def test_no_sentence_is_carried_over_from_the_originals(path: Path) -> None:
    original = SHARED / "seeds" / path.name
    if not original.is_file():
        pytest.skip(f"the originals aren't at {original.parent}")
    # Names of units, agencies and pages run to thirteen words; user cards are facts, and longer.
    prose = [
        line for line in original.read_text(encoding="utf-8").splitlines() if len(line.split()) > 15
    ]
    for line in prose:
        assert len(longest_shared_run(path.read_text(encoding="utf-8"), line)) < 14


GOOD = {
    "id": "q1",
    "split": "dev",
    "type": "factoid",
    "wording": "close",
    "question": "Who?",
    "answers": ["Ann"],
    "evidence": [{"file": "a.txt", "quote": "Ann did"}],
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "riddle"}, "type"),
        ({"answers": []}, "answers"),
        ({"answers": "Ann"}, "answers"),
        ({"evidence": []}, "evidence"),
        ({"evidence": [{"file": "a.txt"}]}, "quote"),
        ({"question": " "}, "question"),
        ({"history": [["only one"]]}, "history"),
    ],
)
def test_a_malformed_line_is_named_with_its_field(
    tmp_path: Path, change: dict[str, object], field: str
) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(f"{json.dumps(GOOD)}\n{json.dumps(GOOD | change)}\n")
    with pytest.raises(BadInput, match=f"set.jsonl, line 2: {field}"):
        read(file)


def test_a_line_that_is_not_json_is_named(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text("{")
    with pytest.raises(BadInput, match="line 1: not JSON"):
        read(file)
