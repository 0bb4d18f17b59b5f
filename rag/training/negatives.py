"""Negatives: passages that look right and aren't, and questions that nothing answers."""

import random
import sqlite3
from collections.abc import Sequence

from index.words import content_words, match_any, searchable
from rag.training.adversary import Swapper, bereft
from rag.training.data import Group, Row
from rag.words import normalised

CLOSEST = 8


class Collection:
    """The distinct contexts of a set, searched by words as the retriever does."""

    def __init__(self, contexts: Sequence[str]) -> None:
        self.contexts = list(dict.fromkeys(contexts))
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE words USING fts5(body, content='', "
            "tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        self._db.executemany(
            "INSERT INTO words(rowid, body) VALUES (?, ?)",
            [(place, searchable(context)) for place, context in enumerate(self.contexts, 1)],
        )

    def closest(self, question: str, context: str, accepted: Sequence[str]) -> list[str]:
        """The contexts but `context` most like the question that hold no accepted answer."""
        found = self._db.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?",
            (match_any(content_words(question)), CLOSEST),
        )
        folded = [normalised(one) for one in accepted]
        return [
            other
            for other in (self.contexts[place - 1] for (place,) in found)
            if other != context and not any(one in normalised(other) for one in folded)
        ]


def groups(
    rows: Sequence[Row], *, hard: float, bare: float, altered: float, chance: random.Random
) -> list[Group]:
    """A group a row, and `altered` of them again with a question that the context doesn't answer.

    A share `hard` has a close negative, a share `bare` the own context without the answer's
    sentence.
    """
    collection, swapper = Collection([row.context for row in rows]), Swapper(rows)
    made = []
    for row in rows:
        negatives: list[str] = []
        dice = chance.random()
        if dice < hard:
            close = collection.closest(row.question, row.context, row.accepted)
            negatives = (
                close[:1] if chance.random() < 0.5 else chance.sample(close, min(1, len(close)))
            )
        elif dice < hard + bare:
            negatives = [left] if (left := bereft(row)) else []
        made.append(
            Group(row.question, row.context, row.start, row.end, tuple(negatives), row.title)
        )
        if chance.random() < altered and (question := swapper.altered(row, chance)):
            made.append(Group(question, row.context, 0, 0, (), row.title, answerable=False))
    return made
