"""What a run found, as a compact table for the terminal."""

from collections.abc import Iterator

import numpy as np

from eval.metrics import Metric, mean_of
from eval.metrics.abstention import refused_answerable, refused_unanswerable
from eval.questions import TYPES
from eval.runner import Outcome, Run


def summary(run: Run) -> dict[str, Metric]:
    """The metrics of a run by their names; answers' scores are over answerable questions."""
    asked = [one for one in run.outcomes if one.question.answerable]
    refused = [one.refused for one in run.outcomes]
    answerable = [one.question.answerable for one in run.outcomes]
    given = [one for one in run.outcomes if not one.refused]
    return {
        "exact match": mean_of([one.exact_match for one in asked]),
        "F1": mean_of([one.f1 for one in asked]),
        "answer contained": mean_of([one.contains for one in asked]),
        "answered and cited right": mean_of(
            [bool(one.contains and one.cited_right) for one in asked]
        ),
        "share answered": mean_of([not one for one in refused]),
        "right of those answered": mean_of([one.contains for one in given]),
        "citations overlapping gold": mean_of(
            [one.cited_right for one in asked if one.cited_right is not None]
        ),
        "evidence read": mean_of([one.evidence_rank is not None for one in asked]),
        "evidence ranked first": mean_of([one.evidence_rank == 1 for one in asked]),
        "unanswerable refused": refused_unanswerable(refused, answerable),
        "answerable refused": refused_answerable(refused, answerable),
    }


def report_lines(run: Run) -> Iterator[str]:
    """The table that `rag eval` prints."""
    answerable = sum(one.question.answerable for one in run.outcomes)
    yield (
        f"{len(run.outcomes)} {run.split} questions, {answerable} answerable, "
        f"{len(run.outcomes) - answerable} not"
    )
    yield ""
    for name, metric in summary(run).items():
        score = "–" if metric.score is None else f"{metric.score:.3f}"
        yield f"{name:<28}{score:>7}   of {len(metric.scores)}"
    seconds = [one.seconds for one in run.outcomes]
    for share in (50, 95) if seconds else ():
        yield f"{f'p{share} seconds':<28}{np.percentile(seconds, share):>7.3f}   of {len(seconds)}"
    yield ""
    yield f"{'type':<16}{'questions':>10}{'EM':>8}{'F1':>8}{'contained':>11}{'refused':>9}"
    for kind in TYPES:
        yield from _type_line(kind, [one for one in run.outcomes if one.question.type == kind])


def _type_line(kind: str, found: list[Outcome]) -> Iterator[str]:
    if not found:
        return
    refused = sum(one.refused for one in found) / len(found)
    if kind == "unanswerable":
        yield f"{kind:<16}{len(found):>10}{'–':>8}{'–':>8}{'–':>11}{refused:>9.2f}"
        return
    scores = [
        sum(score) / len(found)
        for score in zip(*[(one.exact_match, one.f1, one.contains) for one in found], strict=True)
    ]
    yield (
        f"{kind:<16}{len(found):>10}{scores[0]:>8.2f}{scores[1]:>8.2f}{scores[2]:>11.2f}"
        f"{refused:>9.2f}"
    )
