"""The reader alone: public question sets, each question with the paragraph it was written for."""

import math
from collections.abc import Sequence

from eval import squad
from eval.findings import Findings, Row, Table, interval_row, mean_rows
from eval.section import Section, Work
from eval.squad import OTHER, QUESTION_WORDS, Result

EXACT_MATCH, F1 = "exact match", "F1"
AREA, BEST_F1 = "area under the curve, answerable against not", "F1, refusing below the best margin"
SQUAD_1_FILE = "dev/squad_v1_dev.jsonl.gz"


def squad_1(work: Work) -> Findings:
    """Exact match and F1 over all questions, and F1 by question word."""
    rows = work.some(squad.read_rows(work.data / SQUAD_1_FILE))
    results = squad.ask(work.reader, rows, work.progress)
    asked = list(zip([squad.question_word(row["question"]) for row in rows], results, strict=True))
    by_word = [
        (word, [one.f1 for found, one in asked if found == word])
        for word in (*QUESTION_WORDS, OTHER)
    ]
    return Findings(
        (
            Table("All questions", answered(results)),
            Table("F1 by question word", tuple(mean_rows(by_word))),
        )
    )


def squad_2(work: Work) -> Findings:
    """Exact match and F1 of what has an answer, and how well the margin tells what has none."""
    rows = work.some(squad.read_rows(work.data / "dev/squad_v2_dev.jsonl.gz"))
    results = squad.ask(work.reader, rows, work.progress)
    threshold = squad.best_threshold(results)
    refused = [float(not one.answerable) for one in results]
    refusing = (
        (BEST_F1, squad.refusing(results, threshold)),
        ("F1, refusing nothing", squad.refusing(results, -math.inf)),
        ("F1, refusing everything", refused),
    )
    return Findings(
        (
            Table("Answerable questions", answered(results)),
            Table("Answerable or not", (*area(results), *mean_rows(refusing))),
        ),
        (
            f"The best margin to refuse below, chosen on these very questions, is {threshold:.2f}: "
            "that flatters the figure a little, and it is not the threshold that Footnote uses.",
        ),
    )


def qed(work: Work) -> Findings:
    """Exact match and F1 over all questions."""
    rows = work.some(squad.read_rows(work.data / "dev/qed_nq_dev.jsonl.gz"))
    return Findings(
        (Table("All questions", answered(squad.ask(work.reader, rows, work.progress))),)
    )


def clapnq(work: Work) -> Findings:
    """How well the margin tells what a passage doesn't answer; F1 against whole sentences."""
    rows = work.some(squad.read_rows(work.data / "dev/clapnq_dev_sentences.jsonl.gz"))
    results = squad.ask(work.reader, rows, work.progress)
    asked = [one.f1 for one in results if one.answerable]
    return Findings(
        (Table("All questions", (*area(results), *mean_rows([("F1 of the answerable", asked)]))),),
        (
            "Answers of this set are whole sentences, ours are a few words: its F1 only shows "
            "whether they come from the right sentence.",
        ),
    )


def answered(results: Sequence[Result]) -> tuple[Row, ...]:
    """Exact match and F1 of the answerable ones of the questions."""
    asked = [one for one in results if one.answerable]
    return tuple(
        mean_rows(
            [
                (EXACT_MATCH, [one.exact_match for one in asked]),
                (F1, [one.f1 for one in asked]),
            ]
        )
    )


def area(results: Sequence[Result]) -> tuple[Row, ...]:
    """The area under the curve of the margin, or nothing where all questions are of one kind."""
    if len({one.answerable for one in results}) < 2:
        return ()
    return (interval_row(AREA, squad.area(results), len(results), "number"),)


SQUAD_1 = Section(
    name="squad1",
    title="SQuAD 1.1, the reader alone",
    about="Each question of the development set is read with its own paragraph.",
    origin="Rajpurkar 2016, CC BY-SA 4.0",
    files=(SQUAD_1_FILE,),
    whole=False,
    measure=squad_1,
)
SQUAD_2 = Section(
    name="squad2",
    title="SQuAD 2.0, the reader alone",
    about="The same articles with questions that their paragraph doesn't answer, written to look "
    "as if it did. The reader never saw a question of this set, of either kind.",
    origin="Rajpurkar 2018, CC BY-SA 4.0",
    files=("dev/squad_v2_dev.jsonl.gz",),
    whole=False,
    measure=squad_2,
)
QED = Section(
    name="qed",
    title="QED, the reader alone",
    about="Questions that people put to a search engine, each with a paragraph of Wikipedia.",
    origin="Lamm 2021, from Natural Questions, CC BY-SA 3.0",
    files=("dev/qed_nq_dev.jsonl.gz",),
    whole=False,
    measure=qed,
)
CLAPNQ = Section(
    name="clapnq",
    title="ClapNQ, the reader alone",
    about="People's search questions with a passage that answers them in full sentences, or "
    "doesn't answer them.",
    origin="Rosenthal 2024, Apache-2.0; Wikipedia, CC BY-SA",
    files=("dev/clapnq_dev_sentences.jsonl.gz",),
    whole=False,
    measure=clapnq,
)
