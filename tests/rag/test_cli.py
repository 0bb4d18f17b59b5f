"""The `rag` command: what it prints, its exit codes, and that no traceback reaches a user."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.manifest import Settings
from rag.cli import main
from tests.conftest import ROOT, SHARED


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "rag.cli", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_index_reports_what_it_took_in_and_what_it_skipped(
    articles: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (articles / "empty.txt").write_text("")
    folder = articles.parent / ".rag"
    arguments = ["index", str(articles), "--index", str(folder), "--embedder", settings.embedder]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "2 files, 2 documents" in printed
    assert "articles/empty.txt: empty" in printed
    assert main(arguments) == 0
    assert "nothing was embedded" in capsys.readouterr().out


def test_show_prints_documents_chunks_and_what_was_left_out(
    index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "bridge.txt", "--index", str(index_folder)]) == 0
    printed = capsys.readouterr().out
    assert "Old bridge opens again — 12 May 2010" in printed
    assert "date line" in printed
    assert "chunk 1" in printed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", "Who?", "--index", "nowhere"], "run `rag index"),
        (["show", "a.txt", "--index", "nowhere"], "run `rag index"),
        (["index", "nowhere.txt"], "nowhere.txt"),
        (["ask", "Who?", "--top-k", "0"], "--top-k"),
        (["index", "--remove", "x", "--index", "nowhere"], "run `rag index"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert says in printed.err


def test_a_fault_of_ours_is_one_line_too(
    index_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of cheese")

    monkeypatch.setattr("rag.show.show_lines", fail)
    assert main(["show", "bridge.txt", "--index", str(index_folder)]) == 2
    assert "out of cheese" in capsys.readouterr().err


def test_help_needs_no_heavy_import() -> None:
    heavy = ("torch", "transformers", "faiss", "gradio", "nltk", "numpy", "trafilatura")
    code = (
        "import sys\nfrom rag.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"loaded = [name for name in {heavy!r} if name in sys.modules]\n"
        "print(loaded, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert "ask" in done.stdout


@pytest.mark.models
def test_ask_answers_with_its_place_and_exit_codes(seeds_index: Path) -> None:
    answered = run(
        "ask", "How many British troops are stationed in Iraq?", "--index", str(seeds_index)
    )
    assert answered.returncode == 0, answered.stderr
    assert answered.stdout.startswith("400")
    assert "**400** British troops" in answered.stdout
    assert "[1] " in answered.stdout
    assert "5 January 2020 — The Guardian" in answered.stdout
    assert "003_87e227b9303cfd4a.txt, characters " in answered.stdout
    refused = run("ask", "What is the capital of Peru?", "--index", str(seeds_index))
    assert refused.returncode == 3, refused.stdout
    assert refused.stdout.startswith("Not in these documents.")


@pytest.mark.models
def test_json_is_the_whole_answer(seeds_index: Path) -> None:
    done = run("ask", "Who is the Iraqi Foreign Minister?", "--json", "--index", str(seeds_index))
    answer = json.loads(done.stdout)
    assert answer["status"] in ("answered", "disputed", "abstained")
    assert {"text", "confidence", "citations", "alternatives", "passages", "timings"} <= set(answer)


@pytest.mark.models
def test_doctor_finds_nothing_wrong_with_a_good_index(seeds_index: Path) -> None:
    done = run("doctor", "--index", str(seeds_index))
    assert done.returncode == 0, done.stdout
    assert "sha256" in done.stdout
    assert "!!" not in done.stdout


@pytest.mark.models
def test_doctor_says_what_to_do_without_an_index(tmp_path: Path) -> None:
    done = run("doctor", "--index", str(tmp_path / "none"))
    assert done.returncode == 2
    assert "!!  index: no index" in done.stdout
    assert "rag index" in done.stdout


@pytest.mark.models
def test_the_originals_index_as_well(tmp_path: Path) -> None:
    originals = SHARED / "seeds"
    if not originals.is_dir():
        pytest.skip(f"the originals aren't at {originals}")
    done = run("index", str(originals), "--index", str(tmp_path / ".rag"))
    assert done.returncode == 0, done.stderr
    assert "5 files, 12 documents" in done.stdout
    answered = run(
        "ask", "How many British troops are stationed in Iraq?", "--index", str(tmp_path / ".rag")
    )
    assert answered.stdout.startswith("400"), answered.stdout
