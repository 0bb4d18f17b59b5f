"""Question sets from outside: our own JSONL, SQuAD as published, and rows with their paragraph.

A set of either of the last two brings its documents with it: each paragraph is a file of its own,
and an answer's place in it is given by the set, never searched for.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.question import Evidence, Question, json_rows, read, read_text
from index.build import build, open_catalogue
from index.decode import clean
from index.errors import BadInput
from index.manifest import Settings
from rag.engine import INDEX, LONGEST_QUESTION

CONTEXTS = "contexts"
Progress = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions under a name that is fit for a folder.

    `contexts` are the texts, by file name, that the set brings with it; without any the questions
    are about files that the user has indexed.
    """

    name: str
    questions: tuple[Question, ...]
    contexts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as its file has it; `answers` are (text, start), places in the raw `context`."""

    where: str
    id: str
    question: str
    context: str
    answers: tuple[tuple[str, int], ...]


def load(path: Path) -> QuestionSet:
    """The questions of a file, plain or gzipped, whose form is told from what is in it.

    The forms are our own JSONL, SQuAD 1.1 or 2.0 JSON, and JSONL rows of id, question, context and
    answers (text and start). Raises BadInput naming file, line or JSON path, and field.
    """
    if path.is_dir():
        raise BadInput(
            f"{path} is a folder, but no BEIR one, which has corpus.jsonl, queries.jsonl and qrels"
        )
    text = read_text(path)
    first, whole = _first(path, text)
    if "data" in first and whole:
        return _assembled(path, _published(f"{path}: ", first))
    if "context" in first:
        return _assembled(path, _rows(path, text))
    if not first.keys() & {"split", "type", "evidence"}:
        raise BadInput(
            f"{path} holds no questions in a form that is known: our own JSONL, one SQuAD JSON, or "
            "JSONL of id, question, context and answers"
        )
    ours = tuple(read(path))
    _unlike((f"{path}: question {place}", one.id) for place, one in enumerate(ours, 1))
    return QuestionSet(set_name(path), ours, {})


def is_beir(path: Path) -> bool:
    """Whether `path` is a folder of BEIR's kind, which `eval.beir` loads."""
    return all((path / name).is_file() for name in ("corpus.jsonl", "queries.jsonl"))


def build_contexts(
    question_set: QuestionSet, folder: Path, settings: Settings, progress: Progress
) -> Path:
    """Index the documents that a set brings with it in `folder`; see `index_texts`."""
    return index_texts(question_set.contexts, folder, settings, progress)


def index_texts(
    texts: Mapping[str, str], folder: Path, settings: Settings, progress: Progress
) -> Path:
    """Write texts, by file name, into `folder` and index them there; the index's own folder.

    Texts must be as `plain` gives them. What was indexed there before isn't indexed again.
    Raises BadInput when a text can't be taken in to the letter, or `folder` has other files.
    """
    source, index = folder / CONTEXTS, folder / INDEX
    source.mkdir(parents=True, exist_ok=True)
    if others := {path.name for path in source.iterdir()} - texts.keys():
        raise BadInput(f"{source} holds {min(others)}, not of these texts; give an empty folder")
    for name, text in texts.items():
        # As bytes, because writing text would change line ends on some systems.
        (source / name).write_bytes(text.encode("utf-8"))
    report = build([source], index, settings, progress)
    for skipped in report.skipped:
        begins = texts.get(Path(skipped.path).name, "")[:50]
        raise BadInput(f"{skipped.path} ({begins!r}…) can't be indexed: {skipped.reason}")
    catalogue = open_catalogue(index)
    try:
        stored = {path: catalogue.text(path) for path in catalogue.paths()}
    finally:
        catalogue.close()
    if stored != {f"{CONTEXTS}/{name}": text for name, text in texts.items()}:
        raise BadInput(f"{index} has other texts than were put in; give an empty folder")
    return index


def plain(text: str) -> str:
    """`text` as the loader gives it back once it has been written to a file."""
    # The loader takes off as many byte order marks as it has steps; here none may be left for it.
    return clean(text).lstrip("\ufeff")


def set_name(path: Path) -> str:
    """The name of a set: its file's, without endings and without what a folder can't be called."""
    name = re.sub(r"(\.(jsonl?|gz))+$", "", path.resolve().name, flags=re.IGNORECASE)
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "set"


def text_at(where: str, row: dict[str, Any], field: str) -> str:
    """A field that holds a text which isn't blank; raises BadInput naming `where` and the field."""
    value = row.get(field)
    if not isinstance(value, str) or not plain(value).strip():
        raise BadInput(f"{where}{field}: must be a text")
    return value


