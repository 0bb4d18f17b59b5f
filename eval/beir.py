"""Retrieval alone, by folders of BEIR's kind (Thakur 2021): a corpus, queries, and judgements.

A document is relevant when its score is over 0; how far over makes no difference, so nDCG is not
the published one where a set has grades.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.gold import file_name
from eval.metrics import retrieval
from eval.question import json_rows, read_text
from eval.score import DEPTHS
from eval.sets import Progress, id_at, index_texts, plain, set_name, text_at
from eval.statistics import bootstrap
from index.errors import BadInput
from index.manifest import Settings
from index.store import Store, open_store
from rag.retriever import DEPTH, retrieve

# Documents that count; more passages are retrieved, since several may be of one document.
RANKED = 10
HEADER = ("query-id", "corpus-id", "score")


@dataclass(frozen=True, slots=True)
class Beir:
    """`corpus`: text by document id, `queries`: text by query id, `qrels`: scores by both ids.

    A document's text begins with its title. Queries without a relevant document aren't asked.
    """

    name: str
    corpus: Mapping[str, str]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]

    @property
    def judged(self) -> list[str]:
        """The ids of the queries that have a relevant document, in the order of the queries."""
        return [key for key in self.queries if self.relevant(key)]

    def relevant(self, query: str) -> set[str]:
        """The ids of the documents that are relevant for a query."""
        return {key for key, score in self.qrels.get(query, {}).items() if score > 0}


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One query: the ids of at most ten `documents`, best first, of the `relevant`, and scores."""

    id: str
    query: str
    documents: tuple[str, ...]
    relevant: tuple[str, ...]
    metrics: dict[str, float]

    def as_json(self) -> str:
        """The record on one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def load(folder: Path) -> Beir:
    """The set in a folder: `corpus.jsonl`, `queries.jsonl`, and `qrels/` or `qrels.tsv`.

    Of `qrels/` only `test.tsv` is read, as in published figures, or every file when there is none.
    Raises BadInput naming file, line and field.
    """
    corpus = _texts(folder / "corpus.jsonl", titled=True)
    queries = _texts(folder / "queries.jsonl", titled=False)
    qrels: dict[str, dict[str, int]] = {}
    for path in _judgement_files(folder):
        for where, query, document, score in _judgements(path):
            if query not in queries:
                raise BadInput(f"{where}: query-id: queries.jsonl has no {query!r}")
            # Some published sets judge documents irrelevant that their corpus doesn't hold.
            if score > 0 and not corpus.get(document):
                lacks = "has no text of" if document in corpus else "has no"
                raise BadInput(f"{where}: corpus-id: corpus.jsonl {lacks} {document!r}")
            if qrels.setdefault(query, {}).setdefault(document, score) != score:
                raise BadInput(f"{where}: score: another line has another score of the same pair")
    found = Beir(set_name(folder), corpus, queries, qrels)
    if not found.judged:
        raise BadInput(f"{folder}: qrels: no query has a relevant document")
    return found


def retrieval_records(
    beir: Beir, folder: Path, settings: Settings, progress: Progress
) -> Iterator[Retrieved]:
    """Index the corpus in `folder`, then retrieve for each judged query and score what is found.

    Documents rank by their best passage. A document with the query's own id is passed over unless
    it is judged relevant, as in BEIR: there the query is part of the corpus. Raises BadInput when
    a text can't be indexed or `folder` has other files.
    """
    files = {
        f"beir-{place:06}.txt": key for place, (key, text) in enumerate(beir.corpus.items()) if text
    }
    texts = {name: beir.corpus[key] for name, key in files.items()}
    store = open_store(index_texts(texts, folder, settings, progress))
    queries = beir.judged
    for done, key in enumerate(queries):
        progress("asking", done, len(queries))
        relevant = beir.relevant(key)
        ranking = _ranking(store, beir.queries[key], files)
        documents = [one for one in ranking if one != key or one in relevant][:RANKED]
        yield Retrieved(
            key,
            beir.queries[key],
            tuple(documents),
            tuple(sorted(relevant)),
            metrics([one in relevant for one in documents], len(relevant)),
        )
    progress("asking", len(queries), len(queries))


def metrics(relevant: Sequence[bool], total: int) -> dict[str, float]:
    """Scores of a ranking, of which each document is `relevant` or not, out of `total` relevant."""
    return {
        **{f"hit@{k}": retrieval.hit(relevant, k) for k in DEPTHS},
        **{f"recall@{k}": retrieval.recall(relevant, k, total) for k in DEPTHS},
        "MRR": retrieval.reciprocal_rank(relevant),
        "nDCG@10": retrieval.ndcg(relevant, 10, total),
    }


def report_lines(name: str, records: Sequence[Retrieved]) -> Iterator[str]:
    """The table of means with their 95% intervals."""
    yield f"{name}: {len(records)} queries, documents ranked by their best passage"
    yield ""
    yield f"{'':<26}{'mean':>7}   {'95% interval':<16}{'of':>5}"
    for metric in records[0].metrics if records else ():
        interval = bootstrap([record.metrics[metric] for record in records])
        if interval is not None:
            between = f"{interval.low:.3f} to {interval.high:.3f}"
            yield f"{metric:<26}{interval.mean:>7.3f}   {between:<16}{len(records):>5}"


def _ranking(store: Store, query: str, files: Mapping[str, str]) -> list[str]:
    """Document ids by their first passage; those that share a text follow each other."""
    places = [place for passage in retrieve(store, query, DEPTH) for place in passage.sources]
    return list(dict.fromkeys(files[file_name(place.document.path)] for place in places))


def _texts(path: Path, *, titled: bool) -> dict[str, str]:
    """Text by `_id`, under its title where there is one; only a corpus may hold empty ones."""
    texts: dict[str, str] = {}
    for line_at, row in json_rows(path, read_text(path)):
        where = f"{line_at}: "
        key = id_at(where, row, "_id")
        if key in texts:
            raise BadInput(f"{where}_id: {key!r} is also the id on another line")
        if not titled:
            texts[key] = plain(text_at(where, row, "text"))
            continue
        parts = {"title": row.get("title") or "", "text": row.get("text")}
        for field, value in parts.items():
            if not isinstance(value, str):
                raise BadInput(f"{where}{field}: must be a text")
        whole = plain("\n\n".join(str(part) for part in parts.values() if str(part).strip()))
        texts[key] = whole if whole.strip() else ""
    if not texts:
        raise BadInput(f"{path} is empty")
    return texts


def _judgement_files(folder: Path) -> list[Path]:
    every = sorted((folder / "qrels").glob("*.tsv"))
    test = [path for path in every if path.name == "test.tsv"]
    return test or every or [folder / "qrels.tsv"]


def _judgements(path: Path) -> Iterator[tuple[str, str, str, int]]:
    """Where each judgement stands, its query, its document and its score."""
    lines = read_text(path).split("\n")
    if tuple(lines[0].strip().split("\t")) != HEADER:
        raise BadInput(f"{path}, line 1: must be the names {', '.join(HEADER)}, with tabs between")
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) != len(HEADER):
            raise BadInput(f"{where}: has {len(parts)} fields, not {', '.join(HEADER)}")
        if not re.fullmatch(r"-?[0-9]{1,9}", parts[2]):
            raise BadInput(f"{where}: score: {parts[2]!r} is no whole number")
        yield where, parts[0], parts[1], int(parts[2])
