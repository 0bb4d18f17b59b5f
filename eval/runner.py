"""The runner: asks questions of an index and scores each answer as it comes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from eval.metrics import answers, citations, retrieval
from eval.metrics.citations import Place
from eval.question import Evidence, Question
from eval.record import Read, Record, Spot
from index.document import Range
from index.errors import BadInput
from rag.answer import Answer, Citation, Passage
from rag.engine import Rag

DEPTHS = (1, 5, 10)

_INDEX_IT = (
    "run `rag index` on the files that the questions are about (`rag index seeds` for those that "
    "come with Footnote)"
)


def run(
    rag: Rag, questions: Sequence[Question], progress: Callable[[str, int, int], object]
) -> Iterator[Record]:
    """Ask the questions one by one; raises BadInput before the first if gold isn't in the index."""
    gold = {one.id: locate(rag, one.evidence) for one in questions}
    # Loading is no question's time.
    rag.warm()
    for done, question in enumerate(questions):
        progress("asking", done, len(questions))
        yield ask(rag, question, gold[question.id])
    progress("asking", len(questions), len(questions))


def ask(rag: Rag, question: Question, gold: Sequence[Place]) -> Record:
    """Ask one question and score the answer against its accepted answers and gold places."""
    answer, forced = rag.ask_and_insist(question.question, question.history)
    cited = _places(answer.citations)
    metrics = _metrics(rag, answer, question, gold)
    best_right = _right(forced, question, gold)
    if question.answerable:
        metrics["right if made to answer"] = float(best_right)
    return Record(
        id=question.id,
        split=question.split,
        type=question.type,
        wording=question.wording,
        question=question.question,
        history=question.history,
        answers=question.answers,
        gold=tuple(_spot(one) for one in gold),
        status=answer.status,
        answer=answer.text,
        best=forced.text,
        best_right=best_right,
        confidence=forced.confidence,
        citations=tuple(_spot(one) for one in cited),
        passages=tuple(_read(one) for one in answer.passages),
        metrics=metrics,
        seconds=answer.timings,
    )


def _metrics(
    rag: Rag, answer: Answer, question: Question, gold: Sequence[Place]
) -> dict[str, float | None]:
    answered = answer.status != "abstained"
    quoted = [rag.text(one.document)[one.start : one.end] == one.quote for one in answer.citations]
    found: dict[str, float | None] = {
        "share answered": float(answered),
        "quoted to the letter": sum(quoted) / len(quoted) if quoted else None,
    }
    if not question.answerable:
        return found | {"unanswerable refused": float(not answered)}
    cited = _places(answer.citations)
    right = bool(answers.contains(answer.text, question.answers))
    relevant = [
        any(citations.overlaps(place, gold) for place in _standing(one)) for one in answer.passages
    ]
    total = relevant_chunks(rag, gold)
    retrieved = [place for one in answer.passages for place in _standing(one)]
    characters = retrieval.characters(retrieved, gold)
    return found | {
        "exact match": answers.exact_match(answer.text, question.answers),
        "F1": answers.f1(answer.text, question.answers),
        "answer contained": float(right),
        "answered and cited right": float(_right(answer, question, gold)),
        "answerable refused": float(not answered),
        "citation precision": citations.precision(cited, gold),
        "citation recall": citations.recall(cited, gold) if answered else None,
        "right document": citations.right_document(cited, gold),
        **{f"hit@{k}": retrieval.hit(relevant, k) for k in DEPTHS},
        **{f"recall@{k}": retrieval.recall(relevant, k, total) for k in DEPTHS},
        "MRR": retrieval.reciprocal_rank(relevant),
        "nDCG@10": retrieval.ndcg(relevant, 10, total),
        "gold characters read": characters[0],
        "read characters gold": characters[1],
    }


def _right(answer: Answer, question: Question, gold: Sequence[Place]) -> bool:
    return bool(
        question.answerable
        and answers.contains(answer.text, question.answers)
        and citations.recall(_places(answer.citations), gold)
    )


def relevant_chunks(rag: Rag, gold: Sequence[Place]) -> int:
    """How many chunks of the index overlap gold evidence."""
    catalogue = rag.store.catalogue
    files = {file for file, _ in gold}
    return sum(
        citations.overlaps((file_name(path), Range(chunk.start, chunk.end)), gold)
        for path in catalogue.paths()
        if file_name(path) in files
        for document in catalogue.documents(path)
        for chunk in catalogue.chunks(document.id)
    )


def locate(rag: Rag, evidence: Sequence[Evidence]) -> list[Place]:
    """Where gold quotes stand in the indexed files; raises BadInput when one stands nowhere.

    A quote without a `start` has to stand in its file just once.
    """
    if not evidence:
        return []
    paths = {file_name(path): path for path in rag.store.catalogue.paths()}
    places = []
    for one in evidence:
        if one.file not in paths:
            raise BadInput(
                f"the index in {rag.store.folder} has no {one.file}, which the questions are "
                f"about; {_INDEX_IT}"
            )
        start = _start(paths[one.file], rag.store.catalogue.text(paths[one.file]), one)
        places.append((one.file, Range(start, start + len(one.quote))))
    return places


def _start(path: str, text: str, one: Evidence) -> int:
    start = text.find(one.quote) if one.start is None else one.start
    if not text.startswith(one.quote, max(start, 0)):
        at = "" if one.start is None else f" at character {one.start}"
        raise BadInput(f"{path} doesn't hold the gold quote {one.quote[:50]!r}…{at}; {_INDEX_IT}")
    if one.start is None and text.find(one.quote, start + 1) >= 0:
        raise BadInput(
            f"{path} holds the gold quote {one.quote[:50]!r}… more than once; give its `start` or "
            "quote more"
        )
    return start


def file_name(path: str) -> str:
    """A catalogue path's last part, by which questions name files."""
    return PurePosixPath(path).name


def _places(cited: Sequence[Citation]) -> list[Place]:
    return [(file_name(one.document.path), Range(one.start, one.end)) for one in cited]


def _standing(passage: Passage) -> list[Place]:
    return [
        (file_name(one.document.path), Range(one.chunk.start, one.chunk.end))
        for one in passage.sources
    ]


def _spot(place: Place) -> Spot:
    return Spot(place[0], place[1].start, place[1].end)


def _read(passage: Passage) -> Read:
    (spot, *_) = [_spot(place) for place in _standing(passage)]
    return Read(spot, passage.score, passage.ranks.lexical, passage.ranks.dense)
