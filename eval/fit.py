"""`python -m eval.fit`: fit the reader's calibration on the dev questions, never on test ones.

Each dev question is asked; the reader's first choice is right when it holds an accepted answer and
overlaps gold evidence. Confidence is fitted by logistic regression on the margin (Platt 1999). The
threshold is the one that gains most when a right answer counts 1, a wrong one -1 and a refusal 0
(effective reliability, Whitehead 2022).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval.metrics import answers, citations
from eval.questions import Question, shipped
from eval.runner import file_name, locate
from index.document import Range
from rag import calibration
from rag.answer import Span
from rag.answering import candidates
from rag.calibration import Calibration
from rag.engine import INDEX, Rag
from rag.history import standalone
from rag.reader import WEIGHTS
from rag.retriever import retrieve


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.fit", description=__doc__)
    parser.add_argument("--index", type=Path, default=INDEX)
    rag = Rag.open(parser.parse_args().index)
    asked = [(question, read(rag, question)) for question in shipped("dev")]
    fitted = fit(rag, asked)
    calibration.save(fitted, WEIGHTS)
    print(f"{len(asked)} dev questions: {fitted}")


def read(rag: Rag, question: Question) -> list[Span]:
    """The spans that the reader finds for a question, best first."""
    whole = standalone(question.question, question.history)
    return rag.reader.read(whole, retrieve(rag.store, whole, rag.top_k))


def fit(rag: Rag, asked: Sequence[tuple[Question, Sequence[Span]]]) -> Calibration:
    """The calibration that the spans read for dev questions give."""
    from sklearn.linear_model import LogisticRegression

    first = [(question, spans[0]) for question, spans in asked if spans]
    right = np.array([is_right(rag, question, span) for question, span in first])
    margins = np.array([[span.margin] for _, span in first])
    model = LogisticRegression(C=1e6).fit(margins, right)
    curve = Calibration(float(model.coef_[0, 0]), float(model.intercept_[0]), 0.0)
    # What is compared with the threshold is the confidence after agreement between places.
    best = [(question, candidates(spans, curve)[0]) for question, spans in asked if spans]
    confident = np.array([one.confidence for _, one in best])
    right = np.array([is_right(rag, question, one.spans[0]) for question, one in best])
    return Calibration(curve.slope, curve.intercept, threshold(confident, right))


def threshold(confidence: np.ndarray, right: np.ndarray) -> float:
    """The confidence above which answering gains most; half-way between two that were seen."""
    order = np.argsort(-confidence)
    gains = np.cumsum(np.where(right[order], 1, -1))
    last = int(gains.argmax())
    if gains[last] <= 0:
        return 1.0
    lowest = confidence[order[last]]
    below = confidence[order[last + 1]] if last + 1 < len(order) else 0.0
    return float((lowest + below) / 2)


def is_right(rag: Rag, question: Question, span: Span) -> bool:
    """Whether a span holds an accepted answer and stands where gold evidence does."""
    if not question.answerable or not answers.contains(span.text, question.answers):
        return False
    gold = locate(rag, question.evidence)
    return any(
        citations.overlaps(
            (
                file_name(place.document.path),
                Range(place.chunk.start + span.start, place.chunk.start + span.end),
            ),
            gold,
        )
        for place in span.passage.sources
    )


if __name__ == "__main__":
    main()
