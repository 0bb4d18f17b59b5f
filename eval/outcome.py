"""Outcomes: what became of a question, and at which step of the funnel it was lost."""

from collections.abc import Callable
from dataclasses import dataclass

from eval.record import Record

OUTCOMES = (
    "right",
    "wrong",
    "rightly refused",
    "wrongly refused",
    "answered an unanswerable one",
)
CITED_RIGHT = "answered and cited right"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel, what those lost at it are called, and which questions get past it."""

    name: str
    lost: str
    holds: Callable[[Record], bool]


STEPS = (
    Step("answerable", "", lambda one: one.answerable),
    Step("evidence in the top ten", "evidence not read", lambda one: _scored(one, "hit@10")),
    Step("best span right", "evidence read, another span best", lambda one: one.best_right),
    Step(
        "answered, and right",
        "best span right, but refused or not what was said",
        lambda one: not one.refused and _scored(one, "answer contained"),
    ),
    Step("cited right", "right, but cited elsewhere", lambda one: _scored(one, CITED_RIGHT)),
)


def outcome(record: Record) -> str:
    """What became of a question: one of OUTCOMES."""
    if not record.answerable:
        return "rightly refused" if record.refused else "answered an unanswerable one"
    if record.refused:
        return "wrongly refused"
    return "right" if _scored(record, CITED_RIGHT) else "wrong"


def lost_at(record: Record) -> int:
    """The place in STEPS of the first step that a question doesn't get past, or their number."""
    return next((at for at, step in enumerate(STEPS) if not step.holds(record)), len(STEPS))


def _scored(record: Record, metric: str) -> bool:
    return bool(record.metrics.get(metric))
