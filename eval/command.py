"""`rag eval`: the shipped questions put to an index, kept as a run, compared and gated."""

from collections.abc import Callable, Iterator
from pathlib import Path

from eval import gate as gates
from eval import runs
from eval.compare import change_lines, changes
from eval.questions import shipped
from eval.report import report_lines
from eval.runner import run
from index.build import build
from index.errors import IndexMissing
from index.manifest import Settings
from rag.config import Config
from rag.engine import Rag

SEEDS = Path("seeds")

Progress = Callable[[str, int, int], object]


def evaluate(
    settings: Config, split: str, gate: Path | None, resume: bool, progress: Progress
) -> tuple[list[str], bool]:
    """Ask the questions of a split and keep the run; the lines to print, and whether a gate failed.

    Makes an index of `seeds/` where there is none. With `resume` the newest run of this split that
    was cut off is gone on with.
    """
    bounds = gates.load(gate) if gate else None
    rag = _opened(settings, progress)
    name = f"shipped-{split}"
    folder = runs.unfinished(name) if resume else None
    done = runs.repair(folder) if folder else []
    folder = folder or runs.begin(name)
    asked = {record.id for record in done}
    left = [question for question in shipped(split) if question.id not in asked]
    records = [*done, *runs.keep(folder, run(rag, left, progress))]
    runs.finish(folder, name, records)
    lines = [*report_lines(name, records), "", f"kept in {folder}"]
    failed = list(gates.failures(bounds, records)) if bounds else []
    return [*lines, *(f"GATE: {line}" for line in failed)], bool(failed)


def compare(first: str, second: str) -> Iterator[str]:
    """The lines that say how run `second` differs from run `first`."""
    before, after = runs.find(first), runs.find(second)
    yield f"A {before}"
    yield f"B {after}"
    yield ""
    yield from change_lines(changes(runs.records(before), runs.records(after)))


def _opened(settings: Config, progress: Progress) -> Rag:
    try:
        return Rag.open(settings.index, top_k=settings.top_k)
    except IndexMissing:
        made = Settings(settings.embedder, settings.chunk_tokens, settings.overlap)
        build([SEEDS], Path(settings.index), made, progress)
        return Rag.open(settings.index, top_k=settings.top_k)
