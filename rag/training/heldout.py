"""Held-out articles of our own as documents and questions, to calibrate a reader on.

`python -m rag.training.heldout FOLDER` writes `documents/*.txt` and `questions.jsonl` in the form
that `rag index` and `rag calibrate --set` take.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.training.texts import Article, Asked, read

ARTICLES = Path(__file__).parent / "articles" / "dev"
DOCUMENTS, QUESTIONS = "documents", "questions.jsonl"
_TYPES = {
    "close": "factoid",
    "unlike": "factoid",
    "yes_no": "factoid",
    "source": "by_source",
    "why_how": "why_how",
    "follow_up": "follow_up",
    "missing": "unanswerable",
}
_HEDGE = re.compile(
    r"^(?:about|around|at least|some|nearly|almost|roughly|more than|over|in|on|at|by|to|the|an?) ",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+$")


def write(folder: Path) -> dict[str, str]:
    """Write the held-out articles to `folder`; the kind of each question, by its id."""
    documents = folder / DOCUMENTS
    documents.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    kinds: dict[str, str] = {}
    for number, article in enumerate(read(ARTICLES), 1):
        name = f"heldout-{number:02}.txt"
        title, day = article.header.rsplit(" | ", 1)
        text = f"{title}\n{day}\n\n{article.text}\n"
        (documents / name).write_text(text, encoding="utf-8")
        rows = list(_rows(name, text, article))
        lines += [json.dumps(row, ensure_ascii=False) for row in rows]
        kinds |= {row["id"]: one.kind for row, one in zip(rows, article.asked, strict=True)}
    (folder / QUESTIONS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return kinds


def _rows(name: str, text: str, article: Article) -> Iterator[dict[str, Any]]:
    shift = text.index(article.text)
    for number, asked in enumerate(article.asked, 1):
        answer = _answer(article, asked)
        row: dict[str, Any] = {
            "id": f"{name[:-4]}-{number:02}",
            "split": "dev",
            "type": _TYPES[asked.kind],
            "wording": "unlike" if asked.kind == "unlike" else "close",
            "question": asked.question,
            "answers": accepted(answer) if answer else [],
            "evidence": [],
            "history": [list(turn) for turn in asked.before],
        }
        if answer and asked.start is not None:
            row["evidence"] = [{"file": name, "quote": answer, "start": asked.start + shift}]
        yield row


def _answer(article: Article, asked: Asked) -> str:
    return article.text[asked.start : asked.end] if asked.start is not None else ""


def accepted(answer: str) -> list[str]:
    """The answer with the shorter ways to give it: without a hedge, a figure, a name untitled."""
    forms = [answer]
    while (bare := _HEDGE.sub("", forms[-1])) != forms[-1]:
        forms.append(bare)
    figures = _FIGURE.findall(answer)
    if len(figures) == 1:
        forms += figures
    if name := _NAME.search(answer):
        forms.append(name.group())
    return list(dict.fromkeys(forms))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
