"""The card of a trained reader: what it was trained on, by which recipe, where and how long."""

import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.training.recipe import Recipe

LOG = "training.json"
CARD = "TRAINING.md"

LICENCES = {
    "squad_44_articles": "SQuAD 1.1, Rajpurkar 2016, CC BY-SA 4.0",
    "squad_800_paragraphs": "SQuAD 1.1, Rajpurkar 2016, CC BY-SA 4.0",
    "squad_random": "SQuAD 1.1, Rajpurkar 2016, CC BY-SA 4.0",
    "squad_sentences": "SQuAD 1.1, Rajpurkar 2016, CC BY-SA 4.0",
    "squadshifts_amazon": "SQuADShifts, Miller 2020, CC BY 4.0",
    "squadshifts_reddit": "SQuADShifts, Miller 2020, CC BY 4.0",
    "squadshifts_newwiki": "SQuADShifts, Miller 2020, CC BY 4.0",
    "qed_nq": "QED, CC BY-SA 3.0",
    "nq_swap": "Natural Questions, CC BY-SA 3.0",
    "timeqa": "TimeQA, BSD-3; Wikipedia, CC BY-SA",
    "qamr_sentences": "QAMR, MIT; Wikinews, CC BY 2.5; Wikipedia, CC BY-SA",
    "qadiscourse_sentences": "QADiscourse, CC BY 4.0",
    "fairytaleqa": "FairytaleQA, Apache-2.0",
    "articles": "our own, written for this, with the project's licence",
    "written": "our own questions, on passages of SQuAD 1.1, QED and SummHay (Apache-2.0)",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """How much of a set was trained on: its questions, and the groups made of them."""

    name: str
    questions: int
    groups: int


def log(recipe: Recipe, taken: list[Taken], figures: Mapping[str, int]) -> dict[str, Any]:
    """What `training.json` holds; `before` is the log of the reader that training went on from."""
    earlier = Path(recipe.start) / LOG if recipe.start else None
    return {
        "recipe": asdict(recipe),
        "taken": [asdict(one) for one in taken],
        **figures,
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "before": json.loads(earlier.read_text("utf-8")) if earlier and earlier.is_file() else None,
    }


def card(saved: dict[str, Any]) -> Iterator[str]:
    """The lines of `TRAINING.md`, the earliest part first."""
    if saved["before"]:
        yield from card(saved["before"])
    recipe = saved["recipe"]
    yield f"## Stage {recipe['name']}, from {_beginning(saved)}"
    yield ""
    yield (
        f"{saved['groups']:,} questions in {saved['windows']:,} windows, "
        f"{saved['tokens'] / 1e6:.1f} M tokens; {saved['steps']:,} of {saved['planned']:,} steps "
        f"in {saved['seconds'] / 60:.0f} minutes with {saved['threads']} threads "
        f"({saved['machine']})."
    )
    yield ""
    yield "| set | questions | with altered ones | origin, licence |"
    yield "| --- | ---: | ---: | --- |"
    for one in saved["taken"]:
        licence = LICENCES.get(one["name"], "not known to us")
        yield f"| {one['name']} | {one['questions']:,} | {one['groups']:,} | {licence} |"
    yield ""
    choices = ", ".join(
        f"{name} {value}"
        for name, value in recipe.items()
        if name not in ("share", "name", "start")
    )
    yield f"Recipe: {choices}."
    yield ""
    if averaged := saved.get("averaged"):
        yield f"The weights are the mean of those in {', '.join(averaged)}."
        yield ""


def _beginning(saved: dict[str, Any]) -> str:
    if saved["before"]:
        return f"where stage {saved['before']['recipe']['name']} ended"
    return saved["recipe"]["start"] or "the embedder’s own encoder"


def judgement(saved: dict[str, Any]) -> Iterator[str]:
    """The lines of `TRAINING.md` on how sure the reader is, and what it scores."""
    if "scores" not in saved:
        return
    yield "## Judged"
    yield ""
    yield "Confidence, fitted on the shipped dev questions and on our held-out articles:"
    yield from (f"- {line}" for line in saved["calibration"])
    yield ""
    yield "| set | questions | figures |"
    yield "| --- | ---: | --- |"
    for one in saved["scores"]:
        figures = "; ".join(f"{name} {value:.3f}" for name, value in one["figures"].items())
        yield f"| {one['set']} | {one['questions']:,} | {figures} |"
    yield ""


def write(folder: Path, saved: dict[str, Any]) -> None:
    """Write the log and the card of a reader to its folder."""
    lines = ["# How this reader was trained", "", "Made by `python -m rag.training`.", ""]
    text = "\n".join([*lines, *card(saved), *judgement(saved)])
    (folder / CARD).write_text(text, encoding="utf-8")
    # The log comes last: with it a stage counts as done.
    (folder / LOG).write_text(json.dumps(saved, indent=2) + "\n", encoding="utf-8")
