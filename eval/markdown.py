"""The page of results: the sections' findings in Markdown, beside figures published by others."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from eval.alone import AREA, BEST_F1, EXACT_MATCH, F1, SQUAD_1, SQUAD_2
from eval.findings import Findings, Row, Table
from eval.section import Section
from index.errors import BadInput
from rag.reader import WEIGHTS

TRAINING = WEIGHTS / "training.json"
SHORT = 12


@dataclass(frozen=True, slots=True)
class Measured:
    """A section's findings, the sha256 of each file they are of, and how long they took."""

    findings: Findings
    data: Mapping[str, str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Published:
    """Figures of a reader on the whole development sets, in percent but for the area."""

    reader: str
    trained: str
    exact_match: float | None = None
    f1: float | None = None
    refusing_f1: float | None = None
    area: float | None = None


OTHERS = (
    Published("our first reader", "parts of SQuAD 1.1, and others", 66.2, 77.8, area=0.64),
    Published("DrQA (Chen 2017)", "all 88,000 questions of SQuAD 1.1", f1=78.9),
    Published("DistilBERT (Sanh 2019)", "all 88,000 questions of SQuAD 1.1", f1=86.9),
    Published("a MiniLM of 6 layers, 384 wide", "all of SQuAD 2.0", refusing_f1=72.9),
)
OURS = "about 27,000 questions of SQuAD 1.1, 43,000 of our own, and others"


def page(sections: Sequence[tuple[Section, Measured]], made_with: str, limit: int | None) -> str:
    """The whole page; but for the times the same findings give the same bytes."""
    return "\n".join(_lines(sections, made_with, limit)) + "\n"


def models_line(models: Mapping[str, str], precision: str) -> str:
    """What the figures were made with, by names and short checksums."""
    sums = ", ".join(f"{name} `{sha256[:SHORT]}`" for name, sha256 in models.items())
    return f"Footnote {version('footnote')}, {sums}, {precision}"


def _lines(
    sections: Sequence[tuple[Section, Measured]], made_with: str, limit: int | None
) -> Iterator[str]:
    yield f"Made by `make results` (`python -m eval.results`): {made_with}."
    if limit is not None:
        yield f"**A trial with at most {limit} questions of each set: no figures to quote.**"
    yield ""
    yield "# Results on public question sets"
    yield ""
    yield (
        "Shares are in percent, each with its 95% interval (bootstrap over questions; DeLong's for "
        "an area) and the number of questions it is over. Exact match and F1 are SQuAD's."
    )
    for section, measured in sections:
        yield from _section(section, measured)
    yield from _beside({section.name: measured.findings for section, measured in sections})
    yield ""
    yield "## What the reader was trained on"
    yield ""
    yield trained_on(TRAINING)


def _section(section: Section, measured: Measured) -> Iterator[str]:
    yield ""
    yield f"## {section.title}"
    yield ""
    files = ", ".join(f"`{name}` {sha256[:SHORT]}" for name, sha256 in measured.data.items())
    yield f"{section.about} Origin: {section.origin}." + (f" Data: {files}." if files else "")
    yield f"Measured in {measured.seconds:.0f} s."
    for table in measured.findings.tables:
        yield ""
        yield from _table(table)
    for note in measured.findings.notes:
        yield ""
        yield note


def _table(table: Table) -> Iterator[str]:
    yield f"| {table.head} | | 95% interval | questions |"
    yield "| --- | ---: | --- | ---: |"
    for row in table.rows:
        yield f"| {row.name} | {_value(row, row.value)} | {_between(row)} | {row.count:,} |"


def _value(row: Row, value: float) -> str:
    return f"{100 * value:.1f}" if row.form == "percent" else f"{value:.3f}"


def _between(row: Row) -> str:
    if row.low is None or row.high is None:
        return "–"
    return f"{_value(row, row.low)} to {_value(row, row.high)}"


def _beside(found: Mapping[str, Findings]) -> Iterator[str]:
    """The table of ours and others' figures; nothing where SQuAD isn't among the sections."""
    first, second = found.get(SQUAD_1.name), found.get(SQUAD_2.name)
    if first is None or second is None:
        return
    ours = Published(
        "this reader",
        OURS,
        _percent(first.value(EXACT_MATCH)),
        _percent(first.value(F1)),
        _percent(second.value(BEST_F1)),
        second.value(AREA),
    )
    yield ""
    yield "## Beside others' figures"
    yield ""
    yield (
        "The reader given the right paragraph, on whole development sets; the area is that under "
        "the curve of answerable against not."
    )
    yield ""
    yield "| reader | trained on | 1.1: exact match | 1.1: F1 | 2.0: F1, refusing | 2.0: area |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for one in (ours, *OTHERS):
        cells = [
            *(_maybe(value, 1) for value in (one.exact_match, one.f1, one.refusing_f1)),
            _maybe(one.area, 2),
        ]
        yield f"| {one.reader} | {one.trained} | {' | '.join(cells)} |"


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _maybe(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def trained_on(path: Path) -> str:
    """A paragraph from a training's log and those before it; only where to look without one.

    Raises BadInput where the file isn't such a log.
    """
    card = (
        "[TRAINING.md](../rag/weights/TRAINING.md) has its data with their licences, its recipe "
        "and its times, [the model card](../rag/weights/README.md) what was tried"
    )
    if not path.is_file():
        return f"{card}."
    try:
        log: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8"))
        parts = []
        while log is not None:
            sets = ", ".join(f"{one['name']} {one['questions']:,}" for one in log["taken"])
            parts.append(f"{log['groups']:,} questions with altered ones ({sets})")
            log = log["before"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} isn't a training's log: {error!r}") from error
    return f"In parts, the last one first: {'; then '.join(parts)}. {card}."
