"""Evidence for a span beyond the reader's margin: how much of the question its sentence holds.

A reader is easily taken in by a figure of the right kind about somebody else. Whether the words
that tell the question apart (weighted by how rare they are in the index) stand in the span's
sentence is cheap to see, and shows it; so does a second answer that the reader likes as well.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import Range
from index.sentences import sentences
from index.store import Store
from index.words import content_words, stems
from rag.answer import Span
from rag.words import normalised

FEATURES = ("margin", "sentence", "lead")
# A lead is cut off here: past it, and where nothing else was found, it tells no more.
LARGEST_LEAD = 10.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A span and what speaks for it; all features are numbers, higher is better.

    `margin` is the reader's; `sentence` is the share, 0 to 1, of the question's words (by inverse
    document frequency) that stand in the span's sentence; `lead` is the margin over that of the
    best span with other words, negative where the other one is better.
    """

    span: Span
    margin: float
    sentence: float
    lead: float

    @property
    def features(self) -> tuple[float, ...]:
        """The features in the order of `FEATURES`."""
        return (self.margin, self.sentence, self.lead)


def weigh(store: Store, question: str, spans: Sequence[Span]) -> list[Weighed]:
    """The evidence for each of `spans`, in their order."""
    rarity, best = _rarity(store, question), _best_by_words(spans)
    split: dict[int, list[Range]] = {}
    weighed = []
    for span in spans:
        passage = span.passage
        if passage.chunk.id not in split:
            split[passage.chunk.id] = sentences(passage.text, 0, len(passage.text))
        around = " ".join(
            passage.text[one.start : one.end]
            for one in split[passage.chunk.id]
            if one.start < span.end and span.start < one.end
        )
        share = _share(rarity, stems(around))
        weighed.append(Weighed(span, span.margin, share, _lead(span, best)))
    return weighed


def _best_by_words(spans: Sequence[Span]) -> dict[str, float]:
    """The best margin for each answer, by its normalised words."""
    best: dict[str, float] = {}
    for span in spans:
        words = normalised(span.text)
        best[words] = max(best.get(words, span.margin), span.margin)
    return best


def _lead(span: Span, best: dict[str, float]) -> float:
    own = normalised(span.text)
    others = [margin for words, margin in best.items() if words != own]
    lead = span.margin - max(others) if others else LARGEST_LEAD
    return max(-LARGEST_LEAD, min(LARGEST_LEAD, lead))


def _rarity(store: Store, question: str) -> dict[str, float]:
    """The inverse document frequency of the question's stems, as BM25 has it."""
    chunks = len(store.vectors)
    rarity = {}
    for stem in stems(" ".join(content_words(question))):
        found = store.catalogue.document_frequency(stem)
        rarity[stem] = math.log(1 + (chunks - found + 0.5) / (found + 0.5))
    return rarity


def _share(rarity: dict[str, float], words: set[str]) -> float:
    whole = sum(rarity.values())
    return sum(value for stem, value in rarity.items() if stem in words) / whole if whole else 0.0
