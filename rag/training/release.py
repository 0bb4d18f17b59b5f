"""`python -m rag.training.release FOLDER`: put a trained reader in the place of the bundled one.

What is left to be done is to measure it: `make results baseline`.
"""

import argparse
import json
from pathlib import Path

from index.errors import BadInput
from index.models import checksum
from rag.calibration import FILE as CALIBRATION
from rag.reader import MANIFEST, OWN_WEIGHTS, WEIGHTS
from rag.training.card import CARD, LOG

WEIGHED = (OWN_WEIGHTS, "config.json")
# Larger, and cloning the repository takes longer than it should.
LARGEST = 25_000_000


def release(trained: Path, weights: Path) -> None:
    """Copy a reader from the folder `trained` to `weights`, with its checksums.

    Raises BadInput when a file is missing or the weights are too large to ship.
    """
    for name in (*WEIGHED, CALIBRATION, LOG, CARD):
        if not (trained / name).is_file():
            raise BadInput(f"{trained / name} is missing; run `python -m rag.training` to its end")
    size = (trained / WEIGHED[0]).stat().st_size
    if size > LARGEST:
        raise BadInput(f"{trained / WEIGHED[0]} has {size:,} bytes, more than {LARGEST:,}")
    for name in (*WEIGHED, CALIBRATION, LOG, CARD):
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
