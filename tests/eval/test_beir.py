"""BEIR's folders: read with care, and retrieval scored by documents."""

import json
import math
from pathlib import Path

import pytest

from eval.beir import Beir, Retrieved, load, metrics, report_lines, retrieval_records
from eval.sets import is_beir
from index.errors import BadInput
from index.manifest import Settings

CORPUS = [
    {"_id": "bridge", "title": "The old bridge", "text": "The bridge was built in 1900."},
    {"_id": "river", "title": "", "text": "The river in the south town was red in May."},
    {"_id": "twin", "text": "The river in the south town was red in May."},
    {"_id": "army", "title": "Army report", "text": ""},
    {"_id": "none", "title": "", "text": " "},
    {
        "_id": 7,
        "title": "Council",
        "text": " ".join(f"The council voted on troops in the year {year}." for year in range(60)),
    },
]
QUERIES = [
    {"_id": "q1", "text": "when was the bridge built"},
    {"_id": "q2", "text": "red river south town"},
    {"_id": "q3", "text": "nobody judged this"},
    {"_id": "7", "text": "The council voted on troops in the year 7."},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tbridge\t2\nq1\tgone\t0\nq2\ttwin\t1\n7\tarmy\t1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "small set"
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", CORPUS), ("queries", QUERIES)):
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    (folder / "qrels" / "train.tsv").write_text("never read", encoding="utf-8")
    return folder


def test_a_folder_is_read_and_its_unjudged_queries_left(folder: Path) -> None:
    assert is_beir(folder)
    found = load(folder)
    assert found.name == "small-set"
    assert found.corpus["bridge"] == "The old bridge\n\nThe bridge was built in 1900."
    assert (found.corpus["army"], found.corpus["none"]) == ("Army report", "")
    assert "7" in found.corpus
    assert found.judged == ["q1", "q2", "7"]
    assert found.relevant("q1") == {"bridge"}


def test_judgements_may_stand_beside_or_in_several_files(folder: Path) -> None:
    qrels = folder / "qrels"
    (qrels / "test.tsv").rename(qrels / "dev.tsv")
    (qrels / "train.tsv").write_text("query-id\tcorpus-id\tscore\r\nq3\triver\t1\r\n")
    assert load(folder).judged == ["q1", "q2", "q3", "7"]
    (qrels / "dev.tsv").rename(folder / "qrels.tsv")
    (qrels / "train.tsv").unlink()
    assert load(folder).judged == ["q1", "q2", "7"]
    (folder / "qrels.tsv").unlink()
    with pytest.raises(BadInput, match=r"qrels\.tsv can't be read"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("corpus.jsonl", "{", "corpus.jsonl, line 7: not JSON"),
        ("corpus.jsonl", "[]", "corpus.jsonl, line 7: not an object"),
        ("corpus.jsonl", '{"text": "a"}', "corpus.jsonl, line 7: _id: must be a text"),
        ("corpus.jsonl", '{"_id": "x"}', "corpus.jsonl, line 7: text: must be a text"),
        ("corpus.jsonl", '{"_id": "x", "title": 3, "text": "a"}', "line 7: title: must be a text"),
        ("corpus.jsonl", '{"_id": "7", "text": "a"}', "line 7: _id: '7' is also the id"),
        ("queries.jsonl", '{"_id": "q9", "text": ""}', "queries.jsonl, line 5: text: must be"),
        ("queries.jsonl", '{"_id": "q1", "text": "a"}', "line 5: _id: 'q1' is also the id"),
        ("qrels/test.tsv", "q1\tbridge", "test.tsv, line 6: has 2 fields"),
        ("qrels/test.tsv", "q1\tbridge\t1.5", "line 6: score: '1.5' is no whole number"),
        ("qrels/test.tsv", "q1\tbridge\t1", "line 6: score: another line"),
        ("qrels/test.tsv", "q9\tbridge\t1", "line 6: query-id: queries.jsonl has no 'q9'"),
        ("qrels/test.tsv", "q1\tgone\t1", "line 6: corpus-id: corpus.jsonl has no 'gone'"),
        ("qrels/test.tsv", "q1\tnone\t1", "line 6: corpus-id: corpus.jsonl has no text of 'none'"),
    ],
)
def test_malformed_input_is_named_with_its_line(
    folder: Path, name: str, line: str, message: str
) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    with pytest.raises(BadInput) as caught:
        load(folder)
    assert str(folder) in str(caught.value)
    assert message in str(caught.value)


