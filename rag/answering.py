"""Answering: from spans to one answer with its citations, a dispute, or an abstention."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from index.document import Document, Range
from index.sentences import sentences
from rag.answer import Alternative, Answer, Citation, Passage, Span, Status
from rag.calibration import Calibration
from rag.evidence import Weighed
from rag.words import normalised

ALTERNATIVES = 3
CLOSEST = 5

Text = Callable[[Document], str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Spans with the same words (SQuAD-normalised), best first, and the confidence in them."""

    spans: tuple[Span, ...]
    confidence: float

    @property
    def text(self) -> str:
        return self.spans[0].text


def candidates(weighed: Sequence[Weighed], calibration: Calibration) -> list[Candidate]:
    """Equal answers made one, the most confident first."""
    groups: dict[str, list[tuple[float, Span]]] = {}
    rated = [(calibration.probability(one), one.span) for one in weighed]
    for probability, span in sorted(rated, key=lambda one: (-one[0], -one[1].margin)):
        groups.setdefault(normalised(span.text) or span.text, []).append((probability, span))
    found = [
        Candidate(
            tuple(span for _, span in group),
            calibration.confidence([probability for probability, _ in group]),
        )
        for group in groups.values()
    ]
    return sorted(found, key=lambda one: -one.confidence)


def answer(
    question: str,
    weighed: Sequence[Weighed],
    passages: Sequence[Passage],
    calibration: Calibration,
    text: Text,
) -> Answer:
    """The answer that the spans give, with every citation checked against the documents' texts."""
    found = candidates(weighed, calibration)
    numbers = count(1)
    kept = [one for one in found if one.confidence >= calibration.threshold]
    if not kept:
        best = found[0].confidence if found else 0.0
        closest = _closest(found, passages)
        return Answer(question, "", "abstained", best, (), (), tuple(passages), closest=closest)
    first, *others = kept
    rivals = [one for one in others if not _same(first.text, one.text)][:ALTERNATIVES]
    status: Status = "disputed" if any(_disputes(first, one) for one in rivals) else "answered"
    citations = _cite(first, numbers, text)
    alternatives = tuple(
        Alternative(one.text, one.confidence, _cite(one, numbers, text)) for one in rivals
    )
    return Answer(
        question, first.text, status, first.confidence, citations, alternatives, tuple(passages)
    )


def _closest(found: Sequence[Candidate], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages of the likeliest candidates, which holds the answer more often than the rank."""
    likely = [span.passage for one in found for span in one.spans]
    return tuple({id(one): one for one in (*likely, *passages)}.values())[:CLOSEST]


def _same(one: str, other: str) -> bool:
    """Whether one answer's words are among the other's, as in `400` and `400 troops`."""
    first, second = set(normalised(one).split()), set(normalised(other).split())
    return first <= second or second <= first


def _disputes(first: Candidate, other: Candidate) -> bool:
    """Whether two figures from different documents answer the same question differently."""
    places = {span.passage.document.id for span in first.spans}
    figures = _figure(first.text), _figure(other.text)
    return (
        None not in figures
        and figures[0] != figures[1]
        and other.spans[0].passage.document.id not in places
    )


def _figure(text: str) -> str | None:
    """The first figure of an answer that is a quantity, without its separators."""
    words = [word.replace(",", "") for word in normalised(text).split()]
    return next((word for word in words if word[:1].isdigit()), None)


def _cite(candidate: Candidate, numbers: "count[int]", text: Text) -> tuple[Citation, ...]:
    cited: dict[tuple[str, int, int], Citation] = {}
    for span in candidate.spans:
        for place in span.passage.sources:
            start, end = place.chunk.start + span.start, place.chunk.start + span.end
            key = (place.document.path, start, end)
            if key in cited:
                continue
            source = text(place.document)
            quote = source[start:end]
            # Twins differ in white space, so offsets of one may not hold in the other.
            if end > place.chunk.end or normalised(quote) != normalised(candidate.text):
                continue
            sentence = _around(source, place.document, start, end)
            cited[key] = Citation(
                next(numbers),
                place.document,
                start,
                end,
                quote,
                sentence.start,
                sentence.end,
                source[sentence.start : sentence.end],
            )
    return tuple(cited.values())


def _around(source: str, document: Document, start: int, end: int) -> Range:
    """The sentence, or the sentences, that a span stands in."""
    within = next(r for r in document.ranges if r.start <= start and end <= r.end)
    touched = [
        sentence
        for sentence in sentences(source, within.start, within.end)
        if sentence.start < end and start < sentence.end
    ]
    return Range(touched[0].start, touched[-1].end) if touched else Range(start, end)
