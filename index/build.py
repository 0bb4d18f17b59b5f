"""Builds an index beside the one in force and switches to it when it is whole."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from index import manifest as manifests
from index import vectors
from index.catalogue import Catalogue, Counts, Skipped
from index.chunks import chunk, header
from index.embedder import BATCH, Embedder
from index.errors import IndexBusy, IndexDamaged, IndexMissing, UnreadableFile
from index.load import load
from index.manifest import Manifest, Settings
from index.models import checksum
from index.plan import Plan, digest, plan, removal
from index.select import select
from index.sentences import PARAMETERS

CATALOGUE = "catalogue.sqlite"
VECTORS = "vectors.faiss"
BUILD = "build-"
# How many texts are embedded between two commits: what a killed build can lose.
COMMIT_EVERY = 16 * BATCH

# Told (stage, done, total) as work proceeds; stages are "reading" (files) and "embedding" (chunks).
Progress = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build took in; paths are as the catalogue keeps them."""

    counts: Counts
    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    absent_roots: tuple[str, ...]
    embedded: int
    switched: bool


def build(
    paths: Sequence[Path],
    folder: Path,
    settings: Settings,
    progress: Progress = lambda *_: None,
) -> BuildReport:
    """Index the files under `paths` into `folder`, besides what it holds from elsewhere.

    Without `paths` the folders indexed before are gone through again. Unchanged files cost
    nothing, a file gone from under a path goes from the index, a file that can't be read is
    skipped with a reason (and stays as it was if it was indexed before). Raises FootnoteError
    when a path doesn't exist, IndexBusy when another build is running, ModelMissing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        embedder = Embedder(settings.embedder)
        before = _in_force(folder)
        old = Catalogue.open(folder / before.build / CATALOGUE) if before else None
        todo = plan(paths, folder, old)
        target = Manifest("", settings, embedder.fingerprint, 0, "", "", checksum(PARAMETERS))
        stale = not target.same_text(before)
        work = sorted(todo.present if stale else todo.new | todo.changed)
        whole = before is not None and not stale and _vectors_whole(folder, before)
        same = before is not None and before.fingerprint == target.fingerprint
        idle = whole and same and not work and not todo.removed
        if old and idle and old.roots() == todo.roots:
            return _report(todo, old, embedded=0, switched=False)
        return _rebuild(folder, before, target, embedder, todo, work, progress)


def remove(paths: Sequence[Path], folder: Path) -> BuildReport:
    """Take the files under `paths` out of the index, and forget `paths` as roots.

    Raises BadInput when nothing under a path is indexed, IndexMissing, IndexBusy.
    """
    catalogue = open_catalogue(folder)
    with _locked(folder):
        before = manifests.read(folder)
        todo = removal(paths, folder, catalogue)
        embedder = Embedder(before.settings.embedder)
        return _rebuild(folder, before, before, embedder, todo, [], lambda *_: None)


def _rebuild(
    folder: Path,
    before: Manifest | None,
    target: Manifest,
    embedder: Embedder,
    todo: Plan,
    work: list[str],
    progress: Progress,
) -> BuildReport:
    fresh = _beside(folder)
    catalogue = Catalogue.create(
        fresh / CATALOGUE, folder / before.build / CATALOGUE if before else None
    )
    for leftover in _leftovers(folder, before, fresh):
        catalogue.embeddings.salvage(leftover / CATALOGUE)
        shutil.rmtree(leftover, ignore_errors=True)
    catalogue.set_roots(todo.roots)
    for name in todo.removed:
        catalogue.remove(name)
    for done, name in enumerate(work):
        progress("reading", done, len(work))
        _take_in(catalogue, name, todo.files.get(name), target.settings, embedder)
    progress("reading", len(work), len(work))
    embedded = _embed(catalogue, embedder, progress)
    catalogue.commit()
    key = target.fingerprint.key
    vectors_sha256 = vectors.write(
        catalogue.embeddings.vectors(key), target.fingerprint.dimension, fresh / VECTORS
    )
    report = _report(todo, catalogue, embedded, switched=True)
    catalogue.finish()
    manifests.write(
        folder,
        replace(
            target,
            build=fresh.name,
            catalogue_bytes=(fresh / CATALOGUE).stat().st_size,
            catalogue_sha256=checksum(fresh / CATALOGUE),
            vectors_sha256=vectors_sha256,
        ),
    )
    if before:
        shutil.rmtree(folder / before.build, ignore_errors=True)
    return report


def _take_in(
    catalogue: Catalogue, name: str, path: Path | None, settings: Settings, embedder: Embedder
) -> None:
    """Load, select and chunk one file; one that can't be read is remembered as skipped."""
    try:
        # A file whose folder is away just now is chunked anew from the text kept of it.
        source = load(path, name) if path else catalogue.source(name)
    except UnreadableFile as error:
        catalogue.skip(name, digest(path) if path else "", str(error))
        return
    selection = select(source)
    chunks = []
    for document in selection.documents:
        top = header(document)
        for kept in chunk(
            source.text,
            document,
            embedder.pieces,
            budget=settings.chunk_tokens,
            overlap=settings.overlap,
        ):
            embedded = embedded_text(top, source.text[kept.start : kept.end])
            sha256 = hashlib.sha256(embedded.encode()).hexdigest()
            chunks.append((document.id, top, sha256, kept))
    catalogue.add(source, selection, chunks)


