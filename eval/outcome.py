"""Outcomes: what became of a question."""

from eval.record import Record

OUTCOMES = (
    "right",
    "wrong",
    "rightly refused",
    "wrongly refused",
    "answered an unanswerable one",
    "evidence retrieved",
    "evidence not retrieved",
)
CITED_RIGHT = "answered and cited right"
GOLD_READ = "gold characters read"


def outcome(record: Record) -> str:
    """What became of a question: one of OUTCOMES."""
    if not record.read:
        return "evidence retrieved" if record.metrics.get(GOLD_READ) else "evidence not retrieved"
    if not record.answerable:
        return "rightly refused" if record.refused else "answered an unanswerable one"
    if record.refused:
        return "wrongly refused"
    return "right" if record.metrics.get(CITED_RIGHT) else "wrong"
