"""`rag eval`: questions put to an index, kept as a run, reported, compared and gated."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from eval import beir, runs, sets
from eval import gate as gates
from eval.compare import change_lines, changes
from eval.comparison import comparison
from eval.cost import cost, cost_lines, timed
from eval.gold import file_name, locate
from eval.page import page
from eval.question import Question, shipped
from eval.record import FULL, READING, Record
from eval.report import report_lines
from eval.runner import run
from eval.stage import STAGES
from eval.sweep import Setting, carry_calibration, settings_of, sweep, sweep_lines, touches_index
from index.build import build
from index.errors import BadInput, IndexMissing
from index.manifest import Settings
from rag.config import SEEDS, Config
from rag.engine import Rag

REPORT, COMPARISON = "report.html", "compare.html"
# With its passages a question takes some 10 KB of the page; past this no browser is glad of it.
PICTURED = 2_000

Progress = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to evaluate: the shipped questions of `split`, or the set at `path`.

    Without a split it is test, but dev for a sweep: settings are chosen by it. `stage` is one of
    `eval.stage.STAGES`; `sweep` are settings as `eval.sweep.settings_of` reads them.
    """

    split: str | None = None
    path: Path | None = None
    gate: Path | None = None
    resume: bool = False
    stage: str = FULL
    sweep: tuple[str, ...] = ()


def evaluate(settings: Config, asked: Asked, progress: Progress) -> tuple[list[str], bool]:
    """Ask questions and keep the run; the lines to print, and whether a gate failed.

    Makes an index of `seeds/` where there is none. A set that brings its own contexts is asked over
    a temporary index of them. With `resume` the newest run of the same questions that was cut off
    is gone on with. Raises BadInput, before a model is loaded, when gold isn't in the index.
    """
    swept = settings_of(asked.sweep, settings) if asked.sweep else []
    _agree(asked, swept)
    bounds = gates.load(asked.gate) if asked.gate else None
    if asked.path is None:
        split = asked.split or ("dev" if swept else "test")
        rag, took = _opened(settings, progress)
        name = _named(f"shipped-{split}", asked)
        return _kept(rag, took, settings, name, shipped(split), swept, bounds, asked, progress)
    with TemporaryDirectory() as scratch:
        if sets.is_beir(asked.path):
            if bounds or asked.resume or swept or asked.stage == READING:
                raise BadInput(
                    "a BEIR folder gives retrieval figures alone: no --gate, --resume, --sweep or "
                    "--stage reading"
                )
            ranked = beir.load(asked.path)
            found = beir.retrieval_records(
                ranked, Path(scratch), settings.build_settings(), progress
            )
            return list(beir.report_lines(ranked.name, list(found))), False
        own = sets.load(asked.path)
        index, took = Path(settings.index), None
        if own.contexts:
            made = settings.build_settings()
            index, took = timed(lambda: sets.build_contexts(own, Path(scratch), made, progress))
            carry_calibration(settings.reader, Path(settings.index), index)
        rag = Rag.by(replace(settings, index=str(index)))
        name = _named(own.name, asked)
        return _kept(rag, took, settings, name, own.questions, swept, bounds, asked, progress)


def _agree(asked: Asked, swept: Sequence[Setting]) -> None:
    if swept and (asked.gate or asked.resume):
        raise BadInput("--sweep makes many runs: it goes with neither --gate nor --resume")
    if asked.stage == READING and any("top_k" in one.given for one in swept):
        raise BadInput(
            "--sweep top_k changes nothing with --stage reading, which reads the gold passage; "
            "leave one of them out"
        )


def _named(name: str, asked: Asked) -> str:
    return name if asked.stage == FULL else f"{name}-{asked.stage}"


