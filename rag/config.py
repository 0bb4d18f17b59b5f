"""`rag.toml`: sets in a file what flags set on the command line; flags win."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import BadInput

if TYPE_CHECKING:
    from index.manifest import Settings

FILE = Path("rag.toml")
SEEDS = Path("seeds")


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting that a flag or `rag.toml` may give; the flags' help says what each means."""

    index: str = ".rag"
    embedder: str = "bundled"
    chunk_tokens: int = 160
    overlap: int = 1
    top_k: int = 10
    reader: str = "bundled"
    port: int | None = None

    def build_settings(self) -> "Settings":
        """How an index is made by this configuration."""
        from index.manifest import Settings

        return Settings(self.embedder, self.chunk_tokens, self.overlap)


_LEAST = {"chunk_tokens": 16, "overlap": 0, "top_k": 1, "port": 1}
_MOST = {"chunk_tokens": 256, "overlap": 10, "top_k": 100, "port": 65_535}


def load(flags: dict[str, Any], file: Path = FILE) -> Config:
    """The settings in force: `flags` that are not None, else the file's, else the defaults.

    Raises BadInput naming the file and the key, or the flag, that is wrong.
    """
    saved: dict[str, Any] = {}
    if file.is_file():
        try:
            saved = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"{file}: {error}; see README for its form") from error
    for name, value in saved.items():
        _check(f"{file}: {name}", name, value)
    for name, value in flags.items():
        if value is not None:
            _check(f"--{name.replace('_', '-')}", name, value)
    return Config(**saved | {name: value for name, value in flags.items() if value is not None})


def _check(where: str, name: str, value: Any) -> None:
    known = [field.name for field in fields(Config)]
    if name not in known:
        raise BadInput(f"{where} is no setting; there are {', '.join(known)}")
    if name not in _LEAST:
        if not isinstance(value, str) or not value:
            raise BadInput(f"{where} must be a text, not {value!r}")
    elif type(value) is not int or not _LEAST[name] <= value <= _MOST[name]:
        raise BadInput(
            f"{where} must be a whole number from {_LEAST[name]} to {_MOST[name]}, not {value!r}"
        )
