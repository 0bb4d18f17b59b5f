"""Train Punkt's parameters: `python -m index.punkt CORPUS…` writes `english.json` beside this file.

A corpus is a `.jsonl.gz` file whose rows hold their prose under `context` or `text`, or a text
file (`.txt`, `.txt.gz`). What is learnt: abbreviations with inner stops, words that go together
over a stop, words that start sentences, and how words are capitalised. Abbreviations without
inner stops (ranks, titles, months) are those listed in `index.sentences`.
"""

import argparse
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from nltk.tokenize.punkt import PunktTrainer

from index.sentences import PARAMETERS, SURE_ABBREVIATIONS


def prose(path: Path) -> Iterator[str]:
    """The distinct texts of one corpus file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        if ".jsonl" not in path.suffixes:
            yield lines.read()
            return
        seen: set[int] = set()
        for line in lines:
            row = json.loads(line)
            text = row.get("context") or row["text"]
            if hash(text) not in seen:
                seen.add(hash(text))
                yield text


def train(paths: list[Path]) -> dict[str, object]:
    """Punkt's parameters from the corpora, as JSON-ready values in sorted order."""
    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = False
    for path in paths:
        for text in prose(path):
            trainer.train(text, finalize=False)
    trainer.finalize_training()
    found = trainer.get_params()
    # Without inner stops what it finds is mostly rare words that happened to end sentences.
    learnt = {word for word in found.abbrev_types if re.fullmatch(r"[a-z]+(\.[a-z]+)+", word)}
    # A word seen once says little about how it is written; half of all types are such.
    frequent = {word for word, count in trainer._type_fdist.items() if count > 1}
    return {
        "abbreviations": sorted(learnt | SURE_ABBREVIATIONS),
        "collocations": sorted(map(list, found.collocations)),
        "sentence_starters": sorted(found.sent_starters),
        "orthography": {
            word: flags
            for word, flags in sorted(found.ortho_context.items())
            if flags and word in frequent
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.punkt", description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path)
    parameters = train(parser.parse_args().corpus)
    PARAMETERS.write_text(
        json.dumps(parameters, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n",
        encoding="utf-8",
    )
    print(f"{PARAMETERS}: {len(parameters['abbreviations'])} abbreviations")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
