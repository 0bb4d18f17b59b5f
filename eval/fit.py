"""`rag calibrate`: fit a reader's confidence, and the threshold below which it refuses.

`python -m eval.fit` does so for the bundled reader, on the shipped dev questions, never on test
ones. A span is right when it holds an accepted answer and overlaps gold evidence. Confidence is a
logistic regression over the evidence for a span. The threshold is the one that gains most when a
right answer counts 1, a wrong one -1 and a refusal 0 (effective reliability, Whitehead 2022).
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from eval import sets
from eval.gold import file_name, locate
from eval.metrics import answers, citations
from eval.question import DRAFT, Question, shipped
from index.document import Range
from index.errors import BadInput
from index.store import open_store
from rag import calibration
from rag.answer import Span
from rag.answering import Candidate, candidates
from rag.calibration import Calibration
from rag.config import Config
from rag.engine import INDEX, Rag
from rag.evidence import FEATURES, Weighed
from rag.reader import WEIGHTS, Reader

Asked = Sequence[tuple[Question, Sequence[Weighed]]]
Progress = Callable[[str, int, int], object]


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.fit", description=__doc__)
    parser.add_argument("--index", type=Path, default=INDEX)
    rag = Rag(open_store(parser.parse_args().index), Reader(), calibrated=calibration.UNFITTED)
    asked = consider(rag, shipped("dev"))
    fitted = fit(rag, asked)
    calibration.save(fitted, WEIGHTS / calibration.FILE)
    for line in lines(rag, asked, fitted):
        print(line)


def calibrate(settings: Config, path: Path | None, progress: Progress) -> Iterator[str]:
    """Fit the reader of `settings` on questions and keep the result with the index; lines on it.

    The questions are the shipped dev ones or those at `path`; with contexts of their own they are
    asked over these. Raises BadInput when they are too few or too much alike to tell anything.
    """
    own = sets.load(path) if path else None
    if own and any(one.split == DRAFT for one in own.questions):
        raise BadInput(
            f"{path} holds machine-made drafts, easier than what people ask; "
            "accept or edit them first (see README)"
        )
    reader, index = Reader(settings.reader), Path(settings.index)
    with TemporaryDirectory() as scratch:
        asked_over = index
        if own and own.contexts:
            asked_over = sets.build_contexts(
                own, Path(scratch), settings.build_settings(), progress
            )
        rag = Rag(open_store(asked_over), reader, settings.top_k, calibration.UNFITTED)
        questions = own.questions if own else shipped("dev")
        asked = consider(rag, questions, progress)
        fitted = fit(rag, asked)
        yield from lines(rag, asked, fitted)
    file = calibration.own_file(index, settings.reader)
    calibration.save(fitted, file)
    yield f"kept in {file}; remove it to go back"


def consider(rag: Rag, questions: Sequence[Question], progress: Progress = _silent) -> Asked:
    """Each question with the weighed spans that are read for it."""
    for question in questions:
        locate(rag, question.evidence)
    asked = []
    for done, question in enumerate(questions):
        progress("asking", done, len(questions))
        asked.append((question, rag.consider(question.question, question.history).weighed))
    progress("asking", len(questions), len(questions))
    return asked


def lines(rag: Rag, asked: Asked, fitted: Calibration) -> Iterator[str]:
    """What a calibration does on the questions that it was fitted on."""
    weights = ", ".join(f"{name} {value:.3f}" for name, value in fitted.weights.items())
    yield f"{len(asked)} questions: weights {weights}; intercept {fitted.intercept:.3f}"
    best = _best(asked, fitted)
    answered = [one for one in best if one[1].confidence >= fitted.threshold]
    right = sum(is_right(rag, question, one.spans[0]) for question, one in answered)
    yield (
        f"refuses below {fitted.threshold:.3f}: answers {len(answered)} of them, {right} right "
        "(the very questions it was fitted on; judge it by others)"
    )


def fit(rag: Rag, asked: Asked) -> Calibration:
    """The calibration that the spans read for questions give; raises BadInput on too few."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = [(question, one) for question, found in asked for one in found]
    features = np.array([one.features for _, one in rows])
    right = np.array([is_right(rag, question, one.span) for question, one in rows])
    if len(set(right.tolist())) < 2:
        raise BadInput(
            f"of the {len(rows)} spans read for {len(asked)} questions {int(right.sum())} are "
            "right: nothing can be learnt from that; give more questions that the index answers"
        )
    # Each feature on its own spread, so that the ridge pulls on all of them alike.
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(features, right)
    scale, line = model[0], model[1]
    weights = line.coef_[0] / scale.scale_
    intercept = float(line.intercept_[0] - (weights * scale.mean_).sum())
    curve = Calibration(
        dict(zip(FEATURES, map(float, weights), strict=True)), intercept, threshold=0.0
    )
    # What is compared with the threshold is the confidence after agreement between places.
    best = _best(asked, curve)
    confident = np.array([one.confidence for _, one in best])
    right = np.array([is_right(rag, question, one.spans[0]) for question, one in best])
    return replace(curve, threshold=threshold(confident, right))


def _best(asked: Asked, by: Calibration) -> list[tuple[Question, Candidate]]:
    return [(question, candidates(found, by)[0]) for question, found in asked if found]


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
