"""Sweeps: settings refused by name, an index made once for each, and the user's left alone."""

import json
from pathlib import Path

import pytest

from eval.command import Asked, compare, evaluate
from eval.sweep import settings_of
from index.build import build
from index.errors import BadInput, IndexBusy
from index.manifest import Settings
from rag.config import Config
from tests.models import sha256


def files(folder: Path) -> dict[str, str]:
    return {str(path): sha256(path) for path in folder.rglob("*") if path.is_file()}


def table(lines: list[str]) -> list[list[str]]:
    (head,) = [place for place, line in enumerate(lines) if "p50 s" in line]
    end = lines.index("", head)
    return [line.split() for line in lines[head:end]]


def test_combinations_change_the_last_key_first() -> None:
    found = settings_of(["chunk_tokens=96,160", "top_k=5,10"], Config())
    assert [one.name for one in found] == [
        "chunk_tokens=96-top_k=5",
        "chunk_tokens=96-top_k=10",
        "chunk_tokens=160-top_k=5",
        "chunk_tokens=160-top_k=10",
    ]
    assert (found[1].config.chunk_tokens, found[1].config.top_k) == (96, 10)
    assert len(settings_of(["top_k=5,5", "top_k=6"], Config())) == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("port=1", "'port' can't be swept; give KEY=VALUE,VALUE with KEY one of embedder, chunk_t"),
        ("top_k", "'top_k' has no values"),
        ("top_k=", "--sweep top_k=: --top-k must be a whole number from 1 to 100, not ''"),
        ("top_k=5,many", "not 'many'"),
        ("chunk_tokens=7", "--sweep chunk_tokens=7: --chunk-tokens must be a whole number from 16"),
        ("embedder=no/where", "--sweep embedder=no/where: no model 'no/where'"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    given: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput) as caught:
        settings_of([given], Config())
    assert says in str(caught.value)
    assert "embedder, chunk_tokens, overlap, top_k" in str(caught.value)


def test_what_a_sweep_does_not_go_with_is_refused(own_set: Path, asking: Config) -> None:
    for asked in (
        Asked(path=own_set, sweep=("top_k=1,2",), resume=True),
        Asked(path=own_set, sweep=("top_k=1,2",), stage="reading"),
    ):
        with pytest.raises(BadInput, match="--sweep"):
            evaluate(asking, asked, lambda *_: None)


def test_settings_of_asking_alone_embed_nothing(own_set: Path, asking: Config) -> None:
    before = files(Path(asking.index))
    stages: list[str] = []
    asked = Asked(path=own_set, sweep=("top_k=1,3",))
    lines, failed = evaluate(asking, asked, lambda stage, *_: stages.append(stage))
    assert not failed
    assert set(stages) == {"asking"}
    head, *rows = table(lines)
    assert head[0] == "top_k"
    assert [row[0] for row in rows] == ["1", "3"]
    assert files(Path(asking.index)) == before
    folders = [line.strip() for line in lines if line.startswith("  runs/")]
    assert [folder.split("-mine-")[1] for folder in folders] == ["top_k=1", "top_k=3"]
    assert any(line.startswith("hit@1 ") for line in compare(*folders))
    summary = json.loads((Path(folders[1]) / "summary.json").read_text())
    assert "hit@3" in summary["figures"]
    assert "hit@5" not in summary["figures"]


def test_an_index_is_made_once_for_each_of_its_settings_beside_the_users(
    own_set: Path, asking: Config
) -> None:
    index = Path(asking.index)
    before, around = files(index), {path.name for path in index.parent.iterdir()}
    embedded: list[tuple[int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "embedding":
            embedded.append((done, total))

    sweep = ("top_k=1,2", "chunk_tokens=40,60,200")
    lines, _ = evaluate(asking, Asked(path=own_set, sweep=sweep, stage="retrieval"), progress)
    head, *rows = table(lines)
    assert head[:3] == ["top_k", "chunk_tokens", "chunks"]
    assert [row[:2] for row in rows] == [[k, c] for k in "12" for c in ("40", "60", "200")]
    # One build a chunk size, and none for the size that the user's index has already.
    assert sum(done == total for done, total in embedded) == 2
    chunks = {row[1]: int(row[2]) for row in rows}
    assert chunks["200"] < chunks["60"] < chunks["40"]
    assert files(index) == before
    assert {path.name for path in index.parent.iterdir()} == around | {"runs"}
    own = index.parent / ".own"
    build([index.parent / "articles"], own, Settings(asking.embedder, 60, 1))
    alone = Config(str(own), asking.embedder, 60, 1, 2, asking.reader)
    report, _ = evaluate(alone, Asked(path=own_set, stage="retrieval"), lambda *_: None)
    (told,) = [line.split()[3] for line in report if line.startswith("gold characters read")]
    (swept,) = [row[3].rstrip("*") for row in rows if row[:2] == ["2", "60"]]
    assert told == swept


def test_a_sweep_at_work_is_not_disturbed(own_set: Path, asking: Config) -> None:
    import fcntl

    lock = Path(asking.index).with_name(".rag-sweep.lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(IndexBusy, match="another sweep"):
            evaluate(asking, Asked(path=own_set, sweep=("overlap=0,1",)), lambda *_: None)


def test_the_best_of_a_column_is_marked_where_there_is_a_difference(
    own_set: Path, asking: Config
) -> None:
    asked = Asked(path=own_set, sweep=("top_k=1,20",), stage="retrieval")
    lines, _ = evaluate(asking, asked, lambda *_: None)
    _, one, many = table(lines)
    # All that there is gets read at 20; every chunk size is the same, so none is best.
    assert many[2] == "1.000*" if one[2] != "1.000" else many[2] == "1.000"
    assert "*" not in one[3] + many[3]
    assert any("figure to choose by is 'gold read'" in line for line in lines)


@pytest.mark.models
def test_a_sweep_is_over_dev_and_warns_of_test(
    seeds_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Config(str(seeds_index))
    for split, warned in ((None, False), ("test", True)):
        asked = Asked(split=split, stage="retrieval", sweep=("top_k=1",))
        lines, _ = evaluate(settings, asked, lambda *_: None)
        assert lines[0].startswith(f"shipped-{split or 'dev'}-retrieval: 1 settings")
        assert any("choose with --split dev" in line for line in lines) == warned
