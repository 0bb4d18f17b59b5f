"""The catalogue: one SQLite file with every file, document, chunk, word and embedding."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from index.chunks import Chunk
from index.document import Document, LeftOut, Range, Selection
from index.embeddings import Embeddings
from index.schema import SCHEMA
from index.source import Metadata, SourceFile
from index.words import searchable


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a catalogue holds."""

    files: int
    documents: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be taken in, and why."""

    path: str
    reason: str


class Catalogue:
    """An open catalogue; `Catalogue.create` makes one, `Catalogue.open` reads one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.execute("PRAGMA foreign_keys = ON")
        self.text = lru_cache(maxsize=256)(self._text)
        self.embeddings = Embeddings(connection)

    @classmethod
    def create(cls, path: Path, copy_of: Path | None = None) -> "Catalogue":
        """A catalogue to write to, empty or beginning as a copy of another."""
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode = WAL")
        # Until the switch nothing depends on this file: a crash costs only the build.
        db.execute("PRAGMA synchronous = OFF")
        if copy_of is None:
            db.executescript(SCHEMA)
        else:
            with sqlite3.connect(f"{copy_of.resolve().as_uri()}?immutable=1", uri=True) as source:
                source.backup(db)
            source.close()
        return cls(db)

    @classmethod
    def open(cls, path: Path) -> "Catalogue":
        """A finished catalogue, read-only; it is never written again, so no lock is taken."""
        uri = f"{path.resolve().as_uri()}?immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    def commit(self) -> None:
        """Keep what was written so far."""
        self._db.commit()

    def finish(self) -> None:
        """Fold the write-ahead log into the one file and close it."""
        self._db.commit()
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    def close(self) -> None:
        self._db.close()

    def counts(self) -> Counts:
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM documents),"
            " (SELECT count(*) FROM chunks)"
        ).fetchone()
        return Counts(*row)

    # Files ------------------------------------------------------------------------------------

    def roots(self) -> list[str]:
        """The folders and files that the index is of."""
        return [path for (path,) in self._db.execute("SELECT path FROM roots ORDER BY path")]

    def set_roots(self, roots: Iterable[str]) -> None:
        self._db.execute("DELETE FROM roots")
        self._db.executemany("INSERT INTO roots VALUES (?)", [(root,) for root in roots])

    def checksums(self) -> dict[str, str]:
        """The sha256 by path of every file, taken in or skipped, as it was last seen."""
        return dict(
            self._db.execute(
                "SELECT path, sha256 FROM files UNION SELECT path, sha256 FROM skipped"
            )
        )

    def skipped(self) -> list[Skipped]:
        rows = self._db.execute("SELECT path, reason FROM skipped ORDER BY path")
        return [Skipped(path, reason) for path, reason in rows]

    def holds(self, path: str) -> bool:
        """Whether the file `path` is indexed."""
        return (
            self._db.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone() is not None
        )

    def add(
        self,
        source: SourceFile,
        selection: Selection,
        chunks: Sequence[tuple[str, str, str, Range]],
    ) -> None:
        """Put a file in the place of what the catalogue had of it.

        Each of `chunks` is a document's id, the header searched with the chunk, the hash of what
        is embedded, and the chunk's range.
        """
        self.remove(source.path)
        self._db.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
            (
                source.path,
                source.sha256,
                source.media_type,
                source.text,
                json.dumps(asdict(source.metadata)),
            ),
        )
        for place, d in enumerate(selection.documents):
            self._db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
                (d.id, place, d.path, d.title, d.published, d.publisher, d.author),
            )
            self._db.executemany(
                "INSERT INTO ranges VALUES (?, ?, ?)", [(d.id, r.start, r.end) for r in d.ranges]
            )
        self._db.executemany(
            "INSERT INTO left_out VALUES (?, ?, ?, ?)",
            [(source.path, o.range.start, o.range.end, o.reason) for o in selection.left_out],
        )
        for document_id, header, digest, kept in chunks:
            key = self._db.execute(
                "INSERT INTO chunks(document_id, start, end, hash) VALUES (?, ?, ?, ?)",
                (document_id, kept.start, kept.end, digest),
            ).lastrowid
            self._db.execute(
                "INSERT INTO words(rowid, header, body) VALUES (?, ?, ?)",
                (key, searchable(header), searchable(source.text[kept.start : kept.end])),
            )

    def skip(self, path: str, sha256: str, reason: str) -> None:
        """Remember that a file could not be taken in; what was indexed of it before stays."""
        self._db.execute("INSERT OR REPLACE INTO skipped VALUES (?, ?, ?)", (path, sha256, reason))

    def remove(self, path: str) -> None:
        """Take a file and all that came of it out; its embeddings stay for another time."""
        self._db.execute(
            "DELETE FROM words WHERE rowid IN (SELECT chunks.id FROM chunks JOIN documents"
            " ON documents.id = document_id WHERE path = ?)",
            (path,),
        )
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))
        self._db.execute("DELETE FROM skipped WHERE path = ?", (path,))

    def source(self, path: str) -> SourceFile:
        """A file as it was taken in; KeyError without it."""
        row = self._db.execute(
            "SELECT sha256, text, media_type, metadata FROM files WHERE path = ?", (path,)
        ).fetchone()
        if row is None:
            raise KeyError(path)
        sha256, text, media_type, metadata = row
        return SourceFile(path, sha256, text, media_type, Metadata(**json.loads(metadata)))

    def _text(self, path: str) -> str:
        """The text of a file, into which its documents' ranges index; KeyError without it."""
        row = self._db.execute("SELECT text FROM files WHERE path = ?", (path,)).fetchone()
        if row is None:
            raise KeyError(path)
        return str(row[0])

    # Documents and chunks ---------------------------------------------------------------------

    def paths(self) -> list[str]:
        return [path for (path,) in self._db.execute("SELECT path FROM files ORDER BY path")]

    def documents(self, path: str) -> list[Document]:
        """The documents of a file, in order."""
        rows = self._db.execute("SELECT id FROM documents WHERE path = ? ORDER BY place", (path,))
        return [self.document(document_id) for (document_id,) in rows.fetchall()]

    def document(self, document_id: str) -> Document:
        path, title, published, publisher, author = self._db.execute(
            "SELECT path, title, published, publisher, author FROM documents WHERE id = ?",
            (document_id,),
        ).fetchone()
        ranges = self._db.execute(
            "SELECT start, end FROM ranges WHERE document_id = ? ORDER BY start", (document_id,)
        )
        return Document(
            document_id, path, tuple(Range(*r) for r in ranges), title, published, publisher, author
        )

    def left_out(self, path: str) -> list[LeftOut]:
        rows = self._db.execute(
            "SELECT start, end, reason FROM left_out WHERE path = ? ORDER BY start", (path,)
        )
        return [LeftOut(Range(start, end), reason) for start, end, reason in rows]

    def chunks(self, document_id: str) -> list[Chunk]:
        """The chunks of a document, in order."""
        rows = self._db.execute(
            "SELECT id, document_id, start, end FROM chunks WHERE document_id = ? ORDER BY start",
            (document_id,),
        )
        return [Chunk(*row) for row in rows]

    def chunk(self, key: int) -> Chunk:
        """A chunk by its id."""
        row = self._db.execute(
            "SELECT id, document_id, start, end FROM chunks WHERE id = ?", (key,)
        ).fetchone()
        return Chunk(*row)

    def search(self, query: str, limit: int, header_weight: float) -> list[tuple[int, float]]:
        """Chunk ids and BM25 scores, higher is better, of an FTS5 query; none for none."""
        if not query:
            return []
        rows = self._db.execute(
            "SELECT rowid, -bm25(words, ?, 1.0) AS score FROM words WHERE words MATCH ?"
            " ORDER BY score DESC, rowid LIMIT ?",
            (header_weight, query, limit),
        )
        return [(key, score) for key, score in rows]

    def document_frequency(self, stem: str) -> int:
        """In how many chunks a stem stands."""
        row = self._db.execute("SELECT doc FROM vocabulary WHERE term = ?", (stem,)).fetchone()
        return int(row[0]) if row else 0

    def faults(self) -> list[str]:
        """What SQLite's own checks find wrong; empty when all is well."""
        found = [row[0] for row in self._db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        if self._db.execute("PRAGMA foreign_key_check").fetchone() is not None:
            found.append("rows without their file or document")
        return found
