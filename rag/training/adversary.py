"""Adversaries: questions and contexts altered by rule until the one no longer answers the other.

The kinds are those that SQuAD 2.0's writers used most (Rajpurkar 2018): another entity, another
figure, an opposite, a negation; and, as a reader meets it every day, the right article without the
sentence that matters.
"""

import random
import re
from collections.abc import Callable, Sequence

from index.sentences import sentences
from rag.training.data import Row
from rag.words import normalised

NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w'’-]+(?: (?:of |the |de |al-)?[A-Z][\w'’-]+)*")
FIGURE = re.compile(r"\b\d[\d,.]*\b")
NATIONS = (
    "American British French German Italian Spanish Russian Chinese Japanese Indian Iranian Iraqi "
    "Turkish Polish Dutch Swedish Canadian Australian Mexican Brazilian Egyptian Israeli Saudi"
).split()

_PAIRS = (
    "first/last largest/smallest biggest/smallest highest/lowest oldest/youngest earliest/latest "
    "best/worst most/least more/fewer increase/decrease increased/decreased rise/fall rose/fell "
    "before/after begin/end began/ended started/stopped start/stop north/south northern/southern "
    "east/west eastern/western left/right won/lost win/lose winning/losing gained/lost "
    "maximum/minimum longest/shortest long/short strong/weak stronger/weaker older/younger "
    "higher/lower larger/smaller faster/slower majority/minority male/female men/women man/woman "
    "boys/girls father/mother son/daughter brother/sister husband/wife supported/opposed "
    "support/oppose accepted/rejected allowed/forbidden open/closed opened/closed built/destroyed "
    "founded/dissolved bought/sold buy/sell arrived/departed born/buried joined/left "
    "public/private urban/rural upper/lower inside/outside import/export imports/exports "
    "success/failure successful/unsuccessful positive/negative advantage/disadvantage "
    "cause/prevent caused/prevented early/late always/never same/different legal/illegal "
    "possible/impossible known/unknown common/rare rich/poor hot/cold wet/dry summer/winter "
    "morning/evening day/night domestic/foreign liberal/conservative victory/defeat "
    "attack/defend attacked/defended minor/major internal/external modern/ancient "
    "praised/criticised"
)
OPPOSITES = {
    one: other
    for pair in _PAIRS.split()
    for one, other in (tuple(pair.split("/")), tuple(pair.split("/")[::-1]))
}
_WORD = re.compile(r"[A-Za-z]+")
_VERB = re.compile(r"\b(is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b", re.I)
# Fewer sentences than this, and what is left of a context is no passage.
SHORTEST = 3


def opposite(row: Row, chance: random.Random) -> str | None:
    """The question with one word turned into its opposite, if the context lacks that word."""
    words = set(_WORD.findall(row.context.lower()))
    spots = [
        found
        for found in _WORD.finditer(row.question)
        if found.group().lower() in OPPOSITES and OPPOSITES[found.group().lower()] not in words
    ]
    if not spots:
        return None
    spot = chance.choice(spots)
    new = OPPOSITES[spot.group().lower()]
    return row.question[: spot.start()] + new + row.question[spot.end() :]


def negated(row: Row) -> str | None:
    """The question with its verb negated, or None where no auxiliary verb stands in it."""
    found = _VERB.search(row.question)
    if not found or "not" in row.context.lower().split():
        return None
    verb = found.group()
    new = {"can": "can't", "will": "won't"}.get(verb.lower(), f"{verb}n't")
    return row.question[: found.start()] + new + row.question[found.end() :]


def misdirected(row: Row, chance: random.Random) -> str | None:
    """The question with a name or year exchanged for another one that its context holds."""
    spots = []
    for pattern in (NAME, FIGURE):
        others = {found.group() for found in pattern.finditer(row.context)}
        for found in pattern.finditer(row.question):
            old = found.group()
            alike = [
                other
                for other in sorted(others)
                if old in row.context
                and other.lower() not in row.question.lower()
                and old.lower() not in other.lower()
                and len(other.split()) == len(old.split())
                and (pattern is NAME or len(other) == len(old))
            ]
            if alike:
                spots.append((found, alike))
    if not spots:
        return None
    spot, alike = chance.choice(spots)
    return row.question[: spot.start()] + chance.choice(alike) + row.question[spot.end() :]


def bereft(row: Row) -> str | None:
    """The context without the sentences that the answer stands in; None if too little is left.

    None as well where an accepted answer stands elsewhere in it.
    """
    found = sentences(row.context, 0, len(row.context))
    kept = [one for one in found if one.end <= row.start or row.end <= one.start]
    if len(kept) < SHORTEST - 1 or len(kept) == len(found):
        return None
    left = " ".join(row.context[one.start : one.end] for one in kept)
    folded = normalised(left)
    return None if any(normalised(one) in folded for one in row.accepted) else left


class Swapper:
    """Exchanges a name, figure or nation of a question for one that its context doesn't hold."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._by_title: dict[str, list[str]] = {}
        for row in rows:
            self._by_title.setdefault(row.title, []).extend(NAME.findall(row.question))
        self._all = [name for names in self._by_title.values() for name in names]

    def swap(self, row: Row, chance: random.Random) -> str | None:
        """The altered question, or None where nothing in it can be altered with certainty."""
        context = row.context.lower()
        spots = [
            found
            for pattern in (NAME, FIGURE)
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
        if old in NATIONS:
            return chance.choice(NATIONS)
        if old[0].isdigit():
            digits = old.rstrip(".,")
            if not digits.isdigit():
                return None
            # A neighbouring year or number is the near miss that people ask for by mistake.
            return str(int(digits) + chance.choice([-12, -5, -3, -2, -1, 1, 2, 3, 5, 12]))
        names = self._by_title[title] if title else self._all
        return chance.choice(names) if names else None

    def altered(self, row: Row, chance: random.Random) -> str | None:
        """The question altered by one of the rules, tried in random order, or None if none can."""
        # What stands in the context misleads most, so that rule has two chances to come first.
        rules: list[Callable[[], str | None]] = [
            lambda: self.swap(row, chance),
            lambda: misdirected(row, chance),
            lambda: misdirected(row, chance),
            lambda: opposite(row, chance),
            lambda: negated(row),
        ]
        chance.shuffle(rules)
        return next((made for rule in rules if (made := rule())), None)
