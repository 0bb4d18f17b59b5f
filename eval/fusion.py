"""`python -m eval.fusion`: ways of ranking passages, compared on the dev questions.

The last one is the reader's own: the passages that it gets as shipped, by the margin of the best
span of each. It tells what the reader's one pass is worth as a reranker.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.gold import file_name, locate
from eval.metrics.citations import Place, overlaps
from eval.question import Question, shipped
from index.document import Range
from rag.answer import Passage
from rag.engine import INDEX, Rag
from rag.history import standalone
from rag.retriever import Retrieval, retrieve

DEEPEST = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.fusion", description=__doc__)
    parser.add_argument("--index", type=Path, default=INDEX)
    rag = Rag.open(parser.parse_args().index)
    asked = [(one, locate(rag, one.evidence)) for one in shipped("dev") if one.answerable]
    print(f"{len(asked)} answerable dev questions; evidence at rank 1, in the top 5, in the top 10")
    for name, settings in ways():
        ranks = [
            first_rank(retrieve(rag.store, searched(question), DEEPEST, settings), gold)
            for question, gold in asked
        ]
        print(line(name, ranks))
    print(line("by the reader's margin", [first_rank(reranked(rag, q), gold) for q, gold in asked]))


def line(name: str, ranks: Sequence[float]) -> str:
    """A line of the table: shares of `ranks` within 1, 5 and 10, and their mean reciprocal."""
    shares = [sum(rank <= top for rank in ranks) / len(ranks) for top in (1, 5, DEEPEST)]
    mrr = sum(1 / rank for rank in ranks) / len(ranks)
    return f"{name:<22}" + "".join(f"{share:>8.3f}" for share in shares) + f"   MRR {mrr:.3f}"


def ways() -> Iterator[tuple[str, Retrieval]]:
    """Names and settings of what is compared."""
    yield "dense alone", Retrieval("blend", lexical=0.0)
    yield "BM25 alone", Retrieval("blend", lexical=1.0)
    yield "rank fusion", Retrieval("rank")
    for tenths in range(3, 9):
        yield f"blend, 0.{tenths} BM25", Retrieval("blend", lexical=tenths / 10)
    for weight in (0.0, 0.5, 2.0):
        yield f"as shipped, header {weight}", Retrieval(header_weight=weight)
    yield "as shipped", Retrieval()


def searched(question: Question) -> str:
    """What the retriever is asked for a question."""
    return standalone(question.question, question.history).search


def reranked(rag: Rag, question: Question) -> list[Passage]:
    """The passages that the reader gets, by the margin of the best span of each."""
    whole = standalone(question.question, question.history)
    passages = retrieve(rag.store, whole.search, DEEPEST)
    spans = rag.reader.read(whole.read, passages)
    return list({id(span.passage): span.passage for span in spans}.values())


def first_rank(passages: Sequence[Passage], gold: list[Place]) -> float:
    """The rank, from 1, of the first passage that overlaps gold evidence; infinite without one."""
    for rank, passage in enumerate(passages, 1):
        for source in passage.sources:
            place = Range(source.chunk.start, source.chunk.end)
            if overlaps((file_name(source.document.path), place), gold):
                return rank
    return float("inf")


if __name__ == "__main__":
    main()
