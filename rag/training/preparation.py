"""Preparation: from a recipe and the sets in a folder to the items that are trained on."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rag.training import texts, written
from rag.training.batches import Encoder, Item
from rag.training.card import Taken
from rag.training.clutter import cluttered, noisy
from rag.training.data import Group, Row, deduplicated, fold, headed, read, sample
from rag.training.negatives import groups
from rag.training.recipe import Recipe

Made = tuple[Taken, Sequence[Group]]


def forbidden(data: Path) -> set[str]:
    """The folded contexts of the sets under `dev/`, which nothing may be trained on."""
    return {fold(row.context) for path in sorted((data / "dev").glob("*.gz")) for row in read(path)}


def chosen(
    recipe: Recipe, data: Path, without: set[str], chance: random.Random
) -> Iterator[tuple[str, list[Row]]]:
    """Each set's share of rows, but for those on contexts in `without`."""
    sets = {name: read(data / "train" / f"{name}.jsonl.gz") for name in recipe.share}
    for name, rows in deduplicated(sets, without):
        yield name, sample(rows, recipe.share[name], chance)


def prepare(recipe: Recipe, data: Path, encoder: Encoder) -> tuple[list[Item], list[Taken]]:
    """The items of all sets and of what we wrote ourselves, and what was taken of each."""
    chance = random.Random(recipe.seed)
    items: list[Item] = []
    taken = []
    for what, made in _made(recipe, data, encoder, chance):
        items += encoder.items([dressed(one, recipe, chance) for one in made], chance)
        taken.append(what)
        print(f"{what.name}: {what.questions} questions, {what.groups} groups", flush=True)
    return items, taken


def _made(recipe: Recipe, data: Path, encoder: Encoder, chance: random.Random) -> Iterator[Made]:
    without = forbidden(data)
    for name, rows in chosen(recipe, data, without, chance):
        made = grouped(rows, recipe, chance, short=name.endswith("_sentences"))
        yield Taken(name, len(rows), len(made)), made
    if recipe.texts:
        articles = [one for folder in recipe.texts for one in texts.read(Path(folder))]
        asked = sum(len(one.asked) for one in articles)
        drawn = [
            group
            for _ in range(recipe.texts_times)
            for group in texts.groups(articles, encoder.pieces, chance, recipe.texts_rivals)
        ]
        yield Taken("articles", asked, len(drawn)), drawn
    if recipe.written:
        own = written.load([Path(folder) for folder in recipe.written], data, without)
        made = [
            group
            for _ in range(recipe.written_times)
            for group in [*grouped(own.rows, recipe, chance), *own.misses]
        ]
        yield Taken("written", len(own.rows) + len(own.misses), len(made)), made


def grouped(
    rows: Sequence[Row], recipe: Recipe, chance: random.Random, *, short: bool = False
) -> list[Group]:
    """The groups of a set; one of single sentences has no negatives."""
    return groups(
        rows,
        hard=0.0 if short else recipe.hard_negatives,
        bare=0.0 if short else recipe.bare_contexts,
        altered=recipe.altered_questions,
        chance=chance,
    )


def dressed(group: Group, recipe: Recipe, chance: random.Random) -> Group:
    """The group as it is met in the wild, now and then.

    That is a question typed in a hurry, page furniture in the passages, a title above them.
    """
    if chance.random() < recipe.question_noise:
        group = replace(group, question=noisy(group.question, chance))
    if chance.random() < recipe.clutter:
        group = cluttered(group, chance)
    return headed(group) if group.title and chance.random() < recipe.titles else group