def embedded_text(top: str, body: str) -> str:
    """What is embedded of a chunk: its document's header line, then its own words."""
    return f"{top}\n{body}" if top else body


def _embedded_of(catalogue: Catalogue, chunk_id: int) -> str:
    found = catalogue.chunk(chunk_id)
    document = catalogue.document(found.document_id)
    text = catalogue.text(document.path)
    return embedded_text(header(document), text[found.start : found.end])


def _embed(catalogue: Catalogue, embedder: Embedder, progress: Progress) -> int:
    key = embedder.fingerprint.key
    missing = catalogue.embeddings.missing(key)
    done = 0

    def count(batch: int) -> None:
        nonlocal done
        done += batch
        progress("embedding", done, len(missing))

    for first in range(0, len(missing), COMMIT_EVERY):
        part = missing[first : first + COMMIT_EVERY]
        texts = [_embedded_of(catalogue, chunk_id) for _, chunk_id in part]
        catalogue.embeddings.keep(key, [sha256 for sha256, _ in part], embedder.embed(texts, count))
        catalogue.commit()
    return len(missing)


def _report(todo: Plan, catalogue: Catalogue, embedded: int, switched: bool) -> BuildReport:
    skipped = catalogue.skipped()
    passed = [Skipped(str(path), "not a kind of file that is read") for path in todo.passed_over]
    return BuildReport(
        counts=catalogue.counts(),
        new=tuple(sorted(todo.new)),
        changed=tuple(sorted(todo.changed)),
        removed=tuple(sorted(todo.removed)),
        unchanged=len(todo.unchanged),
        skipped=(*skipped, *passed),
        absent_roots=todo.absent_roots,
        embedded=embedded,
        switched=switched,
    )


# Folders and locks ----------------------------------------------------------------------------


def open_catalogue(folder: Path) -> Catalogue:
    """The catalogue of the index in `folder`, without models; raises IndexMissing, IndexDamaged."""
    manifest = _in_force(folder)
    if manifest is None:
        raise IndexMissing(f"no index in {folder}; run `rag index PATH` to make one")
    return Catalogue.open(folder / manifest.build / CATALOGUE)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexBusy(
                f"another `rag index` is at work on {folder}; wait for it to end"
            ) from error
        yield


def _in_force(folder: Path) -> Manifest | None:
    """The manifest of the index to build on; None when there is none yet."""
    try:
        manifest = manifests.read(folder)
    except IndexMissing:
        return None
    path = folder / manifest.build / CATALOGUE
    if not path.is_file() or path.stat().st_size != manifest.catalogue_bytes:
        raise IndexDamaged(
            f"{path} is missing or cut short; remove {folder} and run `rag index PATH` again"
        )
    return manifest


def _vectors_whole(folder: Path, manifest: Manifest) -> bool:
    path = folder / manifest.build / VECTORS
    return path.is_file() and checksum(path) == manifest.vectors_sha256


def _beside(folder: Path) -> Path:
    numbers = [int(path.name.removeprefix(BUILD)) for path in _builds(folder)]
    fresh = folder / f"{BUILD}{max(numbers, default=0) + 1}"
    fresh.mkdir()
    return fresh


def _leftovers(folder: Path, before: Manifest | None, fresh: Path) -> list[Path]:
    """Builds that were cut off, or that a switch has replaced."""
    in_use = {fresh.name, before.build if before else ""}
    return [path for path in _builds(folder) if path.name not in in_use]


def _builds(folder: Path) -> list[Path]:
    return [path for path in folder.glob(f"{BUILD}*") if path.name.removeprefix(BUILD).isdigit()]
