"""The gate: floors that a run must reach, and a baseline that it must not be worse than.

A gate file is TOML: `baseline` names a run's folder, relative to the file; `[floor]` and
`[ceiling]` give metrics' least and greatest means.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval import runs
from eval.compare import changes
from eval.record import Record
from eval.summary import figures
from index.errors import BadInput

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Gate:
    """What a run is held to; `baseline` is a run's folder or None."""

    baseline: Path | None
    floor: dict[str, float]
    ceiling: dict[str, float]


def load(path: Path) -> Gate:
    """Read a gate file; raises BadInput naming the file and the key that is wrong."""
    try:
        saved = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}") from error
    if unknown := sorted(set(saved) - {"baseline", "floor", "ceiling"}):
        raise BadInput(f"{path}: {unknown[0]}: a gate has baseline, floor and ceiling")
    bounds: dict[str, dict[str, float]] = {}
    for kind in ("floor", "ceiling"):
        bounds[kind] = saved.get(kind, {})
        if not isinstance(bounds[kind], dict) or not all(
            isinstance(value, int | float) for value in bounds[kind].values()
        ):
            raise BadInput(f"{path}: {kind}: must be a table of metrics and numbers")
    baseline = saved.get("baseline")
    if baseline is not None and not (path.parent / str(baseline) / runs.QUESTIONS).is_file():
        raise BadInput(f"{path}: baseline: {baseline} is no run")
    return Gate(path.parent / baseline if baseline else None, bounds["floor"], bounds["ceiling"])


def failures(gate: Gate, records: Sequence[Record]) -> Iterator[str]:
    """A line for each bound that the run misses and each metric significantly worse than before."""
    found = figures(records)
    for kind, bounds in (("floor", gate.floor), ("ceiling", gate.ceiling)):
        for metric, bound in bounds.items():
            if metric not in found:
                raise BadInput(f"{kind}: {metric!r} is no metric of this run")
            mean = found[metric].interval.mean
            if (mean < bound) if kind == "floor" else (mean > bound):
                yield f"{metric} is {mean:.3f}, its {kind} {bound:.3f}"
    if gate.baseline is None:
        return
    for change in changes(runs.records(gate.baseline), records):
        difference = change.difference
        if difference.p < SIGNIFICANT and not change.better:
            yield (
                f"{change.metric} changed by {difference.interval.mean:+.3f} against the baseline "
                f"(p {difference.p:.4f}, {difference.won} up, {difference.lost} down)"
            )
