"""A record: one question, the answer it got, and every score of it, ready to be kept as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.errors import BadInput

# What of Footnote was evaluated.
RETRIEVAL, READING, FULL = "retrieval", "reading", "full"
# The status of a question for which passages were only retrieved.
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters `start` to `end` of the file named `file` (without its folders)."""

    file: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Read:
    """A passage that was read: where it stands, and its ranks by words and by meaning."""

    spot: Spot
    score: float
    lexical: int | None
    dense: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """What `questions.jsonl` keeps of a question.

    `best` is the answer that would have been given without a threshold, `best_right` whether it is
    right and stands where gold evidence does. `metrics` hold None where they don't apply;
    `seconds` are by part of the work. Of the stage `retrieval` nothing was read: the status is
    `unread`, and there is no answer.
    """

    id: str
    split: str
    type: str
    wording: str
    question: str
    history: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]
    gold: tuple[Spot, ...]
    status: str
    answer: str
    best: str
    best_right: bool
    confidence: float
    citations: tuple[Spot, ...]
    passages: tuple[Read, ...]
    metrics: dict[str, float | None]
    seconds: dict[str, float]
    stage: str = FULL

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    @property
    def refused(self) -> bool:
        return self.status == "abstained"

    @property
    def read(self) -> bool:
        """Whether passages were read, so that there is an answer or a refusal."""
        return self.status != UNREAD

    def as_json(self) -> str:
        """The record on one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def stage_of(records: Sequence[Record]) -> str:
    """The stage that the records of a run are of."""
    return records[0].stage if records else FULL


def from_json(where: str, line: str) -> Record:
    """The record on a line that `as_json` wrote; raises BadInput naming `where` otherwise."""
    try:
        row: dict[str, Any] = json.loads(line)
        return Record(
            **row
            | {
                "history": tuple((asked, answered) for asked, answered in row["history"]),
                "answers": tuple(row["answers"]),
                "gold": tuple(Spot(**one) for one in row["gold"]),
                "citations": tuple(Spot(**one) for one in row["citations"]),
                "passages": tuple(
                    Read(**one | {"spot": Spot(**one["spot"])}) for one in row["passages"]
                ),
            }
        )
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput(
            f"{where}: not a record of a run ({type(error).__name__}: {error})"
        ) from error
