"""Questions with accepted answers and gold evidence, one JSON object a line."""

import json
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
SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a file that alone support the answer; `file` is the file's name without folders."""

    file: str
    quote: str


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
    """The questions of a JSONL file; raises BadInput naming file, line and field."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} can't be read: {error}") from error
    return [
        _question(f"{path}, line {number}", line)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]


def shipped(split: str | None = None) -> list[Question]:
    """The questions that come with Footnote, of one split or of both."""
    found = [one for path in sorted(SHIPPED.glob("*.jsonl")) for one in read(path)]
    return [one for one in found if split in (None, one.split)]


def _question(where: str, line: str) -> Question:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadInput(f"{where}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise BadInput(f"{where}: not an object")
    kind = _text(where, row, "type", TYPES)
    answers = tuple(_list(where, row, "answers", str))
    if bool(answers) == (kind == "unanswerable"):
        raise BadInput(f"{where}: answers: there must be some unless the type is unanswerable")
    evidence = tuple(
        Evidence(_text(where, one, "file"), _text(where, one, "quote"))
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


def _turns(where: str, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for turn in _list(where, row, "history", list) if "history" in row else []:
        if len(turn) != 2 or not all(isinstance(part, str) for part in turn):
            raise BadInput(f"{where}: history: each turn is [question, answer]")
        yield turn[0], turn[1]
