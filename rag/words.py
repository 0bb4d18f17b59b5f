"""Answers as words: spans trimmed to whole words, and texts compared as SQuAD compares them."""

import re
import string

_ARTICLES = re.compile(r"\b(a|an|the)\b")
# What may stand at the edge of a span without being a word of the answer.
_OUTER = " \t\n\r\u00a0.,;:!?-–—…'\"“”‘’«»|"
_OPENING, _CLOSING = "([{", ")]}"


def normalised(text: str) -> str:
    """Lower case, no punctuation, no articles, single spaces (Rajpurkar 2016's evaluation)."""
    lowered = "".join(char for char in text.lower() if char not in string.punctuation)
    return " ".join(_ARTICLES.sub(" ", lowered).split())


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The range widened to whole words and freed of outer punctuation; None if nothing is left."""
    while start > 0 and _within_word(text, start):
        start -= 1
    while end < len(text) and _within_word(text, end):
        end += 1
    while start < end and _loose(text, start, start, end):
        start += 1
    while (
        end > start
        and _loose(text, end - 1, start, end)
        and not _ends_abbreviation(text, start, end)
    ):
        end -= 1
    return (start, end) if start < end else None


def _within_word(text: str, cut: int) -> bool:
    """Whether a cut before `text[cut]` would part a word or a figure such as 5,200."""
    before, after = text[cut - 1], text[cut]
    if before.isalnum() and after.isalnum():
        return True
    if before.isdigit() and after in ".,:" and text[cut + 1 : cut + 2].isdigit():
        return True
    return after.isdigit() and before in ".,:" and cut > 1 and text[cut - 2].isdigit()


def _loose(text: str, place: int, start: int, end: int) -> bool:
    char = text[place]
    if char in _OPENING:
        return _CLOSING[_OPENING.index(char)] not in text[start:end]
    if char in _CLOSING:
        return _OPENING[_CLOSING.index(char)] not in text[start:end]
    if char in "-–" and place == start and text[place + 1 : place + 2].isdigit():
        return False
    return char in _OUTER


def _ends_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the full stop at the end belongs to a word such as U.S. or Gen."""
    return re.search(r"(?:\b[A-Za-z]\.){2,}$", text[start:end]) is not None
