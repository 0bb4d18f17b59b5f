"""`rag doctor`: versions, models with their checksums, the health of the index, and remedies."""

import platform
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index import manifest as manifests
from index.build import CATALOGUE
from index.embedder import Embedder
from index.errors import FootnoteError
from index.models import checksum, fast_bfloat16
from index.store import open_store
from rag import calibration
from rag.reader import WEIGHTS, Reader

PACKAGES = (
    "torch",
    "transformers",
    "sentence-transformers",
    "faiss-cpu",
    "nltk",
    "gradio",
    "trafilatura",
    "pypdf",
    "python-docx",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `wrong` says whether something must be done about it."""

    text: str
    wrong: bool = False


def examine(folder: Path) -> Iterator[Finding]:
    """Everything worth knowing of this installation and of the index in `folder`."""
    yield Finding(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    for package in PACKAGES:
        try:
            yield Finding(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield Finding(f"{package} isn't installed; run `make install`", wrong=True)
    yield Finding(f"numbers: {'bfloat16' if fast_bfloat16() else 'float32'} on this CPU")
    yield from _models()
    yield from _index(folder)


def _models() -> Iterator[Finding]:
    try:
        embedder = Embedder()
        yield Finding(
            f"embedder: bundled, sha256 {embedder.fingerprint.sha256[:16]}…, as it should be"
        )
    except FootnoteError as error:
        yield Finding(f"embedder: {error}", wrong=True)
    try:
        for file, sha256 in Reader().check().items():
            yield Finding(f"reader: {file}, sha256 {sha256[:16]}…, as it should be")
        yield Finding(
            f"reader: refuses below {calibration.load(WEIGHTS / calibration.FILE).threshold:.2f}"
        )
    except FootnoteError as error:
        yield Finding(f"reader: {error}", wrong=True)


def _index(folder: Path) -> Iterator[Finding]:
    try:
        manifest = manifests.read(folder)
        store = open_store(folder)
    except FootnoteError as error:
        yield Finding(f"index: {error}", wrong=True)
        return
    counts = store.catalogue.counts()
    yield Finding(
        f"index: {folder}, {counts.files} files, {counts.documents} documents, "
        f"{counts.chunks} chunks of {manifest.settings.chunk_tokens} word pieces"
    )
    for path in sorted(folder.glob(calibration.OWN.format("*"))):
        try:
            below = calibration.load(path).threshold
            yield Finding(f"{path}: fitted for this index, its reader refuses below {below:.2f}")
        except FootnoteError as error:
            yield Finding(str(error), wrong=True)
    if checksum(folder / manifest.build / CATALOGUE) != manifest.catalogue_sha256:
        yield Finding(
            f"index: the catalogue was altered after it was built; remove {folder} and run "
            "`rag index PATH`",
            wrong=True,
        )
    for fault in store.catalogue.faults():
        yield Finding(f"index: {fault}; remove {folder} and run `rag index PATH`", wrong=True)
    if len(store.vectors) != counts.chunks:
        yield Finding(
            f"index: {len(store.vectors)} vectors for {counts.chunks} chunks; run `rag index`",
            wrong=True,
        )
    for skipped in store.catalogue.skipped():
        yield Finding(f"index: {skipped.path} was skipped: {skipped.reason}")
