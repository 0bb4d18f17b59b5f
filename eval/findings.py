"""Findings: what a section of the results measured, as rows of figures that go to JSON and back."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from eval.statistics import Interval, bootstrap

# How a figure is written: a share as a percentage, or a number as it is.
Form = Literal["percent", "number"]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure over `count` questions; without `low` and `high` it has no interval."""

    name: str
    value: float
    low: float | None
    high: float | None
    count: int
    form: Form = "percent"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading."""

    head: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a section found: tables, and notes in whole sentences."""

    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()

    def value(self, name: str) -> float | None:
        """The figure called `name`, of the first table that has it; None without it."""
        rows = (row for table in self.tables for row in table.rows)
        return next((row.value for row in rows if row.name == name), None)

    def as_dict(self) -> dict[str, Any]:
        """The findings as JSON has them."""
        return asdict(self)


def from_dict(found: dict[str, Any]) -> Findings:
    """The findings that `as_dict` gave; raises KeyError or TypeError on anything else."""
    return Findings(
        tuple(
            Table(table["head"], tuple(Row(**row) for row in table["rows"]))
            for table in found["tables"]
        ),
        tuple(found["notes"]),
    )


def mean_rows(scores: Sequence[tuple[str, Sequence[float]]]) -> Iterator[Row]:
    """A row of the mean with its 95% interval for each name, but for those without scores."""
    for name, values in scores:
        interval = bootstrap(values)
        if interval is not None:
            yield interval_row(name, interval, len(values))


def interval_row(name: str, interval: Interval, count: int, form: Form = "percent") -> Row:
    """A row of a figure that has an interval."""
    return Row(name, interval.mean, interval.low, interval.high, count, form)
