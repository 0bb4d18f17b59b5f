"""Judging a trained reader: what its figures on the held-out articles count."""

from dataclasses import replace
from pathlib import Path

from eval.fit import fit, judged
from eval.question import Evidence
from index.store import open_store
from rag.calibration import UNFITTED
from rag.engine import Rag
from rag.reader import Reader
from rag.training.judging import by_best, decided
from tests.eval.test_fit import questions


def test_right_best_spans_and_right_answers_are_counted(
    index_folder: Path, tiny_reader: Path
) -> None:
    rag = Rag(open_store(index_folder), Reader(str(tiny_reader)), calibrated=UNFITTED)
    found = judged(rag, questions(rag))
    fitted = fit(found, deciding=found)
    right = sum(one.best(fitted)[1] for one in found)
    open_to_all, closed = (replace(fitted, threshold=value) for value in (0.0, 2.0))
    assert right > 0
    assert by_best(found, open_to_all) == (
        f"of {len(found)} the best span is right for {right}; {len(found)} are answered, "
        f"{right} right"
    )
    assert by_best(found, closed).endswith("; 0 are answered, 0 right")


def test_a_deciding_sentence_counts_where_it_is_cited(
    index_folder: Path, tiny_reader: Path
) -> None:
    calibrated = replace(UNFITTED, weights=UNFITTED.weights | {"margin": 1.0}, threshold=0.0)
    rag = Rag(open_store(index_folder), Reader(str(tiny_reader)), calibrated=calibrated)
    first = questions(rag)[0]
    assert decided(rag, first)
    (cited, *_) = rag.ask(first.question).citations
    text = rag.store.catalogue.text(cited.document.path)
    sentence = text[cited.sentence_start : cited.sentence_end]
    before, after = text.split(sentence, 1)
    other = max(before, after, key=len).strip()
    elsewhere = Evidence(first.evidence[0].file, other, text.index(other))
    assert not decided(rag, replace(first, evidence=(elsewhere,)))
