"""The trainer: bfloat16 weights with float32 masters, a running average, checkpoints."""

import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from index.models import fast_bfloat16
from rag.training.batches import Batch, Item, batches
from rag.training.recipe import Recipe

NEVER = -1e4


def loss(start: torch.Tensor, end: torch.Tensor, batch: Batch, shared: float) -> torch.Tensor:
    """Cross-entropy in each window (position 0: no answer), plus `shared` times that of a question.

    The second term normalises over all windows of a question together (Clark and Gardner 2018), so
    that scores of different passages compare.
    """
    inside = batch.types.bool() & batch.mask.bool()
    allowed = inside.clone()
    allowed[:, 0] = True
    total = start.new_zeros(())
    for logits, target in ((start, batch.starts), (end, batch.ends)):
        window = logits.float().masked_fill(~allowed, NEVER)
        total = total + functional.cross_entropy(window, target)
        answered = target > 0
        if shared and bool(answered.any()):
            sums = torch.logsumexp(logits.float().masked_fill(~inside, NEVER), dim=1)
            size = int(batch.group.max()) + 1
            peak = torch.full((size,), NEVER).scatter_reduce(0, batch.group, sums.detach(), "amax")
            mass = torch.zeros(size).index_add(0, batch.group, (sums - peak[batch.group]).exp())
            joint = mass.log() + peak
            gold = logits.float().gather(1, target[:, None]).squeeze(1)[answered]
            total = total + shared * (joint[batch.group[answered]] - gold).mean()
    return total / 2


@dataclass(slots=True)
class State:
    """What a checkpoint holds: masters, their running average, the optimiser, and the place."""

    masters: list[torch.Tensor]
    average: list[torch.Tensor]
    optimiser: torch.optim.AdamW
    step: int = 0
    seconds: float = 0.0


class Trainer:
    """Trains `model` (its word embeddings frozen) on items by a recipe; resumes from `folder`."""

    def __init__(self, model: Any, recipe: Recipe, folder: Path) -> None:
        self._model, self._recipe, self._file = model, recipe, folder / "checkpoint.pt"
        self._weights = []
        for name, weight in model.named_parameters():
            weight.requires_grad = not name.startswith("bert.embeddings.")
            if weight.requires_grad:
                self._weights.append(weight)
        masters = [weight.detach().float().clone() for weight in self._weights]
        optimiser = torch.optim.AdamW(masters, lr=recipe.rate, weight_decay=recipe.decay)
        self.state = State(masters, [one.clone() for one in masters], optimiser)
        if fast_bfloat16():
            model.to(torch.bfloat16)
        # On a CPU the fused attention's backward pass is slower than the plain one's by half.
        model.set_attn_implementation("eager")
        if self._file.is_file():
            self._resume()

    def train(self, items: list[Item]) -> Iterator[tuple[int, int, float]]:
        """Go through the items; yields (step, steps in all, running loss) now and then."""
        recipe, state = self._recipe, self.state
        plan = list(self._plan(items))
        running, saved, began = 0.0, time.monotonic(), time.monotonic() - state.seconds
        limit = recipe.minutes * 60
        for step in range(state.step, len(plan)):
            state.seconds = time.monotonic() - began
            # Under a time limit the rate falls with the time that is left, so that it ends at zero.
            share = max(step / len(plan), state.seconds / limit if limit else 0.0)
            if share >= 1:
                break
            value = self._step(plan[step], share)
            running = value if step == 0 else 0.98 * running + 0.02 * value
            state.step = step + 1
            if step % 50 == 0:
                yield step, len(plan), running
            if time.monotonic() - saved > recipe.checkpoint_minutes * 60:
                self._save()
                saved = time.monotonic()
        self._save()

    def averaged(self) -> Any:
        """The model with the running average of its weights, in float32."""
        model = self._model.float()
        for weight, mean in zip(self._weights, self.state.average, strict=True):
            weight.data.copy_(mean)
        return model.eval()

    def _plan(self, items: list[Item]) -> Iterator[Batch]:
        chance = random.Random(self._recipe.seed)
        made = [
            one
            for _ in range(math.ceil(self._recipe.epochs))
            for one in batches(items, self._recipe.batch_tokens, chance)
        ]
        yield from made[: round(len(made) * self._recipe.epochs / math.ceil(self._recipe.epochs))]

    def _step(self, batch: Batch, share: float) -> float:
        recipe, state = self._recipe, self.state
        self._model.train()
        output = self._model(
            input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask
        )
        value = loss(output.start_logits, output.end_logits, batch, recipe.shared_weight)
        value.backward()  # type: ignore[no-untyped-call]
        for master, weight in zip(state.masters, self._weights, strict=True):
            master.grad = weight.grad.float()
            weight.grad = None
        torch.nn.utils.clip_grad_norm_(state.masters, recipe.clip)
        rise = min(1.0, share / recipe.warmup) if recipe.warmup else 1.0
        for group in state.optimiser.param_groups:
            group["lr"] = recipe.rate * rise * (1 - share)
        state.optimiser.step()
        keep = min(recipe.average, (state.step + 1) / (state.step + 10))
        with torch.no_grad():
            for master, weight, mean in zip(
                state.masters, self._weights, state.average, strict=True
            ):
                weight.copy_(master)
                mean.lerp_(master, 1 - keep)
        return float(value.detach())

    def _save(self) -> None:
        state = self.state
        beside = self._file.with_suffix(".new")
        torch.save(
            {
                "masters": state.masters,
                "average": state.average,
                "optimiser": state.optimiser.state_dict(),
                "step": state.step,
                "seconds": state.seconds,
            },
            beside,
        )
        beside.replace(self._file)

    def _resume(self) -> None:
        saved = torch.load(self._file, weights_only=True)
        state = self.state
        for mine, theirs in ((state.masters, saved["masters"]), (state.average, saved["average"])):
            for one, other in zip(mine, theirs, strict=True):
                one.copy_(other)
        state.optimiser.load_state_dict(saved["optimiser"])
        state.step, state.seconds = saved["step"], saved["seconds"]
        with torch.no_grad():
            for master, weight in zip(state.masters, self._weights, strict=True):
                weight.copy_(master)
