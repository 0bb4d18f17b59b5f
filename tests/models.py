"""Tiny models of the real kinds, made from a handful of words with random weights."""

import hashlib
import json
from pathlib import Path

WORDS = (
    "the a of in to and is was were by on at for with from that it he she they who what when where "
    "how many which said troops soldiers bridge town mayor river people built opened year minister "
    "army report paper council vote march may june 1900 2010 12 400 5 red blue old new north south"
).split()


def vocabulary() -> list[str]:
    """Word pieces that spell any lower-case English text."""
    letters = [chr(code) for code in range(33, 127)]
    return [
        *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
        *letters,
        *(f"##{letter}" for letter in letters),
        *WORDS,
    ]


def save_tokenizer(folder: Path) -> None:
    """A lower-casing WordPiece tokeniser in `folder`."""
    from transformers import BertTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(vocabulary()), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(str(folder))


def tiny_config() -> object:
    """A BERT of two layers, 32 wide."""
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(vocabulary()),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=512,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def save_embedder(folder: Path, seed: int = 0) -> Path:
    """A sentence-transformers model with mean pooling and normalisation."""
    import torch
    from transformers import BertModel

    torch.manual_seed(seed)
    save_tokenizer(folder)
    BertModel(tiny_config()).save_pretrained(str(folder))
    parts = (
        ("0", "", "Transformer"),
        ("1", "1_Pooling", "Pooling"),
        ("2", "2_Normalize", "Normalize"),
    )
    modules = [
        {
            "idx": int(name),
            "name": name,
            "path": path,
            "type": f"sentence_transformers.models.{kind}",
        }
        for name, path, kind in parts
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "sentence_bert_config.json").write_text(
        json.dumps({"max_seq_length": 256, "do_lower_case": False})
    )
    for part in ("1_Pooling", "2_Normalize"):
        (folder / part).mkdir(exist_ok=True)
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"word_embedding_dimension": 32, "pooling_mode_mean_tokens": True})
    )
    return folder


def save_reader(folder: Path, seed: int = 0) -> Path:
    """A question-answering model with a calibration that refuses about half of what it reads."""
    import torch
    from transformers import BertForQuestionAnswering

    torch.manual_seed(seed)
    save_tokenizer(folder)
    BertForQuestionAnswering(tiny_config()).save_pretrained(str(folder))
    (folder / "calibration.json").write_text(
        json.dumps(
            {
                "weights": {"margin": 1.0, "sentence": 0.0, "lead": 0.0},
                "intercept": 0.0,
                "scale": 1.0,
                "shift": 0.0,
                "threshold": 0.5,
            }
        )
    )
    return folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
