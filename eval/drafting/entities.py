"""Names, numbers and dates of a sentence, told by rule: by capitals, digits and neighbours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.words import FUNCTION_WORDS

# Kinds within which one may stand for another: `day` is a month with its day, `month` one without.
NUMBER, YEAR, MONTH, DAY, WEEKDAY = "number", "year", "month", "day", "weekday"
PERSON, PLACE, NAME = "person", "place", "name"
DATES = frozenset({YEAR, MONTH, DAY, WEEKDAY})
NAMES = frozenset({PERSON, PLACE, NAME})

NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve fifteen twenty".split()
ROLES = frozenset(
    "President Prime Minister Secretary General Gen Col Colonel Maj Major Lt Lieutenant Capt "
    "Captain Sgt Staff Admiral Adm Mayor Senator Sen Rep Governor Gov Judge Justice King Queen "
    "Prince Princess Sheikh Ayatollah Pope Dr Professor Prof Mr Mrs Ms Sir Chancellor "
    "Ambassador Chief Commander Foreign Defense Defence State Supreme Leader Crown Deputy".split()
)
SAYING = (
    "said|says|told|added|announced|warned|stressed|insisted|reported|confirmed|denied|claimed|"
    "explained|argued|noted|pledged|condemned|declared|acknowledged|stated|suggested|promised"
)

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_PART = "(?:late |early |mid-)?"
_YEAR = r"(?:1[6-9]|20)\d\d"
_DATE = re.compile(
    rf"(?P<day>\b{_MONTH} \d\d?(?!\d)(?:, {_YEAR})?|\b\d\d? {_MONTH}(?: {_YEAR})?)"
    rf"|(?P<month>\b{_PART}{_MONTH} {_YEAR}|(?<=\b[Ii]n ){_PART}{_MONTH})"
    r"|(?P<weekday>\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    rf"|(?P<year>(?<=\b[Ii]n ){_PART}{_YEAR}|(?<=\b[Ss]ince ){_PART}{_YEAR})"
    r"(?![\w-])"
)
_NUMBER = re.compile(
    r"(?<![\w$£€.,:/#-])(?<!No\. )"
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{'|'.join(NUMBER_WORDS)})(?: (?:million|billion))?"
    r"(?![\w%:/°-])(?!\.\d)(?! (?:[ap]\.m|percent\b|per cent\b))",
    re.IGNORECASE,
)
_CAPITAL = r"(?:(?:al-|el-|bin )?[A-Z][\w’'-]*\w|[A-Z]\.(?:[A-Z]\.)*|[A-Z][a-z]{1,4}\.(?= [A-Z]))"
_NAME = re.compile(rf"\b{_CAPITAL}(?: (?:of |of the |bin )?{_CAPITAL})*")
_GENITIVE = re.compile(r"[’']s$|[’']$")
_GROUPS = re.compile(
    r"\b(?:University|Party|Council|Forces?|Corps|Units?|Ministry|Department|Army|Navy|Guards?|"
    r"Group|Agency|Committee|Union|Service|Operation|Bank|Court|Company|Times|Post|News|Pentagon|"
    r"Parliament|Congress|Senate|House|Coalition|Mission|Organi[sz]ation|Association|Club)\b"
)
_WITHIN = re.compile(r"\b(?:in|near|outside|across) (?:the )?$")
_SPEAKS = re.compile(rf"(?:, [^,]{{3,60}},)? (?:{SAYING}|who)\b")


@dataclass(frozen=True, slots=True)
class Entity:
    """Characters `start` to `end` of a sentence, which name something of a `kind`."""

    kind: str
    start: int
    end: int


def spot(sentence: str) -> list[Entity]:
    """The entities of a sentence, in order and apart from one another."""
    dates = [
        Entity(str(found.lastgroup), found.start(), found.end())
        for found in _DATE.finditer(sentence)
    ]
    figures = [
        Entity(NUMBER, found.start(), found.end())
        for found in _NUMBER.finditer(sentence)
        if not re.fullmatch(_YEAR, found.group())
    ]
    found = list(dates)
    for one in (*figures, *_names(sentence)):
        if all(one.end <= other.start or other.end <= one.start for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def is_full_name(text: str) -> bool:
    """Whether a name looks like a person's: two words or more, no body's and no country's."""
    words = text.split()
    plain = all(word[:1].isupper() or "-" in word for word in words) and not _GROUPS.search(text)
    countries = ("United", "North", "South", "New", "Saudi", "Great", "Islamic", "European")
    return len(words) > 1 and plain and words[0] not in countries and not text.isupper()


def _names(sentence: str) -> Iterator[Entity]:
    for found in _NAME.finditer(sentence):
        start, text = found.start(), _GENITIVE.sub("", found.group())
        first, _, rest = text.partition(" ")
        if first.lower() in FUNCTION_WORDS and (start == 0 or not first.isupper()):
            # "The New York Times" and "In Iraq" alike begin with a word that is no name.
            if not rest:
                continue
            start, text = start + len(first) + 1, rest
        elif start == 0 and not rest and not _SPEAKS.match(sentence, len(text)):
            # Every sentence begins with a capital; only a second one, or a verb of saying, tells.
            continue
        yield Entity(_name_kind(sentence, start, text), start, start + len(text))


def _name_kind(sentence: str, start: int, text: str) -> str:
    words = [word.strip(".") for word in text.split()]
    if _GROUPS.search(text):
        return NAME
    if len(words) > 1 and words[0] in ROLES and words[-1] not in ROLES:
        return PERSON
    if len(words) > 1 and _SPEAKS.match(sentence, start + len(text)):
        return PERSON
    if _WITHIN.search(sentence, 0, start) and not text.isupper():
        return PLACE
    return NAME
