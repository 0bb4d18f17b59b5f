"""The manifest: which build of an index is in force, and what it was made with."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from index.embedder import Fingerprint
from index.errors import IndexDamaged, IndexMissing

MANIFEST = "manifest.json"
FORMAT = 1
# Raised whenever loading or selecting would give other text or ranges for the same file.
SELECTION = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """How an index is made; `chunk_tokens` is in word pieces, `overlap` in sentences."""

    embedder: str = "bundled"
    chunk_tokens: int = 160
    overlap: int = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in `manifest.json`; replacing that file is what switches to a new build."""

    build: str
    settings: Settings
    fingerprint: Fingerprint
    catalogue_bytes: int
    catalogue_sha256: str
    vectors_sha256: str
    punkt: str
    selection: int = SELECTION
    format: int = FORMAT

    def same_text(self, other: "Manifest | None") -> bool:
        """Whether both select and chunk alike, so that an unchanged file needs nothing."""
        return other is not None and (
            self.settings.chunk_tokens,
            self.settings.overlap,
            self.selection,
            self.punkt,
        ) == (other.settings.chunk_tokens, other.settings.overlap, other.selection, other.punkt)


def read(folder: Path) -> Manifest:
    """The manifest of the index in `folder`; raises IndexMissing or IndexDamaged."""
    path = folder / MANIFEST
    if not path.is_file():
        raise IndexMissing(f"no index in {folder}; run `rag index PATH` to make one")
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        if saved["format"] != FORMAT:
            raise IndexDamaged(
                f"the index in {folder} has format {saved['format']}, this version reads {FORMAT}; "
                f"remove {folder} and run `rag index PATH`"
            )
        return Manifest(
            **saved
            | {
                "settings": Settings(**saved["settings"]),
                "fingerprint": Fingerprint(**saved["fingerprint"]),
            }
        )
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise IndexDamaged(
            f"{path} can't be understood ({type(error).__name__}); remove {folder} and run "
            "`rag index PATH`"
        ) from error


def write(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` in force, all at once."""
    beside = folder / f"{MANIFEST}.new"
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / MANIFEST)
