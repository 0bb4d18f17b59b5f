"""Two runs side by side: each metric's difference, and whether it could be chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.metrics import abstention
from eval.outcome import outcome
from eval.record import Record, stage_of
from eval.statistics import Difference, compare, compare_rows
from eval.summary import REFUSAL, whole_figures
from index.errors import BadInput

# More of it is neither better nor worse.
NEITHER = frozenset({"share answered"})
# Of these the smaller figure is the better one.
LOWER_IS_BETTER = frozenset({"answerable refused", "calibration error", "area under risk"})
GOOD = frozenset({"right", "rightly refused", "evidence retrieved"})

Pair = tuple[Record, Record]


@dataclass(frozen=True, slots=True)
class Change:
    """One metric in run A and run B, over the questions that it applies to in both."""

    metric: str
    before: float
    after: float
    difference: Difference

    @property
    def better(self) -> bool:
        """Whether the difference, if it is one, is for the better."""
        return self._gain > 0

    @property
    def worse(self) -> bool:
        """Whether the difference, if it is one, is for the worse."""
        return self._gain < 0

    @property
    def _gain(self) -> float:
        if self.metric in NEITHER:
            return 0.0
        mean = self.difference.interval.mean
        return -mean if self.metric in LOWER_IS_BETTER else mean


@dataclass(frozen=True, slots=True)
class Swings:
    """The questions whose outcome is good in B alone, and in A alone; and those whose answer alone
    is another.
    """

    won: tuple[Pair, ...]
    lost: tuple[Pair, ...]
    otherwise: tuple[Pair, ...]


def paired(first: Sequence[Record], second: Sequence[Record]) -> list[Pair]:
    """The questions of both runs, by id; raises BadInput when there are none."""
    before = {record.id: record for record in first}
    both = [(before[record.id], record) for record in second if record.id in before]
    if not both:
        raise BadInput("the two runs have no question in common, so there is nothing to compare")
    return both


def changes(first: Sequence[Record], second: Sequence[Record]) -> list[Change]:
    """Every metric's change; raises BadInput when the runs share no question."""
    both = paired(first, second)
    names = dict.fromkeys(name for _, record in both for name in record.metrics)
    found = (_change(both, name) for name in names)
    return [*(one for one in found if one is not None), *_whole_changes(both)]


def swings(both: Sequence[Pair]) -> Swings:
    """How the outcomes of questions swung; nothing of runs of unlike stages, whose outcomes are."""
    if stage_of([both[0][0]]) != stage_of([both[0][1]]):
        return Swings((), (), ())
    good = [(outcome(old) in GOOD, outcome(new) in GOOD) for old, new in both]
    kinds = list(zip(both, good, strict=True))
    return Swings(
        tuple(pair for pair, one in kinds if one == (False, True)),
        tuple(pair for pair, one in kinds if one == (True, False)),
        tuple(
            pair
            for pair, (old, new) in kinds
            if old == new and (pair[0].answer, pair[0].status) != (pair[1].answer, pair[1].status)
        ),
    )


def change_lines(found: Sequence[Change]) -> Iterator[str]:
    """The table that `rag eval --compare` prints."""
    yield (
        f"{'B less A':<26}{'A':>7}{'B':>7}{'change':>8}   {'95% interval':<18}"
        f"{'p':>7}{'won':>6}{'lost':>6}"
    )
    for one in found:
        interval = one.difference.interval
        span = f"{interval.low:+.3f} to {interval.high:+.3f}"
        won, lost = (
            "–" if count is None else str(count)
            for count in (one.difference.won, one.difference.lost)
        )
        yield (
            f"{one.metric:<26}{one.before:>7.3f}{one.after:>7.3f}{interval.mean:>+8.3f}   "
            f"{span:<18}{one.difference.p:>7.4f}{won:>6}{lost:>6}"
        )
    if found:
        questions = max(one.difference.questions for one in found)
        yield f"over {questions} questions; p by a paired randomisation test"


def _change(both: Sequence[Pair], name: str) -> Change | None:
    scores = [
        (old, new)
        for one, other in both
        if (old := one.metrics.get(name)) is not None
        and (new := other.metrics.get(name)) is not None
    ]
    before, after = [old for old, _ in scores], [new for _, new in scores]
    difference = compare(before, after)
    if difference is None:
        return None
    if name in LOWER_IS_BETTER:
        difference = replace(difference, won=difference.lost, lost=difference.won)
    return Change(name, float(np.mean(before)), float(np.mean(after)), difference)


def _whole_changes(both: Sequence[Pair]) -> Iterator[Change]:
    """Changes of the figures that only all questions together have."""
    first, second = [old for old, _ in both], [new for _, new in both]
    if stage_of(first) != stage_of(second):
        return
    rows = np.arange(len(both))
    for name, figure in whole_figures([*first, *second]).items():
        difference = compare_rows(len(both), figure)
        if difference is None:
            continue
        if name in REFUSAL:
            won, lost = _decisions(first, second)
            difference = replace(difference, won=won, lost=lost)
        before, after = float(figure(rows)), float(figure(rows + len(both)))
        yield Change(name, before, after, difference)


def _decisions(first: Sequence[Record], second: Sequence[Record]) -> tuple[int, int]:
    """How many questions are rightly refused or answered in the second alone, and the first."""
    old, new = (
        abstention.decided_right(
            np.array([record.refused for record in records]),
            np.array([not record.answerable for record in records]),
        )
        for records in (first, second)
    )
    return int((new > old).sum()), int((new < old).sum())
