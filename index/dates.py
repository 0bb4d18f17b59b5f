"""Dates: English and numeric forms, read as ISO 8601; never guessed."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year{0}>(?:1[6-9]|20)\d\d)(?!\d)"
_DAY = r"(?<![\d.,:/-])(?P<day{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_FORMS = re.compile(
    "|".join(
        (
            r"(?<![\d/.-])" + _YEAR.format(1) + r"(?P<sep>[-/.])(?P<month1>\d\d?)(?P=sep)"
            r"(?P<day1>\d\d?)(?!\d|[-/.]\d)",
            r"\b" + _MONTH.format(2) + r"\s{1,3}" + _DAY.format(2) + r",?\s{1,3}" + _YEAR.format(2),
            _DAY.format(3) + r"(?:\s{1,3}(?:of\s)?|-)" + _MONTH.format(3)
            + r"(?:,?\s{1,3}|-)" + _YEAR.format(3),
            r"(?<![\d/.-])(?P<first>\d\d?)(?P<mark>[-/.])(?P<second>\d\d?)(?P=mark)"
            + _YEAR.format(4),
        )
    ),
    re.IGNORECASE,
)  # fmt: skip

_BESIDE = re.compile(
    r"""\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b
    |\bT?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\.\d+)?
    |\b(?:[ap]\.?m\b\.?|noon|midnight)
    |\b(?:GMT|UTC|BST|CES?T|E[SD]?T|C[SD]?T|M[SD]T|P[SD]?T|AST|IST|Z)\b(?:\s?[+-]\d\d?(?::?\d\d)?)?
    |[+-]\d\d:?\d\d\b
    |\b(?:first\s|last\s)?(?:published|updated|posted|modified|released|issued|created|dated?|added)\b
    |\b(?:on|at|last|time|online)\b
    |[\W_]""",
    re.IGNORECASE | re.VERBOSE,
)
_DAY_BEFORE = re.compile(
    r"(?:\b(?:published|updated|posted)(?: on)?:?\s*)?"
    r"(?:\b(?:Mon|Tues?|Wed(?:nes)?|Thur?s?|Fri|Sat(?:ur)?|Sun)(?:day)?[,،.\s]*)?$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"(?:(?:about|over|posted|updated|published)\s)?(?:\d{1,3}|an?|one|two|three)\s?\+?\s?"
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|months?|y|yrs?"
    r"|years?)\.?\s(?:ago|old)|(?:yesterday|today)(?:\s(?:at|,)?\s?\d\d?:\d\d.{0,8})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date at `start` to `end` of the text searched; `iso` is None when it can't be told."""

    start: int
    end: int
    iso: str | None


def find_date(text: str) -> DateFound | None:
    """The first date with a day, a month and a year in `text`.

    Of a date in figures with the year last, `iso` is None unless one order alone makes a date.
    """
    for match in _FORMS.finditer(text):
        parts = match.groupdict()
        if parts["first"]:
            iso = _either(int(parts["year4"]), int(parts["first"]), int(parts["second"]))
        else:
            form = next(n for n in "123" if parts[f"year{n}"])
            name = parts[f"month{form}"]
            month = int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1
            iso = _iso(int(parts[f"year{form}"]), month, int(parts[f"day{form}"]))
            if iso is None:
                continue
        return DateFound(match.start(), match.end(), iso)
    return None


def iso_date(text: str) -> str | None:
    """The one date that `text` begins with or is about, as in markup (`2020-01-05T17:45Z`)."""
    compact = re.match(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T|\s*$)", text)
    if compact:
        return _iso(*(int(part) for part in compact.groups()))
    stamp = re.match(r"\s*(\d{4})-(\d\d)-(\d\d)[T\s]", text)
    if stamp:
        return _iso(*(int(part) for part in stamp.groups()))
    found = find_date(text)
    return found.iso if found else None


def is_date_line(line: str) -> bool:
    """Whether a line says when and nothing else: a date, with its weekday, time and zone."""
    if len(line) > 100:
        return False
    if _RELATIVE.fullmatch(line.strip(" \t\xa0.,|•·-")):
        return True
    found = find_date(line)
    if not found:
        return False
    rest = line[: found.start] + " " + line[found.end :]
    again = find_date(rest)
    if again:
        rest = rest[: again.start] + " " + rest[again.end :]
    return not _BESIDE.sub("", rest)


def strip_date(line: str) -> str:
    """`line` without its first date, and the weekday, time and punctuation next to it."""
    found = find_date(line)
    if not found:
        return line
    before = _DAY_BEFORE.sub("", line[: found.start])
    after = line[found.end :]
    while after and after[0] not in "([" and (match := _BESIDE.match(after)):
        after = after[match.end() :]
    before = re.sub(r"\s(?:on|at)\s*$", "", before)
    return f"{before.rstrip(' ,|•·–—-')} {after}".strip()


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _either(year: int, first: int, second: int) -> str | None:
    readings = {_iso(year, first, second), _iso(year, second, first)} - {None}
    return readings.pop() if len(readings) == 1 else None
