"""Fixtures: tiny models and small folders of articles, made once a session."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from index.build import build
from index.manifest import Settings
from rag.engine import Rag
from tests.models import save_embedder, save_reader

# A machine with other work to do is slow now and then; that is no fault of the code.
hypothesis.settings.register_profile("footnote", deadline=None)
hypothesis.settings.load_profile("footnote")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SEEDS = ROOT / "seeds"

ARTICLES = {
    "bridge.txt": "Old bridge opens again\n\n12 May 2010\n\nThe old bridge in the north town was "
    "opened again on 12 May by Mayor Ann Cole. It was built in 1900. The work cost 400 pounds a "
    "day, the council said.\n\nAbout 400 people came to see it. Lt. Gen. Sam Poe of the army "
    "spoke at 5 p.m. in the rain.",
    "vote.txt": "Council votes on the river\n\n3 June 2010\n\nThe council of the south town voted "
    "on Tuesday to close the river to boats. Minister Lee Ray said that 12 members were for it "
    "and 5 against.",
}

SWITCHES = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session", autouse=True)
def environment() -> None:
    """Commands must find their own `rag.toml` and index, never those of the checkout."""
    os.environ.pop("RAG_DEBUG", None)


@pytest.fixture(scope="session")
def tiny_embedder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_embedder(tmp_path_factory.mktemp("embedder"))


@pytest.fixture(scope="session")
def tiny_reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_reader(tmp_path_factory.mktemp("reader"))


@pytest.fixture
def settings(tiny_embedder: Path) -> Settings:
    return Settings(embedder=str(tiny_embedder), chunk_tokens=40)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with two small articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def index_folder(articles: Path, settings: Settings) -> Path:
    """An index of `articles`, made with the tiny embedder."""
    folder = articles.parent / ".rag"
    build([articles], folder, settings)
    return folder


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of `seeds/`, made with the bundled embedder."""
    folder = tmp_path_factory.mktemp("seeds") / ".rag"
    build([SEEDS], folder, Settings())
    return folder


@pytest.fixture(scope="session")
def seeds_rag(seeds_index: Path) -> Rag:
    """The shipped articles, opened with the bundled models."""
    return Rag.open(seeds_index)


@pytest.fixture(scope="session")
def command() -> list[str]:
    """The `rag` command as a process of its own."""
    return [sys.executable, "-m", "rag.cli"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; a module at a time, since it holds the event loop while it runs."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if "CI" in os.environ:
            pytest.fail("no chromium on this machine")
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield started
        started.close()
