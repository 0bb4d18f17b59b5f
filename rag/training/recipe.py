"""A recipe: every choice that goes into a reader, read from one TOML file."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from index.errors import BadInput


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a reader is trained; `share` is of each set's questions, by the file's stem.

    `start` is a folder with a reader to go on from, or empty for the embedder's own encoder;
    `texts` a folder of our own articles, each gone through `texts_times` times. Lengths are in word
    pieces, `minutes` bounds the training proper (0: no bound).
    """

    share: dict[str, float]
    start: str = ""
    seed: int = 1
    epochs: float = 1.0
    minutes: int = 0
    rate: float = 5e-5
    warmup: float = 0.06
    decay: float = 0.01
    clip: float = 1.0
    batch_tokens: int = 5_000
    window: int = 224
    hard_negatives: float = 0.5
    bare_contexts: float = 0.0
    altered_questions: float = 0.2
    question_noise: float = 0.15
    titles: float = 0.0
    texts: str = ""
    texts_times: int = 0
    shared_weight: float = 0.5
    average: float = 0.999
    checkpoint_minutes: float = 10.0


def load(path: Path) -> Recipe:
    """The recipe in a TOML file; raises BadInput naming the file and the key that is wrong."""
    try:
        saved = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}") from error
    known = {field.name for field in fields(Recipe)}
    if unknown := sorted(set(saved) - known):
        raise BadInput(
            f"{path}: {unknown[0]} is no part of a recipe; {', '.join(sorted(known))} are"
        )
    if not isinstance(saved.get("share"), dict) or not saved["share"]:
        raise BadInput(f"{path}: share: name at least one set and how much of it to take")
    return Recipe(**saved)
