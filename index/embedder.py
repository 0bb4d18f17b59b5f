"""The embedder: texts to unit vectors, by a sentence-transformers model kept on this machine."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelMissing
from index.models import BUNDLED, BUNDLED_SHA256, checksum, fast_bfloat16, model_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

BATCH = 32


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What must be equal for vectors to be comparable: weights, pooling and normalisation."""

    sha256: str
    dimension: int
    pooling: str
    normalised: bool

    @property
    def key(self) -> str:
        """A short name for these vectors, by which the catalogue keeps them apart."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


class Embedder:
    """A loaded-on-demand embedding model; `name` is `bundled`, a folder or a hub id.

    Raises ModelMissing when the model isn't there or the bundled one has another checksum.
    """

    def __init__(self, name: str = BUNDLED) -> None:
        self.name = name
        self.folder = model_folder(name)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Read from the model's files alone, without loading it."""
        weights = self.folder / "model.safetensors"
        if not weights.is_file():
            raise ModelMissing(f"{self.folder} holds no model.safetensors; give another embedder")
        digest = checksum(weights)
        if self.name == BUNDLED and digest != BUNDLED_SHA256:
            raise ModelMissing(
                f"{weights} has the checksum {digest[:12]}…, not {BUNDLED_SHA256[:12]}…; "
                "run `make clean install`"
            )
        pooling = self.folder / "1_Pooling" / "config.json"
        modules = self.folder / "modules.json"
        modes = json.loads(pooling.read_text()) if pooling.is_file() else {}
        return Fingerprint(
            sha256=digest,
            dimension=json.loads((self.folder / "config.json").read_text())["hidden_size"],
            pooling=",".join(sorted(mode for mode, on in modes.items() if on is True)),
            normalised=modules.is_file() and "Normalize" in modules.read_text(),
        )

    @cached_property
    def _model(self) -> "SentenceTransformer":
        import torch
        from sentence_transformers import SentenceTransformer

        dtype = torch.bfloat16 if fast_bfloat16() else torch.float32
        _ = self.fingerprint
        return SentenceTransformer(
            str(self.folder), device="cpu", local_files_only=True, model_kwargs={"dtype": dtype}
        )

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def pieces(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Start and end, in characters, of each word piece of each text; loads no weights."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [one.offsets for one in encoded]

    def embed(
        self, texts: Sequence[str], done: Callable[[int], object] = lambda _: None
    ) -> Vectors:
        """Unit vectors of `texts`: shape (len(texts), dimension); `done` is told of each batch."""
        vectors = np.zeros((len(texts), self.fingerprint.dimension), dtype=np.float32)
        # Texts of like length share a batch, so that little is spent on padding.
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            vectors[batch] = (
                self._model.encode(
                    [texts[place] for place in batch],
                    batch_size=BATCH,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                    convert_to_tensor=True,
                )
                .float()
                .numpy()
            )
            done(len(batch))
        # bfloat16 leaves a norm a hair off one; the index ranks by inner product.
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(norms == 0, 1, norms)
        return vectors
