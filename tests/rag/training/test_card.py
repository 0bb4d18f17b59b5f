"""The card says what a reader was trained on, from the first part to the last."""

import json
from pathlib import Path

from rag.training import card
from rag.training.card import LICENCES, Taken
from rag.training.recipe import Recipe, load

RECIPES = Path(card.__file__).parent / "recipes"
FIGURES = {"groups": 12, "windows": 15, "tokens": 3_000_000, "planned": 9, "steps": 8}
TIMES = {"seconds": 120, "threads": 2}


def test_a_card_tells_the_parts_in_the_order_in_which_they_were_trained(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, start, name in ((first, "", "qed_nq"), (second, str(first), "timeqa")):
        folder.mkdir()
        recipe = Recipe(share={name: 1.0}, start=start)
        card.write(folder, card.log(recipe, [Taken(name, 10, 12)], FIGURES | TIMES))
    text = (second / card.CARD).read_text("utf-8")
    assert text.index("| qed_nq | 10 | 12 | QED") < text.index("| timeqa | 10 | 12 | TimeQA")
    assert "8 of 9 steps in 2 minutes" in text
    assert json.loads((second / card.LOG).read_text())["before"]["recipe"]["share"] == {"qed_nq": 1}


def test_a_judged_reader_s_card_has_its_scores(tmp_path: Path) -> None:
    saved = card.log(Recipe(share={"qed_nq": 1.0}), [], FIGURES | TIMES)
    scores = [{"set": "Some set", "questions": 2500, "figures": {"F1": 0.7654}}]
    card.write(tmp_path, saved | {"calibration": ["refuses below 0.5"], "scores": scores})
    text = (tmp_path / card.CARD).read_text("utf-8")
    assert "| Some set | 2,500 | F1 0.765 |" in text
    assert "- refuses below 0.5" in text


def test_every_set_of_every_recipe_has_a_licence() -> None:
    stages = [stage for path in RECIPES.glob("*.toml") for stage in load(path)]
    named = {name for stage in stages for name in stage.share}
    assert named
    assert named <= LICENCES.keys()
