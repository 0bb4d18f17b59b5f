"""Negatives: passages that look right and aren't, and questions altered until nothing is right."""

import random
import re
import sqlite3
from collections.abc import Sequence

from index.words import content_words, match_any, searchable
from rag.training.data import Group, Row
from rag.words import normalised

CLOSEST = 8

_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w'’-]+(?: (?:of |the |de |al-)?[A-Z][\w'’-]+)*")
_FIGURE = re.compile(r"\b\d[\d,.]*\b")
_NATIONS = (
    "American British French German Italian Spanish Russian Chinese Japanese Indian Iranian Iraqi "
    "Turkish Polish Dutch Swedish Canadian Australian Mexican Brazilian Egyptian Israeli Saudi"
).split()


class Collection:
    """The distinct contexts of a set, searched by words as the retriever does."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.contexts = list(dict.fromkeys(row.context for row in rows))
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE words USING fts5(body, content='', "
            "tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        self._db.executemany(
            "INSERT INTO words(rowid, body) VALUES (?, ?)",
            [(place, searchable(context)) for place, context in enumerate(self.contexts, 1)],
        )

    def closest(self, row: Row) -> list[str]:
        """The contexts most like the question that hold none of its accepted answers."""
        found = self._db.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?",
            (match_any(content_words(row.question)), CLOSEST),
        )
        contexts = [self.contexts[place - 1] for (place,) in found]
        accepted = [normalised(one) for one in row.accepted]
        return [
            context
            for context in contexts
            if context != row.context and not any(one in normalised(context) for one in accepted)
        ]


class Swapper:
    """Alters a name, figure or nation in a question, so that its context can't answer it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._by_title: dict[str, list[str]] = {}
        for row in rows:
            self._by_title.setdefault(row.title, []).extend(_NAME.findall(row.question))
        self._all = [name for names in self._by_title.values() for name in names]

    def swap(self, row: Row, chance: random.Random) -> str | None:
        """The altered question, or None where nothing in it can be altered with certainty."""
        context = row.context.lower()
        spots = [
            found
            for pattern in (_NAME, _FIGURE)
            for found in pattern.finditer(row.question)
            if found.group().lower() in context
        ]
        if not spots:
            return None
        spot = chance.choice(spots)
        new = self._other(spot.group(), row.title, chance)
        if new is None or new.lower() in context or new.lower() in row.question.lower():
            return None
        return row.question[: spot.start()] + new + row.question[spot.end() :]

    def _other(self, old: str, title: str, chance: random.Random) -> str | None:
        if old in _NATIONS:
            return chance.choice(_NATIONS)
        if old[0].isdigit():
            digits = old.rstrip(".,")
            if not digits.isdigit():
                return None
            # A neighbouring year or number is the near miss that people ask for by mistake.
            return str(int(digits) + chance.choice([-12, -5, -3, -2, -1, 1, 2, 3, 5, 12]))
        names = self._by_title[title] if title else self._all
        return chance.choice(names) if names else None


def groups(rows: Sequence[Row], hard: float, swapped: float, chance: random.Random) -> list[Group]:
    """A group a row: a share `hard` with a close negative, and `swapped` of them altered again."""
    collection, swapper = Collection(rows), Swapper(rows)
    made = []
    for row in rows:
        close = collection.closest(row) if chance.random() < hard else []
        negatives = tuple(
            close[:1] if chance.random() < 0.5 else chance.sample(close, min(1, len(close)))
        )
        made.append(Group(row.question, row.context, row.start, row.end, negatives))
        altered = swapper.swap(row, chance) if chance.random() < swapped else None
        if altered:
            made.append(Group(altered, row.context, 0, 0, (), answerable=False))
    return made
