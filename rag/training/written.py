"""Questions of our own on the passages of others: FOLDER/*.jsonl, without the passages.

A row has `on`, a passage by its name (see `name`), the question `q`, and where its answer stands
in the passage, `start` and `end`; both are absent in a near miss, which the passage seems to answer
and doesn't. The passages are the contexts of the training sets, and stretches of news articles.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.question import json_rows, read_text
from index.errors import BadInput
from rag.training.data import Group, Row, fold, read

NEWS = Path("rag/summhay_news.jsonl.gz")
# In words; paragraphs of a news article are put together up to it.
PASSAGE = 170


@dataclass(frozen=True, slots=True)
class Written:
    """Questions that their passages answer, and groups of those that they don't."""

    rows: list[Row]
    misses: list[Group]


def name(passage: str) -> str:
    """The name of a passage: the first 12 hexadecimal digits of its sha256."""
    return hashlib.sha256(passage.encode()).hexdigest()[:12]


def load(folders: Sequence[Path], data: Path, forbidden: set[str]) -> Written:
    """The questions in `folders` on the passages found in `data`, but for `forbidden` ones.

    `forbidden` holds folded contexts. Raises BadInput naming file and line of a row whose passage
    isn't in `data` or whose answer isn't in its passage.
    """
    titles = dict(passages(data))
    known = {name(text): text for text in titles if fold(text) not in forbidden}
    rows, misses = [], []
    for path in (path for folder in folders for path in sorted(folder.glob("*.jsonl"))):
        for where, row in json_rows(path, read_text(path)):
            on, question = row.get("on"), row.get("q")
            if on not in known or not isinstance(question, str):
                raise BadInput(f"{where}: no question, or no passage {on} in {data}")
            context, title = known[on], titles[known[on]]
            if "start" not in row:
                misses.append(Group(question, context, 0, 0, (), title, answerable=False))
                continue
            start, end = row["start"], row.get("end")
            bounded = isinstance(start, int) and isinstance(end, int)
            answer = context[start:end] if bounded else ""
            if not answer or answer != answer.strip():
                raise BadInput(f"{where}: no answer at {start} to {end}")
            rows.append(Row(question, context, answer, start, (answer,), title))
    return Written(rows, misses)


def passages(data: Path) -> Iterator[tuple[str, str]]:
    """Every passage that there are questions on, with its title."""
    for path in sorted((data / "train").glob("*.jsonl.gz")):
        for row in read(path):
            yield row.context, row.title
    if (data / NEWS).is_file():
        with gzip.open(data / NEWS, "rt", encoding="utf-8") as lines:
            for line in lines:
                for stretch in stretches(json.loads(line)["text"]):
                    yield stretch, ""


def stretches(text: str) -> Iterator[str]:
    """The paragraphs of an article put together, as far as they stay under `PASSAGE` words."""
    stretch = ""
    for paragraph in (line.strip() for line in text.split("\n") if line.strip()):
        whole = f"{stretch} {paragraph}".strip()
        if stretch and len(whole.split()) > PASSAGE:
            yield stretch
            stretch = paragraph
        else:
            stretch = whole
    if stretch:
        yield stretch
