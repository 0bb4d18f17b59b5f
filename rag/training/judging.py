"""Judging a trained reader: its confidence and threshold, and what it scores on public sets.

`python -m rag.training.judging FOLDER --data DATA` does again what training ends with.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from eval import alone, sets
from eval.findings import Findings
from eval.fit import Judged, fit, judged, lines, uncalibrated
from eval.gold import file_name, locate
from eval.metrics.citations import overlaps
from eval.question import Question, shipped
from eval.section import Section, Work
from index.build import build
from index.document import Range
from index.errors import FootnoteError
from index.manifest import Settings
from rag import calibration
from rag.calibration import Calibration
from rag.config import SEEDS
from rag.engine import TOP_K, Rag
from rag.reader import Reader
from rag.training import card, heldout

# Of each public set: enough to tell readers apart, and a minute each.
ASKED = 2_500
SETS = (alone.SQUAD_1, alone.SQUAD_2, alone.QED)


def calibrate(reader: Reader) -> Iterator[str]:
    """Fit confidence and threshold and keep them in the reader's folder; lines on them.

    The questions are the shipped dev ones over `seeds/` and those on our own held-out articles,
    never test questions. The held-out ones are many and hard: good for the curve, not for where
    to refuse, which is decided on the shipped ones.
    """
    with TemporaryDirectory() as scratch:
        place = Path(scratch)
        build([SEEDS], place / "seeds", Settings())
        dev = judged(uncalibrated(place / "seeds", reader), shipped("dev"))
        kinds = heldout.write(place)
        build([place / heldout.DOCUMENTS], place / "heldout", Settings())
        rag = uncalibrated(place / "heldout", reader)
        asked: dict[str, list[Question]] = {}
        for one in sets.load(place / heldout.QUESTIONS).questions:
            asked.setdefault(kinds[one.id], []).append(one)
        more = {kind: judged(rag, questions) for kind, questions in asked.items()}
        fitted = fit([*dev, *(one for found in more.values() for one in found)], deciding=dev)
        calibration.save(fitted, reader.folder / calibration.FILE)
        yield from lines(dev, fitted)
        for kind, found in more.items():
            yield f"held-out articles, {kind}: {by_best(found, fitted)}"
        insisting = Rag(rag.store, reader, TOP_K, replace(fitted, threshold=0.0))
        sentences = sum(decided(insisting, one) for one in asked["yes_no"])
        yield (
            f"held-out articles, yes_no, made to answer: of {len(asked['yes_no'])} the sentence "
            f"that decides is cited for {sentences}"
        )


def by_best(found: Sequence[Judged], fitted: Calibration) -> str:
    """How often the best span of a question is right, and how often that is answered."""
    best = [one.best(fitted) for one in found]
    given = [right for sure, right in best if sure >= fitted.threshold]
    return (
        f"of {len(found)} the best span is right for {sum(right for _, right in best)}; "
        f"{len(given)} are answered, {sum(given)} right"
    )


def decided(rag: Rag, question: Question) -> bool:
    """Whether a sentence that the answer to a question cites holds gold evidence."""
    gold = locate(rag, question.evidence)
    return any(
        overlaps((file_name(one.document.path), Range(one.sentence_start, one.sentence_end)), gold)
        for one in rag.ask(question.question, question.history).citations
    )


def scores(reader: Reader, data: Path, limit: int = ASKED) -> Iterator[tuple[str, Findings]]:
    """What the reader scores on `limit` questions, evenly spread, of each set that is in `data`."""
    for section in SETS:
        if all((data / name).is_file() for name in section.files):
            yield section.title, _measured(section, reader, data, limit)


def _measured(section: Section, reader: Reader, data: Path, limit: int) -> Findings:
    with TemporaryDirectory() as scratch:
        work = Work(data, Path(scratch), reader, Settings(), limit, lambda *_: None)
        return section.measure(work)


def judge(folder: Path, data: Path) -> Iterator[str]:
    """Calibrate and score the reader in `folder`, and write both into its log and card."""
    reader = Reader(str(folder))
    said = list(calibrate(reader))
    yield from said
    found = []
    for title, findings in scores(reader, data):
        # Of SQuAD 1.1 the second table goes into detail; of SQuAD 2.0 it is what counts.
        tables = findings.tables[:1] if title == alone.SQUAD_1.title else findings.tables
        rows = [row for table in tables for row in table.rows]
        figures = {row.name: row.value for row in rows}
        asked = max(row.count for row in rows)
        found.append({"set": title, "questions": asked, "figures": figures})
        yield f"{title}: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
    saved = json.loads((folder / card.LOG).read_text(encoding="utf-8"))
    card.write(folder, saved | {"calibration": said, "scores": found})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m rag.training.judging", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parsed = parser.parse_args()
    try:
        for line in judge(parsed.folder, parsed.data):
            print(line, flush=True)
    except (FootnoteError, OSError) as error:
        parser.error(str(error))
