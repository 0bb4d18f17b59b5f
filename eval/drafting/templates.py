"""Questions made of a sentence by rule: a wh-word where the shape allows it, else a gap to fill.

A wh-question takes its words from the sentence and asks for what stands first in it (how many
things, who), or for what stands at an end and can be taken away (when, where, by whom).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from eval.drafting.entities import (
    DATES,
    DAY,
    MONTH,
    NAME,
    NAMES,
    NUMBER,
    NUMBER_WORDS,
    PERSON,
    PLACE,
    SAYING,
    WEEKDAY,
    YEAR,
    Entity,
    is_full_name,
    spot,
)
from eval.drafting.sentences import leaves_open
from eval.drafting.verbs import PAST, base_form
from index.words import FUNCTION_WORDS

GAP = "____"

# Where several things could be left out of a sentence, the most telling first.
_GAPS = (NUMBER, PERSON, DAY, MONTH, YEAR, PLACE, NAME, WEEKDAY)
_KINDS = {PERSON: "person", PLACE: "place", NAME: "factoid", NUMBER: "number"}
_CALLED = {"number": "number", "date": "date", "place": "place"}
_ASKED = {
    WEEKDAY: "On what day",
    DAY: "When",
    MONTH: "When",
    YEAR: "When",
    PLACE: "Where",
    PERSON: "By whom",
    NAME: "By whom",
}
_BEFORE_IT = {PLACE: "in|near|outside", PERSON: "by", NAME: "by(?: the)?"}

_FIGURE = rf"(?P<answer>\d{{1,3}}(?:,\d{{3}})+|[2-9]|\d\d+|(?i:{'|'.join(NUMBER_WORDS)}))"
_ABOUT = (
    r"(?i:(?:at least|at most|about|around|some|nearly|almost|roughly|more than|over|up to|an "
    r"estimated|an additional|a total of) )?"
)
# What makes of a number no count of things, or a count that "how many" can't ask for as it stands.
_NO_NOUN = (
    r"(?!(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|percent|per|and|or|to|by"
    r"|in|on|of|more|others?|times?|million|billion|thousand|hundred|[ap]\.m|ago|later|earlier|after|before)\b)"
)
_WORD = r"[A-Za-z][\w.’'-]*"
_PLURAL = r"(?:[a-z][\w-]*s|(?:[a-z][\w-]*)?(?:people|men)|children)"
_NOUNS = rf"{_NO_NOUN}(?P<nouns>(?:{_WORD} ){{0,3}}?{_PLURAL}\b)"
# What may stand after the nouns that "how many" takes along to the front.
_AFTER = r"(?: (?:in|at|on|from|to|near|during|after|before|outside|since|across|for|by) [^,;:]*)?"
_SUBJECT = r"(?P<subject>[A-Z][^,;:—–]{1,70}?)"
_MANY_SUBJECT = re.compile(
    r"^(?:[^,;:]{3,60} (?:said|says|reported|announced|confirmed) that )?"
    rf"{_ABOUT}{_FIGURE} {_NOUNS}(?P<rest> .+)$"
)
_MANY_THERE = re.compile(rf"^There (?P<be>are|were) {_ABOUT}{_FIGURE} {_NOUNS}(?P<rest>{_AFTER})$")
_MANY_OBJECT = re.compile(
    rf"^{_SUBJECT} (?P<verb>{PAST}) {_ABOUT}{_FIGURE} {_NOUNS}(?P<rest>{_AFTER})$"
)
_BE = re.compile(
    rf"^{_SUBJECT} (?P<be>was|were|is|are|has been|have been|had been|will be) "
    r"(?P<rest>[a-z]+(?:ed|en|wn|ilt|held|ade|ought|aught|ound|ent|old|eld|id|ut|un|et|ost)"
    r"(?: [^,;:]*)?)$"
)
_DID = re.compile(rf"^{_SUBJECT} (?P<verb>{PAST}) (?P<rest>[^,;:]+)$")
# Beside a name may stand who that is ("the mayor,", "who was there,"), no other clause.
_ASIDE = r"(?:, (?:the|an?|who|head|leader|[A-Za-z]+['’]s?) [^,]{3,80},)?"
_DOES = re.compile(rf"^(?P<answer>[^,]{{2,60}}?){_ASIDE} (?P<verb>[a-z]+)(?P<rest> .+)$")
# "did X become … and established": the second verb would have to lose its past as well.
_SECOND_VERB = re.compile(r" (?:and|but|or) \w+ed\b")
_CLAUSE = re.compile(r"\b(?:that|which|who|whom|whose|when|while|as|if|because|than|and)\b")
_ARTICLES = frozenset("The A An Several Many Some Both".split())


@dataclass(frozen=True, slots=True)
class Shaped:
    """A question of a `type` whose answer is characters `start` to `end` of the sentence.

    `gap` says that it is the sentence with a gap, and no question of its own.
    """

    question: str
    type: str
    start: int
    end: int
    gap: bool = False


def shaped(sentence: str) -> Shaped | None:
    """The best question that a sentence allows, or None."""
    body, entities = sentence.removesuffix("."), spot(sentence)
    made = chain(_how_many(body), _at_an_end(body, entities), _who(body, entities))
    found = (one for one in chain(made, _gaps(body, entities)) if _sound(one, sentence))
    return next(found, None)


def stands_apart(sentence: str, one: Entity) -> bool:
    """Whether an entity is a phrase of its own, not the first words of one ("US troops")."""
    text, after = sentence[one.start : one.end], sentence[one.end :]
    if one.kind not in NAMES:
        return True
    if re.search(r"-[a-z]|\d|\.$", text) or after[:1] in ("-", "’", "'", "/", "."):
        return after == "."
    if re.search(r"[\d-]\w* $|-$", sentence[: one.start]):
        return False
    following = re.match(r" ([\w-]+)", after)
    return following is None or following[1].lower() in FUNCTION_WORDS | {"after", "before"}


def _how_many(body: str) -> Iterator[Shaped]:
    if found := _MANY_SUBJECT.match(body):
        yield _counted(found, f"How many {found['nouns']}{_clause(found['rest'])}?")
    if found := _MANY_THERE.match(body):
        yield _counted(found, f"How many {found['nouns']} {found['be']} there{found['rest']}?")
    if (found := _MANY_OBJECT.match(body)) and _simple(found["subject"]):
        subject, verb = _lowered(found["subject"]), base_form(found["verb"])
        if verb:
            question = f"How many {found['nouns']} did {subject} {verb}{found['rest']}?"
            yield _counted(found, question)


def _at_an_end(body: str, entities: list[Entity]) -> Iterator[Shaped]:
    for one in entities:
        clause = _without(body, one)
        if clause is None:
            continue
        asked, kind = _ASKED[one.kind], _KINDS.get(one.kind, "date")
        if (found := _BE.match(clause)) and _simple(found["subject"]):
            first, _, others = found["be"].partition(" ")
            rest = f"{others} {found['rest']}".strip()
            question = f"{asked} {first} {_lowered(found['subject'])} {rest}?"
            yield Shaped(question, kind, one.start, one.end)
        elif one.kind not in (PERSON, NAME) and (found := _DID.match(clause)):
            verb = base_form(found["verb"])
            if verb and _simple(found["subject"]) and not _SECOND_VERB.search(found["rest"]):
                question = f"{asked} did {_lowered(found['subject'])} {verb} {found['rest']}?"
                yield Shaped(question, kind, one.start, one.end)


def _without(body: str, one: Entity) -> str | None:
    """The sentence without an entity that stands at its end, or a date at its beginning."""
    before, after = body[: one.start], body[one.end :]
    if one.kind == NUMBER:
        return None
    preposition = _BEFORE_IT.get(one.kind, "in|on")
    if not after and (found := re.search(rf" (?:{preposition}) $", before)):
        return before[: found.start()]
    if one.kind in DATES and re.fullmatch("In |On ", before) and after[:1] in (",", " "):
        clause = after.lstrip(", ")
        return clause[:1].upper() + clause[1:]
    return None


def _who(body: str, entities: list[Entity]) -> Iterator[Shaped]:
    found = _DOES.match(body)
    if not found:
        return
    for one in entities:
        whole = body[: one.start] in ("", "The ") and one.end == found.end("answer")
        if not whole or one.kind not in (PERSON, NAME):
            continue
        named = one.kind == PERSON or is_full_name(body[one.start : one.end])
        if re.fullmatch(SAYING, found["verb"]) or (named and base_form(found["verb"])):
            question = f"Who {found['verb']}{_clause(found['rest'])}?"
            yield Shaped(question, "person" if named else "factoid", one.start, one.end)


def _gaps(body: str, entities: list[Entity]) -> Iterator[Shaped]:
    for one in sorted(entities, key=lambda one: (_GAPS.index(one.kind), one.start)):
        if one.start and stands_apart(body, one):
            kind = _KINDS.get(one.kind, "date")
            words = f"{body[: one.start]}{GAP}{body[one.end :]}"
            question = f"Which {_CALLED.get(kind, 'name')} is missing from “{words}”?"
            yield Shaped(question, kind, one.start, one.end, gap=True)


def _clause(rest: str) -> str:
    """The rest of a sentence up to where another clause is tacked on."""
    first = rest.split(";")[0]
    head, tacked, _ = first.partition(", and ")
    return head if tacked and "," not in head and len(head.split()) > 3 else first


def _simple(subject: str) -> bool:
    """Whether words before a verb are a noun phrase and nothing more."""
    first, *others = subject.split()
    # Of "Rice production" nobody can tell whether it keeps its capital within a sentence.
    named = not others or others[0][:1].isupper() or first.isupper() or "'" in first or "’" in first
    return (first in _ARTICLES or named) and len(others) < 9 and not _CLAUSE.search(subject)


def _lowered(subject: str) -> str:
    """A subject as it stands within a sentence: its article small, its names as they are."""
    first, space, rest = subject.partition(" ")
    return f"{first.lower() if first in _ARTICLES else first}{space}{rest}"


def _counted(found: re.Match[str], question: str) -> Shaped:
    return Shaped(question, "number", found.start("answer"), found.end("answer"))


def _sound(one: Shaped, sentence: str) -> bool:
    """Whether a question neither holds its answer nor says "it" of what it doesn't name."""
    answer = re.escape(sentence[one.start : one.end].lower())
    if re.search(rf"(?<!\w){answer}(?!\w)", one.question.lower()):
        return False
    # "Who said that he …" asks for the very one that "he" stands for.
    return one.gap or one.question.startswith("Who ") or not leaves_open(one.question)