def _kept(
    rag: Rag,
    built_in: float | None,
    settings: Config,
    name: str,
    questions: Sequence[Question],
    swept: Sequence[Setting],
    bounds: gates.Gate | None,
    asked: Asked,
    progress: Progress,
) -> tuple[list[str], bool]:
    # A sweep of the index's settings leaves the user's own index aside.
    lines = [] if touches_index(swept) else list(_unlike(rag, settings.build_settings()))
    if swept:
        return [*lines, *_swept(rag, name, questions, swept, asked, progress)], False
    folder = runs.unfinished(name) if asked.resume else None
    folder, records = _run(rag, name, questions, asked.stage, folder, progress, built_in)
    spent = cost(built_in, rag.counts.chunks)
    lines += [*report_lines(name, records), "", *cost_lines(spent), "", f"kept in {folder}"]
    if (folder / REPORT).is_file():
        lines.append(f"to look at: {folder / REPORT}")
    failed = list(gates.failures(bounds, records)) if bounds else []
    held = ["every bound is held"] if bounds and not failed else []
    return [*lines, *(f"GATE: {line}" for line in [*failed, *held])], bool(failed)


def _swept(
    rag: Rag,
    name: str,
    questions: Sequence[Question],
    swept: Sequence[Setting],
    asked: Asked,
    progress: Progress,
) -> Iterator[str]:
    # Gold that isn't there is told before an index is built, which loads a model.
    for question in questions:
        locate(rag, question.evidence)

    def ask(under: Rag, setting: Setting) -> tuple[Path, list[Record]]:
        return _run(under, f"{name}-{setting.name}", questions, asked.stage, None, progress)

    rows = sweep(rag, swept, ask, progress)
    yield f"{name}: {len(rows)} settings, {len(rows[0].records)} questions each"
    if asked.path is None and asked.split == "test":
        yield (
            "These are test questions. Settings that are chosen by them are fitted to them, and "
            "their figures flatter: choose with --split dev, and look at test once."
        )
    yield ""
    yield from sweep_lines(rows, asked.stage)


def _run(
    rag: Rag,
    name: str,
    questions: Sequence[Question],
    stage: str,
    cut_off: Path | None,
    progress: Progress,
    built_in: float | None = None,
) -> tuple[Path, list[Record]]:
    """A run from its first question, or from where it was cut off, to its page.

    `built_in` is how many seconds the index took to build, if it was built for the run.
    """
    done = runs.repair(cut_off) if cut_off else []
    known = {record.id for record in done}
    left = [question for question in questions if question.id not in known]
    asking = run(rag, left, progress, STAGES[stage])
    folder = cut_off or runs.begin(name)
    records = [*done, *runs.keep(folder, asking)]
    runs.finish(folder, name, records, cost(built_in, rag.counts.chunks))
    if len(records) <= PICTURED:
        catalogue = rag.store.catalogue
        texts = {file_name(path): catalogue.text(path) for path in catalogue.paths()}
        report = page(name, records, texts)
        (folder / REPORT).write_text(report, encoding="utf-8", newline="")
    return folder, records


def _unlike(rag: Rag, now: Settings) -> Iterator[str]:
    """A line for an index that was built with other settings than those in force now."""
    made = rag.store.manifest.settings
    apart = [one.name for one in fields(made) if getattr(made, one.name) != getattr(now, one.name)]
    if apart:
        built = ", ".join(f"{name}={getattr(made, name)}" for name in apart)
        wanted = ", ".join(f"{name}={getattr(now, name)}" for name in apart)
        yield (
            f"the index was built with {built}, the settings now say {wanted}: run `rag index`; "
            "these figures are of the index as it was built"
        )
        yield ""


def compare(first: str, second: str) -> Iterator[str]:
    """The lines that say how run `second` differs from run `first`; writes a page of it too."""
    before, after = runs.find(first), runs.find(second)
    yield f"A {before}"
    yield f"B {after}"
    yield ""
    old, new = runs.records(before), runs.records(after)
    yield from change_lines(changes(old, new))
    made = comparison((before.name, after.name), old, new)
    (after / COMPARISON).write_text(made, encoding="utf-8", newline="")
    yield ""
    yield f"to look at: {after / COMPARISON}"


def _opened(settings: Config, progress: Progress) -> tuple[Rag, float | None]:
    """The index, made if there is none, and how many seconds that took."""
    took = None
    try:
        rag = Rag.by(settings)
    except IndexMissing:
        made = settings.build_settings()
        _, took = timed(lambda: build([SEEDS], Path(settings.index), made, progress))
        rag = Rag.by(settings)
    return rag, took
