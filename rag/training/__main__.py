"""`python -m rag.training RECIPE --data FOLDER --out FOLDER`: train a reader by a recipe.

FOLDER holds sets as `.jsonl.gz` files (`train/`), and those never to be trained on (`dev/`).
Running it again with the same --out goes on from the last checkpoint.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.models import BUNDLED, model_folder
from rag.training import recipe as recipes
from rag.training import texts
from rag.training.batches import Encoder, Item
from rag.training.data import Group, Row, deduplicated, fold, headed, noisy, read, sample
from rag.training.negatives import groups
from rag.training.recipe import Recipe


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m rag.training", description=__doc__)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parsed = parser.parse_args()
    recipe = recipes.load(parsed.recipe)
    parsed.out.mkdir(parents=True, exist_ok=True)
    run(recipe, parsed.data, parsed.out)


def run(recipe: Recipe, data: Path, out: Path) -> None:
    """Train by `recipe` on the sets in `data` and write weights and a log to `out`."""
    import torch
    from transformers import AutoTokenizer

    from rag.training.trainer import Trainer

    torch.manual_seed(recipe.seed)
    began = time.monotonic()
    tokenizer = AutoTokenizer.from_pretrained(str(model_folder(BUNDLED)), local_files_only=True)
    items = prepare(recipe, data, Encoder(tokenizer, recipe.window))
    windows = sum(len(item.rows) for item in items)
    tokens = sum(len(ids) for item in items for ids, _ in item.rows)
    print(
        f"{len(items)} groups, {windows} windows, {tokens / 1e6:.1f} M tokens, "
        f"made in {time.monotonic() - began:.0f} s",
        flush=True,
    )
    trainer = Trainer(starting_model(recipe), recipe, out)
    for step, steps, value in trainer.train(items):
        print(f"step {step}/{steps}  loss {value:.3f}  {trainer.state.seconds:.0f} s", flush=True)
    model = trainer.averaged()
    write(model, out)
    log = {
        "groups": len(items),
        "windows": windows,
        "tokens": tokens,
        "steps": trainer.state.step,
        "seconds": round(trainer.state.seconds),
    }
    (out / "training.json").write_text(json.dumps(log, indent=2) + "\n", encoding="utf-8")


def chosen(recipe: Recipe, data: Path, chance: random.Random) -> Iterator[tuple[str, list[Row]]]:
    """Each set's share of rows, without any context that stands in a set under `dev/`."""
    forbidden = {
        fold(row.context) for path in sorted((data / "dev").glob("*.gz")) for row in read(path)
    }
    sets = {name: read(data / "train" / f"{name}.jsonl.gz") for name in recipe.share}
    for name, rows in deduplicated(sets, forbidden):
        yield name, sample(rows, recipe.share[name], chance)


def prepare(recipe: Recipe, data: Path, encoder: Encoder) -> list[Item]:
    """The items of all sets and of our own articles."""
    chance = random.Random(recipe.seed)
    items: list[Item] = []
    for name, rows in chosen(recipe, data, chance):
        short = name.endswith("_sentences")
        made = groups(
            rows,
            hard=0.0 if short else recipe.hard_negatives,
            bare=0.0 if short else recipe.bare_contexts,
            altered=recipe.altered_questions,
            chance=chance,
        )
        items += encoder.items([dressed(one, recipe, chance) for one in made], chance)
        print(f"{name}: {len(rows)} questions, {len(made)} groups", flush=True)
    if recipe.texts:
        articles = texts.read(Path(recipe.texts))
        for _ in range(round(recipe.texts_share)):
            made = list(texts.groups(articles, encoder.pieces, chance))
            items += encoder.items([dressed(one, recipe, chance) for one in made], chance)
        print(f"{len(articles)} articles of our own, {len(made)} groups", flush=True)
    return items


def dressed(group: Group, recipe: Recipe, chance: random.Random) -> Group:
    """The group, now and then with a title above its contexts or a question typed in a hurry."""
    if chance.random() < recipe.question_noise:
        group = replace(group, question=noisy(group.question, chance))
    return headed(group) if group.title and chance.random() < recipe.titles else group


def starting_model(recipe: Recipe) -> Any:
    """The model that training starts from: another reader's, or the embedder with a new head."""
    from transformers import AutoConfig, AutoModelForQuestionAnswering

    from rag.reader import WEIGHTS, assemble

    embedder = model_folder(BUNDLED)
    import torch

    if recipe.start:
        return assemble(Path(recipe.start), embedder, torch.float32)
    config = AutoConfig.from_pretrained(str(WEIGHTS), local_files_only=True)
    return AutoModelForQuestionAnswering.from_pretrained(
        str(embedder), config=config, local_files_only=True, dtype=torch.float32
    )


def write(model: Any, out: Path) -> None:
    """The weights that aren't the embedder's, in bfloat16, as the reader keeps them."""
    import torch
    from safetensors.torch import save_file

    from rag.reader import SHARED

    own = {
        name: tensor.to(torch.bfloat16).contiguous()
        for name, tensor in model.state_dict().items()
        if not name.startswith(SHARED)
    }
    save_file(own, str(out / "reader.safetensors"))


if __name__ == "__main__":
    main()
