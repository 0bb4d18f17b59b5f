"""The FAISS index: derived from the catalogue's embeddings, exact inner products, with ids."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Vectors
from index.errors import IndexDamaged
from index.models import checksum


def write(batches: Iterable[tuple[list[int], Vectors]], dimension: int, path: Path) -> str:
    """Write the index of all (ids, vectors) batches to `path`; returns the file's sha256."""
    import faiss

    index = faiss.IndexIDMap(faiss.IndexFlatIP(dimension))
    for ids, vectors in batches:
        index.add_with_ids(vectors, np.asarray(ids, dtype=np.int64))
    faiss.write_index(index, str(path))
    return checksum(path)


class VectorIndex:
    """An index read from a file whose sha256 is known.

    Raises IndexDamaged when the file is absent or another one: FAISS must not parse a file that
    may have been tampered with, since that can corrupt memory.
    """

    def __init__(self, path: Path, sha256: str) -> None:
        import faiss

        if not path.is_file() or checksum(path) != sha256:
            raise IndexDamaged(
                f"{path} is missing or isn't the file that was built; run `rag index` "
                "(it is rebuilt from the catalogue, nothing is embedded again)"
            )
        self._index: Any = faiss.read_index(str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Chunk ids and inner products of the nearest to `vector`, of shape (dimension,)."""
        if not len(self):
            return []
        scores, ids = self._index.search(vector.reshape(1, -1), min(limit, len(self)))
        return [(int(key), float(score)) for key, score in zip(ids[0], scores[0], strict=True)]
