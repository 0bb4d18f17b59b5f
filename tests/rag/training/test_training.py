"""Training the reader: what it is given, what it is taught, and going on after a stop."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
import torch

from index.errors import BadInput
from rag.training.batches import Batch, Encoder, Item, batches
from rag.training.data import Group, Row, deduplicated, fold, headed, read
from rag.training.negatives import Collection, groups
from rag.training.recipe import Recipe, going_on, load
from rag.training.trainer import Trainer, loss

CONTEXT = "The bridge over the Tees was opened in 1900 by Ann Cole of Yarm for 400 pounds."


def row(question: str, answer: str, context: str = CONTEXT, title: str = "Tees") -> Row:
    return Row(question, context, answer, context.index(answer), (answer,), title)


@pytest.fixture(scope="module")
def model(tiny_reader: Path) -> Any:
    from transformers import AutoModelForQuestionAnswering

    return AutoModelForQuestionAnswering.from_pretrained(str(tiny_reader)).float()


@pytest.fixture(scope="module")
def encoder(tiny_reader: Path) -> Encoder:
    from transformers import AutoTokenizer

    return Encoder(AutoTokenizer.from_pretrained(str(tiny_reader)), window=96)


def test_a_misplaced_answer_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl.gz"
    bad = {"question": "Who?", "context": CONTEXT, "answers": [{"text": "Ann", "start": 3}]}
    with gzip.open(file, "wt") as lines:
        lines.write(json.dumps(bad))
    with pytest.raises(BadInput, match="line 1"):
        read(file)


def test_an_unknown_key_of_a_recipe_is_named(tmp_path: Path) -> None:
    file = tmp_path / "r.toml"
    file.write_text("speed = 3\n[[stage]]\nshare = {a = 1.0}\n")
    with pytest.raises(BadInput, match="speed"):
        load(file)
    file.write_text("[[stage]]\nshare = {a = 1.0}\n" * 2)
    with pytest.raises(BadInput, match="name of its own"):
        load(file)
    file.write_text("rate = 1e-4\n")
    with pytest.raises(BadInput, match="stage"):
        load(file)
    file.write_text("[[stage]]\nname = 'x'\ntexts = 'here'\nshare = {a = 1.0}\n")
    with pytest.raises(BadInput, match="texts: a list"):
        load(file)


def test_a_stage_goes_on_where_the_one_before_ended(tmp_path: Path) -> None:
    file = tmp_path / "r.toml"
    stages = "".join(f"[[stage]]\nname = '{name}'\nshare = {{a = 1.0}}\n" for name in "xyz")
    file.write_text(f"seed = 9\n{stages}")
    planned = going_on(load(file), tmp_path / "out")
    assert [recipe.seed for recipe, _ in planned] == [9, 9, 9]
    folders = [folder for _, folder in planned]
    assert folders == [tmp_path / "out" / "x", tmp_path / "out" / "y", tmp_path / "out"]
    assert [recipe.start for recipe, _ in planned] == ["", str(folders[0]), str(folders[1])]


def test_doubles_and_dev_paragraphs_are_left_out() -> None:
    ours, theirs = row("Who opened it?", "Ann Cole"), row("When?", "June", "It was in June.")
    sets = dict(deduplicated({"a": [ours, theirs], "b": [ours]}, {fold("It was in JUNE")}))
    assert sets == {"a": [ours], "b": []}


def test_close_negatives_look_right_and_hold_no_accepted_answer() -> None:
    rows = [
        row("Who opened the bridge over the Tees?", "Ann Cole"),
        row("Who?", "Lee Ray", "The bridge over the Tyne was opened by Lee Ray."),
        row("Who?", "Sam", "Sam said that Ann Cole, too, was at the bridge over the Tees."),
    ]
    collection = Collection([one.context for one in rows])
    first = rows[0]
    found = collection.closest(first.question, first.context, first.accepted)
    assert found == [rows[1].context]


def test_a_title_above_its_contexts_moves_the_answer_with_it() -> None:
    start = CONTEXT.index("1900")
    group = headed(Group("when", CONTEXT, start, start + 4, ("The river.",), "River_Tees"))
    assert group.context[group.start : group.end] == "1900"
    assert all(one.startswith("River Tees\n") for one in (group.context, *group.negatives))
    lost = headed(Group("why", CONTEXT, 0, 0, (), "River_Tees", answerable=False))
    assert (lost.start, lost.end) == (0, 0)


def test_groups_hold_their_answer_and_negatives_do_not() -> None:
    more = "The river is long. Ann Cole of Yarm paid for it. The Tees rises in the hills."
    rows = [
        row("Who opened the bridge over the Tees in 1900?", "Ann Cole"),
        row("Who paid for it?", "Ann Cole", more),
        row("Who opened it?", "Lee Ray", "The bridge over the Tyne was opened by Lee Ray."),
    ] * 20
    made = groups(rows, hard=0.5, bare=0.5, altered=0.5, chance=random.Random(0))
    answered = [one for one in made if one.answerable]
    assert len(answered) == len(rows)
    assert any(one.negatives for one in answered)
    for one in answered:
        assert not any(one.context[one.start : one.end] in other for other in one.negatives)
    altered = [one for one in made if not one.answerable]
    assert altered
    assert all((one.start, one.end) == (0, 0) for one in altered)


def test_items_point_at_the_answer_in_every_crop(encoder: Encoder, tiny_reader: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(tiny_reader))
    start = CONTEXT.index("400")
    group = Group("for how many", CONTEXT, start, start + 3, ("The river.",))
    for seed in range(10):
        (item,) = encoder.items([group], random.Random(seed))
        ids = item.rows[0][0][item.start : item.end + 1]
        assert tokenizer.decode(ids).replace(" ", "") == "400"
        assert len(item.rows) == 2


def test_batches_hold_every_item_once_within_the_budget() -> None:
    items = [Item((([1] * length, 1),), 2, 2) for length in range(5, 60)]
    made = list(batches(items, 200, random.Random(0)))
    assert sum(len(one.ids) for one in made) == len(items)
    assert all(one.ids.numel() <= 200 for one in made)


def test_the_shared_term_compares_passages_of_one_question() -> None:
    def value(second: float, shared: float) -> float:
        start = torch.tensor([[0.0, 0.0, 5.0], [9.0, 0.0, second]])
        batch = Batch(
            ids=torch.ones(2, 3, dtype=torch.long),
            types=torch.tensor([[0, 0, 1], [0, 0, 1]]),
            mask=torch.ones(2, 3, dtype=torch.long),
            group=torch.tensor([0, 0]),
            starts=torch.tensor([2, 0]),
            ends=torch.tensor([2, 0]),
        )
        return float(loss(start, start, batch, shared))

    # A wrong passage at 4 loses to no answer at 9 in its window, and to 5 only if compared.
    alone = value(4.0, 0.0) - value(-50.0, 0.0)
    together = value(4.0, 1.0) - value(-50.0, 1.0)
    expected = torch.logsumexp(torch.tensor([5.0, 4.0]), 0) - 5.0
    assert together - alone == pytest.approx(float(expected), abs=1e-4)


def error(model: Any, items: list[Item]) -> float:
    (batch, *_) = batches(items, 2_000, random.Random(0))
    with torch.no_grad():
        output = model.eval()(
            input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask
        )
    return float(loss(output.start_logits, output.end_logits, batch, 0.0))


def test_training_learns_and_goes_on_where_it_stopped(
    model: Any, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import copy

    monkeypatch.setattr("rag.training.trainer.fast_bfloat16", lambda: False)
    start = CONTEXT.index("1900")
    items = encoder.items([Group("when", CONTEXT, start, start + 4, ())] * 12, random.Random(0))
    recipe = Recipe(share={"a": 1.0}, epochs=6.0, rate=5e-3, batch_tokens=200, average=0.5)
    whole = Trainer(copy.deepcopy(model), recipe, tmp_path)
    list(whole.train(items))
    (tmp_path / "checkpoint.pt").unlink()

    first = Trainer(copy.deepcopy(model), recipe, tmp_path)
    real = first._step
    done: list[int] = []

    def stop(batch: Batch, share: float) -> float:
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(1)
        return real(batch, share)

    monkeypatch.setattr(first, "_step", stop)
    with pytest.raises(KeyboardInterrupt):
        list(first.train(items))
    first._save()
    second = Trainer(copy.deepcopy(model), recipe, tmp_path)
    assert second.state.step == 5
    list(second.train(items))
    for one, other in zip(whole.state.masters, second.state.masters, strict=True):
        assert torch.allclose(one, other, atol=1e-5)
    assert whole.state.step > 6
    trained = whole.averaged()
    assert error(trained, items) < error(model, items) / 2
    frozen = zip(
        trained.bert.embeddings.parameters(), model.bert.embeddings.parameters(), strict=True
    )
    assert all(torch.equal(one, other) for one, other in frozen)