def test_a_missing_header_and_empty_files_are_named(folder: Path) -> None:
    qrels = folder / "qrels" / "test.tsv"
    qrels.write_text("q1\tbridge\t1\n")
    with pytest.raises(BadInput, match=r"test\.tsv, line 1: must be the names"):
        load(folder)
    qrels.write_text("query-id\tcorpus-id\tscore\nq1\tbridge\t0\n")
    with pytest.raises(BadInput, match="no query has a relevant document"):
        load(folder)
    (folder / "corpus.jsonl").write_text("\n")
    with pytest.raises(BadInput, match=r"corpus\.jsonl is empty"):
        load(folder)


def test_documents_are_ranked_once_by_their_best_passage(
    folder: Path, tmp_path: Path, settings: Settings
) -> None:
    steps: list[tuple[str, int, int]] = []
    found = load(folder)
    records = list(
        retrieval_records(found, tmp_path / "asked", settings, lambda *step: steps.append(step))
    )
    assert [record.id for record in records] == ["q1", "q2", "7"]
    assert steps[-1] == ("asking", 3, 3)
    for record in records:
        assert len(record.documents) == len(set(record.documents)) <= 10
        assert "none" not in record.documents
    first, second, own = records
    assert first.documents[0] == "bridge"
    assert first.metrics["nDCG@10"] == first.metrics["MRR"] == 1
    # The two with one text are one passage; the first of them comes first.
    assert second.documents[:2] == ("river", "twin")
    assert second.metrics["hit@1"] == 0
    assert second.metrics["MRR"] == pytest.approx(1 / 2)
    assert second.metrics["nDCG@10"] == pytest.approx(1 / math.log2(3))
    # A query that is itself of the corpus doesn't find itself.
    assert "7" not in own.documents
    assert json.loads(first.as_json())["documents"][0] == "bridge"


def test_scores_of_a_ranking() -> None:
    found = metrics([False, True, False, False, False, True], 4)
    assert (found["hit@1"], found["hit@5"]) == (0, 1)
    assert (found["recall@5"], found["recall@10"]) == (1 / 4, 2 / 4)
    assert found["MRR"] == 1 / 2
    ideal = sum(1 / math.log2(rank + 1) for rank in (1, 2, 3, 4))
    assert found["nDCG@10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(7)) / ideal)


def test_the_report_has_a_line_for_each_metric() -> None:
    records = [
        Retrieved("a", "?", ("x",), ("x",), metrics([True], 1)),
        Retrieved("b", "?", ("y",), ("x",), metrics([False], 1)),
    ]
    lines = list(report_lines("small", records))
    assert lines[0].startswith("small: 2 queries")
    assert [line.split()[0] for line in lines[3:]] == list(records[0].metrics)
    assert lines[3].split() == ["hit@1", "0.500", "0.000", "to", "1.000", "2"]
    assert next(report_lines("none", [])).startswith("none: 0 queries")


def test_a_text_that_cannot_be_indexed_is_refused(tmp_path: Path, settings: Settings) -> None:
    binary = Beir("b", {"x": "a\x01\x02" * 9}, {"q": "what"}, {"q": {"x": 1}})
    with pytest.raises(BadInput, match="can't be indexed"):
        next(retrieval_records(binary, tmp_path / "asked", settings, lambda *_: None))
