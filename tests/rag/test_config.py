"""Settings: flags win over `rag.toml`, which wins over the defaults; mistakes are named."""

from pathlib import Path

import pytest

from index.errors import BadInput
from rag.config import load


def test_flags_win_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    file = tmp_path / "rag.toml"
    file.write_text('index = "mine"\ntop_k = 5\n')
    settings = load({"top_k": 7, "index": None}, file)
    assert (settings.index, settings.top_k, settings.chunk_tokens) == ("mine", 7, 160)
    assert load({}, tmp_path / "none.toml").index == ".rag"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("topk = 5", "topk"),
        ('top_k = "5"', "top_k"),
        ("top_k = true", "top_k"),
        ("top_k = 0", "top_k"),
        ("index = 3", "index"),
        ("top_k = ", "rag.toml"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "rag.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=named):
        load({}, file)


def test_a_mistaken_flag_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--chunk-tokens"):
        load({"chunk_tokens": 5000}, tmp_path / "rag.toml")
