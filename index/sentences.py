"""Sentences of a text as ranges, by NLTK's Punkt with parameters trained by us."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.document import Range
from index.paragraphs import paragraphs

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

PARAMETERS = Path(__file__).parent / "punkt" / "english.json"

# What stands before a name or a figure when capitalised: a sentence never ends here.
TITLES = frozenset(
    "adm brig capt cmdr col cpl cpt dr fr gen gov hon insp lt maj messrs mr mrs ms msgr pfc pres "
    "prof pvt rep reps rev sen sens sgt spc st supt jan feb mar apr jun jul aug sep sept oct nov "
    "dec".split()
)
# What may stand at a sentence's end as well: Punkt decides by the word that follows. Words that
# are abbreviations only sometimes (sat, sun, ill, wash, no) are left to what Punkt has learnt.
SURE_ABBREVIATIONS = TITLES | frozenset(
    "u.s u.k u.n e.u u.a.e d.c a.m p.m ph.d i.e e.g etc vs incl fmr drs bro mt ft cdr inc "
    "ltd co corp jr sr dept u.s.a tue tues thu thurs fri n.y calif ariz conn fla minn mo okla "
    "tenn tex va wis bros approx".split()
)
# "No. 10" but not "He said no. 10 others agreed": the capital decides.
NUMBERED = frozenset({"No", "Nos", "Fig", "Art", "Vol"})


@cache
def tokenizer() -> "PunktSentenceTokenizer":
    """Punkt with the parameters in the repo, loaded once."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    saved = json.loads(PARAMETERS.read_text(encoding="utf-8"))
    parameters = PunktParameters()
    parameters.abbrev_types = set(saved["abbreviations"])
    parameters.collocations = {(first, second) for first, second in saved["collocations"]}
    parameters.sent_starters = set(saved["sentence_starters"])
    parameters.ortho_context.update(saved["orthography"])
    return PunktSentenceTokenizer(parameters)


def sentences(text: str, start: int, end: int) -> list[Range]:
    """The sentences of `text[start:end]`, in order, without the white space between them.

    A paragraph's end is a sentence's end, so that a headline is a sentence of its own.
    """
    return [
        sentence
        for paragraph in paragraphs(text, start, end)
        for sentence in _of_paragraph(text, paragraph)
    ]


def _of_paragraph(text: str, paragraph: Range) -> Iterator[Range]:
    prose = text[paragraph.start : paragraph.end]
    begin: int | None = None
    for first, last in tokenizer().span_tokenize(prose):
        begin = first if begin is None else begin
        if _goes_on(prose, first, last):
            continue
        yield Range(paragraph.start + begin, paragraph.start + last)
        begin = None
    if begin is not None:
        yield Range(paragraph.start + begin, paragraph.end)


def _goes_on(prose: str, first: int, last: int) -> bool:
    """Whether what Punkt takes for a sentence's end is a title's or a numbering's full stop."""
    words = prose[first:last].split()
    if not words or not words[-1].endswith("."):
        return False
    word = words[-1][:-1].lstrip("(\"'“‘")
    if word in NUMBERED:
        return prose[last:].lstrip()[:1].isdigit()
    return word[:1].isupper() and word.lower() in TITLES
