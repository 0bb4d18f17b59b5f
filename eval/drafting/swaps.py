"""Unanswerable questions: a name, number or date in a question changed for another of its kind.

Whether such a question has an answer is looked for in the whole index, and by words alone: nothing
that names what was put in may have many of the question's other words beside it. Words that mean
the same are not seen, so a person should look at each.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from eval.drafting.entities import NAME, NUMBER_WORDS, Entity, spot
from eval.drafting.templates import stands_apart
from index.catalogue import Catalogue
from index.sentences import sentences
from index.words import content_words, match_any, searchable, stems

# The share of a question's other words past which a text that names what was put in may tell the
# same in words of its own: a sentence that names it, and the chunk around it.
IN_SENTENCE, IN_CHUNK = 0.25, 0.5
# By BM25 the chunks with most of the question's words come first, so that more needn't be seen.
LOOKED_AT = 200

_WORD = re.compile(r"\w+")
_FIGURES = {word: str(number) for number, word in enumerate(NUMBER_WORDS[:11], 2)}
_ALIASES = tuple(
    stems(words)
    for words in (
        "us usa america american states washington",
        "uk britain british england london kingdom",
        "is isis isil daesh islamic",
        "eu europe european union",
        "un nations",
    )
)


@dataclass(frozen=True, slots=True)
class Swap:
    """A question in which `new` stands for `old`."""

    question: str
    old: str
    new: str


class Pool:
    """The names, numbers and dates of many sentences, by kind, each once."""

    def __init__(self, sentences: Iterable[str]) -> None:
        seen: dict[str, Counter[str]] = {}
        for sentence in sentences:
            for one in spot(sentence):
                seen.setdefault(sentence[one.start : one.end], Counter())[one.kind] += 1
        # A name that is somewhere told to be a person or a place is one everywhere.
        self._kinds = {text: _told(kinds) for text, kinds in seen.items()}

    def others(self, question: str, one: Entity) -> list[str]:
        """What may stand in the place of an entity of a question, in an order without a pattern."""
        old = question[one.start : one.end]
        kind = self._kinds.get(old, one.kind)
        # A bare name may be of anything: what stands in its place might make no sense.
        if kind == NAME:
            return []
        return sorted(
            (text for text, other in self._kinds.items() if other == kind and _alike(old, text)),
            key=lambda text: hashlib.sha256(f"{question}{text}".encode()).digest(),
        )


def swap(
    question: str, told: str, pool: Pool, catalogue: Catalogue, used: Collection[str] = ()
) -> Swap | None:
    """A question that nothing in the index answers; None where none can be made with certainty.

    `told` is the text of the document that answers `question`; what is put in isn't in it,
    and is none of `used`.
    """
    there = stems(told) | stems(question)
    for one in spot(question):
        if one.start == 0 or not stands_apart(question.rstrip("?"), one):
            continue
        old = question[one.start : one.end]
        for new in pool.others(question, one):
            if new in used or _forms(new) & there or _same(old, new):
                continue
            rest = content_words(question[: one.start] + question[one.end :])
            if not _together(catalogue, new, rest):
                changed = question[: one.start] + new + question[one.end :]
                return Swap(changed, old, new)
    return None


def _told(kinds: Mapping[str, int]) -> str:
    told = {kind: times for kind, times in kinds.items() if kind != NAME}
    return max(sorted(told), key=lambda kind: told[kind]) if told else NAME


def _alike(old: str, new: str) -> bool:
    """Whether two of a kind are written alike, so that the question reads as well as before."""
    return old[0].isdigit() == new[0].isdigit() and (" " in old) == (" " in new)


def _forms(new: str) -> set[str]:
    """The stems that would tell of `new`; a number's in figures too."""
    return stems(new) | {_FIGURES[word] for word in stems(new) & _FIGURES.keys()}


def _same(old: str, new: str) -> bool:
    """Whether two names may be of one thing: by words, a common beginning, initials or usage."""
    first, second = stems(old), stems(new)
    plain = [searchable(one).lower() for one in (old, new)]
    initials = ["".join(word[0] for word in _WORD.findall(one)) for one in plain]
    return bool(
        first & second
        or (not old[0].isdigit() and plain[0][:4] == plain[1][:4])
        or plain[0] == initials[1]
        or plain[1] == initials[0]
        or any(first & alias and second & alias for alias in _ALIASES)
    )


def _together(catalogue: Catalogue, new: str, rest: list[str]) -> bool:
    """Whether a chunk holds `new` with too many of the words of the rest of the question."""
    wanted = stems(" ".join(rest))
    for form in _phrases(new):
        named = stems(form)
        for text in _holding(catalogue, f'"{form}" AND ({match_any(rest)})'):
            if len(wanted & stems(text)) > IN_CHUNK * len(wanted):
                return True
            for one in sentences(text, 0, len(text)):
                there = stems(text[one.start : one.end])
                if named <= there and len(wanted & there) > IN_SENTENCE * len(wanted):
                    return True
    return False


def _phrases(new: str) -> Iterator[str]:
    words = _WORD.findall(searchable(new))
    yield " ".join(words)
    if new.lower() in _FIGURES:
        yield _FIGURES[new.lower()]
    if new.isdigit():
        yield from (word for word, figure in _FIGURES.items() if figure == new)
    elif len(words) > 1 and not new[0].isdigit():
        # A person is soon called by the last name alone, a date by its month.
        yield words[-1]


def _holding(catalogue: Catalogue, query: str) -> Iterator[str]:
    for key, _ in catalogue.search(query, LOOKED_AT, 1.0):
        chunk = catalogue.chunk(key)
        path = catalogue.document(chunk.document_id).path
        yield catalogue.text(path)[chunk.start : chunk.end]
