"""Sections of the results: what each measures, on which files, and with what at hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from eval.findings import Findings
from index.manifest import Settings
from rag.reader import Reader

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Work:
    """What a section is measured with; `data` holds the public sets, `scratch` is empty.

    `limit` is how many questions are asked at most, evenly taken from a set; None asks all.
    """

    data: Path
    scratch: Path
    reader: Reader
    settings: Settings
    limit: int | None
    progress: Callable[[str, int, int], object]

    def some(self, items: Sequence[Item]) -> list[Item]:
        """All of `items`, or as many as the limit allows, evenly spread."""
        return spread(items, self.limit)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the results; `about` says what is measured, `origin` whose questions they are.

    `files` are those of the data folder that it needs. `whole` says whether all of Footnote is
    measured, and not its reader alone.
    """

    name: str
    title: str
    about: str
    origin: str
    files: tuple[str, ...]
    whole: bool
    measure: Callable[[Work], Findings]


def spread(items: Sequence[Item], limit: int | None) -> list[Item]:
    """At most `limit` of `items`, at even distances from the first on, in their order."""
    if limit is None or limit >= len(items):
        return list(items)
    return [items[place * len(items) // limit] for place in range(limit)]
