"""Footnote from Python: open an index, ask it, get an answer with its citations."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.catalogue import Counts
from index.document import Document
from index.errors import BadInput, FootnoteError
from index.models import BUNDLED
from index.store import Store, open_store
from rag import answering, calibration
from rag.answer import Answer, Passage
from rag.config import Config
from rag.evidence import Weighed, weigh
from rag.history import Turn, standalone
from rag.reader import Reader
from rag.retriever import retrieve

INDEX = Path(".rag")
TOP_K = 10
LONGEST_QUESTION = 2_000
# Past these, a reader's second thoughts only repeat or chop up better ones.
SPANS_WEIGHED = 16


@dataclass(frozen=True, slots=True)
class Considered:
    """A question with what was read for it, before anything is decided; times are in seconds."""

    question: str
    passages: tuple[Passage, ...]
    weighed: tuple[Weighed, ...]
    retrieving: float
    reading: float
    weighing: float


class Rag:
    """An opened index with its reader; it may be asked from several threads."""

    def __init__(
        self,
        store: Store,
        reader: Reader,
        top_k: int = TOP_K,
        calibrated: calibration.Calibration | None = None,
    ) -> None:
        self.store = store
        self.reader = reader
        self.top_k = top_k
        self._calibration = calibrated or calibration.find(store.folder, reader.name, reader.folder)
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path | str = INDEX, *, top_k: int = TOP_K, reader: str = BUNDLED) -> "Rag":
        """Open the index in the folder `path`; `reader` is `bundled`, a folder or a hub id.

        Raises IndexMissing, IndexDamaged, IndexMismatch or ModelMissing; each says what to do.
        """
        return cls(open_store(Path(path)), Reader(reader), top_k)

    @classmethod
    def by(cls, settings: Config) -> "Rag":
        """Open what the settings in force name; raises as `open` does."""
        return cls.open(settings.index, top_k=settings.top_k, reader=settings.reader)

    @property
    def counts(self) -> Counts:
        """How many files, documents and chunks the index holds."""
        with self._lock:
            return self.store.catalogue.counts()

    def text(self, document: Document) -> str:
        """The text that the ranges and citations of `document` index into."""
        return self.store.catalogue.text(document.path)

    def warm(self) -> None:
        """Load the models now rather than at the first question."""
        with self._lock:
            self.reader.load()
            self.store.embedder.embed([""])

    def ask(self, question: str, history: Sequence[Turn] | None = None) -> Answer:
        """Answer from the documents, or abstain; `history` is earlier questions and answer texts.

        Raises BadInput when the question is empty or overlong.
        """
        return self._answer(self.consider(question, history), self._calibration)

    def ask_and_insist(
        self,
        question: str,
        history: Sequence[Turn] | None = None,
        passages: Sequence[Passage] | None = None,
    ) -> tuple[Answer, Answer]:
        """What `ask` returns, and the answer that would have been given without a threshold.

        For judging the threshold: the second abstains only where there is nothing to read. With
        `passages` these are read instead of what would be retrieved.
        """
        considered = self.consider(question, history, passages)
        found = self._answer(considered, self._calibration)
        if found.status != "abstained":
            return found, found
        return found, self._answer(considered, replace(self._calibration, threshold=0.0))

    def consider(
        self,
        question: str,
        history: Sequence[Turn] | None = None,
        passages: Sequence[Passage] | None = None,
    ) -> Considered:
        """Retrieve (unless given `passages`), read and weigh; raises BadInput as `ask` does."""
        asked = " ".join(question.split())
        if not asked or len(asked) > LONGEST_QUESTION:
            raise BadInput(
                f"a question has 1 to {LONGEST_QUESTION} characters, this one {len(asked)}"
            )
        whole = standalone(asked, history or ())
        with self._lock:
            began = time.perf_counter()
            if passages is None:
                passages = retrieve(self.store, whole.search, self.top_k)
            retrieved = time.perf_counter()
            spans = self.reader.read(whole.read, passages)
            read = time.perf_counter()
            weighed = weigh(self.store, whole.read, spans[:SPANS_WEIGHED])
            done = time.perf_counter()
        return Considered(
            asked, tuple(passages), tuple(weighed), retrieved - began, read - retrieved, done - read
        )

    def _answer(self, considered: Considered, by: calibration.Calibration) -> Answer:
        with self._lock:
            began = time.perf_counter()
            found = answering.answer(
                considered.question, considered.weighed, considered.passages, by, self.text
            )
            answered = considered.weighing + time.perf_counter() - began
        self._check(found)
        timings = {
            "retrieve": considered.retrieving,
            "read": considered.reading,
            "answer": answered,
            "total": considered.retrieving + considered.reading + answered,
        }
        return replace(found, timings=timings)

    def _check(self, found: Answer) -> None:
        """The invariant above all: what is cited is, to the letter, what stands there."""
        alternatives = [c for one in found.alternatives for c in one.citations]
        for cited in (*found.citations, *alternatives):
            if self.text(cited.document)[cited.start : cited.end] != cited.quote:
                raise FootnoteError(
                    f"{cited.document.path} doesn't read {cited.quote!r} at {cited.start}; "
                    "run `rag doctor`"
                )
