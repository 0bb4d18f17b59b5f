"""Scores of one question: of the answer, of the best span, and of what was retrieved."""

from collections.abc import Sequence

from eval.gold import chunk_sources, holds, in_corpus, place_of, places_of, standing
from eval.metrics import answers, citations, retrieval
from eval.metrics.citations import Place
from eval.question import Question
from rag.answer import Answer, Passage
from rag.engine import Rag

DEPTHS = (1, 5, 10)


def answer_metrics(
    rag: Rag, answer: Answer, question: Question, gold: Sequence[Place]
) -> dict[str, float | None]:
    """Scores of what is said, or refused, by the threshold."""
    answered = answer.status != "abstained"
    quoted = [rag.text(one.document)[one.start : one.end] == one.quote for one in answer.citations]
    found: dict[str, float | None] = {
        "share answered": float(answered),
        "quoted to the letter": sum(quoted) / len(quoted) if quoted else None,
    }
    if not question.answerable:
        return found | {"unanswerable refused": float(not answered)}
    cited = places_of(answer.citations)
    return found | {
        "exact match": answers.exact_match(answer.text, question.answers),
        "F1": answers.f1(answer.text, question.answers),
        "answer contained": answers.contains(answer.text, question.answers),
        "answered and cited right": float(right(answer, question, gold)),
        "answerable refused": float(not answered),
        "citation precision": citations.precision(cited, gold),
        "citation recall": citations.recall(cited, gold) if answered else None,
        "right document": citations.right_document(cited, gold),
    }


def best_metrics(
    forced: Answer, question: Question, gold: Sequence[Place]
) -> dict[str, float | None]:
    """Scores of the best span, which is said where there is no threshold."""
    return {
        "best span exact match": answers.exact_match(forced.text, question.answers),
        "best span F1": answers.f1(forced.text, question.answers),
        "right if made to answer": float(right(forced, question, gold)),
    }


def retrieval_metrics(
    rag: Rag, passages: Sequence[Passage], gold: Sequence[Place]
) -> dict[str, float | None]:
    """Scores of what is retrieved; only to depths that were, so that a name means one thing."""
    places = [standing(one) for one in passages]
    relevant = [any(citations.overlaps(one, gold) for one in each) for each in places]
    chunks = [place_of(one) for one in chunk_sources(rag, gold)]
    total = sum(citations.overlaps(one, gold) for one in chunks)
    depths = sorted({k for k in DEPTHS if k <= rag.top_k} | {rag.top_k})
    found = evidence_metrics(rag, chunks, gold) | {
        **{f"hit@{k}": retrieval.hit(relevant, k) for k in depths},
        **{f"recall@{k}": retrieval.recall(relevant, k, total) for k in depths},
    }
    if rag.top_k >= DEPTHS[-1]:
        found["MRR"] = retrieval.reciprocal_rank(relevant[: DEPTHS[-1]])
        found["nDCG@10"] = retrieval.ndcg(relevant, DEPTHS[-1], total)
    whole, pure = retrieval.characters([one for each in places for one in each], gold)
    return found | {"gold characters read": whole, "read characters gold": pure}


def evidence_metrics(
    rag: Rag, chunks: Sequence[Place], gold: Sequence[Place]
) -> dict[str, float | None]:
    """Whether a piece of gold evidence is whole in what is indexed, and in one of the chunks."""
    return {
        "evidence in the corpus": float(any(in_corpus(rag, one) for one in gold)),
        "evidence in one chunk": float(any(holds(chunk, one) for chunk in chunks for one in gold)),
    }


def right(answer: Answer, question: Question, gold: Sequence[Place]) -> bool:
    """Whether an answer holds an accepted one, and a place that it cites is gold evidence."""
    return bool(
        question.answerable
        and answers.contains(answer.text, question.answers)
        and citations.recall(places_of(answer.citations), gold)
    )
