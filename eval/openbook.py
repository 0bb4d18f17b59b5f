"""Open book: SQuAD's questions asked over all paragraphs of its development set together."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval import sets, squad
from eval.alone import EXACT_MATCH, F1, SQUAD_1_FILE
from eval.findings import Findings, Row, Table, mean_rows
from eval.gold import place_of, standing
from eval.metrics import answers, citations, retrieval
from eval.metrics.citations import Place
from eval.question import Question
from eval.section import Section, Work
from index.document import Range
from index.store import Store, open_store
from rag.answer import Passage, Source
from rag.engine import TOP_K, Rag
from rag.retriever import retrieve

# Reading takes ten times as long as retrieving; an interval over so many is about ±2 points wide.
SAMPLE = 1_500
SEED = 7
GIVEN_F1 = "F1, given the paragraph"
SHARE = "F1 as a share of that given the paragraph"


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one question that was read: `f1` and `exact_match` of the best span."""

    exact_match: float
    f1: float
    answered: bool


def openbook(work: Work) -> Findings:
    """Retrieval figures over all questions; reading figures over a seeded sample of them."""
    path = work.data / SQUAD_1_FILE
    own = sets.load(path)
    questions = work.some(own.questions)
    rows = {str(row["id"]): row for row in squad.read_rows(path)}
    # The limit is for trying things out, which a part of the paragraphs is good enough for.
    files = {piece.file for one in questions for piece in one.evidence}
    contexts = {name: text for name, text in own.contexts.items() if name in files}
    asked_over = replace(own, contexts=contexts if work.limit else own.contexts)
    index = sets.build_contexts(asked_over, work.scratch, work.settings, work.progress)
    rag = Rag(open_store(index), work.reader)
    rag.warm()
    sampled = sample(len(questions))
    ranked, read = [], []
    for done, question in enumerate(questions):
        work.progress("asking", done, len(questions))
        if done in sampled:
            passages, result = ask(rag, question)
            read.append(result)
        else:
            passages = tuple(retrieve(rag.store, question.question, TOP_K))
        ranked.append(retrieved(rag.store, passages, question))
    work.progress("asking", len(questions), len(questions))
    given = squad.ask(work.reader, [rows[questions[place].id] for place in sorted(sampled)])
    return Findings(
        (
            Table(
                f"Retrieval, {rag.counts.files:,} paragraphs in {rag.counts.chunks:,} passages",
                tuple(mean_rows([(name, [one[name] for one in ranked]) for name in ranked[0]])),
            ),
            Table(
                "Reading ten passages, made to answer",
                reading_rows(read, [one.f1 for one in given]),
            ),
        ),
        (
            f"Retrieval is over all {len(questions):,} questions; read were {len(read):,}, drawn "
            f"with the seed {SEED}. A passage counts as found when the answer itself stands in it.",
            "SQuAD's questions were written with the paragraph in view, so some of them mean "
            "nothing without it; no system gets all of these right.",
        ),
    )


def sample(questions: int) -> set[int]:
    """The places of the questions that are read."""
    return set(random.Random(SEED).sample(range(questions), min(SAMPLE, questions)))


def ask(rag: Rag, question: Question) -> tuple[tuple[Passage, ...], Read]:
    """What is retrieved for a question and what is said when it must be answered."""
    answer, forced = rag.ask_and_insist(question.question)
    return answer.passages, Read(
        answers.exact_match(forced.text, question.answers),
        answers.f1(forced.text, question.answers),
        answer.status != "abstained",
    )


def retrieved(store: Store, passages: Sequence[Passage], question: Question) -> dict[str, float]:
    """Scores of the passages, in their order, against the places of the question's answers."""
    gold: list[Place] = [
        (one.file, Range(one.start, one.start + len(one.quote)))
        for one in question.evidence
        if one.start is not None
    ]
    relevant = [any(citations.overlaps(place, gold) for place in standing(one)) for one in passages]
    total = sum(
        citations.overlaps(place_of(Source(chunk, document)), gold)
        for file in {file for file, _ in gold}
        for document in store.catalogue.documents(f"{sets.CONTEXTS}/{file}")
        for chunk in store.catalogue.chunks(document.id)
    )
    return {
        "hit@1": retrieval.hit(relevant, 1),
        "hit@10": retrieval.hit(relevant, 10),
        "nDCG@10": retrieval.ndcg(relevant, 10, total),
        "MRR": retrieval.reciprocal_rank(relevant),
    }


def reading_rows(read: Sequence[Read], given: Sequence[float]) -> tuple[Row, ...]:
    """The rows of what was read; `given` is the F1 of the same questions with their paragraph."""
    rows = tuple(
        mean_rows(
            [
                (EXACT_MATCH, [one.exact_match for one in read]),
                (F1, [one.f1 for one in read]),
                (GIVEN_F1, given),
                ("answered, by the threshold", [float(one.answered) for one in read]),
                ("F1 of those answered", [one.f1 for one in read if one.answered]),
            ]
        )
    )
    values = {row.name: row.value for row in rows}
    if not values[GIVEN_F1]:
        return rows
    share = Row(SHARE, values[F1] / values[GIVEN_F1], None, None, len(read))
    return (*rows[:3], share, *rows[3:])


OPENBOOK = Section(
    name="openbook",
    title="SQuAD 1.1, open book",
    about="All paragraphs of the development set are indexed, each as a document of its own, and "
    "the questions are asked over all of them.",
    origin="Rajpurkar 2016, CC BY-SA 4.0",
    files=(SQUAD_1_FILE,),
    whole=True,
    measure=openbook,
)
