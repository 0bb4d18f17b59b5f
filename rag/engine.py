"""Footnote from Python: open an index, ask it, get an answer with its citations."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.catalogue import Counts
from index.document import Document
from index.errors import BadInput, FootnoteError
from index.store import Store, open_store
from rag import answering, calibration
from rag.answer import Answer
from rag.evidence import weigh
from rag.history import Turn, standalone
from rag.reader import Reader
from rag.retriever import retrieve

INDEX = Path(".rag")
TOP_K = 10
LONGEST_QUESTION = 2_000
# Past these, a reader's second thoughts only repeat or chop up better ones.
SPANS_WEIGHED = 16


class Rag:
    """An opened index with its reader; it may be asked from several threads."""

    def __init__(self, store: Store, reader: Reader, top_k: int = TOP_K) -> None:
        self.store = store
        self.reader = reader
        self.top_k = top_k
        self._calibration = calibration.load(reader.folder)
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path | str = INDEX, *, top_k: int = TOP_K) -> "Rag":
        """Open the index in the folder `path`.

        Raises IndexMissing, IndexDamaged, IndexMismatch or ModelMissing; each says what to do.
        """
        return cls(open_store(Path(path)), Reader(), top_k)

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
        answer, _ = self._answers(question, history, insist=False)
        return answer

    def ask_and_insist(
        self, question: str, history: Sequence[Turn] | None = None
    ) -> tuple[Answer, Answer]:
        """What `ask` returns, and the answer that would have been given without a threshold.

        For judging the threshold: the second abstains only where there is nothing to read.
        """
        return self._answers(question, history, insist=True)

    def _answers(
        self, question: str, history: Sequence[Turn] | None, *, insist: bool
    ) -> tuple[Answer, Answer]:
        asked = " ".join(question.split())
        if not asked or len(asked) > LONGEST_QUESTION:
            raise BadInput(
                f"a question has 1 to {LONGEST_QUESTION} characters, this one {len(asked)}"
            )
        whole = standalone(asked, history or ())
        with self._lock:
            began = time.perf_counter()
            passages = retrieve(self.store, whole.search, self.top_k)
            retrieved = time.perf_counter()
            spans = self.reader.read(whole.read, passages)
            read = time.perf_counter()
            weighed = weigh(self.store, whole.read, spans[:SPANS_WEIGHED])
            found = answering.answer(asked, weighed, passages, self._calibration, self.text)
            done = time.perf_counter()
            forced = found
            if insist and found.status == "abstained":
                always = replace(self._calibration, threshold=0.0)
                forced = answering.answer(asked, weighed, passages, always, self.text)
        self._check(found)
        timings = {
            "retrieve": retrieved - began,
            "read": read - retrieved,
            "answer": done - read,
            "total": done - began,
        }
        return replace(found, timings=timings), forced

    def _check(self, found: Answer) -> None:
        """The invariant above all: what is cited is, to the letter, what stands there."""
        alternatives = [c for one in found.alternatives for c in one.citations]
        for cited in (*found.citations, *alternatives):
            if self.text(cited.document)[cited.start : cited.end] != cited.quote:
                raise FootnoteError(
                    f"{cited.document.path} doesn't read {cited.quote!r} at {cited.start}; "
                    "run `rag doctor`"
                )
