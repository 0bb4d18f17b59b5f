"""The reader's mechanics, on a tiny model: windows, masks, order, one scale."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from index.chunks import Chunk
from index.document import Document, Range
from index.errors import ModelMissing
from rag import reader as reading
from rag.answer import Passage, Ranks
from rag.reader import LONGEST_ANSWER, Reader, Window, _spans


def passage(text: str, key: int = 1) -> Passage:
    document = Document(f"a#{key}", "a", (Range(0, len(text)),))
    return Passage(Chunk(key, document.id, 0, len(text)), document, text, 1.0, Ranks(1, 1))


@pytest.fixture(scope="module")
def reader(tiny_reader: Path) -> Reader:
    return Reader(str(tiny_reader))


def window(start: list[float], end: list[float], offsets: list[tuple[int, int]]) -> Window:
    sentence = np.zeros(len(offsets), np.int64)
    logits = np.array(start, np.float32), np.array(end, np.float32)
    return Window(0, *logits, np.array(offsets), sentence)


def test_the_end_never_comes_before_the_start() -> None:
    # Alone, the best start is the last word and the best end the first.
    found = _spans(
        window([0, 1, 0, 9], [0, 9, 0, 1], [(-1, -1), (0, 3), (4, 7), (8, 11)]),
        passage("one two six"),
    )
    assert all(span.start < span.end for span in found)
    assert found[0].score == 10


def test_question_and_special_positions_are_never_answers() -> None:
    found = _spans(
        window([99, 99, 1, 0], [99, 99, 0, 1], [(-1, -1), (-1, -1), (0, 3), (4, 7)]),
        passage("one two"),
    )
    assert found[0].text == "one two"
    assert found[0].score == 2
    assert found[0].no_answer_score == 198


def test_spans_are_capped_in_length() -> None:
    words = LONGEST_ANSWER + 10
    offsets = [(-1, -1), *((4 * place, 4 * place + 3) for place in range(words))]
    start = [0.0, 9.0] + [0.0] * (words - 1)
    end = [0.0] * words + [9.0]
    found = _spans(window(start, end, offsets), passage("one " * words))
    assert all(len(span.text.split()) <= LONGEST_ANSWER for span in found)


def test_an_answer_never_runs_on_into_the_next_sentence(reader: Reader) -> None:
    text = "The mayor came. The river rose. A boat was built by the army."
    for span in reader.read("who came and what was built", [passage(text)]):
        assert ". " not in span.text


def test_a_long_passage_is_read_whole_through_overlapping_windows(reader: Reader) -> None:
    text = " ".join(f"word{number}" for number in range(400))
    windows = reader._windows("who", [text])
    assert len(windows) > 2
    seen = sorted(
        {int(place) for one in windows for place in one.offsets[one.offsets[:, 0] >= 0, 0]}
    )
    assert seen[0] == 0
    assert seen[-1] > len(text) - 8


def test_spans_come_best_first_and_do_not_overlap(reader: Reader) -> None:
    passages = [passage("the mayor said the bridge was built in 1900", 1), passage("12 boats", 2)]
    spans = reader.read("when was the bridge built", passages)
    assert [one.margin for one in spans] == sorted((one.margin for one in spans), reverse=True)
    for place, one in enumerate(spans):
        for other in spans[place + 1 :]:
            apart = one.end <= other.start or other.end <= one.start
            assert one.passage is not other.passage or apart


def test_a_passage_scores_the_same_alone_and_in_company(reader: Reader) -> None:
    first, second = passage("the red bridge of the town", 1), passage("a river " * 60, 2)
    alone = {(s.start, s.end): s.margin for s in reader.read("what", [first])}
    together = {
        (s.start, s.end): s.margin
        for s in reader.read("what", [first, second])
        if s.passage is first
    }
    assert alone.keys() == together.keys()
    for key, margin in alone.items():
        assert together[key] == pytest.approx(margin, abs=0.05)


def test_nothing_to_read_gives_no_spans(reader: Reader) -> None:
    assert reader.read("who", []) == []


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=120), st.text(min_size=1, max_size=60))
def test_spans_quote_their_passage(reader: Reader, text: str, question: str) -> None:
    for span in reader.read(question, [passage(text)]):
        assert 0 <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]
        assert span.text.strip() == span.text


def test_an_altered_bundled_reader_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in reading.WEIGHTS.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes()[:-1])
    (tmp_path / "reader.json").write_bytes((reading.WEIGHTS / "reader.json").read_bytes())
    monkeypatch.setattr(reading, "WEIGHTS", tmp_path)
    with pytest.raises(ModelMissing, match="isn't the reader's"):
        Reader().check()


@pytest.mark.models
def test_the_bundled_reader_answers() -> None:
    text = "The town's bridge was opened in 1900 by Mayor Ann Cole, who paid for it herself."
    best = Reader().read("When was the bridge opened?", [passage(text)])[0]
    assert best.text == "1900"
    assert Reader().read("Who opened the bridge?", [passage(text)])[0].text == "Mayor Ann Cole"


@pytest.mark.models
def test_a_reader_as_training_leaves_it_reads_as_the_bundled_one(tmp_path: Path) -> None:
    for name in (reading.OWN_WEIGHTS, "config.json"):
        (tmp_path / name).write_bytes((reading.WEIGHTS / name).read_bytes())
    passages = [passage("The bridge over the Tees was opened by Ann Cole in 1900.")]
    question = "Who opened the bridge?"
    ours, bundled = Reader(str(tmp_path)), Reader()
    assert ours.read(question, passages) == bundled.read(question, passages)
    whole = (tmp_path / reading.OWN_WEIGHTS).read_bytes()
    (tmp_path / reading.OWN_WEIGHTS).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelMissing, match="can't be loaded"):
        Reader(str(tmp_path)).load()