def id_at(where: str, row: dict[str, Any], field: str) -> str:
    """An id, which may be a whole number; raises BadInput naming `where` and the field."""
    value = row.get(field)
    return str(value) if type(value) is int else plain(text_at(where, row, field))


# The forms ------------------------------------------------------------------------------------


def _first(path: Path, text: str) -> tuple[dict[str, Any], bool]:
    """The first JSON object of `text`, and whether it is all there is."""
    start = len(text) - len(text.lstrip())
    if start == len(text):
        raise BadInput(f"{path} holds no questions")
    try:
        found, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}, line {error.lineno}: not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadInput(f"{path}, line {text.count(chr(10), 0, start) + 1}: not an object")
    return found, not text[end:].strip()


def _published(where: str, root: dict[str, Any]) -> Iterator[_Asked]:
    for article_at, article in _objects(where, root, "data"):
        for paragraph_at, paragraph in _objects(article_at, article, "paragraphs"):
            context = text_at(paragraph_at, paragraph, "context")
            for at, row in _objects(paragraph_at, paragraph, "qas"):
                asked = _asked(at, row, context, "answer_start")
                impossible = row.get("is_impossible", not asked.answers)
                if impossible is not (not asked.answers):
                    raise BadInput(f"{at}is_impossible: must be true where there are no answers")
                yield asked


def _rows(path: Path, text: str) -> Iterator[_Asked]:
    for line_at, row in json_rows(path, text):
        at = f"{line_at}: "
        yield _asked(at, row, text_at(at, row, "context"), "start")


def _asked(where: str, row: dict[str, Any], context: str, start_field: str) -> _Asked:
    question = plain(text_at(where, row, "question"))
    length = len(" ".join(question.split()))
    if length > LONGEST_QUESTION:
        raise BadInput(f"{where}question: has {length} characters, over {LONGEST_QUESTION}")
    answers = []
    for at, one in _objects(where, row, "answers"):
        answer, start = text_at(at, one, "text"), one.get(start_field)
        if type(start) is not int or start < 0:
            raise BadInput(f"{at}{start_field}: must be a character's place, counted from 0")
        if not context.startswith(answer, start):
            raise BadInput(f"{at}{start_field}: the context hasn't {answer[:50]!r} at {start}")
        answers.append((answer, start))
    return _Asked(where, id_at(where, row, "id"), question, context, tuple(answers))


def _objects(where: str, row: dict[str, Any], field: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each object of the list `field` is, as the beginning of its fields' names, and it."""
    value = row.get(field)
    if not isinstance(value, list):
        raise BadInput(f"{where}{field}: must be a list")
    for place, one in enumerate(value):
        if not isinstance(one, dict):
            raise BadInput(f"{where}{field}[{place}]: not an object")
        yield f"{where}{field}[{place}].", one


def _assembled(path: Path, found: Iterable[_Asked]) -> QuestionSet:
    asked = list(found)
    if not asked:
        raise BadInput(f"{path} holds no questions")
    _unlike((f"{one.where}id", one.id) for one in asked)
    files: dict[str, str] = {}
    questions = []
    for one in asked:
        text = plain(one.context)
        file = files.setdefault(text, f"squad-{len(files) + 1:04}.txt")
        evidence = tuple(
            # Annotators agree: the same answer at the same place comes up to five times.
            dict.fromkeys(_evidence(file, text, one.context, *answer) for answer in one.answers)
        )
        questions.append(
            Question(
                id=one.id,
                split="test",
                type="factoid" if evidence else "unanswerable",
                question=one.question,
                answers=tuple(dict.fromkeys(piece.quote for piece in evidence)),
                evidence=evidence,
            )
        )
    return QuestionSet(
        set_name(path), tuple(questions), {name: text for text, name in files.items()}
    )


def _evidence(file: str, text: str, raw: str, answer: str, start: int) -> Evidence:
    """The answer at `start` of the `raw` context, at its place in the `text` that is indexed."""
    end = start + len(answer)
    if text != raw:
        # An answer's place moves by what goes from the text before it.
        start, end = len(plain(raw[:start])), len(plain(raw[:end]))
    return Evidence(file, text[start:end], start)


def _unlike(ids: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for where, one in ids:
        if one in seen:
            raise BadInput(f"{where}: {one!r} is also the id at {seen[one]}")
        seen[one] = where
