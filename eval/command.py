"""`rag eval`: questions put to an index, kept as a run, reported, compared and gated."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval import beir, runs, sets
from eval import gate as gates
from eval.compare import change_lines, changes
from eval.page import page
from eval.question import Question, shipped
from eval.report import report_lines
from eval.runner import file_name, run
from index.build import build
from index.errors import BadInput, IndexMissing
from rag.config import SEEDS, Config
from rag.engine import Rag

REPORT = "report.html"
# With its passages a question takes some 10 KB of the page; past this no browser is glad of it.
PICTURED = 2_000

Progress = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to evaluate: the shipped questions of `split`, or the set at `path`."""

    split: str
    path: Path | None
    gate: Path | None
    resume: bool


def evaluate(settings: Config, asked: Asked, progress: Progress) -> tuple[list[str], bool]:
    """Ask questions and keep the run; the lines to print, and whether a gate failed.

    Makes an index of `seeds/` where there is none. A set that brings its own contexts is asked over
    a temporary index of them. With `resume` the newest run of the same questions that was cut off
    is gone on with.
    """
    bounds = gates.load(asked.gate) if asked.gate else None
    if asked.path is None:
        rag = _opened(settings, progress)
        return _kept(rag, f"shipped-{asked.split}", shipped(asked.split), bounds, asked, progress)
    with TemporaryDirectory() as scratch:
        if sets.is_beir(asked.path):
            if bounds or asked.resume:
                raise BadInput(
                    "a BEIR folder gives retrieval figures alone: no --gate, no --resume"
                )
            ranked = beir.load(asked.path)
            found = beir.retrieval_records(
                ranked, Path(scratch), settings.build_settings(), progress
            )
            return list(beir.report_lines(ranked.name, list(found))), False
        own = sets.load(asked.path)
        if own.contexts:
            made = sets.build_contexts(own, Path(scratch), settings.build_settings(), progress)
            rag = Rag.open(made, top_k=settings.top_k)
        else:
            rag = Rag.open(settings.index, top_k=settings.top_k)
        return _kept(rag, own.name, own.questions, bounds, asked, progress)


def _kept(
    rag: Rag,
    name: str,
    questions: Sequence[Question],
    bounds: gates.Gate | None,
    asked: Asked,
    progress: Progress,
) -> tuple[list[str], bool]:
    folder = runs.unfinished(name) if asked.resume else None
    done = runs.repair(folder) if folder else []
    folder = folder or runs.begin(name)
    known = {record.id for record in done}
    left = [question for question in questions if question.id not in known]
    records = [*done, *runs.keep(folder, run(rag, left, progress))]
    runs.finish(folder, name, records)
    lines = [*report_lines(name, records), "", f"kept in {folder}"]
    if len(records) <= PICTURED:
        catalogue = rag.store.catalogue
        texts = {file_name(path): catalogue.text(path) for path in catalogue.paths()}
        report = page(name, records, texts)
        (folder / REPORT).write_text(report, encoding="utf-8", newline="")
        lines.append(f"to look at: {folder / REPORT}")
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
        build([SEEDS], Path(settings.index), settings.build_settings(), progress)
        return Rag.open(settings.index, top_k=settings.top_k)
