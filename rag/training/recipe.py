"""A recipe: every choice that goes into a reader, read from one TOML file."""

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from index.errors import BadInput

LISTS = ("texts", "written")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a reader is trained in one stage; `share` is of each set's questions, by the file's stem.

    `start` is a folder with a reader to go on from, or empty for the embedder's own encoder;
    `texts` are folders of our own articles, gone through `texts_times` times, each question with
    `texts_rivals` other passages; `written` are folders of our own questions on other passages.
    Lengths are in word pieces, `minutes` bounds the training proper (0: no bound).
    """

    share: dict[str, float]
    name: str = "reader"
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
    clutter: float = 0.0
    titles: float = 0.0
    texts: tuple[str, ...] = ()
    texts_times: int = 1
    texts_rivals: int = 1
    written: tuple[str, ...] = ()
    written_times: int = 1
    shared_weight: float = 0.5
    average: float = 0.999
    checkpoint_minutes: float = 10.0


def load(path: Path) -> list[Recipe]:
    """The stages of a recipe, what they have in common standing above them; each has a name.

    Raises BadInput naming the file and the key that is wrong.
    """
    try:
        common = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}") from error
    stages = common.pop("stage", [])
    if not stages:
        raise BadInput(f"{path}: it has no [[stage]]")
    recipes = [_stage(path, common | stage) for stage in stages]
    names = [one.name for one in recipes]
    if len(set(names)) < len(names):
        raise BadInput(f"{path}: each [[stage]] needs a name of its own")
    return recipes


def _stage(path: Path, saved: dict[str, Any]) -> Recipe:
    known = {field.name for field in fields(Recipe)}
    if unknown := sorted(set(saved) - known):
        raise BadInput(
            f"{path}: {unknown[0]} is no part of a recipe; {', '.join(sorted(known))} are"
        )
    if not isinstance(saved.get("share"), dict) or not saved["share"]:
        raise BadInput(f"{path}: share: name at least one set and how much of it to take")
    for name in LISTS:
        if not isinstance(saved.get(name, []), list):
            raise BadInput(f"{path}: {name}: a list is wanted")
    lists = {name: tuple(saved.get(name, ())) for name in LISTS}
    return Recipe(**saved | lists)


def going_on(stages: list[Recipe], out: Path) -> list[tuple[Recipe, Path]]:
    """Each stage with its folder: all but the first start where the one before ends."""
    folders = [out / stage.name for stage in stages[:-1]] + [out]
    starts = [stages[0].start, *(str(folder) for folder in folders[:-1])]
    return [
        (replace(stage, start=start), folder)
        for stage, start, folder in zip(stages, starts, folders, strict=True)
    ]
