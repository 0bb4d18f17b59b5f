"""`python -m eval.squad FILE`: the reader alone on SQuAD-like questions, each with its paragraph.

FILE is a `.jsonl.gz` file of questions with `context` and `answers` (none: unanswerable). Exact
match and F1 are SQuAD 1.1's over answerable questions. With unanswerable ones among them, the area
under the ROC curve of the margin (answerable against not) and SQuAD 2.0's F1 at its best threshold
are printed as well.
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.metrics import answers
from eval.statistics import bootstrap
from index.chunks import Chunk
from index.document import Document, Range
from index.models import BUNDLED
from rag.answer import Passage, Ranks
from rag.progress import bars
from rag.reader import Reader


@dataclass(frozen=True, slots=True)
class Result:
    """The reader's first choice for one question; `f1` is 0 for an unanswerable one."""

    answerable: bool
    margin: float
    exact_match: float
    f1: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.squad", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--reader", default=BUNDLED, help="bundled, a folder or a hub id")
    parser.add_argument("--limit", type=int, help="only the first so many questions")
    parsed = parser.parse_args()
    with gzip.open(parsed.file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][: parsed.limit]
    reader = Reader(parsed.reader)
    results = []
    with bars() as progress:
        for done, row in enumerate(rows, 1):
            results.append(ask(reader, row))
            progress("asking", done, len(rows))
    for line in report(results):
        print(line)


def ask(reader: Reader, row: dict[str, Any]) -> Result:
    """One question put to the reader with its own paragraph."""
    text = row["context"]
    document = Document("p#1", "p", (Range(0, len(text)),))
    passage = Passage(Chunk(1, document.id, 0, len(text)), document, text, 1.0, Ranks(1, 1))
    spans = reader.read(row["question"], [passage])
    accepted = [one["text"] for one in row["answers"]]
    if not spans:
        return Result(bool(accepted), float("-inf"), 0.0, 0.0)
    best = spans[0]
    if not accepted:
        return Result(False, best.margin, 0.0, 0.0)
    return Result(
        True, best.margin, answers.exact_match(best.text, accepted), answers.f1(best.text, accepted)
    )


def report(results: list[Result]) -> Iterator[str]:
    """The figures, with 95% intervals where they are means."""
    asked = [one for one in results if one.answerable]
    for name, scores in (
        ("exact match", [one.exact_match for one in asked]),
        ("F1", [one.f1 for one in asked]),
    ):
        interval = bootstrap(scores)
        if interval is not None:
            mean, low, high = (100 * x for x in (interval.mean, interval.low, interval.high))
            yield f"{name:<28}{mean:>6.1f}  ({low:.1f} to {high:.1f}) of {len(scores)}"
    if asked and len(asked) < len(results):
        yield f"{'AUC of answerable':<28}{area(results):>6.3f}"
        yield f"{'best F1, refusing':<28}{100 * best_f1(results):>6.1f}  of {len(results)}"


def area(results: list[Result]) -> float:
    """How often an answerable question has a higher margin than an unanswerable one."""
    from scipy import stats

    margins = [[one.margin for one in results if one.answerable is kind] for kind in (True, False)]
    pairs = len(margins[0]) * len(margins[1])
    return float(stats.mannwhitneyu(*margins).statistic) / pairs


def best_f1(results: list[Result]) -> float:
    """SQuAD 2.0's F1 (a rightly refused question counts 1) at the threshold that is best here."""
    order = sorted(results, key=lambda one: -one.margin)
    refusing_all = sum(not one.answerable for one in results)
    gains = np.cumsum([one.f1 if one.answerable else -1.0 for one in order])
    return float(refusing_all + max(0.0, gains.max())) / len(results)


if __name__ == "__main__":
    main()
