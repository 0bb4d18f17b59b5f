"""Made-up answers, through the real dataclasses, for the tests of what is shown."""

from collections.abc import Sequence

from index.catalogue import Counts
from index.chunks import Chunk
from index.document import Document, Range
from rag.answer import Alternative, Answer, Citation, Passage, Ranks, Status
from rag.answering import CLOSEST

TEXT = (
    "Troops arrived on Monday. The minister said that 5,200 soldiers would stay. Nobody objected."
)
SENTENCE = "The minister said that 5,200 soldiers would stay."


def document(
    text: str = TEXT,
    *,
    path: str = "news/a.txt",
    title: str | None = "Soldiers to stay",
    published: str | None = "2020-01-05",
    publisher: str | None = "The Daily",
    author: str | None = None,
) -> Document:
    return Document(f"{path}#1", path, (Range(0, len(text)),), title, published, publisher, author)


def citation(
    quote: str = "5,200",
    sentence: str = SENTENCE,
    text: str = TEXT,
    *,
    number: int = 1,
    of: Document | None = None,
) -> Citation:
    """A citation of the first `quote` in the first `sentence` of the text."""
    begin = text.index(sentence)
    start = text.index(quote, begin)
    return Citation(
        number,
        of or document(text),
        start,
        start + len(quote),
        quote,
        begin,
        begin + len(sentence),
        sentence,
    )


def passage(text: str = TEXT, of: Document | None = None) -> Passage:
    source = of or document(text)
    return Passage(Chunk(1, source.id, 0, len(text)), source, text, 1.0, Ranks(1, None))


def answer(
    status: Status = "answered",
    text: str = "5,200",
    *,
    citations: Sequence[Citation] = (),
    alternatives: Sequence[Alternative] = (),
    passages: Sequence[Passage] = (),
) -> Answer:
    """An answer from one citation unless told otherwise; an abstention cites nothing."""
    abstained = status == "abstained"
    read = tuple(passages) or (passage(),)
    return Answer(
        "How many stay?",
        "" if abstained else text,
        status,
        0.1 if abstained else 0.87,
        () if abstained else tuple(citations) or (citation(),),
        tuple(alternatives),
        read,
        {"retrieve": 0.05, "read": 0.15, "total": 0.2},
        read[:CLOSEST] if abstained else (),
    )


class StandIn:
    """What the chat needs of `Rag`, giving one answer or raising one error; it notes its calls."""

    def __init__(self, gives: Answer | Exception, text: str = TEXT) -> None:
        self.gives = gives
        self.told = text
        self.asked: list[tuple[str, list[tuple[str, str]]]] = []

    @property
    def counts(self) -> Counts:
        return Counts(1, 2, 3)

    def warm(self) -> None:
        pass

    def text(self, document: Document) -> str:  # noqa: ARG002
        return self.told

    def ask(self, question: str, history: Sequence[tuple[str, str]] | None = None) -> Answer:
        self.asked.append((question, list(history or ())))
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives
