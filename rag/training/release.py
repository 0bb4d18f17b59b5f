"""`python -m rag.training.release FOLDER`: put a trained reader in the place of the bundled one.

What it leaves to be done is to calibrate it: `python -m eval.fit`.
"""

import argparse
import json
from pathlib import Path

from index.errors import BadInput
from index.models import checksum
from rag.reader import MANIFEST, WEIGHTS
from rag.training.card import CARD, LOG

WEIGHED = ("reader.safetensors", "config.json")
# Larger, and cloning the repository takes longer than it should.
LARGEST = 25_000_000


def release(trained: Path, weights: Path) -> None:
    """Copy a reader from the folder `trained` to `weights`, with its checksums.

    Raises BadInput when a file is missing or the weights are too large to ship.
    """
    for name in (*WEIGHED, LOG, CARD):
        if not (trained / name).is_file():
            raise BadInput(f"{trained / name} is missing; run `python -m rag.training` to its end")
    size = (trained / WEIGHED[0]).stat().st_size
    if size > LARGEST:
        raise BadInput(f"{trained / WEIGHED[0]} has {size:,} bytes, more than {LARGEST:,}")
    for name in (*WEIGHED, LOG, CARD):
        (weights / name).write_bytes((trained / name).read_bytes())
    sums = {name: checksum(weights / name) for name in WEIGHED}
    text = json.dumps({"sha256": sums}, indent=2)
    (weights / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m rag.training.release", description=__doc__)
    parser.add_argument("folder", type=Path)
    try:
        release(parser.parse_args().folder, WEIGHTS)
    except BadInput as error:
        parser.error(str(error))
