"""Our own questions on others' passages: found by the passage's name, and at their place."""

import gzip
import json
from pathlib import Path

import pytest

from index.errors import BadInput
from rag.training import written
from rag.training.data import fold

CONTEXT = "The bridge over the Tees was opened by Ann Cole in 1900."
ARTICLE = "First words here.\n\nSecond words.\n" + "long " * written.PASSAGE


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of sets with one passage, and one news article."""
    answer = {"text": "Ann Cole", "start": CONTEXT.index("Ann Cole")}
    row = {"question": "Who?", "context": CONTEXT, "answers": [answer]}
    for place, saved in (("train/a.jsonl.gz", row), (str(written.NEWS), {"text": ARTICLE})):
        path = tmp_path / "data" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as lines:
            lines.write(json.dumps(saved) + "\n")
    return tmp_path / "data"


def folder(tmp_path: Path, *rows: dict[str, object]) -> Path:
    made = tmp_path / "written"
    made.mkdir(exist_ok=True)
    (made / "a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return made


def test_answers_and_near_misses_come_with_their_passages(data: Path, tmp_path: Path) -> None:
    start, on = CONTEXT.index("1900"), written.name(CONTEXT)
    news = written.name("First words here. Second words.")
    own = folder(
        tmp_path,
        {"on": on, "q": "In which year?", "start": start, "end": start + 4},
        {"on": on, "q": "When was it closed?"},
        {"on": news, "q": "What comes first?", "start": 0, "end": 11},
    )
    found = written.load([own], data, set())
    assert [one.answer for one in found.rows] == ["1900", "First words"]
    assert [(one.question, one.context) for one in found.misses] == [
        ("When was it closed?", CONTEXT)
    ]
    assert not found.misses[0].answerable


def test_a_row_without_its_passage_or_answer_is_named(data: Path, tmp_path: Path) -> None:
    on = written.name(CONTEXT)
    own = folder(tmp_path, {"on": on, "q": "Who?"}, {"on": "0" * 12, "q": "Who?"})
    with pytest.raises(BadInput, match="line 2"):
        written.load([own], data, set())
    own = folder(tmp_path, {"on": on, "q": "Who?", "start": 3, "end": 4})
    with pytest.raises(BadInput, match="line 1"):
        written.load([own], data, set())
    own = folder(tmp_path, {"on": on, "q": "Who?", "start": 0})
    with pytest.raises(BadInput, match="line 1: no answer"):
        written.load([own], data, set())
    own = folder(tmp_path, {"on": on, "q": "Who?"})
    with pytest.raises(BadInput, match="line 1"):
        written.load([own], data, {fold(CONTEXT)})
    (own / "a.jsonl").write_text('{"on":\n')
    with pytest.raises(BadInput, match="line 1: not JSON"):
        written.load([own], data, set())


def test_paragraphs_make_passages_up_to_a_length() -> None:
    first, second = written.stretches(ARTICLE)
    assert first == "First words here. Second words."
    assert len(second.split()) == written.PASSAGE
