"""The gate: floors that a run must reach, and a baseline that it must not be worse than.

A gate file is TOML: `baseline` names a run's folder, relative to the file; `[floor]` and
`[ceiling]` give metrics' least and greatest figures. `python -m eval.gate RUN` makes a run the
baseline of `eval/gate.toml`.
"""

import argparse
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scipy import stats

from eval import runs
from eval.compare import changes
from eval.record import Record
from eval.summary import Figure, confidence_figures, figures, refusal_figures
from index.errors import BadInput

SIGNIFICANT = 0.05
# The last digits of confidence differ from one processor to another, all one way: not by chance,
# and yet nothing.
LEAST = 0.005
HERE = Path(__file__).parent
GATE, BASELINE = HERE / "gate.toml", HERE / "baseline"
DESCRIPTION = "Make a run the baseline of eval/gate.toml, and show its bounds beside the run."


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
    found = _figures(records)
    for kind, bounds in (("floor", gate.floor), ("ceiling", gate.ceiling)):
        for metric, bound in bounds.items():
            if metric not in found:
                raise BadInput(f"{kind}: {metric!r} is no metric of this run")
            mean = found[metric].interval.mean
            if (mean < bound) if kind == "floor" else (mean > bound):
                yield f"{metric} is {mean:.3f}, its {kind} {bound:.3f}"
    if gate.baseline is None:
        return
    compared = changes(runs.records(gate.baseline), records)
    # With so many metrics some would be worse by chance (Benjamini and Hochberg 1995).
    adjusted = stats.false_discovery_control([one.difference.p for one in compared])
    for change, p in zip(compared, adjusted, strict=True):
        difference = change.difference
        if p < SIGNIFICANT and change.worse and abs(difference.interval.mean) >= LEAST:
            counts = ("–" if one is None else one for one in (difference.won, difference.lost))
            won, lost = counts
            yield (
                f"{change.metric} changed by {difference.interval.mean:+.3f} against the baseline "
                f"(p {p:.4f}, {won} won, {lost} lost)"
            )


def keep(run: Path, baseline: Path) -> None:
    """Make a run the baseline in the folder `baseline`.

    What was read and how long it took are left out: a gate asks for neither, and without them the
    same answers give the same bytes.
    """
    baseline.mkdir(parents=True, exist_ok=True)
    lines = (replace(one, passages=(), seconds={}).as_json() for one in runs.records(run))
    text = "".join(f"{line}\n" for line in lines)
    (baseline / runs.QUESTIONS).write_text(text, encoding="utf-8", newline="")


def bound_lines(gate: Gate, records: Sequence[Record]) -> Iterator[str]:
    """Each bound of a gate beside the run's own figure."""
    found = _figures(records)
    yield f"{'':<26}{'bound':>9}{'now':>9}"
    for sign, bounds in (("≥", gate.floor), ("≤", gate.ceiling)):
        for metric, bound in bounds.items():
            now = f"{found[metric].interval.mean:.3f}" if metric in found else "–"
            yield f"{metric:<26}{f'{sign} {bound:.3f}':>9}{now:>9}"


def _figures(records: Sequence[Record]) -> dict[str, Figure]:
    return figures(records) | refusal_figures(records) | confidence_figures(records)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.gate", description=DESCRIPTION)
    parser.add_argument("run", help="a run's folder, its name in runs/, or `last`")
    try:
        run = runs.find(parser.parse_args().run)
        keep(run, BASELINE)
        for line in bound_lines(load(GATE), runs.records(run)):
            print(line)
    except BadInput as error:
        parser.error(str(error))
    print(f"{run} is the baseline in {BASELINE}")


if __name__ == "__main__":
    main()
