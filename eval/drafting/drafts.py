"""`rag questions new`: questions drafted from the indexed articles, for a person to look through.

Rules make a question of a sentence; one is kept only if the reader, asking the whole index, finds
its answer where it was taken from. That drops bad questions, and good ones that the reader can't
answer as well: a kept draft is easier than a question that a person writes, and figures from
drafts alone flatter. That is why drafts are a split of their own.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from eval.drafting.sentences import Standing, document_text, standing
from eval.drafting.swaps import Pool, Swap, swap
from eval.drafting.templates import shaped
from eval.gold import file_name, locate, places_of
from eval.metrics import answers, citations
from eval.question import DRAFT, Evidence, Question
from index.catalogue import Catalogue
from index.errors import BadInput
from rag.answer import Answer
from rag.engine import Rag
from rag.words import normalised

# One question in four has no answer, where that many can be made.
UNANSWERABLE = 4
# Past this an index has more documents than drafts are needed from.
DOCUMENTS_EACH = 20
# An answer of the reader's may say a little more than the draft's: "at least 25 fighters".
MORE_WORDS = 4

_EARLY = re.compile(r"^(?:late |early |mid-|the )", re.IGNORECASE)

Progress = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class Draft:
    """A question made by rule, and the sentence it is of; `gap` as `Shaped` has it.

    `start` to `end` is the answer's range in the text of the file `path`.
    """

    question: Question
    sentence: Standing
    start: int
    end: int
    gap: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What came of drafting; `asked` of the drafts were put to the reader, `kept` it found."""

    asked: int
    kept: tuple[Draft, ...]
    swapped: tuple[tuple[Question, Swap], ...]


def write(rag: Rag, out: Path, count: int, progress: Progress) -> list[str]:
    """Draft `count` questions at most into the new file `out`; the lines to print.

    Raises BadInput when `out` is there or can't be made, or nothing can be made a question.
    """
    if count < 1:
        raise BadInput(f"--count: {count} is too few; it must be at least 1")
    if out.exists():
        raise BadInput(f"{out} is there already; move it away, or name another file with --out")
    if not out.parent.is_dir():
        raise BadInput(f"{out}: there is no folder {out.parent}; make it, or give another --out")
    made = make(rag, count, progress)
    rows = [
        *(_row(one.question, "a gap" if one.gap else "a question") for one in made.kept),
        *(_row(one, f"{each.new!r} stands for {each.old!r}") for one, each in made.swapped),
    ]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise BadInput(f"{out} can't be written: {error}; give another --out") from error
    return list(_lines(rag, out, made))


