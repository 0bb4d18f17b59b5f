"""Texts of our own for training: invented articles with questions, as FOLDER/*.json.

An article has `story`, `title`, `date`, `text` and `questions`: `q` with its answer `a` inside the
words `in` that stand once in the text, or `a` null where the article doesn't say; `after` is an
earlier question with its answer. Articles of one story overlap and contradict each other.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.chunks import Pieces, chunk
from index.document import Document, Range
from index.errors import BadInput
from rag.history import standalone
from rag.training.data import Group
from rag.training.negatives import Collection

# Chunks as `rag index` cuts them by default.
PIECES, OVERLAP = 160, 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a text; `start` and `end` bound its answer, or are None where it has none.

    `before` is an earlier question with its answer, for one that leans on it.
    """

    question: str
    kind: str
    start: int | None
    end: int | None
    before: tuple[tuple[str, str], ...] = ()

    @property
    def read(self) -> str:
        """The question as the reader gets it."""
        return standalone(self.question, self.before).read


@dataclass(frozen=True, slots=True)
class Article:
    """An invented article; `header` is the line of title and date that a passage carries."""

    story: str
    header: str
    text: str
    asked: tuple[Asked, ...]


def read(folder: Path) -> list[Article]:
    """The articles of a folder by name; raises BadInput naming file and question."""
    return [_article(path) for path in sorted(folder.glob("**/*.json"))]


def _article(path: Path) -> Article:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        text = saved["text"]
        asked = tuple(_asked(text, row) for row in saved["questions"])
        return Article(saved["story"], f"{saved['title']} | {saved['date']}", text, asked)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path}: {error}") from error


def _asked(text: str, row: dict[str, str]) -> Asked:
    before = ((row["after"][0], row["after"][1]),) if "after" in row else ()
    if row["a"] is None:
        return Asked(row["q"], row["kind"], None, None, before)
    if text.count(row["in"]) != 1 or row["in"].count(row["a"]) != 1:
        raise ValueError(f"the answer of {row['q']!r} doesn't stand once in its words")
    start = text.index(row["in"]) + row["in"].index(row["a"])
    return Asked(row["q"], row["kind"], start, start + len(row["a"]), before)


def groups(
    articles: Sequence[Article], pieces: Pieces, chance: random.Random, rivals: int = 1
) -> Iterator[Group]:
    """A group a question: the chunk with its answer, and `rivals` most like it that lack it.

    These are each another chunk of the same article or of another story; for a question that names
    its source, also one of the same story, whose figures differ. An unanswerable question comes
    with the two chunks of its article that are most like it.
    """
    cut = {one.text: _chunks(one.text, pieces) for one in articles}
    chunks = {one.text: [one.text[r.start : r.end] for r in cut[one.text]] for one in articles}
    story = {text: one.story for one in articles for text in chunks[one.text]}
    everything = Collection([text for one in articles for text in chunks[one.text]])
    for article in articles:
        own = Collection(chunks[article.text])
        for asked in article.asked:
            if asked.start is None or asked.end is None:
                near = own.closest(asked.read, "", ()) or own.contexts[:1]
                yield Group(
                    asked.read,
                    near[0],
                    0,
                    0,
                    tuple(near[1:2]),
                    article.header,
                    answerable=False,
                )
                continue
            whole = [r for r in cut[article.text] if r.start <= asked.start and asked.end <= r.end]
            if not whole:
                continue
            place = chance.choice(whole)
            context = article.text[place.start : place.end]
            answer = article.text[asked.start : asked.end]
            near = [
                other
                for other in everything.closest(asked.read, context, [answer])
                if asked.kind == "source"
                or other in chunks[article.text]
                or story[other] != article.story
            ]
            yield Group(
                asked.read,
                context,
                asked.start - place.start,
                asked.end - place.start,
                tuple(near[:rivals]),
                article.header,
            )


def _chunks(text: str, pieces: Pieces) -> list[Range]:
    document = Document("text#1", "text", (Range(0, len(text)),))
    return chunk(text, document, pieces, budget=PIECES, overlap=OVERLAP)
