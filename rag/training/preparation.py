"""Preparation: from a recipe and the sets in a folder to the items that are trained on."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rag.training import texts
from rag.training.batches import Encoder, Item
from rag.training.card import Taken
from rag.training.data import Group, Row, deduplicated, fold, headed, noisy, read, sample
from rag.training.negatives import groups
from rag.training.recipe import Recipe


def chosen(recipe: Recipe, data: Path, chance: random.Random) -> Iterator[tuple[str, list[Row]]]:
    """Each set's share of rows, without any context that stands in a set under `dev/`."""
    forbidden = {
        fold(row.context) for path in sorted((data / "dev").glob("*.gz")) for row in read(path)
    }
    sets = {name: read(data / "train" / f"{name}.jsonl.gz") for name in recipe.share}
    for name, rows in deduplicated(sets, forbidden):
        yield name, sample(rows, recipe.share[name], chance)


def prepare(recipe: Recipe, data: Path, encoder: Encoder) -> tuple[list[Item], list[Taken]]:
    """The items of all sets and of our own articles, and what was taken of each."""
    chance = random.Random(recipe.seed)
    items: list[Item] = []
    taken = []
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
        taken.append(Taken(name, len(rows), len(made)))
        print(f"{name}: {len(rows)} questions, {len(made)} groups", flush=True)
    if recipe.texts:
        articles = texts.read(Path(recipe.texts))
        asked = sum(len(one.asked) for one in articles)
        drawn = [
            group
            for _ in range(recipe.texts_times)
            for group in texts.groups(articles, encoder.pieces, chance)
        ]
        items += encoder.items([dressed(one, recipe, chance) for one in drawn], chance)
        taken.append(Taken("articles", asked, len(drawn)))
        print(f"articles: {asked} questions, {len(drawn)} groups", flush=True)
    return items, taken


def dressed(group: Group, recipe: Recipe, chance: random.Random) -> Group:
    """The group, now and then with a title above its contexts or a question typed in a hurry."""
    if chance.random() < recipe.question_noise:
        group = replace(group, question=noisy(group.question, chance))
    return headed(group) if group.title and chance.random() < recipe.titles else group
