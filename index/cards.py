"""User cards: the blocks of short lines about a poster, which divide a forum thread into posts."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from index.blocks import Block, is_prose, is_short, shape

# What only forums count of their users, and what a profile in an article may have as well.
_FORUM_LABEL = (
    r"joined|join date|registered|member since|messages|posts|threads|reactions?"
    r"|reactions? (?:score|points)|likes received|thanked|trophy points|rep power"
)
_ANY_LABEL = r"likes|thanks|points|karma|reputation|location|country|solutions|warnings|age|gender"
_LABEL = re.compile(
    rf"(?:(?P<forum>{_FORUM_LABEL})|{_ANY_LABEL})(?P<value>\s*:\s*\S.{{0,40}}|\s*:)?", re.IGNORECASE
)
_ROLE = re.compile(
    r"(?:(?:super |global |site |forum )?(?:administrators?|admin|moderators?|mod)"
    r"|staff(?: member)?|(?:new|junior|senior|full|active|regular|elite|gold|silver|premium|vip"
    r"|veteran|well-known|distinguished|banned|registered|verified|founding|contributing)"
    r"(?: \w+)? (?:member|user|poster)|member|guest|banned|newbie|thread starter|op|online|offline"
    r"|professional|contributor)",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"[\d.,\s+%kKmM/-]+|(?:[A-Za-z]{3,9}\.? \d{1,2},? \d{4})|\d{1,2} [A-Za-z]{3,9}\.? \d{4}"
    r"|[A-Za-z]{3,9}\.? \d{4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
)
_FIELDS_NEEDED = 2  # one "Location" or "Posts" may be a heading
_REPEATED_LINES, _REPEATED_TIMES = 5, 3


def user_cards(page: Sequence[Block]) -> list[range]:
    """The user cards of a page, as ascending, disjoint ranges of the indices of its blocks.

    A card is a run of short lines with two or more of the fields that forums print of a user, or
    a run of five that comes back three times, but for the figures, with prose in between.
    """
    found = _by_fields(page)
    return found or _by_repetition(page)


def _by_fields(page: Sequence[Block]) -> list[range]:
    cards: list[range] = []
    above = _shapes_above(page)
    index = 0
    while index < len(page):
        if not _LABEL.fullmatch(page[index].text):
            index += 1
            continue
        end, fields = _fields_end(page, index)
        if fields >= _FIELDS_NEEDED:
            first = _card_start(page, index, cards[-1].stop if cards else 0, above)
            cards.append(range(first, end))
        index = max(end, index + 1)
    return cards


def _fields_end(page: Sequence[Block], index: int) -> tuple[int, int]:
    """Where the fields that begin at `index` end, and their number; 0 if none is a forum's own."""
    fields = forum = 0
    while index < len(page) and (match := _LABEL.fullmatch(page[index].text)):
        value = (match["value"] or "").strip(" :")
        after = index + 1
        if not value and after < len(page) and _may_be_value(page[after]):
            value = page[after].text
            after += 1
        if not value:
            break
        fields += 1
        forum += bool(match["forum"] and _VALUE.fullmatch(value))
        index = after
    return index, fields if forum else 0


def _may_be_value(block: Block) -> bool:
    return bool(_VALUE.fullmatch(block.text)) or (
        is_short(block) and block.words <= 3 and not _LABEL.fullmatch(block.text)
    )


def _shapes_above(page: Sequence[Block]) -> Counter[str]:
    """How often each short line stands just above the fields of a card."""
    seen: Counter[str] = Counter()
    for index in range(1, len(page)):
        if _LABEL.fullmatch(page[index].text) and not _LABEL.fullmatch(page[index - 1].text):
            seen.update({shape(b) for b in page[max(0, index - 6) : index] if is_short(b)})
    return seen


def _card_start(page: Sequence[Block], index: int, least: int, above: Counter[str]) -> int:
    """The card's first line: the roles above its fields, and one name above those."""
    named = False
    while index > least and is_short(page[index - 1]):
        line = page[index - 1]
        role = bool(_ROLE.fullmatch(line.text)) or len(line.text) == 1
        repeated = above[shape(line)] > 1
        # Above a title of the user's own there may still be the name, in one word.
        if not role and (not (repeated and line.words == 1) if named else line.words > 3):
            break
        named = named or not role
        index -= 1
    return index


def _by_repetition(page: Sequence[Block]) -> list[range]:
    runs: list[range] = []
    start = 0
    for index in range(len(page) + 1):
        if index == len(page) or not is_short(page[index]):
            if index - start >= _REPEATED_LINES:
                runs.append(range(start, index))
            start = index + 1
    windows = {
        run.start + at: tuple(shape(page[run.start + at + n]) for n in range(_REPEATED_LINES))
        for run in runs
        for at in range(len(run) - _REPEATED_LINES + 1)
    }
    times = Counter(windows.values())
    starts: list[int] = []
    for at, window in windows.items():
        lettered = sum(any(c.isalpha() for c in line) for line in window)
        if times[window] >= _REPEATED_TIMES and lettered >= 3:
            starts.append(at)
    cards: list[range] = []
    for at in starts:
        if cards and at <= cards[-1].stop:
            cards[-1] = range(cards[-1].start, at + _REPEATED_LINES)
        else:
            cards.append(range(at, at + _REPEATED_LINES))
    apart = all(any(is_prose(page[i]) for i in range(a.stop, b.start)) for a, b in pairwise(cards))
    return cards if apart and len(cards) >= _REPEATED_TIMES else []
