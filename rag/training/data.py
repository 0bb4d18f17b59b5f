"""Training questions: rows of a set, and the groups of windows that one question trains on."""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import BadInput


@dataclass(frozen=True, slots=True)
class Row:
    """A question on a context; `start` and `end` bound the answer in it, in characters."""

    question: str
    context: str
    answer: str
    start: int
    accepted: tuple[str, ...]
    title: str

    @property
    def end(self) -> int:
        return self.start + len(self.answer)


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the contexts it is trained on: `context` holds the answer, others don't.

    `title` is the line that a passage may carry above its text. `answerable` is False when no
    context answers the question.
    """

    question: str
    context: str
    start: int
    end: int
    negatives: tuple[str, ...]
    title: str = ""
    answerable: bool = True


def read(path: Path) -> list[Row]:
    """The answerable rows of one `.jsonl.gz` set; raises BadInput naming file and line."""
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            if not row["answers"]:
                continue
            first = row["answers"][0]
            text, start = first["text"], first["start"]
            if row["context"][start : start + len(text)] != text or not text.strip():
                raise BadInput(f"{path}, line {number}: the answer isn't at its place")
            accepted = tuple(one["text"] for one in row["answers"])
            rows.append(
                Row(row["question"], row["context"], text, start, accepted, row.get("title", ""))
            )
    return rows


def sample(rows: list[Row], share: float, chance: random.Random) -> list[Row]:
    """A random `share` of `rows`; each row as often as `share` says, if it is over 1."""
    times, rest = divmod(share, 1)
    return rows * int(times) + chance.sample(rows, round(rest * len(rows)))


def headed(group: Group) -> Group:
    """The group with its title above each of its contexts, as a chunk's header may stand."""
    line = group.title.replace("_", " ") + "\n"
    shift = len(line) if group.answerable else 0
    return replace(
        group,
        context=line + group.context,
        start=group.start + shift,
        end=group.end + shift,
        negatives=tuple(line + one for one in group.negatives),
    )


def deduplicated(
    sets: dict[str, list[Row]], forbidden: set[str]
) -> Iterator[tuple[str, list[Row]]]:
    """Each set without what an earlier one holds and without rows on `forbidden` contexts."""
    seen: set[tuple[str, str]] = set()
    for name, rows in sets.items():
        kept = []
        for row in rows:
            key = (" ".join(row.question.lower().split()), row.context[:100])
            if key not in seen and fold(row.context) not in forbidden:
                seen.add(key)
                kept.append(row)
        yield name, kept


def fold(text: str) -> str:
    """A text's letters and digits alone, by which equal paragraphs are recognised."""
    return "".join(char for char in text.lower() if char.isalnum())
