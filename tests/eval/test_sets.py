"""Question sets from outside: told apart, refused with their place, and gold kept to the letter."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eval.gold import locate
from eval.question import Evidence, Question
from eval.record import Spot
from eval.runner import run
from eval.sets import QuestionSet, build_contexts, is_beir, load, plain, set_name
from index.errors import BadInput
from index.load import load as load_file
from index.manifest import Settings
from index.store import open_store
from rag.engine import Rag
from rag.reader import Reader
from tests.conftest import SHARED

BRIDGE = (
    "The bridge in the north town was built in 1900 by the army, the council said. "
    "People of the old town paid 400 pounds for the new bridge, and 400 came to see it."
)
RIVER = (
    "\ufeff  \r\nThe river was red in May 2010, the paper said.\r\n"
    "Minister Lee Ray\u00a0saw it by the bridge, and the council voted on it in June."
)


def ask(key: str, question: str, context: str, *answers: str, nth: int = 0) -> dict[str, Any]:
    found = []
    for answer in answers:
        start = context.index(answer)
        for _ in range(nth):
            start = context.index(answer, start + 1)
        found.append({"text": answer, "answer_start": start})
    return {"id": key, "question": question, "answers": found}


def squad() -> dict[str, Any]:
    bridge = [
        ask("q1", "When was the bridge built?", BRIDGE, "1900", "in 1900", "1900"),
        ask("q2", "How many people came to see the bridge?", BRIDGE, "400", nth=1),
        ask("q3", "Which mayor opened the bridge?", BRIDGE) | {"is_impossible": True},
    ]
    river = [ask("q4", "Who saw the river?", RIVER, "Minister Lee Ray")]
    return {
        "version": "v2.0",
        "data": [
            {"title": "Bridge", "paragraphs": [{"context": BRIDGE, "qas": bridge}]},
            {"title": "River", "paragraphs": [{"context": RIVER, "qas": river}]},
        ],
    }


def rows() -> list[dict[str, Any]]:
    return [
        {
            "id": one["id"],
            "question": one["question"],
            "context": paragraph["context"],
            "answers": [
                {"text": answer["text"], "start": answer["answer_start"]}
                for answer in one["answers"]
            ],
            "title": article["title"],
        }
        for article in squad()["data"]
        for paragraph in article["paragraphs"]
        for one in paragraph["qas"]
    ]


def jsonl(lines: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


OURS = {
    "id": "o1",
    "split": "dev",
    "type": "date",
    "wording": "close",
    "question": "When was it\u2028built?",
    "answers": ["1900"],
    "evidence": [{"file": "bridge.txt", "quote": "1900", "start": 3}],
}


def written(path: Path, text: str) -> Path:
    data = text.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("name", ["dev-v2.0.json", "dev-v2.0.json.gz"])
@pytest.mark.parametrize("indent", [None, 2])
def test_squad_becomes_questions_and_a_file_for_each_paragraph(
    tmp_path: Path, name: str, indent: int | None
) -> None:
    found = load(written(tmp_path / name, json.dumps(squad(), indent=indent)))
    assert found.name == "dev-v2.0"
    assert list(found.contexts) == ["squad-0001.txt", "squad-0002.txt"]
    assert found.contexts["squad-0001.txt"] == BRIDGE
    assert [(one.id, one.type, one.split) for one in found.questions] == [
        ("q1", "factoid", "test"),
        ("q2", "factoid", "test"),
        ("q3", "unanswerable", "test"),
        ("q4", "factoid", "test"),
    ]
    first, second, third, _ = found.questions
    assert first.answers == ("1900", "in 1900")
    assert len(first.evidence) == 2
    assert second.evidence == (Evidence("squad-0001.txt", "400", BRIDGE.rindex("400")),)
    assert (third.answers, third.evidence) == ((), ())
    assert_to_the_letter(found)


def test_rows_and_squad_give_the_same_questions(tmp_path: Path) -> None:
    first = load(written(tmp_path / "a.json", json.dumps(squad())))
    second = load(written(tmp_path / "a.jsonl.gz", jsonl(rows())))
    assert first == second


def test_our_own_questions_are_about_files_of_the_user(tmp_path: Path) -> None:
    found = load(written(tmp_path / "mine.jsonl.gz", f"\ufeff{jsonl([OURS])}"))
    assert (found.name, found.contexts) == ("mine", {})
    assert found.questions[0].question == "When was it\u2028built?"
    assert found.questions[0].evidence == (Evidence("bridge.txt", "1900", 3),)


def assert_to_the_letter(found: QuestionSet) -> None:
    for question in found.questions:
        for one in question.evidence:
            assert one.start is not None
            text = found.contexts[one.file]
            assert text[one.start : one.start + len(one.quote)] == one.quote
            assert one.quote in question.answers


# Malformed input ------------------------------------------------------------------------------

QA = "data[0].paragraphs[0].qas[1]"


@pytest.mark.parametrize(
    ("at", "value", "message"),
    [
        (["data"], {}, "data: must be a list"),
        (["data"], [], "holds no questions"),
        (["data", 1], "x", "data[1]: not an object"),
        (["data", 1, "paragraphs"], None, "data[1].paragraphs: must be a list"),
        (["data", 1, "paragraphs", 0], 3, "data[1].paragraphs[0]: not an object"),
        (["data", 1, "paragraphs", 0, "context"], " ", "data[1].paragraphs[0].context: must be"),
        (["data", 1, "paragraphs", 0, "context"], "\0", "data[1].paragraphs[0].context: must be"),
        (["data", 0, "paragraphs", 0, "qas"], "x", "data[0].paragraphs[0].qas: must be a list"),
        ([QA, "id"], None, f"{QA}.id: must be a text"),
        ([QA, "id"], True, f"{QA}.id: must be a text"),
        ([QA, "id"], "q4", "data[1].paragraphs[0].qas[0].id: 'q4' is also the id at"),
        ([QA, "question"], "", f"{QA}.question: must be a text"),
        ([QA, "question"], "why " * 600, f"{QA}.question: has 2399 characters"),
        ([QA, "answers"], None, f"{QA}.answers: must be a list"),
        ([QA, "answers", 0], "400", f"{QA}.answers[0]: not an object"),
        ([QA, "answers", 0, "text"], 400, f"{QA}.answers[0].text: must be a text"),
        ([QA, "answers", 0, "answer_start"], None, f"{QA}.answers[0].answer_start: must be"),
        ([QA, "answers", 0, "answer_start"], True, f"{QA}.answers[0].answer_start: must be"),
        ([QA, "answers", 0, "answer_start"], -3, f"{QA}.answers[0].answer_start: must be"),
        ([QA, "answers", 0, "answer_start"], 4, f"{QA}.answers[0].answer_start: the context"),
        ([QA, "answers", 0, "answer_start"], 10**6, f"{QA}.answers[0].answer_start: the context"),
        ([QA, "is_impossible"], True, f"{QA}.is_impossible: must be"),
        ([QA, "is_impossible"], "no", f"{QA}.is_impossible: must be"),
        (["data", 0, "paragraphs", 0, "qas", 2, "is_impossible"], False, "qas[2].is_impossible"),
    ],
)
def test_malformed_squad_is_named_with_its_json_path(
    tmp_path: Path, at: list[Any], value: object, message: str
) -> None:
    whole = squad()
    if at[0] == QA:
        at = ["data", 0, "paragraphs", 0, "qas", 1, *at[1:]]
    part: Any = whole
    for key in at[:-1]:
        part = part[key]
    part[at[-1]] = value
    with pytest.raises(BadInput) as caught:
        load(written(tmp_path / "bad.json", json.dumps(whole)))
    assert "bad.json" in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, "line 2: id: must be a text"),
        ({"id": "q1"}, "line 2: id: 'q1' is also the id at"),
        ({"question": None}, "line 2: question: must be a text"),
        ({"context": 3}, "line 2: context: must be a text"),
        ({"answers": "400"}, "line 2: answers: must be a list"),
        ({"answers": [{"text": "400"}]}, "line 2: answers[0].start: must be"),
        ({"answers": [{"text": "400", "start": 0}]}, "line 2: answers[0].start: the context"),
        ({"answers": [{"start": 0}]}, "line 2: answers[0].text: must be"),
    ],
)
def test_a_malformed_row_is_named_with_its_field(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    lines = rows()
    lines[1] |= change
    with pytest.raises(BadInput) as caught:
        load(written(tmp_path / "bad.jsonl", jsonl(lines)))
    assert f"bad.jsonl, {message}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no questions"),
        (" \n\n", "holds no questions"),
        ("\n{", "line 2: not JSON"),
        ("[1]", "line 1: not an object"),
        ("[" * 100_000, "not JSON"),
        ('{"a": 1}', "in a form that is known"),
        ('{"data": []} {}', "one SQuAD JSON"),
        (f"{jsonl(rows()[:1])}{{", "line 2: not JSON"),
        (f"{jsonl(rows()[:1])}\n[]", "line 3: not an object"),
        (jsonl([OURS, OURS]), "question 2: 'o1' is also the id at"),
        (jsonl([OURS | {"evidence": [{"file": "a", "quote": "b", "start": -1}]}]), "line 1: start"),
        (jsonl([OURS | {"split": "x"}]), "line 1: split"),
    ],
)
def test_a_file_of_no_known_form_says_what_is_wrong(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(BadInput) as caught:
        load(written(tmp_path / "bad.json", text))
    assert "bad.json" in str(caught.value)
    assert message in str(caught.value)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"data": "\xe9"}')
    whole = gzip.compress(b"{}" * 1000)
    (tmp_path / "short.json.gz").write_bytes(whole[:-12])
    (tmp_path / "spoilt.json.gz").write_bytes(whole[:12] + b"\xff\xff\xff" + whole[15:])
    for name in ("latin.json", "short.json.gz", "spoilt.json.gz", "absent.json"):
        with pytest.raises(BadInput, match=name):
            load(tmp_path / name)
    assert not is_beir(tmp_path)
    with pytest.raises(BadInput, match="is a folder"):
        load(tmp_path)


def test_a_name_is_fit_for_a_folder() -> None:
    assert set_name(Path("x/dev v1.1.JSON.gz")) == "dev-v1.1"
    assert set_name(Path("..json")) == "set"


# Places ---------------------------------------------------------------------------------------

# Half of a surrogate pair, but not both: JSON itself makes one character of these.
TEXTS = st.text(
    st.sampled_from("ab \t\r\n\u00a0\0\ufeff\u2028\x85é€😀\ud83d"), min_size=1, max_size=40
)


@settings(max_examples=300)
@example(before="\ufeff\0\ufeff\ufeff\ufeff\r\n", answer="x\r\ny\0", after="")
@given(before=TEXTS, answer=TEXTS.map(lambda text: f"x{text}y"), after=TEXTS)
def test_evidence_is_at_its_place_whatever_surrounds_it(
    tmp_path_factory: pytest.TempPathFactory, before: str, answer: str, after: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    row = {
        "id": 1,
        "question": "what?",
        "context": f"{before}{answer}{after}",
        "answers": [{"text": answer, "start": len(before)}],
    }
    path = folder / "random.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    found = load(path)
    assert_to_the_letter(found)
    (evidence,) = found.questions[0].evidence
    assert evidence.quote == plain(f".{answer}")[1:]
    # What the loader makes of the file is what the offsets were worked out for.
    (text,) = found.contexts.values()
    (folder / "random.txt").write_bytes(text.encode())
    assert load_file(folder / "random.txt", "random.txt").text == text


@pytest.fixture
def found(tmp_path: Path) -> QuestionSet:
    return load(written(tmp_path / "set.json", json.dumps(squad())))


def test_a_set_is_asked_from_end_to_end(
    found: QuestionSet, tmp_path: Path, settings: Settings, tiny_reader: Path
) -> None:
    index = build_contexts(found, tmp_path / "asked", settings, lambda *_: None)
    assert index == tmp_path / "asked" / ".rag"
    rag = Rag(open_store(index), Reader(str(tiny_reader)))
    records = list(run(rag, found.questions, lambda *_: None))
    assert [record.id for record in records] == ["q1", "q2", "q3", "q4"]
    for record in records:
        assert ("hit@10" in record.metrics) == record.answerable
    assert all(record.metrics["hit@10"] == 1 for record in records if record.answerable)
    second = BRIDGE.rindex("400")
    assert records[1].gold == (Spot("squad-0001.txt", second, second + 3),)
    (gold,) = records[3].gold
    text = rag.store.catalogue.text("contexts/squad-0002.txt")
    assert text == RIVER.removeprefix("\ufeff").replace("\r\n", "\n")
    assert text[gold.start : gold.end] == "Minister Lee Ray"


def test_the_same_texts_are_not_indexed_twice_and_others_are_refused(
    found: QuestionSet, tmp_path: Path, settings: Settings
) -> None:
    stages: list[str] = []
    build_contexts(found, tmp_path / "asked", settings, lambda *_: None)
    build_contexts(found, tmp_path / "asked", settings, lambda stage, *_: stages.append(stage))
    assert stages == []
    other = QuestionSet("other", (), {"other.txt": "The river was red."})
    with pytest.raises(BadInput, match="empty folder"):
        build_contexts(other, tmp_path / "asked", settings, lambda *_: None)
    build_contexts(found, tmp_path / "asked", settings, lambda stage, *_: stages.append(stage))
    assert stages == []


def test_a_text_that_cannot_be_indexed_to_the_letter_is_refused(
    tmp_path: Path, settings: Settings
) -> None:
    binary = QuestionSet(
        "b", (), {"squad-0001.txt": "The river was red.", "b.txt": "a\x01\x02" * 9}
    )
    with pytest.raises(BadInput, match=r"b\.txt .* can't be indexed: binary"):
        build_contexts(binary, tmp_path / "asked", settings, lambda *_: None)


def test_gold_with_a_place_is_looked_for_there_alone(index_folder: Path, tiny_reader: Path) -> None:
    rag = Rag(open_store(index_folder), Reader(str(tiny_reader)))
    text = rag.store.catalogue.text("articles/bridge.txt")
    for start in (text.index("bridge"), text.rindex("bridge")):
        ((_, place),) = locate(rag, [Evidence("bridge.txt", "bridge", start)])
        assert place.start == start
    for start in (0, len(text) + 1):
        with pytest.raises(BadInput, match=f"at character {start}"):
            locate(rag, [Evidence("bridge.txt", "bridge", start)])
    with pytest.raises(BadInput, match="more than once"):
        locate(rag, [Evidence("bridge.txt", "bridge")])
    bad = Question("q", "dev", "factoid", "Who?", ("x",), (Evidence("bridge.txt", "x", 0),))
    with pytest.raises(BadInput, match="gold quote"):
        list(run(rag, [bad], lambda *_: None))


@pytest.mark.parametrize(
    ("name", "questions", "unanswerable", "contexts"),
    [
        ("squad_v2_dev", 11_873, 5_945, 1_204),
        ("squad_v1_dev", 10_570, 0, 2_067),
        ("qed_nq_dev", 1_349, 0, 1_337),
        ("clapnq_dev_sentences", 599, 300, 595),
    ],
)
def test_the_shared_sets_load_whole(
    name: str, questions: int, unanswerable: int, contexts: int
) -> None:
    path = SHARED / "data" / "dev" / f"{name}.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"{path.name} isn't at {path.parent}")
    found = load(path)
    assert found.name == name
    assert len(found.questions) == questions
    assert sum(not one.answerable for one in found.questions) == unanswerable
    assert len(found.contexts) == contexts
    assert_to_the_letter(found)
