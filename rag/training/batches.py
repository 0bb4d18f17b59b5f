"""Batches: groups as token windows, of like length, up to a budget of tokens."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from rag.training.data import Group

POOL = 200


@dataclass(frozen=True, slots=True)
class Item:
    """A group as token ids; `rows` are its windows, `start` and `end` positions in the first.

    Both are 0, the no-answer position, in a group without an answer.
    """

    rows: tuple[tuple[list[int], int], ...]
    start: int
    end: int

    @property
    def longest(self) -> int:
        return max(len(ids) for ids, _ in self.rows)


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of shape (windows, positions); `group` numbers the question of each window.

    `starts` and `ends` are positions, 0 where the window holds no answer.
    """

    ids: torch.Tensor
    types: torch.Tensor
    mask: torch.Tensor
    group: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


class Encoder:
    """Turns groups into items with the reader's tokeniser, contexts cut to a window."""

    def __init__(self, tokenizer: Any, window: int) -> None:
        self._tokenizer, self._window = tokenizer, window
        self._open, self._close = tokenizer.cls_token_id, tokenizer.sep_token_id

    def items(self, groups: Sequence[Group], chance: random.Random) -> list[Item]:
        """One item a group, in order, without those whose answer the tokeniser can't place."""
        questions = self._ids([group.question for group in groups])
        contexts = list({text for group in groups for text in (group.context, *group.negatives)})
        encoded = dict(zip(contexts, self._encoded(contexts), strict=True))
        made = []
        for group, question in zip(groups, questions, strict=True):
            item = self._item(group, question[:48], encoded, chance)
            if item is not None:
                made.append(item)
        return made

    def pieces(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Start and end, in characters, of each word piece of each text."""
        return [offsets for _, offsets in self._encoded(list(texts))]

    def _item(
        self,
        group: Group,
        question: list[int],
        encoded: dict[str, tuple[list[int], list[tuple[int, int]]]],
        chance: random.Random,
    ) -> Item | None:
        room = self._window - len(question) - 3
        ids, offsets = encoded[group.context]
        first = last = -1
        if group.answerable:
            touched = [
                place
                for place, (start, end) in enumerate(offsets)
                if start < group.end and group.start < end
            ]
            if not touched or touched[-1] - touched[0] >= room:
                return None
            first, last = touched[0], touched[-1]
        # Where a long context is cut must not tell where the answer stands.
        low = max(0, last + 1 - room)
        high = min(first if first >= 0 else len(ids), max(0, len(ids) - room))
        cut = chance.randint(low, high) if high > low else low
        rows = [self._row(question, ids[cut : cut + room])]
        for negative in group.negatives:
            other = encoded[negative][0]
            begin = chance.randint(0, max(0, len(other) - room))
            rows.append(self._row(question, other[begin : begin + room]))
        before = len(question) + 2 - cut
        place = (first + before, last + before) if group.answerable else (0, 0)
        return Item(tuple(rows), *place)

    def _row(self, question: list[int], context: list[int]) -> tuple[list[int], int]:
        ids = [self._open, *question, self._close, *context, self._close]
        return ids, len(question) + 2

    def _ids(self, texts: list[str]) -> list[list[int]]:
        return [ids for ids, _ in self._encoded(texts)]

    def _encoded(self, texts: list[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        found = self._tokenizer.backend_tokenizer.encode_batch(texts, add_special_tokens=False)
        return [(one.ids, one.offsets) for one in found]


def batches(items: list[Item], budget: int, chance: random.Random) -> Iterator[Batch]:
    """One pass over `items` in random order, as batches of at most about `budget` tokens."""
    order = items[:]
    chance.shuffle(order)
    for begin in range(0, len(order), POOL):
        pool = sorted(order[begin : begin + POOL], key=lambda item: item.longest)
        plans: list[list[Item]] = [[]]
        for item in pool:
            windows = sum(len(one.rows) for one in plans[-1]) + len(item.rows)
            if plans[-1] and windows * item.longest > budget:
                plans.append([])
            plans[-1].append(item)
        chance.shuffle(plans)
        for plan in plans:
            yield _batch(plan)


def _batch(items: list[Item]) -> Batch:
    rows = [
        (number, row, place)
        for number, item in enumerate(items)
        for place, row in enumerate(item.rows)
    ]
    width = max(len(row[0]) for _, row, _ in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for line, (_, (tokens, context), _) in enumerate(rows):
        ids[line, : len(tokens)] = torch.tensor(tokens)
        types[line, context : len(tokens)] = 1
        mask[line, : len(tokens)] = 1
    return Batch(
        ids,
        types,
        mask,
        torch.tensor([number for number, _, _ in rows]),
        torch.tensor([items[number].start if place == 0 else 0 for number, _, place in rows]),
        torch.tensor([items[number].end if place == 0 else 0 for number, _, place in rows]),
    )
