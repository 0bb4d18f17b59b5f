"""The shipped articles: the test questions, over the articles and over those they retell."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from eval.findings import Findings, Row, Table, interval_row, mean_rows
from eval.metrics import answers
from eval.question import Question, shipped
from eval.record import Record
from eval.runner import run
from eval.section import Section, Work
from eval.summary import figures, scores_of
from index.build import build
from index.store import open_store
from rag.config import SEEDS
from rag.engine import INDEX, Rag

HEADLINES = (
    "share answered",
    "quoted to the letter",
    "answered and cited right",
    "answerable refused",
    "unanswerable refused",
    "right of those answered",
    "citation precision",
    "right if made to answer",
    "hit@1",
    "hit@10",
    "MRR",
)
# Of the originals only what needs no gold places is told: the gold quotes aren't in their words.
WITHOUT_GOLD = (
    "share answered",
    "quoted to the letter",
    "answer contained",
    "answerable refused",
    "unanswerable refused",
)
FORCED = "right if made to answer"
OVER_ORIGINALS = "answer contained, made to answer"
OVER_SEEDS = "the same questions, over the articles in seeds/"


def articles(work: Work) -> Findings:
    """Headline figures of the test questions, over the articles and, where given, the originals."""
    questions = work.some(shipped("test"))
    records = asked(work, SEEDS, questions)
    wordings = dict.fromkeys(one.wording for one in records if one.answerable)
    by_wording = [
        (f"worded {wording}", scores_of([one for one in records if one.wording == wording], FORCED))
        for wording in wordings
    ]
    tables = [
        Table("The articles in seeds/", headlines(records, HEADLINES)),
        Table("Right if made to answer, by wording", tuple(mean_rows(by_wording))),
    ]
    originals = work.data.parent / "seeds"
    notes: tuple[str, ...] = ()
    if any(originals.glob("*.txt")):
        held = [one for one in questions if holds(one, originals)]
        found = asked(work, originals, [replace(one, evidence=()) for one in held])
        kept = {one.id for one in held}
        both = (
            (OVER_ORIGINALS, contained(found)),
            (OVER_SEEDS, contained([one for one in records if one.id in kept])),
        )
        title = "The original articles, the questions that hold there"
        tables.append(Table(title, (*headlines(found, WITHOUT_GOLD), *mean_rows(both))))
        notes = (
            "A question holds over the originals if none of the articles answers it, or if an "
            "accepted answer stands in the original of the article that does. The gold quotes "
            "stand in the shipped articles alone, so over the originals only the answers' words "
            "are judged, and not what they cite.",
        )
    return Findings(tuple(tables), notes)


def holds(question: Question, originals: Path) -> bool:
    """Whether a question is as answerable over the original articles as over the shipped ones."""
    if not question.answerable:
        return True
    return any(
        answers.contains(
            (originals / one.file).read_text(encoding="utf-8"), (*question.answers, one.quote)
        )
        for one in question.evidence
        if (originals / one.file).is_file()
    )


def contained(records: Sequence[Record]) -> list[float]:
    """Whether the answer holds an accepted one, for each answerable question, made to answer."""
    return [answers.contains(one.best, one.answers) for one in records if one.answerable]


def asked(work: Work, folder: Path, questions: Sequence[Question]) -> list[Record]:
    """The records of questions that are asked over a new index of a folder."""
    index = work.scratch / f"{folder.resolve().parent.name}-{folder.name}" / INDEX
    build([folder], index, work.settings)
    return list(run(Rag(open_store(index), work.reader), questions, work.progress))


def headlines(records: Sequence[Record], names: Iterable[str]) -> tuple[Row, ...]:
    """Rows of the figures called `names`, those that there are."""
    found = figures(records)
    return tuple(
        interval_row(name, found[name].interval, found[name].count)
        for name in names
        if name in found
    )


ARTICLES = Section(
    name="articles",
    title="The shipped articles",
    about="The test questions that come with Footnote, over the articles in seeds/; nothing was "
    "fitted on them. `rag eval` gives these figures in full.",
    origin="our own",
    files=(),
    whole=True,
    measure=articles,
)
