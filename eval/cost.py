"""What a run costs beside its questions' seconds: peak memory, and how fast its index was built."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Made = TypeVar("Made")

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Cost:
    """Peak resident memory of the process in MiB, and seconds and chunks of the index's build.

    The build is None where there was an index already. Its seconds include loading the embedder.
    """

    peak_mib: float
    build_seconds: float | None = None
    build_chunks: int | None = None
    build_chunks_per_second: float | None = None


def peak_mib() -> float:
    """The most memory that this process has held at once, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # getrusage(2): kilobytes on Linux, bytes on macOS.
    return peak / MIB if sys.platform == "darwin" else peak * 1024 / MIB


def timed(make: Callable[[], Made]) -> tuple[Made, float]:
    """What `make` returns, and the seconds it took."""
    began = time.perf_counter()
    made = make()
    return made, time.perf_counter() - began


def cost(build_seconds: float | None, chunks: int) -> Cost:
    """The cost of a run until now; `chunks` are those of the index that was built, if one was."""
    if build_seconds is None:
        return Cost(peak_mib())
    return Cost(peak_mib(), build_seconds, chunks, chunks / build_seconds)


def cost_lines(found: Cost) -> Iterator[str]:
    """The lines that `rag eval` prints of it."""
    yield f"{'peak memory, MiB':<26}{found.peak_mib:>7.0f}"
    if found.build_seconds is not None:
        built = f"{found.build_chunks:,} chunks in {found.build_seconds:.1f} s"
        yield f"{'index, chunks a second':<26}{found.build_chunks_per_second:>7.1f}   {built}"
