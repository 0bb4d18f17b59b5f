"""Clutter: passages and questions as they come from saved pages and hurried hands."""

import random
import re
from dataclasses import replace

from index.sentences import sentences
from index.words import FUNCTION_WORDS
from rag.training.data import Group

FURNITURE = (
    "Advertisement",
    "Read more",
    "Read also: what we know so far",
    "Share this article",
    "Share on Facebook Share on Twitter",
    "Photo: archive",
    "File photo.",
    "Getty Images",
    "Sign up for our newsletter",
    "Subscribe to go on reading",
    "Comments (14)",
    "Related topics",
    "Most read",
    "Follow us on Twitter",
    "Play video",
    "Skip to content",
    "Accept cookies",
    "Updated 2 hours ago",
    "Listen to this article, 4 min",
    "Print E-mail Copy link",
    "All rights reserved.",
    "Breaking news",
)
# A transliterated name is spelt in as many ways as it has unsure vowels and doubled letters.
_SPELLINGS = (
    ("ou", "u"),
    ("oo", "u"),
    ("ei", "ai"),
    ("ee", "i"),
    ("ai", "ei"),
    ("al-", "el-"),
    ("kh", "h"),
    ("dj", "j"),
    ("j", "dj"),
    ("q", "k"),
    ("y", "i"),
    ("u", "o"),
    ("o", "u"),
    ("e", "a"),
    ("i", "e"),
)
_LONG_NAME = re.compile(r"(?<!^)\b(?:[Aa]l-)?[A-Z][a-z]{4,}\b")
_OPENING = re.compile(r"(?<!\S)\"(?=\S)")
_CLOSING = re.compile(r"\"")


def cluttered(group: Group, chance: random.Random) -> Group:
    """The group with page furniture between sentences and, now and then, other quotation marks.

    The answer's place moves with what is put in before it.
    """
    curly = chance.random() < 0.5
    context, start, end = _furnished(group.context, group.start, group.end, chance)
    negatives = tuple(_furnished(one, 0, 0, chance)[0] for one in group.negatives)
    if curly:
        context, negatives = curled(context), tuple(curled(one) for one in negatives)
    return replace(group, context=context, start=start, end=end, negatives=negatives)


def _furnished(text: str, start: int, end: int, chance: random.Random) -> tuple[str, int, int]:
    for _ in range(chance.randint(1, 3)):
        places = [
            one.start
            for one in sentences(text, 0, len(text))
            if one.start <= start or one.start >= end
        ]
        place = chance.choice([*places, len(text)])
        line = chance.choice(FURNITURE) + chance.choice((" ", "\n"))
        if place == len(text):
            line = f"\n{line.strip()}"
        text = text[:place] + line + text[place:]
        if place <= start < end:
            start, end = start + len(line), end + len(line)
    return text, start, end


def curled(text: str) -> str:
    """The text with typographic quotation marks and apostrophes, as long as before."""
    return _CLOSING.sub("”", _OPENING.sub("“", text)).replace("'", "’")


def noisy(question: str, chance: random.Random) -> str:
    """The question as people type it: no question mark, key words, letters swapped, a name respelt.

    Letter case is left alone: the reader doesn't see it.
    """
    kind = chance.randrange(4)
    bare = question.rstrip(" ?")
    if kind == 0:
        return bare
    if kind == 1:
        words = [word for word in bare.split() if word.lower() not in FUNCTION_WORDS]
        return " ".join(words) if len(words) > 1 else bare
    if kind == 2:
        place = chance.randrange(1, max(2, len(bare) - 2))
        swapped = bare[:place] + bare[place : place + 2][::-1] + bare[place + 2 :]
        return f"{swapped}?"
    return respelt(question, chance) or bare


def respelt(question: str, chance: random.Random) -> str | None:
    """The question with one of its names transliterated otherwise; None where there is none."""
    names = list(_LONG_NAME.finditer(question))
    if not names:
        return None
    found = chance.choice(names)
    inner = found.group()[1:]
    fitting = [pair for pair in _SPELLINGS if pair[0] in inner]
    if not fitting:
        return None
    old, new = chance.choice(fitting)
    name = found.group()[0] + inner.replace(old, new, 1)
    return question[: found.start()] + name + question[found.end() :]
