"""An engine over two small articles, a set of questions in a file, and the settings to ask by."""

import json
from pathlib import Path

import pytest

from index.manifest import Settings
from index.store import open_store
from rag.config import Config
from rag.engine import Rag
from rag.reader import Reader
from tests.eval.asked import LINES


@pytest.fixture
def rag(index_folder: Path, tiny_reader: Path) -> Rag:
    return Rag(open_store(index_folder), Reader(str(tiny_reader)))


@pytest.fixture
def own_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Questions in a file, with a folder of its own to keep runs in."""
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in LINES), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def asking(index_folder: Path, settings: Settings, tiny_reader: Path) -> Config:
    return Config(str(index_folder), settings.embedder, 40, 1, 5, str(tiny_reader))
