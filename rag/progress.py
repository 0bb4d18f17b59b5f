"""Progress bars with rate and time left, for stages of a known length."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

UNITS = {"reading": "file", "embedding": "chunk", "asking": "question"}


@contextmanager
def bars() -> Iterator[Callable[[str, int, int], None]]:
    """A function to be told (stage, done, total), which draws one bar a stage on the terminal."""
    from tqdm import tqdm

    shown: dict[str, tqdm[NoReturn]] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in shown:
            shown[stage] = tqdm(
                desc=stage,
                total=total,
                unit=f" {UNITS.get(stage, stage)}s",
                file=sys.stderr,
                leave=False,
                disable=None,
            )
        shown[stage].update(done - shown[stage].n)

    try:
        yield progress
    finally:
        for bar in shown.values():
            bar.close()
