"""The reader: finds spans that answer a question, across all passages on one scale.

Windows over a passage overlap by a stride; scores outside the passage are masked; only ends at or
after their starts count, up to a length and within a sentence; raw logits, so that passages
compare; the no-answer score is that of the first position, as in SQuAD 2.0 (Rajpurkar 2018).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelMissing
from index.models import BUNDLED, checksum, fast_bfloat16, model_folder
from index.sentences import sentences
from rag.answer import Passage, Span
from rag.words import trimmed

if TYPE_CHECKING:
    import torch

WEIGHTS = Path(__file__).parent / "weights"
MANIFEST = "reader.json"
# What a reader of our own consists of: all but the embedder's word embeddings.
OWN_WEIGHTS = "reader.safetensors"
WINDOW = 384
STRIDE = 128
LONGEST_ANSWER = 30
SPANS_PER_PASSAGE = 4
SHARED = "bert.embeddings."


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a passage as the reader sees it: logits and character offsets per position.

    `offsets` has shape (positions, 2) and is -1 outside the passage; `sentence` numbers the
    sentence that each position belongs to.
    """

    passage: int
    start: NDArray[np.float32]
    end: NDArray[np.float32]
    offsets: NDArray[np.int64]
    sentence: NDArray[np.int64]


class Reader:
    """An extractive reader; `name` is `bundled`, a folder or a hub id.

    A folder may hold a whole model, or one as `python -m rag.training` leaves it. Raises
    ModelMissing when it isn't there or the bundled one has another checksum.
    """

    def __init__(self, name: str = BUNDLED) -> None:
        self.name = name
        self.folder = WEIGHTS if name == BUNDLED else model_folder(name)
        self._ours = (self.folder / OWN_WEIGHTS).is_file()
        self._tokens_from = model_folder(BUNDLED if self._ours else name)

    def check(self) -> dict[str, str]:
        """The sha256 of each file of the bundled reader, compared with what it should be."""
        expected: dict[str, str] = json.loads((WEIGHTS / MANIFEST).read_text())["sha256"]
        for file, sha256 in expected.items():
            path = WEIGHTS / file
            if not path.is_file() or checksum(path) != sha256:
                raise ModelMissing(
                    f"{path} is missing or isn't the reader's; run `git checkout {path.name}` "
                    "in its folder, or install Footnote again"
                )
        return expected

    @cached_property
    def model(self) -> Any:
        """The model, loaded at first use."""
        import torch
        from safetensors import SafetensorError
        from transformers import AutoModelForQuestionAnswering

        dtype = torch.bfloat16 if fast_bfloat16() else torch.float32
        if self.name == BUNDLED:
            self.check()
        try:
            if self._ours:
                return assemble(self.folder, model_folder(BUNDLED), dtype)
            model, loading = AutoModelForQuestionAnswering.from_pretrained(
                str(self.folder), local_files_only=True, dtype=dtype, output_loading_info=True
            )
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise ModelMissing(f"{self.folder} can't be loaded as a reader: {error}") from error
        # transformers fills what a checkpoint lacks with random numbers, and random answers.
        if lacking := loading["missing_keys"]:
            raise ModelMissing(
                f"{self.folder} is no question-answering model: it has no {min(lacking)}; give one "
                "that was trained to mark answers (AutoModelForQuestionAnswering)"
            )
        return model.eval()

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        try:
            return AutoTokenizer.from_pretrained(str(self._tokens_from), local_files_only=True)
        except (OSError, ValueError) as error:
            raise ModelMissing(f"{self._tokens_from} holds no tokeniser: {error}") from error

    def load(self) -> None:
        """Load weights and tokeniser now rather than at the first question."""
        _ = self.model, self._tokenizer

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:
        """The best spans of each passage, by falling margin over all passages.

        At most `SPANS_PER_PASSAGE` a passage, none overlapping a better one; trimmed to words.
        """
        spans: dict[tuple[int, int, int], Span] = {}
        for window in self._windows(question, [passage.text for passage in passages]):
            passage = passages[window.passage]
            for span in _spans(window, passage):
                key = (window.passage, span.start, span.end)
                if key not in spans or spans[key].margin < span.margin:
                    spans[key] = span
        best: list[Span] = []
        for key in sorted(spans, key=lambda key: -spans[key].margin):
            span = spans[key]
            same = [other for other in best if other.passage is span.passage]
            apart = all(span.end <= other.start or other.end <= span.start for other in same)
            if apart and len(same) < SPANS_PER_PASSAGE:
                best.append(span)
        return best

    def _windows(self, question: str, texts: list[str]) -> list[Window]:
        import torch

        if not texts:
            return []
        encoded = self._tokenizer(
            [question] * len(texts),
            texts,
            truncation="only_second",
            max_length=WINDOW,
            stride=STRIDE,
            padding=True,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        inputs = {
            name: encoded[name] for name in self._tokenizer.model_input_names if name in encoded
        }
        with torch.inference_mode():
            output = self.model(**inputs)
        start = output.start_logits.float().numpy()
        end = output.end_logits.float().numpy()
        offsets = encoded["offset_mapping"].numpy()
        begins = [[one.start for one in sentences(text, 0, len(text))] for text in texts]
        windows = []
        for row, passage in enumerate(encoded["overflow_to_sample_mapping"].tolist()):
            inside = np.array([part == 1 for part in encoded.sequence_ids(row)])
            places = np.where(inside[:, None], offsets[row], -1)
            sentence = np.searchsorted(begins[passage], places[:, 0], side="right")
            windows.append(Window(passage, start[row], end[row], places, sentence))
        return windows


def _spans(window: Window, passage: Passage) -> list[Span]:
    """The spans of a window with the highest sums of start and end logits, without overlaps."""
    inside = window.offsets[:, 0] >= 0
    start = np.where(inside, window.start, -np.inf)
    end = np.where(inside, window.end, -np.inf)
    sums = start[:, None] + end[None, :]
    # Ends before their starts and overlong spans lie outside the band above the diagonal.
    sums = np.where(np.tri(len(start), k=-1, dtype=bool), -np.inf, sums)
    sums = np.where(np.tri(len(start), k=LONGEST_ANSWER - 1, dtype=bool), sums, -np.inf)
    sums = np.where(window.sentence[:, None] == window.sentence[None, :], sums, -np.inf)
    no_answer = float(window.start[0] + window.end[0])
    found: list[Span] = []
    for _ in range(SPANS_PER_PASSAGE):
        first, last = divmod(int(sums.argmax()), len(start))
        score = float(sums[first, last])
        if score == -np.inf:
            break
        kept = trimmed(passage.text, int(window.offsets[first, 0]), int(window.offsets[last, 1]))
        if kept is not None:
            found.append(Span(passage, *kept, score, no_answer))
        sums[: last + 1, first:] = -np.inf
    return found


def assemble(folder: Path, embedder: Path, dtype: "torch.dtype") -> Any:
    """Our reader: its own weights in `folder`, and the embedder's word embeddings, kept frozen."""
    from safetensors.torch import load_file
    from transformers import AutoConfig, AutoModelForQuestionAnswering

    config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
    model = AutoModelForQuestionAnswering.from_config(config, dtype=dtype)
    weights = load_file(str(folder / OWN_WEIGHTS))
    shared = load_file(str(embedder / "model.safetensors"))
    weights |= {
        f"bert.{name}": tensor
        for name, tensor in shared.items()
        if f"bert.{name}".startswith(SHARED)
    }
    weights = {name: tensor for name, tensor in weights.items() if "position_ids" not in name}
    model.load_state_dict({name: tensor.to(dtype) for name, tensor in weights.items()})
    return model.eval()
