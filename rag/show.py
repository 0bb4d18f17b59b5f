"""`rag show`: what cleaning kept of a file, what it left out, and the chunks."""

from collections.abc import Iterator
from pathlib import Path

from index.catalogue import Catalogue
from index.document import Range
from index.errors import BadInput
from index.plan import name_of
from rag.terminal import describe

EDGE = 60


def show_lines(catalogue: Catalogue, folder: Path, file: str) -> Iterator[str]:
    """The documents, left-out ranges and chunks of `file`, a path or the end of one.

    Raises BadInput when no indexed file, or more than one, is meant.
    """
    path = _find(catalogue, folder, file)
    text = catalogue.text(path)
    documents = catalogue.documents(path)
    left_out = catalogue.left_out(path)
    gone = sum(one.range.end - one.range.start for one in left_out)
    yield f"{path}: {len(text)} characters, {len(documents)} documents, {gone} characters left out"
    for document in documents:
        yield ""
        yield f"{document.id}  {describe(document)}"
        for kept in document.ranges:
            yield f"  kept    {_place(kept)} {_edges(text, kept)}"
        for number, chunk in enumerate(catalogue.chunks(document.id), 1):
            part = Range(chunk.start, chunk.end)
            yield f"  chunk {number:<2}{_place(part)} {_edges(text, part)}"
    if left_out:
        yield ""
        yield "left out"
    for one in left_out:
        yield f"  {one.reason:<18}{_place(one.range)} {_edges(text, one.range)}"


def _find(catalogue: Catalogue, folder: Path, file: str) -> str:
    paths = catalogue.paths()
    name = name_of(Path(file), folder)
    if name in paths:
        return name
    alike = [path for path in paths if path == file or path.endswith(f"/{file}")]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise BadInput(f"{file} may be {', '.join(alike)}; give more of the path")
    reason = next((one.reason for one in catalogue.skipped() if one.path == name), None)
    if reason:
        raise BadInput(f"{name} was skipped: {reason}")
    raise BadInput(f"{file} isn't in the index; run `rag index {file}`")


def _place(place: Range) -> str:
    return f"{place.start:>7}–{place.end:<7}"


def _edges(text: str, place: Range) -> str:
    words = " ".join(text[place.start : place.end].split())
    return words if len(words) <= 2 * EDGE else f"{words[:EDGE]} … {words[-EDGE:]}"
