"""Words as they are searched: what the full-text index holds, and how a question asks for them."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

# "U.S." and "US" are one word to a reader; the tokeniser would make the first two letters of two.
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?|\b[A-Z]\.[A-Z]\b")
_WORD = re.compile(r"\w+")

# Words that shape a question or a sentence but tell nothing of its subject. In news copy question
# words are rare, and BM25 would take rare for telling.
FUNCTION_WORDS = frozenset(
    "a about according all also am an and any are as at be been being but by can could did do "
    "does doing for from had has have having he her hers him his how i if in into is it its "
    "itself just many me might much my no not of off on or our ours over own s shall she "
    "should so some such t than that the their theirs them then there these they this those to "
    "too up upon very was we were what when where which while who whom whose why will with "
    "would you your yours".split()
)


def searchable(text: str) -> str:
    """The text as it goes into the full-text index, with dotted abbreviations undotted."""
    return _DOTTED.sub(lambda found: found.group().replace(".", ""), text)


def content_words(question: str) -> list[str]:
    """The words of a question that tell what it is about, lower-cased, each once, in order.

    All its words where it has no others.
    """
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(searchable(question))))
    return [word for word in words if word not in FUNCTION_WORDS] or words


@cache
def _stemmer() -> Any:
    from nltk.stem import PorterStemmer

    # The same algorithm as the full-text index's, so that stems can be looked up there.
    return PorterStemmer(PorterStemmer.ORIGINAL_ALGORITHM)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer().stem(word))


def stems(text: str) -> set[str]:
    """The stems of a text's words, as the full-text index holds them."""
    folded = unicodedata.normalize("NFD", searchable(text).lower())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return {_stem(word) for word in _WORD.findall(plain)}


def match_any(words: list[str]) -> str:
    """An FTS5 query for texts with any of `words`."""
    return " OR ".join(f'"{word}"' for word in words)
