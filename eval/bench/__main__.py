"""`python -m eval.bench`: seconds and memory of what users wait for, each beside a baseline.

The baseline of every line is measured in the same run on the same machine, so that the ratio
means something where the seconds don't.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from eval.question import shipped
from rag.engine import Rag

QUESTIONS = 60
RUNS = 3
SEEDS = Path("seeds")

CHAT = """
import sys
from rag import Rag
from ui.chat import build
rag = Rag.open(sys.argv[1])
page = build(rag, ["Who?"])
for question in sys.argv[2:]:
    rag.ask(question)
"""


def main() -> None:
    argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__).parse_args()
    questions = [one.question for one in shipped("dev")[:QUESTIONS]]
    print(f"{'what':<44}{'figure':>12}{'baseline':>12}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / ".rag")
        blank = process([sys.executable, "-c", "pass"])
        imports = process(
            [
                sys.executable,
                "-c",
                "import faiss, sentence_transformers, trafilatura, nltk.tokenize",
            ]
        )
        made = process(rag("index", str(SEEDS), "--index", index), once=True)
        line("index seeds/ from nothing | imports alone, s", made[0], imports[0])
        again = process(rag("index", "--index", index))
        line("index seeds/ unchanged | python alone, s", again[0], blank[0])
        line("rag --help | python alone, s", process(rag("--help"))[0], blank[0])
        asked = process(rag("ask", questions[0], "--index", index))
        line("rag ask as a command | imports alone, s", asked[0], imports[0])
        chat = process([sys.executable, "-c", CHAT, index, *questions[:10]], once=True)
        line("chat's peak memory | imports alone, MiB", chat[1], imports[1])
        asking(index, questions)


def asking(index: str, questions: list[str]) -> None:
    """Questions in one warm process: our stages, beside the same reader in float32."""
    found = Rag.open(index)
    found.warm()
    answers = [found.ask(question) for question in questions]
    for stage in ("retrieve", "read", "answer", "total"):
        seconds = [answer.timings[stage] for answer in answers]
        p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        line(f"ask, {stage}: p50 | p95, s", p50, p95)
    read = [one.timings["read"] for one in answers]
    found.reader.model.float()
    plain = [
        timed(lambda q=question, a=answer: found.reader.read(q, a.passages))  # type: ignore[misc]
        for question, answer in zip(questions, answers, strict=True)
    ]
    line(
        "reading ten passages: as it is | float32, s",
        statistics.median(read),
        statistics.median(plain),
    )


def rag(*arguments: str) -> list[str]:
    """The command as a process of its own."""
    return [sys.executable, "-m", "rag.cli", *arguments]


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def process(command: list[str], once: bool = False) -> tuple[float, float]:
    """A command's median seconds and its largest peak memory, in MiB, over a few runs."""
    seconds, peaks = [], []
    for _ in range(1 if once else RUNS):
        began = time.perf_counter()
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(running.pid, 0)
        seconds.append(time.perf_counter() - began)
        peaks.append(usage.ru_maxrss / 1024)
    return statistics.median(seconds), max(peaks)


def line(what: str, figure: float, baseline: float) -> None:
    """One line of the table."""
    digits = 0 if figure > 50 else 3
    print(f"{what:<44}{figure:>12.{digits}f}{baseline:>12.{digits}f}{figure / baseline:>8.2f}")


if __name__ == "__main__":
    main()
