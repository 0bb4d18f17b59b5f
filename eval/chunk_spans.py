"""Chunk spans: how many of the characters that answer a question are retrieved, and what else is.

Recall is the share of a question's gold characters that are among the retrieved ones, precision
the share of the retrieved ones that are gold (Smith and Troynikov 2024, by tokens there).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval import sets
from eval.findings import Findings, Table, mean_rows
from eval.gold import file_name, standing
from eval.metrics import retrieval
from eval.metrics.citations import Place
from eval.question import json_rows, read_text
from eval.section import Section, Work
from index.catalogue import Catalogue
from index.document import Range
from index.errors import BadInput
from index.store import open_store
from rag.retriever import retrieve

FOLDER = "rag/chunk_spans"
CORPORA = ("chatlogs", "finance", "pubmed", "state_of_the_union", "wikitexts")
DEPTHS = (5, 10)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one of the texts and the ranges of it that answer it."""

    question: str
    corpus: str
    gold: tuple[Place, ...]


def chunk_spans(work: Work) -> Findings:
    """Recall and precision by characters at each depth, and what selecting has left out."""
    folder = work.data / FOLDER
    texts = {f"{name}.txt": read_text(folder / f"{name}.txt.gz") for name in CORPORA}
    every = load(folder / "questions.jsonl.gz", texts)
    # Raises where what is indexed isn't to the letter what the ranges index into.
    index = sets.index_texts(texts, work.scratch, work.settings, work.progress)
    store = open_store(index)
    asked = work.some(every)
    scores = []
    for done, one in enumerate(asked):
        work.progress("asking", done, len(asked))
        scores.append(score([standing(p) for p in retrieve(store, one.question, DEPTHS[-1])], one))
    work.progress("asking", len(asked), len(asked))
    recall = f"recall at {DEPTHS[-1]}"
    by_text = [
        (
            name,
            [found[recall] for one, found in zip(asked, scores, strict=True) if one.corpus == name],
        )
        for name in CORPORA
    ]
    return Findings(
        (
            Table(
                "Characters, mean over questions",
                tuple(mean_rows([(name, [one[name] for one in scores]) for name in scores[0]])),
            ),
            Table(f"Recall at {DEPTHS[-1]}, by text", tuple(mean_rows(by_text))),
        ),
        (sizes(asked, texts, store.catalogue), left_out(store.catalogue, every)),
    )


def load(path: Path, texts: dict[str, str]) -> list[Asked]:
    """The questions of the file `path` about `texts`, by file name.

    Raises BadInput where a range doesn't lie in its text, or doesn't read as its `content` says.
    """
    found = []
    for where, row in json_rows(path, read_text(path)):
        file = f"{row.get('corpus')}.txt"
        if file not in texts:
            raise BadInput(f"{where}: corpus: there is no {file}.gz beside it")
        try:
            places = tuple(
                (file, _range(f"{where}: references[{place}]", texts[file], one))
                for place, one in enumerate(row["references"])
            )
            found.append(Asked(row["question"], row["corpus"], places))
        except (KeyError, TypeError) as error:
            raise BadInput(f"{where}: not a question with its references: {error!r}") from error
    return found


def _range(where: str, text: str, reference: dict[str, Any]) -> Range:
    start, end = reference["start"], reference["end"]
    quote = text[start:end] if 0 <= start < end <= len(text) else ""
    if not quote.strip():
        raise BadInput(f"{where}: there are no characters {start} to {end} in its text")
    if reference.get("content", quote) != quote:
        raise BadInput(f"{where}: content: the text reads {quote[:50]!r} there")
    return Range(start, end)


def score(places: Sequence[Sequence[Place]], asked: Asked) -> dict[str, float]:
    """Recall and precision at each depth; `places` are all places of each passage, best first."""
    found: dict[str, float] = {}
    for depth in DEPTHS:
        recall, precision = retrieval.characters(
            [one for each in places[:depth] for one in each], asked.gold
        )
        found |= {f"recall at {depth}": recall, f"precision at {depth}": precision}
    return found


def sizes(asked: Sequence[Asked], texts: dict[str, str], catalogue: Catalogue) -> str:
    """How much of its text a question is about, and whether gold ranges fit it like quotations."""
    gold = [place for one in asked for place in one.gold]
    cut = sum(_within_word(texts[file], end) for file, r in gold for end in (r.start, r.end))
    passages = [
        chunk.end - chunk.start
        for path in catalogue.paths()
        for document in catalogue.documents(path)
        for chunk in catalogue.chunks(document.id)
    ]
    return (
        f"{len(asked):,} questions have {len(gold):,} gold ranges, "
        f"{sum(r.end - r.start for _, r in gold) / len(asked):,.0f} characters a question, in "
        f"texts of {sum(map(len, texts.values())):,} characters; the {len(passages):,} passages "
        f"have {sum(passages) / len(passages):,.0f} characters on average, which bounds precision. "
        f"The set gives places without their words; {cut:,} of the ranges' {2 * len(gold):,} ends "
        "part a word."
    )


def _within_word(text: str, cut: int) -> bool:
    return 0 < cut < len(text) and text[cut - 1].isalnum() and text[cut].isalnum()


def left_out(catalogue: Catalogue, asked: Sequence[Asked]) -> str:
    """How much of the gold text was taken for page furniture, and so can't be found."""
    marks: dict[str, bytearray] = {}
    for path in catalogue.paths():
        marks[file_name(path)] = kept = bytearray(len(catalogue.text(path)))
        for document in catalogue.documents(path):
            for one in document.ranges:
                kept[one.start : one.end] = b"\1" * (one.end - one.start)
    gold = [place for one in asked for place in one.gold]
    shares = [sum(marks[file][r.start : r.end]) / (r.end - r.start) for file, r in gold]
    gone = Counter(
        file.removesuffix(".txt")
        for (file, _), share in zip(gold, shares, strict=True)
        if share < 1
    )
    which = ", ".join(f"{number} of {name}" for name, number in gone.most_common())
    return (
        f"Of all {len(gold):,} gold ranges {sum(gone.values())} lie wholly or in part in text that "
        f"is left out of the index as page furniture ({sum(share == 0 for share in shares)} wholly)"
        + (f": {which}." if which else ".")
    )


CHUNK_SPANS = Section(
    name="chunk_spans",
    title="Characters retrieved from long texts",
    about="Five long texts (speech, encyclopaedia, medicine, finance, chat logs) are indexed "
    "together as they are, without cleaning them first. For each question: how many of the "
    "characters that answer it are in the passages retrieved, with the settings as shipped?",
    origin="Smith and Troynikov 2024, MIT; texts of mixed origin",
    files=(f"{FOLDER}/questions.jsonl.gz", *(f"{FOLDER}/{name}.txt.gz" for name in CORPORA)),
    whole=True,
    measure=chunk_spans,
)
