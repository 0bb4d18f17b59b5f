"""Gold evidence in an index: where its quotes stand, and which chunks hold them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from eval.metrics.citations import Place
from eval.question import Evidence
from eval.record import Read, Spot
from index.document import Document, Range
from index.errors import BadInput
from rag.answer import Citation, Passage, Source
from rag.engine import Rag

_INDEX_IT = (
    "run `rag index` on the files that the questions are about (`rag index seeds` for those that "
    "come with Footnote)"
)


def locate(rag: Rag, evidence: Sequence[Evidence]) -> list[Place]:
    """Where gold quotes stand in the indexed files; raises BadInput when one stands nowhere.

    A quote without a `start` has to stand in its file just once.
    """
    if not evidence:
        return []
    paths = _paths(rag)
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


@lru_cache(maxsize=1)
def _paths(rag: Rag) -> dict[str, str]:
    """The indexed files by the names that questions give them; thousands of questions ask."""
    return {file_name(path): path for path in rag.store.catalogue.paths()}


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


def places_of(cited: Sequence[Citation]) -> list[Place]:
    """Where citations stand."""
    return [(file_name(one.document.path), Range(one.start, one.end)) for one in cited]


def standing(passage: Passage) -> list[Place]:
    """Every place that a passage stands in."""
    return [place_of(one) for one in passage.sources]


def spot(place: Place) -> Spot:
    """A place as records have it."""
    return Spot(place[0], place[1].start, place[1].end)


def read_of(passage: Passage) -> Read:
    """A passage as records have it."""
    ranks = passage.ranks
    return Read(spot(standing(passage)[0]), passage.score, ranks.lexical, ranks.dense)


# Chunks ---------------------------------------------------------------------------------------


def chunk_sources(rag: Rag, gold: Sequence[Place]) -> list[Source]:
    """Every chunk of the files that hold gold evidence, by file and place."""
    catalogue = rag.store.catalogue
    return [
        Source(chunk, document)
        for document in _documents(rag, gold)
        for chunk in catalogue.chunks(document.id)
    ]


def place_of(source: Source) -> Place:
    """Where a chunk stands."""
    return file_name(source.document.path), Range(source.chunk.start, source.chunk.end)


def holds(chunk: Place, piece: Place) -> bool:
    """Whether a chunk holds every character of a piece of evidence."""
    (file, outer), (other, inner) = chunk, piece
    return file == other and outer.start <= inner.start and inner.end <= outer.end


def in_corpus(rag: Rag, piece: Place) -> bool:
    """Whether all words of a piece of evidence are kept, none left out as page furniture."""
    found = list(_documents(rag, [piece]))
    kept = [one for document in found for one in document.ranges]
    text = rag.text(found[0]) if found else ""
    return bool(found) and all(
        text[at].isspace() or any(one.start <= at < one.end for one in kept)
        for at in range(piece[1].start, piece[1].end)
    )


def _documents(rag: Rag, gold: Sequence[Place]) -> Iterator[Document]:
    paths = _paths(rag)
    for file in sorted({file for file, _ in gold} & paths.keys()):
        yield from rag.store.catalogue.documents(paths[file])
