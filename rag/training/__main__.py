"""`python -m rag.training RECIPE --data FOLDER --out FOLDER`: train a reader by a recipe.

FOLDER holds sets as `.jsonl.gz` files (`train/`), and those never to be trained on (`dev/`).
Running it again with the same --out goes on from the last checkpoint. It ends with weights,
calibration, scores and a card in the folder of --out.
"""

import argparse
import time
from pathlib import Path
from typing import Any

from index.errors import FootnoteError
from index.models import BUNDLED, model_folder
from rag.training import card
from rag.training import recipe as recipes
from rag.training.batches import Encoder
from rag.training.judging import judge
from rag.training.preparation import prepare
from rag.training.recipe import Recipe


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m rag.training", description=__doc__)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parsed = parser.parse_args()
    try:
        for stage, folder in recipes.going_on(recipes.load(parsed.recipe), parsed.out):
            if (folder / card.LOG).is_file():
                print(f"{stage.name}: done before, see {folder / card.CARD}", flush=True)
                continue
            folder.mkdir(parents=True, exist_ok=True)
            run(stage, parsed.data, folder)
        for line in judge(parsed.out, parsed.data):
            print(line, flush=True)
    except (FootnoteError, OSError) as error:
        parser.error(str(error))


def run(recipe: Recipe, data: Path, out: Path) -> None:
    """Train by `recipe` on the sets in `data` and write weights and a log to `out`."""
    import torch
    from transformers import AutoTokenizer

    from rag.training.trainer import Trainer

    torch.manual_seed(recipe.seed)
    began = time.monotonic()
    tokenizer = AutoTokenizer.from_pretrained(str(model_folder(BUNDLED)), local_files_only=True)
    items, taken = prepare(recipe, data, Encoder(tokenizer, recipe.window))
    windows = sum(len(item.rows) for item in items)
    tokens = sum(len(ids) for item in items for ids, _ in item.rows)
    print(
        f"{len(items)} groups, {windows} windows, {tokens / 1e6:.1f} M tokens, "
        f"made in {time.monotonic() - began:.0f} s",
        flush=True,
    )
    trainer = Trainer(starting_model(recipe), recipe, out)
    planned = 0
    for step, planned, value in trainer.train(items):
        print(f"step {step}/{planned}  loss {value:.3f}  {trainer.state.seconds:.0f} s", flush=True)
    keep(trainer.averaged(), out)
    figures = {
        "groups": len(items),
        "windows": windows,
        "tokens": tokens,
        "planned": planned,
        "steps": trainer.state.step,
        "seconds": round(trainer.state.seconds),
        "threads": torch.get_num_threads(),
    }
    card.write(out, card.log(recipe, taken, figures))


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


def keep(model: Any, out: Path) -> None:
    """Write the weights that aren't the embedder's, in bfloat16, and the model's configuration."""
    import torch
    from safetensors.torch import save_file

    from rag.reader import OWN_WEIGHTS, SHARED, WEIGHTS

    own = {
        name: tensor.to(torch.bfloat16).contiguous()
        for name, tensor in model.state_dict().items()
        if not name.startswith(SHARED)
    }
    save_file(own, str(out / OWN_WEIGHTS))
    (out / "config.json").write_bytes((WEIGHTS / "config.json").read_bytes())


if __name__ == "__main__":
    main()
