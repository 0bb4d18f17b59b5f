"""Sentences of the indexed articles that can be understood without those around them."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from eval.drafting.entities import NAMES, spot
from eval.gold import file_name
from index.catalogue import Catalogue
from index.document import Document, Range
from index.sentences import sentences

SHORTEST, LONGEST = 7, 32

# A sentence that begins so leans on the one before, or has its subject further on.
_LEANS = re.compile(
    r"(?:he|she|it|they|we|i|you|his|her|its|their|this|that|these|those|such|there (?:is|was)|here"
    r"|and|but|or|so|yet|nor|also|then|thus|however|moreover|instead|meanwhile|still|although"
    r"|though|while|when|if|because|since|after|before|another|one of|both of|on that|at that"
    r"|in that|by then|now|not|even|other|others|more|much|what|who|why|how|where|as|like)\b",
    re.IGNORECASE,
)
# These point outside the sentence wherever they stand in it.
_POINTS = re.compile(
    r"\b(?:I|we|you|me|(?-i:us)|my|our|your|this|these|those|such|above|below|latter|also"
    r"|too|likewise|therefore|however|instead|otherwise|read more|click|copyright)\b"
    r"|[|@<>{}\[\]()_•\n\r\t“”\"]|https?:|\.\.|…|^- | - | -- |:",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[^a-z]{3,}[—–]|[^—–]{3,40} [—–] ")
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|his|her|its|them|their)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:the|an?) \S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A sentence: `text` is `range` of the text of the file `path`; `document` is an id."""

    path: str
    document: str
    range: Range
    text: str


def standing(catalogue: Catalogue, most: int) -> list[Standing]:
    """The sentences that stand by themselves in `most` documents at most.

    Documents come in an order without a pattern that is always the same. Files of which another
    bears the name are left out, as questions know a file by its name alone.
    """
    paths = catalogue.paths()
    names = Counter(map(file_name, paths))
    documents = [
        one for path in paths if names[file_name(path)] == 1 for one in catalogue.documents(path)
    ]
    documents.sort(key=lambda one: hashlib.sha256(_named(one).encode()).digest())
    return [
        one for document in documents[:most] for one in _of(catalogue.text(document.path), document)
    ]


def document_text(catalogue: Catalogue, one: Standing) -> str:
    """What the document that a sentence stands in says, without what was left out of its file."""
    text = catalogue.text(one.path)
    ranges = catalogue.document(one.document).ranges
    return "\n\n".join(text[kept.start : kept.end] for kept in ranges)


def stands_by_itself(sentence: str) -> bool:
    """Whether a sentence is whole, of a sensible length, and points at nothing outside itself."""
    words = sentence.split()
    if not SHORTEST <= len(words) <= LONGEST or not re.fullmatch(r"[A-Z].*[\w’')]\.", sentence):
        return False
    if _LEANS.match(sentence) or _DATELINE.match(sentence) or _POINTS.search(sentence):
        return False
    return not leaves_open(sentence)


def leaves_open(sentence: str) -> bool:
    """Whether a pronoun comes before everything in the sentence that it may stand for."""
    pronoun = _PRONOUN.search(sentence)
    if pronoun is None:
        return False
    before = sentence[: pronoun.start()].rstrip()
    return not _ARTICLE.search(before) and not any(one.kind in NAMES for one in spot(before))


def _named(document: Document) -> str:
    # Not by its whole path: the same files in another folder give the same questions.
    return document.id[len(document.path) - len(file_name(document.path)) :]


def _of(text: str, document: Document) -> Iterator[Standing]:
    for kept in document.ranges:
        for place in sentences(text, kept.start, kept.end):
            sentence = text[place.start : place.end]
            if stands_by_itself(sentence):
                yield Standing(document.path, document.id, place, sentence)
