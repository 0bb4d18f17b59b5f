"""The `rag` command; each subcommand imports what it needs and no more."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.errors import FootnoteError
from rag import config
from rag.config import SEEDS, Config

ANSWERED, MISSED, FAILED, ABSTAINED, INTERRUPTED = 0, 1, 2, 3, 130

Command = Callable[[argparse.Namespace, Config], int]


def main(arguments: list[str] | None = None) -> int:
    """Run `rag` with `arguments`; returns its exit code."""
    parsed = _parser().parse_args(arguments)
    settings = {name: getattr(parsed, name, None) for name in Config.__dataclass_fields__}
    run: Command = parsed.run
    try:
        return run(parsed, config.load(settings))
    except FootnoteError as error:
        print(f"rag: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe has seen enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except Exception as error:
        if "RAG_DEBUG" in os.environ:
            raise
        print(
            f"rag: {type(error).__name__}: {error} (a fault in Footnote; set RAG_DEBUG=1 and run "
            "it again to see where)",
            file=sys.stderr,
        )
    return FAILED


def _index(parsed: argparse.Namespace, settings: Config) -> int:
    from index.build import build, remove
    from rag.progress import bars
    from rag.terminal import build_lines

    folder, paths = Path(settings.index), list(parsed.paths)
    began = time.perf_counter()
    if parsed.remove:
        report = remove(paths, folder)
    else:
        if not paths and not (folder / "manifest.json").is_file():
            paths = [SEEDS]
        with bars() as progress:
            report = build(paths, folder, settings.build_settings(), progress)
    for line in build_lines(report, time.perf_counter() - began):
        print(line)
    return ANSWERED


def _ask(parsed: argparse.Namespace, settings: Config) -> int:
    from rag.engine import Rag
    from rag.terminal import answer_lines, as_json

    rag = Rag.by(settings)
    answer = rag.ask(parsed.question)
    if parsed.json:
        print(as_json(answer))
    else:
        for line in answer_lines(answer):
            print(line)
    return ABSTAINED if answer.status == "abstained" else ANSWERED


def _chat(parsed: argparse.Namespace, settings: Config) -> int:
    from index.plan import name_of
    from rag.engine import Rag
    from ui.chat import EXAMPLES, launch

    rag = Rag.by(settings)
    # The examples are about the articles that come with Footnote, and nobody else's.
    ours = name_of(SEEDS, Path(settings.index)) in rag.store.catalogue.roots()
    launch(
        rag,
        port=settings.port,
        open_browser=not parsed.no_browser,
        examples=EXAMPLES if ours else (),
    )
    return ANSWERED


def _eval(parsed: argparse.Namespace, settings: Config) -> int:
    from eval.command import Asked, compare, evaluate
    from rag.progress import bars

    if parsed.compare:
        for line in compare(*parsed.compare):
            print(line)
        return ANSWERED
    with bars() as progress:
        asked = Asked(
            split=parsed.split,
            path=parsed.set,
            gate=parsed.gate,
            resume=parsed.resume,
            stage=parsed.stage,
            sweep=tuple(parsed.sweep or ()),
        )
        lines, failed = evaluate(settings, asked, progress)
    for line in lines:
        print(line)
    return MISSED if failed else ANSWERED


def _calibrate(parsed: argparse.Namespace, settings: Config) -> int:
    from eval.fit import calibrate
    from rag.progress import bars

    with bars() as progress:
        lines = list(calibrate(settings, parsed.set, progress))
    for line in lines:
        print(line)
    return ANSWERED


def _draft(parsed: argparse.Namespace, settings: Config) -> int:
    from eval.drafting.drafts import write
    from rag.engine import Rag
    from rag.progress import bars

    rag = Rag.by(settings)
    with bars() as progress:
        lines = write(rag, parsed.out, parsed.count, progress)
    for line in lines:
        print(line)
    return ANSWERED


def _show(parsed: argparse.Namespace, settings: Config) -> int:
    from index.build import open_catalogue
    from rag.show import show_lines

    folder = Path(settings.index)
    for line in show_lines(open_catalogue(folder), folder, parsed.file):
        print(line)
    return ANSWERED


def _doctor(_parsed: argparse.Namespace, settings: Config) -> int:
    from rag.doctor import examine

    wrong = False
    for finding in examine(Path(settings.index)):
        print(f"{'!!' if finding.wrong else 'ok'}  {finding.text}", flush=True)
        wrong = wrong or finding.wrong
    return FAILED if wrong else ANSWERED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rag",
        description="Ask a folder of articles: every answer is a quotation with its place, or an "
        "honest refusal. rag.toml sets what flags set.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, text: str, among: Any = commands) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = among.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        command.add_argument("--index", metavar="FOLDER", help="the index (default: .rag)")
        return command

    command = add("index", _index, "Take in files and folders, or go over those taken in before.")
    command.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="files and folders (default: seeds/)"
    )
    command.add_argument(
        "--remove", action="store_true", help="take the files under PATH out of the index"
    )
    command.add_argument(
        "--embedder", metavar="MODEL", help="bundled, a folder or a hub id (default: bundled)"
    )
    command.add_argument("--chunk-tokens", type=int, help="word pieces a chunk (default: 160)")
    command.add_argument("--overlap", type=int, help="sentences that chunks share (default: 1)")

    command = add("ask", _ask, "Answer a question; exit code 3 when the documents don't.")
    command.add_argument("question")
    command.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    _asking(command)

    command = add("chat", _chat, "Chat in the browser, on this machine only.")
    command.add_argument("--port", type=int, help="default: the first free one from 7860")
    command.add_argument("--no-browser", action="store_true", help="don't open the browser")
    _asking(command)

    command = add("eval", _eval, "Ask the shipped questions and measure the answers.")
    command.add_argument(
        "--split", choices=("dev", "test"), help="default: test, but dev for a sweep"
    )
    command.add_argument(
        "--set", type=Path, metavar="PATH", help="your own questions: JSONL, SQuAD, BEIR folder"
    )
    command.add_argument(
        "--compare", nargs=2, metavar=("RUN_A", "RUN_B"), help="two runs (`last`: the newest)"
    )
    command.add_argument(
        "--gate", type=Path, metavar="FILE", help="exit with 1 when the run misses a bound in FILE"
    )
    command.add_argument("--resume", action="store_true", help="go on with a run that was cut off")
    command.add_argument(
        "--stage",
        choices=("retrieval", "reading", "full"),
        default="full",
        help="only retrieve, or only read the gold passages (default: full)",
    )
    command.add_argument(
        "--sweep",
        action="append",
        metavar="KEY=VALUE,…",
        help="one table over the values of chunk_tokens, overlap, embedder or top_k; again for "
        "another KEY",
    )
    _asking(command)

    command = add("calibrate", _calibrate, "Fit how sure a reader must be to answer.")
    command.add_argument(
        "--set", type=Path, metavar="PATH", help="questions to fit on (default: the shipped dev)"
    )
    _asking(command)

    text = "Questions about your own articles, to measure answers by."
    kinds = commands.add_parser("questions", help=text, description=text)
    command = add(
        "new",
        _draft,
        "Draft questions from the indexed articles into a new file, for you to look through.",
        kinds.add_subparsers(required=True, metavar="COMMAND"),
    )
    command.add_argument(
        "--out",
        type=Path,
        default=Path("questions-draft.jsonl"),
        metavar="FILE",
        help="default: questions-draft.jsonl",
    )
    command.add_argument(
        "--count", type=int, default=60, metavar="N", help="questions at most (default: 60)"
    )
    _asking(command)

    command = add("show", _show, "What was kept of a file, what was left out, and its chunks.")
    command.add_argument("file")

    add("doctor", _doctor, "Versions, models, the health of the index, and what to do.")
    return parser


def _asking(command: argparse.ArgumentParser) -> Any:
    command.add_argument(
        "--reader", metavar="MODEL", help="bundled, a folder or a hub id (default: bundled)"
    )
    command.add_argument("--top-k", type=int, help="passages read for an answer (default: 10)")


if __name__ == "__main__":
    sys.exit(main())