def make(rag: Rag, count: int, progress: Progress) -> Made:
    """Draft, ask and swap; the same index and reader give the same. Raises BadInput for nothing."""
    catalogue = rag.store.catalogue
    found = standing(catalogue, count * DOCUMENTS_EACH)
    drafts = drafted(found)
    if not drafts:
        raise BadInput(
            f"nothing in {rag.store.folder} can be made a question: that takes whole sentences "
            "with a name, a number or a date; run `rag index PATH` on more articles"
        )
    rag.warm()
    wanted = count - count // UNANSWERABLE
    asked, kept = 0, list[Draft]()
    for draft in drafts:
        if len(kept) == wanted:
            break
        progress("asking", len(kept), wanted)
        asked += 1
        if comes_back(rag, draft):
            kept.append(draft)
    progress("asking", wanted, wanted)
    if not kept:
        raise BadInput(
            f"the reader finds none of {asked} drafted questions again in {rag.store.folder}; run "
            "`rag index PATH` on more articles, or write questions by hand (README tells how)"
        )
    pool = Pool(one.text for one in found)
    return Made(asked, tuple(kept), tuple(swapped(kept, pool, catalogue, count // UNANSWERABLE)))


def drafted(found: Sequence[Standing]) -> list[Draft]:
    """A draft of each sentence that allows one: questions first, then gaps, document by document.

    From each document one is taken in turn, so that a few drafts are spread over many documents.
    """
    places: dict[str, list[Standing]] = {}
    for one in found:
        places.setdefault(one.text, []).append(one)
    turns: dict[tuple[bool, str], list[Draft]] = {}
    for alike in places.values():
        draft = _draft(alike)
        if draft:
            turns.setdefault((draft.gap, draft.sentence.document), []).append(draft)
    taken = []
    for gap in (False, True):
        rows = (drafts for (is_gap, _), drafts in turns.items() if is_gap == gap)
        taken += [one for turn in zip_longest(*rows) for one in turn if one]
    return taken


def comes_back(rag: Rag, draft: Draft) -> bool:
    """Whether the reader, made to answer, gives a draft's answer in the place it was taken from."""
    _, best = rag.ask_and_insist(draft.question.question)
    gold = locate(rag, draft.question.evidence)
    return (
        answers.contains(best.text, draft.question.answers) == 1
        and _words(best) <= max(map(_words, draft.question.answers)) + MORE_WORDS
        and citations.recall(places_of(best.citations), gold) == 1
    )


def _words(answer: Answer | str) -> int:
    return len(normalised(answer if isinstance(answer, str) else answer.text).split())


def _draft(alike: Sequence[Standing]) -> Draft | None:
    """A draft of a sentence, whose every place is evidence for it."""
    one = alike[0]
    made = shaped(one.text)
    if made is None:
        return None
    answer = one.text[made.start : made.end]
    question = Question(
        id=_id(made.question),
        split=DRAFT,
        type=made.type,
        question=" ".join(made.question.split()),
        answers=tuple(dict.fromkeys((answer, _EARLY.sub("", answer)))),
        evidence=tuple(
            Evidence(file_name(each.path), each.text, each.range.start) for each in alike
        ),
    )
    begin = one.range.start
    return Draft(question, one, begin + made.start, begin + made.end, made.gap)


def swapped(
    drafts: Sequence[Draft], pool: Pool, catalogue: Catalogue, most: int
) -> Iterator[tuple[Question, Swap]]:
    """Unanswerable questions made of drafts, `most` at most; nothing is put in twice."""
    used: set[str] = set()
    for one in drafts:
        if len(used) == most:
            return
        told = document_text(catalogue, one.sentence)
        changed = swap(one.question.question, told, pool, catalogue, used)
        if changed:
            used.add(changed.new)
            key = _id(changed.question)
            yield Question(key, DRAFT, "unanswerable", changed.question, (), ()), changed


def _id(question: str) -> str:
    """An id that is a question's own, so that drafts of two runs may stand in one file."""
    return f"draft-{hashlib.sha256(question.encode()).hexdigest()[:10]}"


def _row(question: Question, made: str) -> dict[str, Any]:
    """A line of the file; `made` is for whoever looks through it, and no loader minds it."""
    return {
        "id": question.id,
        "split": question.split,
        "type": question.type,
        "wording": question.wording,
        "made": f"by rule: {made}",
        "question": question.question,
        "answers": list(question.answers),
        "evidence": [
            {"file": one.file, "start": one.start, "quote": one.quote} for one in question.evidence
        ],
    }


def _lines(rag: Rag, out: Path, made: Made) -> Iterator[str]:
    gaps = sum(one.gap for one in made.kept)
    yield f"{'drafted and put to the reader':<34}{made.asked:>5}"
    yield f"{'kept, as the reader found them':<34}{len(made.kept):>5}   {gaps} of them gaps to fill"
    yield f"{'unanswerable, by a swap':<34}{len(made.swapped):>5}"
    yield ""
    yield "Kept are those that the reader gets right: they are easier than questions of your own."
    yield f"Look through {out}: take out lines, mend them, and set `split` to `test` on those you"
    yield "accept, so that `rag eval` tells them from drafts."
    yield ""
    index = "" if rag.store.folder == Path(".rag") else f" --index {rag.store.folder}"
    yield f"next: rag eval{index} --set {out}"
