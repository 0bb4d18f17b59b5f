"""Two runs side by side: each metric's difference, and whether it could be chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.record import Record
from eval.statistics import Difference, compare
from index.errors import BadInput

# Of these the smaller figure is the better one.
LOWER_IS_BETTER = frozenset({"answerable refused"})


@dataclass(frozen=True, slots=True)
class Change:
    """One metric's difference, run B less run A, over the questions that it applies to in both."""

    metric: str
    difference: Difference

    @property
    def better(self) -> bool:
        """Whether the difference, if it is one, is for the better."""
        return (self.difference.interval.mean > 0) != (self.metric in LOWER_IS_BETTER)


def changes(first: Sequence[Record], second: Sequence[Record]) -> list[Change]:
    """Every metric's change; raises BadInput when the runs share no question."""
    before = {record.id: record for record in first}
    both = [(before[record.id], record) for record in second if record.id in before]
    if not both:
        raise BadInput("the two runs have no question in common, so there is nothing to compare")
    names = dict.fromkeys(name for _, record in both for name in record.metrics)
    found = []
    for name in names:
        pairs = [
            (old, new)
            for one, other in both
            if (old := one.metrics.get(name)) is not None
            and (new := other.metrics.get(name)) is not None
        ]
        difference = compare([old for old, _ in pairs], [new for _, new in pairs])
        if difference is not None:
            found.append(Change(name, difference))
    return found


def change_lines(found: Sequence[Change]) -> Iterator[str]:
    """The table that `rag eval --compare` prints."""
    yield f"{'B less A':<26}{'change':>8}   {'95% interval':<18}{'p':>7}{'won':>6}{'lost':>6}"
    for one in found:
        interval = one.difference.interval
        span = f"{interval.low:+.3f} to {interval.high:+.3f}"
        yield (
            f"{one.metric:<26}{interval.mean:>+8.3f}   {span:<18}{one.difference.p:>7.4f}"
            f"{one.difference.won:>6}{one.difference.lost:>6}"
        )
    if found:
        questions = max(one.difference.questions for one in found)
        yield f"over {questions} questions; p by a paired randomisation test"
