"""The funnel: the steps from evidence in the corpus to an answer cited right, and who is lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eval.metrics import answers
from eval.outcome import CITED_RIGHT, GOLD_READ
from eval.record import Record

Score = Callable[[Record], float | None]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel, and what those lost at it are called.

    `score` is 0 for a question that doesn't get past it, and None where that isn't known: of a
    stage by itself, or in a run kept before it was measured.
    """

    name: str
    lost: str
    score: Score


@dataclass(frozen=True, slots=True)
class Row:
    """A step of a run: its place in STEPS, how many get past it, and the questions lost at it."""

    at: int
    name: str
    count: int
    lost: tuple[Record, ...]

    @property
    def why(self) -> str:
        return STEPS[self.at].lost


def _metric(name: str) -> Score:
    return lambda record: record.metrics.get(name)


def _read(score: Callable[[Record], float]) -> Score:
    return lambda record: score(record) if record.read else None


STEPS = (
    Step("answerable", "", lambda one: float(one.answerable)),
    Step(
        "evidence in the corpus",
        "evidence left out of what is indexed",
        _metric("evidence in the corpus"),
    ),
    Step(
        "evidence in one chunk whole",
        "evidence cut between chunks",
        _metric("evidence in one chunk"),
    ),
    Step("evidence retrieved in top {k}", "evidence not retrieved", _metric(GOLD_READ)),
    Step(
        "read right (made to answer)",
        "evidence read, another span best",
        _read(lambda one: answers.contains(one.best, one.answers)),
    ),
    Step("answered", "read right, but refused", _read(lambda one: float(not one.refused))),
    Step("cited right", "right, but cited elsewhere", _metric(CITED_RIGHT)),
)


def lost_at(record: Record) -> int:
    """The place in STEPS of the first step that a question doesn't get past, or their number.

    What is answered and cited right in the end was lost nowhere, even if from a part of evidence
    that no chunk holds whole.
    """
    if record.metrics.get(CITED_RIGHT):
        return len(STEPS)
    scores = ((at, step.score(record)) for at, step in enumerate(STEPS))
    return next((at for at, score in scores if score is not None and not score), len(STEPS))


def funnel(records: Sequence[Record]) -> list[Row]:
    """The steps that the answerable questions of a run were taken through; none without any."""
    answerable = [record for record in records if record.answerable]
    places = [lost_at(record) for record in answerable]
    depth = max((len(record.passages) for record in answerable), default=0)
    return [
        Row(
            at,
            step.name.format(k=depth),
            sum(place > at for place in places),
            tuple(one for one, place in zip(answerable, places, strict=True) if place == at),
        )
        for at, step in enumerate(STEPS)
        if any(step.score(record) is not None for record in answerable)
    ]


def funnel_lines(rows: Sequence[Row]) -> Iterator[str]:
    """The funnel as a table for the terminal."""
    if not rows:
        return
    yield f"{'funnel':<34}{'left':>6}{'share':>8}{'lost':>7}"
    for row in rows:
        left = f"{row.name:<34}{row.count:>6}{row.count / max(rows[0].count, 1):>8.0%}"
        yield f"{left}{len(row.lost):>7}  {row.why}" if row.lost else left
