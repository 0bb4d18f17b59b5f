"""Questions with accepted answers and gold evidence, one JSON object a line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import BadInput

SHIPPED = Path(__file__).parent / "questions"
TYPES = (
    "factoid",
    "number",
    "date",
    "person",
    "place",
    "why_how",
    "multi_document",
    "by_source",
    "by_date",
    "follow_up",
    "unanswerable",
)
# What `rag questions new` makes by rule is kept apart from questions that people wrote.
DRAFT = "draft"
SPLITS = ("dev", "test", DRAFT)
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a file that alone support the answer; `file` is the file's name without folders.

    `start` is the character at which they stand in the file's text; None where they stand once.
    """

    file: str
    quote: str
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question; unanswerable when `answers` is empty. `history` holds earlier turns."""

    id: str
    split: str
    type: str
    question: str
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    wording: str = "close"
    history: tuple[tuple[str, str], ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.answers)


def read(path: Path) -> list[Question]:
    """The questions of a JSONL file, maybe gzipped; raises BadInput naming file, line and field."""
    return [_question(where, row) for where, row in json_rows(path, read_text(path))]


def shipped(split: str | None = None) -> list[Question]:
    """The questions that come with Footnote, of one split or of both."""
    found = [one for path in sorted(SHIPPED.glob("*.jsonl")) for one in read(path)]
    return [one for one in found if split in (None, one.split)]


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, unzipped where it is gzipped; raises BadInput naming the file."""
    try:
        data = path.read_bytes()
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadInput(f"{path} can't be read: {error}") from error


def json_rows(path: Path, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each line of `text`, the text of the file `path`, stands, and the object on it.

    Blank lines are passed over. Raises BadInput naming file and line.
    """
    # Only these end a line of JSONL: a text in it may hold the others that `splitlines` cuts at.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{where}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise BadInput(f"{where}: not an object")
        yield where, row


def _question(where: str, row: dict[str, Any]) -> Question:
    kind = _text(where, row, "type", TYPES)
    answers = tuple(_list(where, row, "answers", str))
    if bool(answers) == (kind == "unanswerable"):
        raise BadInput(f"{where}: answers: there must be some unless the type is unanswerable")
    evidence = tuple(
        Evidence(_text(where, one, "file"), _text(where, one, "quote"), _start(where, one))
        for one in _list(where, row, "evidence", dict)
    )
    if bool(evidence) != bool(answers):
        raise BadInput(f"{where}: evidence: an answer needs evidence, and nothing else does")
    return Question(
        id=_text(where, row, "id"),
        split=_text(where, row, "split", SPLITS),
        type=kind,
        question=_text(where, row, "question"),
        answers=answers,
        evidence=evidence,
        wording=_text(where, row, "wording", ("close", "unlike")),
        history=tuple(_turns(where, row)),
    )


def _text(where: str, row: dict[str, Any], field: str, allowed: tuple[str, ...] = ()) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}: {field}: must be a text")
    if allowed and value not in allowed:
        raise BadInput(f"{where}: {field}: {value!r} is none of {', '.join(allowed)}")
    return value


def _list(where: str, row: dict[str, Any], field: str, kind: type) -> list[Any]:
    value = row.get(field)
    if not isinstance(value, list) or not all(isinstance(one, kind) for one in value):
        raise BadInput(f"{where}: {field}: must be a list of {kind.__name__}")
    return value


def _start(where: str, row: dict[str, Any]) -> int | None:
    value = row.get("start")
    if value is not None and (type(value) is not int or value < 0):
        raise BadInput(f"{where}: start: must be a character's place, counted from 0")
    return value


def _turns(where: str, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for turn in _list(where, row, "history", list) if "history" in row else []:
        if len(turn) != 2 or not all(isinstance(part, str) for part in turn):
            raise BadInput(f"{where}: history: each turn is [question, answer]")
        yield turn[0], turn[1]
