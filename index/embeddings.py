"""Every embedding ever computed, kept in the catalogue by the text's hash and the model."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.embedder import Vectors


class Embeddings:
    """The embeddings in a catalogue's database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def missing(self, model: str) -> list[tuple[str, int]]:
        """Hashes without an embedding by `model`, each with the id of one chunk that has it."""
        rows = self._db.execute(
            "SELECT hash, min(id) FROM chunks WHERE hash NOT IN"
            " (SELECT hash FROM embeddings WHERE model = ?) GROUP BY hash ORDER BY min(id)",
            (model,),
        )
        return [(digest, key) for digest, key in rows]

    def keep(self, model: str, hashes: Sequence[str], vectors: Vectors) -> None:
        """Remember embeddings: `vectors[i]` is that of `hashes[i]`."""
        self._db.executemany(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
            [(h, model, v.tobytes()) for h, v in zip(hashes, vectors, strict=True)],
        )

    def salvage(self, other: Path) -> int:
        """Take over the embeddings of an unfinished build, if it got that far; how many are new."""
        self._db.commit()
        try:
            self._db.execute("ATTACH ? AS other", (str(other),))
        except sqlite3.Error:
            return 0
        try:
            taken = self._db.execute(
                "INSERT OR IGNORE INTO embeddings SELECT * FROM other.embeddings"
            )
            return taken.rowcount
        except sqlite3.DatabaseError:
            return 0
        finally:
            self._db.commit()
            self._db.execute("DETACH other")

    def vectors(self, model: str, batch: int = 10_000) -> Iterator[tuple[list[int], Vectors]]:
        """Chunk ids and their vectors, `batch` at a time, by ascending id."""
        rows = self._db.execute(
            "SELECT id, vector FROM chunks JOIN embeddings USING (hash)"
            " WHERE model = ? ORDER BY id",
            (model,),
        )
        while found := rows.fetchmany(batch):
            joined = b"".join(vector for _, vector in found)
            matrix = np.frombuffer(joined, dtype=np.float32).reshape(len(found), -1)
            yield [key for key, _ in found], matrix
