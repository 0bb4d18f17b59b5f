"""Building: unchanged files cost nothing, bad files cost themselves, and no index is ever lost."""

import json
import multiprocessing
import os
import sqlite3
from pathlib import Path

import pytest

from index import vectors
from index.build import build, open_catalogue, remove
from index.errors import BadInput, FootnoteError, IndexBusy, IndexDamaged, IndexMissing
from index.manifest import Settings, read
from index.store import open_store
from tests.models import save_embedder, sha256


def snapshot(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def test_a_folder_becomes_documents_chunks_and_vectors(articles: Path, settings: Settings) -> None:
    seen: list[tuple[str, int, int]] = []
    report = build([articles], articles.parent / ".rag", settings, lambda *told: seen.append(told))
    assert report.counts.files == 2
    assert report.counts.documents == 2
    assert report.embedded == report.counts.chunks > 2
    assert ("reading", 2, 2) in seen
    assert ("embedding", report.embedded, report.embedded) in seen
    store = open_store(articles.parent / ".rag")
    assert len(store.vectors) == report.counts.chunks
    for path in store.catalogue.paths():
        for document in store.catalogue.documents(path):
            for chunk in store.catalogue.chunks(document.id):
                assert any(r.start <= chunk.start < chunk.end <= r.end for r in document.ranges)


def test_running_again_touches_nothing(
    articles: Path, index_folder: Path, settings: Settings
) -> None:
    before = snapshot(index_folder)
    report = build([articles], index_folder, settings)
    assert not report.switched
    assert report.embedded == 0
    assert snapshot(index_folder) == before


def test_a_changed_file_is_redone_and_only_it(
    articles: Path, index_folder: Path, settings: Settings
) -> None:
    with (articles / "vote.txt").open("a") as file:
        file.write("\n\nThe old mayor was against it.")
    report = build([], index_folder, settings)
    assert report.changed == ("articles/vote.txt",)
    assert 0 < report.embedded < report.counts.chunks
    assert "old mayor" in open_catalogue(index_folder).text("articles/vote.txt")


def test_a_removed_file_disappears_and_comes_back_without_embedding(
    articles: Path, index_folder: Path, settings: Settings
) -> None:
    text = (articles / "vote.txt").read_text()
    (articles / "vote.txt").unlink()
    report = build([], index_folder, settings)
    assert report.removed == ("articles/vote.txt",)
    assert open_catalogue(index_folder).paths() == ["articles/bridge.txt"]
    assert len(open_store(index_folder).vectors) == report.counts.chunks
    (articles / "vote.txt").write_text(text)
    assert build([], index_folder, settings).embedded == 0


def test_indexing_elsewhere_keeps_what_was_indexed(
    articles: Path, index_folder: Path, settings: Settings, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "note.md").write_text("The minister built a red bridge in the south.")
    report = build([other], index_folder, settings)
    assert report.counts.files == 3
    assert remove([articles], index_folder).counts.files == 1
    assert open_catalogue(index_folder).roots() == ["other"]
    with pytest.raises(BadInput, match="nothing under"):
        remove([tmp_path / "nowhere"], index_folder)


def test_an_absent_root_keeps_what_was_indexed_of_it(
    articles: Path, index_folder: Path, settings: Settings
) -> None:
    articles.rename(articles.parent / "away")
    report = build([], index_folder, settings)
    assert report.absent_roots == ("articles",)
    assert report.counts.files == 2
    # Other settings must reach it too, from the text that was kept.
    report = build([], index_folder, Settings(settings.embedder, chunk_tokens=20))
    assert report.counts.files == 2
    assert report.embedded > 0


def test_a_bad_file_is_skipped_with_a_reason_and_the_rest_goes_on(
    articles: Path, settings: Settings
) -> None:
    (articles / "empty.txt").write_text("")
    (articles / "noise.txt").write_bytes(bytes(range(256)) * 20)
    (articles / "table.xlsx").write_bytes(b"PK")
    report = build([articles], articles.parent / ".rag", settings)
    assert report.counts.files == 2
    reasons = {Path(one.path).name: one.reason for one in report.skipped}
    assert set(reasons) == {"empty.txt", "noise.txt", "table.xlsx"}
    assert all(reasons.values())
    assert not build([], articles.parent / ".rag", settings).switched


def test_a_file_that_turns_bad_keeps_what_was_indexed_of_it(
    articles: Path, index_folder: Path, settings: Settings
) -> None:
    (articles / "vote.txt").write_bytes(bytes(range(256)) * 20)
    report = build([], index_folder, settings)
    assert [one.path for one in report.skipped] == ["articles/vote.txt"]
    assert "Lee Ray" in open_catalogue(index_folder).text("articles/vote.txt")


def test_equal_texts_are_embedded_once_and_kept_twice(
    articles: Path, index_folder: Path, settings: Settings
) -> None:
    (articles / "copy.txt").write_text((articles / "vote.txt").read_text())
    report = build([], index_folder, settings)
    assert report.embedded == 0
    assert report.counts.files == 3
    assert len(open_store(index_folder).vectors) == report.counts.chunks


def test_other_settings_chunk_again_and_another_model_embeds_again(
    index_folder: Path, settings: Settings, tmp_path: Path
) -> None:
    chunks = open_catalogue(index_folder).counts().chunks
    report = build([], index_folder, Settings(settings.embedder, chunk_tokens=20))
    assert report.counts.chunks > chunks
    other = save_embedder(tmp_path / "other-model", seed=1)
    report = build([], index_folder, Settings(str(other), chunk_tokens=20))
    assert report.embedded == report.counts.chunks
    assert build([], index_folder, Settings(settings.embedder, chunk_tokens=20)).embedded == 0


def _die_embedding(articles: Path, folder: Path, settings: Settings) -> None:
    def die(stage: str, done: int, _total: int) -> None:
        if stage == "embedding" and done:
            os._exit(9)

    build([articles], folder, settings, die)


def test_a_killed_build_leaves_the_old_index_answering(
    articles: Path, index_folder: Path, settings: Settings
) -> None:
    before = read(index_folder)
    (articles / "new.txt").write_text("A new bridge was built in June by the army of the north.")
    process = multiprocessing.get_context("spawn").Process(
        target=_die_embedding, args=(articles, index_folder, settings), daemon=True
    )
    process.start()
    process.join(60)
    assert process.exitcode == 9
    assert read(index_folder) == before
    assert len(open_store(index_folder).vectors) > 0
    report = build([], index_folder, settings)
    assert report.new == ("articles/new.txt",)
    assert sorted(path.name for path in index_folder.glob("build-*")) == [read(index_folder).build]


def test_embeddings_of_an_unfinished_build_are_not_computed_again(
    articles: Path, index_folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "new.txt").write_text("A new bridge was built in June by the army of the north.")

    def fail(*_: object) -> str:
        raise FootnoteError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(vectors, "write", fail)
        with pytest.raises(FootnoteError, match="disk"):
            build([], index_folder, settings)
    report = build([], index_folder, settings)
    assert report.new == ("articles/new.txt",)
    assert report.embedded == 0


def test_a_damaged_faiss_file_is_refused_then_rebuilt_without_embedding(
    index_folder: Path, settings: Settings
) -> None:
    path = index_folder / read(index_folder).build / "vectors.faiss"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(IndexDamaged, match="rag index"):
        open_store(index_folder)
    assert build([], index_folder, settings).embedded == 0
    open_store(index_folder)


def test_a_cut_catalogue_and_a_broken_manifest_say_what_to_do(
    index_folder: Path, settings: Settings
) -> None:
    path = index_folder / read(index_folder).build / "catalogue.sqlite"
    path.write_bytes(path.read_bytes()[:-4096])
    with pytest.raises(IndexDamaged, match="remove"):
        open_store(index_folder)
    with pytest.raises(IndexDamaged, match="remove"):
        build([], index_folder, settings)
    (index_folder / "manifest.json").write_text("{")
    with pytest.raises(IndexDamaged, match="remove"):
        open_store(index_folder)


def test_two_builds_do_not_run_at_once(index_folder: Path, settings: Settings) -> None:
    inner: list[type[BaseException]] = []

    def again(*_: object) -> None:
        try:
            build([], index_folder, settings)
        except IndexBusy as error:
            inner.append(type(error))

    build([], index_folder, Settings(settings.embedder, chunk_tokens=20), again)
    assert inner
    assert set(inner) == {IndexBusy}


def test_without_an_index_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="rag index"):
        open_store(tmp_path / ".rag")


def test_a_path_that_is_not_there_is_named(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(FootnoteError, match="nowhere"):
        build([tmp_path / "nowhere"], tmp_path / ".rag", settings)


def test_the_catalogue_is_one_sound_file(index_folder: Path) -> None:
    build_folder = index_folder / read(index_folder).build
    assert sorted(path.name for path in build_folder.iterdir()) == [
        "catalogue.sqlite",
        "vectors.faiss",
    ]
    assert open_catalogue(index_folder).faults() == []
    with sqlite3.connect(build_folder / "catalogue.sqlite") as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()
    assert json.loads((index_folder / "manifest.json").read_text())["format"] == 1
