"""`python -m eval.fit`: fit the reader's calibration on the dev questions, never on test ones.

Each dev question is asked; a span is right when it holds an accepted answer and overlaps gold
evidence. Confidence is a logistic regression over the evidence for a span. The threshold is the
one that gains most when a right answer counts 1, a wrong one -1 and a refusal 0 (effective
reliability, Whitehead 2022).
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from eval.metrics import answers, citations
from eval.question import Question, shipped
from eval.runner import file_name, locate
from index.document import Range
from rag import calibration
from rag.answer import Span
from rag.answering import candidates
from rag.calibration import Calibration
from rag.engine import INDEX, Rag
from rag.evidence import FEATURES, Weighed
from rag.reader import WEIGHTS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.fit", description=__doc__)
    parser.add_argument("--index", type=Path, default=INDEX)
    rag = Rag.open(parser.parse_args().index)
    asked = [
        (question, rag.consider(question.question, question.history).weighed)
        for question in shipped("dev")
    ]
    fitted = fit(rag, asked)
    calibration.save(fitted, WEIGHTS)
    print(f"{len(asked)} dev questions: {fitted}")


def fit(rag: Rag, asked: Sequence[tuple[Question, Sequence[Weighed]]]) -> Calibration:
    """The calibration that the spans read for dev questions give."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = [(question, one) for question, found in asked for one in found]
    features = np.array([one.features for _, one in rows])
    right = np.array([is_right(rag, question, one.span) for question, one in rows])
    # Each feature on its own spread, so that the ridge pulls on all of them alike.
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(features, right)
    scale, line = model[0], model[1]
    weights = line.coef_[0] / scale.scale_
    intercept = float(line.intercept_[0] - (weights * scale.mean_).sum())
    curve = Calibration(
        dict(zip(FEATURES, map(float, weights), strict=True)), intercept, threshold=0.0
    )
    # What is compared with the threshold is the confidence after agreement between places.
    best = [(question, candidates(found, curve)[0]) for question, found in asked if found]
    confident = np.array([one.confidence for _, one in best])
    right = np.array([is_right(rag, question, one.spans[0]) for question, one in best])
    return replace(curve, threshold=threshold(confident, right))


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
