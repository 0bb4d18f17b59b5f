"""An index as it is opened for asking: its catalogue, its vectors and the embedder they are of."""

from dataclasses import dataclass
from pathlib import Path

from index import manifest as manifests
from index.build import CATALOGUE, VECTORS
from index.catalogue import Catalogue
from index.embedder import Embedder
from index.errors import IndexDamaged, IndexMismatch
from index.manifest import Manifest
from index.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Store:
    """The build of an index that was in force when it was opened; it answers until closed."""

    folder: Path
    manifest: Manifest
    catalogue: Catalogue
    vectors: VectorIndex
    embedder: Embedder


def open_store(folder: Path) -> Store:
    """Open the index in `folder`.

    Raises IndexMissing; IndexDamaged when a file isn't the one that was built; IndexMismatch
    when its vectors are another embedder's than the one its settings name today.
    """
    manifest = manifests.read(folder)
    embedder = Embedder(manifest.settings.embedder)
    if embedder.fingerprint != manifest.fingerprint:
        raise IndexMismatch(
            f"the index in {folder} was built with another version of the embedder "
            f"{manifest.settings.embedder!r}; run `rag index` to embed it again"
        )
    path = folder / manifest.build / CATALOGUE
    if not path.is_file() or path.stat().st_size != manifest.catalogue_bytes:
        raise IndexDamaged(
            f"{path} is missing or cut short; remove {folder} and run `rag index PATH`"
        )
    vectors = VectorIndex(folder / manifest.build / VECTORS, manifest.vectors_sha256)
    return Store(folder, manifest, Catalogue.open(path), vectors, embedder)
