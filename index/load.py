"""Loading: finding the files of a folder, and taking each in as text."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.decode import clean, decode
from index.errors import FootnoteError, UnreadableFile
from index.extract import Extract, docx_extract, markdown_extract, pdf_extract
from index.source import SourceFile
from index.webpage import html_extract

# An article is some kilobytes; a file past this is a dump or an archive, and takes minutes.
LARGEST = 20 * 1024 * 1024

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".docx": _DOCX,
}


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The `files` that can be loaded, and those `passed_over` for their endings."""

    files: tuple[Path, ...]
    passed_over: tuple[Path, ...]


def find_files(paths: Sequence[Path]) -> FoundFiles:
    """The files at `paths` and in the folders there, at any depth, each once, in sorted order.

    Hidden files and folders are skipped, unless given themselves. Raises FootnoteError when one
    of `paths` doesn't exist.
    """
    files: dict[Path, None] = {}
    passed_over: dict[Path, None] = {}
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            raise FootnoteError(f"{path}: {_why(error)}") from error
        for found in _walk(path) if path.is_dir() else (path,):
            supported = found.suffix.lower() in _MEDIA_TYPES
            (files if supported else passed_over).setdefault(found)
    return FoundFiles(tuple(files), tuple(passed_over))


def load(path: Path, name: str) -> SourceFile:
    """The file at `path`, read and decoded or extracted, as the source called `name`.

    Raises UnreadableFile, whose message is the reason alone, in a few words.
    """
    media_type = _MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise UnreadableFile(f"{path.suffix or 'no'} ending: not a kind of file that can be read")
    data = _read(path)
    extract = _extract(data, media_type)
    text = clean(extract.text)
    if not text.strip():
        raise UnreadableFile("no text in it")
    sha256 = hashlib.sha256(data).hexdigest()
    return SourceFile(name, sha256, text, media_type, extract.metadata)


def _walk(folder: Path) -> Iterator[Path]:
    seen: set[Path] = set()
    for root, folders, names in os.walk(folder, followlinks=True):
        here = Path(root)
        # A link may lead back to a folder above it, so that the walk would never end.
        folders[:] = [name for name in sorted(folders) if not _hidden(name)]
        if here.resolve() in seen:
            folders.clear()
            continue
        seen.add(here.resolve())
        yield from (here / name for name in sorted(names) if not _hidden(name))


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name == "__pycache__"


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise UnreadableFile(f"over {LARGEST // 1024**2} MB")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"can't be read: {_why(error)}") from error
    if not data.strip():
        raise UnreadableFile("empty")
    return data


def _why(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__


def _extract(data: bytes, media_type: str) -> Extract:
    extractors: dict[str, Callable[[bytes], Extract]] = {
        "text/plain": lambda data: Extract(decode(data)),
        "text/markdown": lambda data: markdown_extract(decode(data)),
        "text/html": lambda data: html_extract(decode(data, html=True)),
        "application/xhtml+xml": lambda data: html_extract(decode(data, html=True)),
        "application/pdf": pdf_extract,
        _DOCX: docx_extract,
    }
    try:
        return extractors[media_type](data)
    except UnreadableFile:
        raise
    except RecursionError as error:
        raise UnreadableFile("can't be read: nested too deeply") from error
    except Exception as error:
        # The libraries raise all kinds of errors on damaged files, and one bad file must not end
        # the run.
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise UnreadableFile(f"damaged, or not what its ending says: {reason}") from error
