"""`python -m rag.training.average OUT FOLDER…`: a reader that is the mean of several.

Parts of one training, each gone on from the one before, average well: the mean keeps of each what
the next forgot (Wortsman 2022). The log and card are those of the last folder.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from index.errors import BadInput
from rag.reader import OWN_WEIGHTS as WEIGHTS
from rag.training import card


def average(folders: Sequence[Path], out: Path) -> None:
    """Write the mean of the readers in `folders` to `out`; raises BadInput where they differ."""
    import torch
    from safetensors.torch import load_file, save_file

    readers = [load_file(str(folder / WEIGHTS)) for folder in folders]
    for folder, other in zip(folders, readers, strict=True):
        if {name: one.shape for name, one in other.items()} != {
            name: one.shape for name, one in readers[0].items()
        }:
            raise BadInput(f"{folder / WEIGHTS} is of another shape than {folders[0] / WEIGHTS}")
    mean = {
        name: torch.stack([one[name].float() for one in readers]).mean(0).to(torch.bfloat16)
        for name in readers[0]
    }
    out.mkdir(parents=True, exist_ok=True)
    save_file(mean, str(out / WEIGHTS))
    (out / "config.json").write_bytes((folders[-1] / "config.json").read_bytes())
    saved = json.loads((folders[-1] / card.LOG).read_text(encoding="utf-8"))
    card.write(out, saved | {"averaged": [folder.as_posix() for folder in folders]})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m rag.training.average", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parsed = parser.parse_args()
    try:
        average(parsed.folders, parsed.out)
    except (BadInput, OSError) as error:
        parser.error(str(error))
