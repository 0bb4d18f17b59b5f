"""`python -m eval.results --data FOLDER`: every figure on public sets, into `eval/RESULTS.md`.

FOLDER holds `dev/` and `rag/`. Each section's findings are kept under `runs/results/` as soon as
they are there, and are measured anew only when the models, the code they depend on, the data or
the limit have changed.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.alone import CLAPNQ, QED, SQUAD_1, SQUAD_2
from eval.articles import ARTICLES
from eval.chunk_spans import CHUNK_SPANS
from eval.findings import Findings, from_dict
from eval.markdown import Measured, models_line, page
from eval.openbook import OPENBOOK
from eval.runs import RUNS
from eval.section import Section, Work
from index.embedder import Embedder
from index.errors import BadInput, FootnoteError
from index.manifest import Settings
from index.models import checksum, fast_bfloat16
from rag.calibration import FILE as CALIBRATION
from rag.progress import bars
from rag.reader import Reader

SECTIONS = (SQUAD_1, SQUAD_2, OPENBOOK, CHUNK_SPANS, QED, CLAPNQ, ARTICLES)
ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).parent / "RESULTS.md"
KEPT = RUNS / "results"
# What the figures of the reader alone depend on, and what those of the whole do besides.
READER_CODE = (
    *("rag/reader.py", "rag/words.py", "index/sentences.py"),
    *("eval/metrics/answers.py", "eval/squad.py", "eval/statistics.py"),
)
WHOLE_CODE = (
    *("rag/*.py", "index/*.py", "eval/metrics/*.py", "eval/runner.py", "eval/score.py"),
    *("eval/gold.py", "eval/summary.py", "eval/questions/*.jsonl", "seeds/*.txt"),
)
# Of the package `rag` these only show, or take commands.
SHOWING = ("cli.py", "doctor.py", "progress.py", "show.py", "terminal.py")

Progress = Callable[[str, int, int], object]
Key = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure, with what, and where findings are `kept`; `only` names one section."""

    data: Path
    reader: Reader
    settings: Settings
    limit: int | None = None
    only: str | None = None
    kept: Path = KEPT
    page: Path = PAGE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.results", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of public sets")
    parser.add_argument("--limit", type=int, help="so many questions of each set, for a trial")
    parser.add_argument("--only", choices=[one.name for one in SECTIONS], help="one section")
    parsed = parser.parse_args(arguments)
    try:
        asked = Asked(parsed.data, Reader(), Settings(), parsed.limit, parsed.only)
        print(results(asked, bars, lambda line: print(line, file=sys.stderr)))
    except FootnoteError as error:
        print(f"results: {error}", file=sys.stderr)
        return 2
    return 0


def results(
    asked: Asked,
    progress: Callable[[], AbstractContextManager[Progress]],
    tell: Callable[[str], object],
    sections: Sequence[Section] = SECTIONS,
) -> str:
    """Measure what isn't kept yet and write the page once all is there; what was done, in a line.

    A trial's page goes beside its findings, never in the place of the real one. Raises BadInput
    naming every file that is missing and how to give it.
    """
    if asked.limit is not None and asked.limit < 1:
        raise BadInput(f"--limit: must be at least 1, not {asked.limit}")
    chosen = [one for one in sections if asked.only in (None, one.name)]
    _check(asked.data, chosen)
    folder = asked.kept if asked.limit is None else asked.kept / f"limit-{asked.limit}"
    models = model_sums(asked)
    found: dict[str, Measured] = {}
    for section in sections:
        if not all((asked.data / name).is_file() for name in section.files):
            continue
        file, key = folder / f"{section.name}.json", _key(section, asked, models)
        before = read_kept(file, key)
        if before is None and section in chosen:
            with progress() as bar:
                before = _measured(section, asked, bar)
            _keep(file, key, before)
            tell(f"{section.name}: {before.seconds:.0f} s")
        if before is not None:
            found[section.name] = before
    if left := [one.name for one in sections if one.name not in found]:
        return f"kept in {folder}; not measured yet: {', '.join(left)}"
    path = asked.page if asked.limit is None else folder / PAGE.name
    made_with = models_line(models, "bfloat16" if fast_bfloat16() else "float32")
    text = page([(one, found[one.name]) for one in sections], made_with, asked.limit)
    path.write_text(text, encoding="utf-8", newline="")
    return f"written to {path}"


def model_sums(asked: Asked) -> dict[str, str]:
    """The sha256 of the reader's weights, of its calibration and of the embedder's weights."""
    weights = sorted(asked.reader.folder.glob("*.safetensors"))
    return {
        "reader": checksum(weights[0]) if len(weights) == 1 else _digest(weights),
        "calibration": checksum(asked.reader.folder / CALIBRATION),
        "embedder": Embedder(asked.settings.embedder).fingerprint.sha256,
    }


def read_kept(file: Path, key: Key) -> Measured | None:
    """The findings in a file, if they were measured with the same `key`; None otherwise."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["key"] == key:
            return Measured(from_dict(kept["findings"]), kept["data"], kept["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        # Absent, cut off or of an earlier form: it is measured again.
        return None
    return None


def _measured(section: Section, asked: Asked, progress: Progress) -> Measured:
    with TemporaryDirectory() as scratch:
        work = Work(asked.data, Path(scratch), asked.reader, asked.settings, asked.limit, progress)
        asked.reader.load()
        began = time.perf_counter()
        findings: Findings = section.measure(work)
        seconds = time.perf_counter() - began
    sums = {name: checksum(asked.data / name) for name in section.files}
    return Measured(findings, sums, seconds)


def _keep(file: Path, key: Key, measured: Measured) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    kept = {
        "key": key,
        "data": measured.data,
        "seconds": measured.seconds,
        "findings": measured.findings.as_dict(),
    }
    beside.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    beside.replace(file)


def _key(section: Section, asked: Asked, models: dict[str, str]) -> Key:
    code = {Path(section.measure.__code__.co_filename)}
    for pattern in (*READER_CODE, *(WHOLE_CODE if section.whole else ())):
        code |= {path for path in ROOT.glob(pattern) if path.name not in SHOWING}
    return {
        "limit": asked.limit,
        "precision": "bfloat16" if fast_bfloat16() else "float32",
        "reader": models["reader"],
        "embedder": models["embedder"],
        # How sure the reader is said to be makes no difference to what it points at.
        "calibration": models["calibration"] if section.whole else None,
        "code": _digest(sorted(code)),
        "data": _digest([asked.data / name for name in section.files]),
    }


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256("".join(map(checksum, paths)).encode()).hexdigest()


def _check(data: Path, sections: Sequence[Section]) -> None:
    needed = dict.fromkeys(name for one in sections for name in one.files)
    if missing := [name for name in needed if not (data / name).is_file()]:
        what = f"{data} isn't there" if not data.is_dir() else f"{data} lacks {', '.join(missing)}"
        raise BadInput(
            f"{what}; give the folder that holds the public sets ({', '.join(needed)}): "
            "`DATA=FOLDER make results`"
        )


if __name__ == "__main__":
    sys.exit(main())
