"""Releasing a reader: whole, with its checksums, or not at all."""

import json
from pathlib import Path

import pytest

from index.errors import BadInput
from index.models import checksum
from rag.calibration import FILE as CALIBRATION
from rag.reader import MANIFEST
from rag.training.average import average
from rag.training.card import CARD, LOG, log, write
from rag.training.recipe import Recipe
from rag.training.release import WEIGHED, release
from tests.rag.training.test_card import FIGURES, TIMES


def test_a_released_reader_is_what_was_trained(tmp_path: Path) -> None:
    trained, weights = tmp_path / "trained", tmp_path / "weights"
    trained.mkdir()
    weights.mkdir()
    for name in (*WEIGHED, CALIBRATION, LOG):
        (trained / name).write_text(name)
    with pytest.raises(BadInput, match=CARD):
        release(trained, weights)
    assert not list(weights.iterdir())
    (trained / CARD).write_text("card")
    release(trained, weights)
    expected = json.loads((weights / MANIFEST).read_text())["sha256"]
    assert expected == {name: checksum(trained / name) for name in WEIGHED}


def test_the_mean_of_readers_is_that_of_their_weights(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    folders = [tmp_path / name for name in ("one", "two")]
    for folder, value in zip(folders, (1.0, 2.0), strict=True):
        folder.mkdir()
        tensor = torch.full((2,), value, dtype=torch.bfloat16)
        save_file({"head": tensor}, str(folder / WEIGHED[0]))
        (folder / "config.json").write_text("{}")
        write(folder, log(Recipe(share={"qed_nq": 1.0}), [], FIGURES | TIMES))
    average(folders, tmp_path / "mean")
    assert load_file(str(tmp_path / "mean" / WEIGHED[0]))["head"].tolist() == [1.5, 1.5]
    assert "mean of those in" in (tmp_path / "mean" / CARD).read_text("utf-8")
    save_file({"head": torch.zeros(3)}, str(folders[1] / WEIGHED[0]))
    with pytest.raises(BadInput, match="another shape"):
        average(folders, tmp_path / "mean")
