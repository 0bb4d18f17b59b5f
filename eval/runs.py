"""Runs on disk: `runs/<time>-<name>/` with `summary.json` and `questions.jsonl`."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from eval.cost import Cost
from eval.record import Record, from_json
from eval.summary import summarise
from index.errors import BadInput

RUNS = Path("runs")
QUESTIONS = "questions.jsonl"
SUMMARY = "summary.json"
LAST = "last"


def begin(name: str, runs: Path = RUNS) -> Path:
    """A new folder for a run."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    folder = runs / f"{stamp}-{name}"
    for again in range(1, 100):
        if not folder.exists():
            break
        folder = runs / f"{stamp}-{again}-{name}"
    folder.mkdir(parents=True)
    return folder


def keep(folder: Path, records: Iterable[Record]) -> Iterator[Record]:
    """Pass records on, each after it is on disk, so that a cut-off run loses none."""
    with (folder / QUESTIONS).open("a", encoding="utf-8") as file:
        for record in records:
            file.write(f"{record.as_json()}\n")
            file.flush()
            yield record


def finish(folder: Path, name: str, records: Sequence[Record], cost: Cost | None = None) -> None:
    """Write the summary; a run without one was cut off."""
    text = json.dumps(summarise(name, records, cost), ensure_ascii=False, indent=2)
    (folder / SUMMARY).write_text(f"{text}\n", encoding="utf-8")


def records(folder: Path) -> list[Record]:
    """The records of a run, without a line that was cut off while it was written."""
    path = folder / QUESTIONS
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} can't be read; is {folder} a run of `rag eval`?") from error
    lines = text.split("\n")[:-1]
    return [from_json(f"{path}, line {number}", line) for number, line in enumerate(lines, 1)]


def find(name: str, runs: Path = RUNS) -> Path:
    """The folder of a run: a path, a name in `runs`, or `last`, the newest finished one."""
    if name == LAST:
        finished = sorted(path.parent for path in runs.glob(f"*/{SUMMARY}"))
        if not finished:
            raise BadInput(f"there is no finished run in {runs}; run `rag eval` first")
        return finished[-1]
    for folder in (Path(name), runs / name):
        if (folder / QUESTIONS).is_file():
            return folder
    raise BadInput(f"no run {name!r}: neither a folder with a {QUESTIONS} nor one in {runs}")


def unfinished(name: str, runs: Path = RUNS) -> Path | None:
    """The newest run of this name that was cut off, to be gone on with; None without one."""
    cut = [
        path.parent
        for path in sorted(runs.glob(f"*-{name}/{QUESTIONS}"))
        if not (path.parent / SUMMARY).is_file()
    ]
    return cut[-1] if cut else None


def repair(folder: Path) -> list[Record]:
    """The whole records of a cut-off run, with half a last line taken off the file."""
    kept = records(folder)
    path = folder / QUESTIONS
    beside = path.with_suffix(".new")
    beside.write_text("".join(f"{one.as_json()}\n" for one in kept), encoding="utf-8")
    beside.replace(path)
    return kept
