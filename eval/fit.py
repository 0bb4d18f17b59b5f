"""`rag calibrate`: fit a reader's confidence, and the threshold below which it refuses.

A span is right when it holds an accepted answer and overlaps gold evidence. Confidence is a
logistic regression over the evidence for a span, scaled once more for the best of a question's
answers. The threshold is the lowest at which at least 90% of what is answered is right; where there
is none, the one that gains most when a right answer counts 1, a wrong one -1 and a refusal 0
(effective reliability, Whitehead 2022).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from eval import sets
from eval.gold import file_name, locate
from eval.metrics import answers, citations
from eval.metrics.citations import Place
from eval.question import DRAFT, Question, shipped
from index.document import Range
from index.errors import BadInput
from index.store import open_store
from rag import calibration
from rag.answer import Span
from rag.answering import candidates
from rag.calibration import Calibration
from rag.config import Config
from rag.engine import TOP_K, Rag
from rag.evidence import FEATURES, Weighed
from rag.reader import Reader

Progress = Callable[[str, int, int], object]

# The share of answers given that should be right.
WANTED = 0.9


@dataclass(frozen=True, slots=True)
class Judged:
    """The weighed spans of one question, and whether each of them is right."""

    weighed: tuple[Weighed, ...]
    right: tuple[bool, ...]

    def best(self, by: Calibration) -> tuple[float, bool]:
        """The confidence in the answer that `by` would choose, and whether it is right."""
        first = candidates(self.weighed, by)[0]
        chosen = [one.span is first.spans[0] for one in self.weighed]
        return first.confidence, self.right[chosen.index(True)]


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None


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
        rag = uncalibrated(asked_over, reader, settings.top_k)
        found = judged(rag, own.questions if own else shipped("dev"), progress)
        fitted = fit(found, deciding=found)
        yield from lines(found, fitted)
    file = calibration.own_file(index, settings.reader)
    calibration.save(fitted, file)
    yield f"kept in {file}; remove it to go back"


def uncalibrated(index: Path, reader: Reader, top_k: int = TOP_K) -> Rag:
    """An index with a reader whose confidence and threshold are yet to be fitted."""
    return Rag(open_store(index), reader, top_k, calibration.UNFITTED)


def judged(rag: Rag, questions: Sequence[Question], progress: Progress = _silent) -> list[Judged]:
    """The questions put to an index; those that nothing is read for are left out."""
    gold = {question.id: locate(rag, question.evidence) for question in questions}
    found = []
    for done, question in enumerate(questions):
        progress("asking", done, len(questions))
        weighed = rag.consider(question.question, question.history).weighed
        if weighed:
            right = tuple(is_right(question, gold[question.id], one.span) for one in weighed)
            found.append(Judged(weighed, right))
    progress("asking", len(questions), len(questions))
    return found


def lines(found: Sequence[Judged], fitted: Calibration) -> Iterator[str]:
    """What a calibration does on the questions that it was fitted on."""
    weights = ", ".join(f"{name} {value:.3f}" for name, value in fitted.weights.items())
    yield f"weights {weights}; intercept {fitted.intercept:.3f}"
    answered = [
        right for sure, right in (one.best(fitted) for one in found) if sure >= fitted.threshold
    ]
    yield (
        f"refuses below {fitted.threshold:.3f}: answers {len(answered)} of {len(found)} questions, "
        f"{sum(answered)} right (the very questions it was fitted on; judge it by others)"
    )


def fit(found: Sequence[Judged], *, deciding: Sequence[Judged]) -> Calibration:
    """The calibration that `found` gives, scaled to `deciding` and with the threshold best there.

    Raises BadInput on too few questions.
    """
    features = np.array([one.features for each in found for one in each.weighed])
    right = np.array([right for each in found for right in each.right])
    if len(set(right.tolist())) < 2:
        raise BadInput(
            f"of the {len(right)} spans read for {len(found)} questions {int(right.sum())} are "
            "right: nothing can be learnt from that; give more questions that the index answers"
        )
    weights, intercept = _logistic(features, right)
    curve = Calibration(
        dict(zip(FEATURES, map(float, weights), strict=True)), intercept, 1.0, 0.0, threshold=0.0
    )
    sure, best_right = _bests(deciding, curve)
    if len(set(best_right.tolist())) == 2:
        odds = np.log(np.maximum(sure, calibration.TINY) / np.maximum(1 - sure, calibration.TINY))
        (scale,), shift = _logistic(odds[:, None], best_right)
        # More evidence must never mean less confidence.
        curve = replace(curve, scale=max(float(scale), calibration.TINY), shift=shift)
    return replace(curve, threshold=threshold(*_bests(deciding, curve)))


def _logistic(features: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, float]:
    """The weights and the intercept of a logistic regression."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    # Each feature on its own spread, so that the ridge pulls on all of them alike.
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(features, right)
    scale, line = model[0], model[1]
    weights = line.coef_[0] / scale.scale_
    return weights, float(line.intercept_[0] - (weights * scale.mean_).sum())


def _bests(found: Sequence[Judged], by: Calibration) -> tuple[np.ndarray, np.ndarray]:
    best = [one.best(by) for one in found]
    return np.array([sure for sure, _ in best]), np.array([right for _, right in best])


def threshold(confidence: np.ndarray, right: np.ndarray) -> float:
    """The confidence at which to answer; half-way between two that were seen."""
    order = np.argsort(-confidence)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    gains = np.cumsum(np.where(right[order], 1, -1))
    enough = np.flatnonzero(share >= WANTED)
    last = int(enough[-1] if len(enough) else gains.argmax())
    if gains[last] <= 0:
        return 1.0
    lowest = confidence[order[last]]
    below = confidence[order[last + 1]] if last + 1 < len(order) else 0.0
    return float((lowest + below) / 2)


def is_right(question: Question, gold: Sequence[Place], span: Span) -> bool:
    """Whether a span holds an accepted answer and stands where gold evidence does."""
    if not question.answerable or not answers.contains(span.text, question.answers):
        return False
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
