"""Answers and index reports as plain text for a terminal."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict

from index.build import BuildReport
from index.chunks import spelt_out
from index.document import Document
from rag.answer import Answer, Citation, Passage

CLOSEST = 3
SNIPPET = 300
LISTED = 20


def as_json(answer: Answer) -> str:
    """The whole `Answer` as JSON."""
    return json.dumps(asdict(answer), ensure_ascii=False, indent=2)


def answer_lines(answer: Answer) -> Iterator[str]:
    """The answer as `rag ask` prints it: its words, then each place it stands in."""
    if answer.status == "abstained":
        if answer.absent:
            yield "Not in these documents."
        else:
            yield f"Not sure enough to answer (the best candidate is {answer.confidence:.0%} sure)."
        if answer.closest:
            yield ""
            yield "The closest passages (not an answer):"
        for passage in answer.closest[:CLOSEST]:
            yield ""
            yield from _passage_lines(passage)
        return
    if answer.status == "disputed":
        yield f"{answer.text}   (the documents disagree; {answer.confidence:.0%} sure of this one)"
    else:
        yield f"{answer.text}   ({answer.confidence:.0%} sure)"
    for citation in answer.citations:
        yield from _citation_lines(citation)
    for number, other in enumerate(answer.alternatives):
        if number == 0:
            yield ""
            yield "Elsewhere:" if answer.status == "disputed" else "Less sure:"
        yield f"  {other.text}   ({other.confidence:.0%})"
        for citation in other.citations:
            yield from _citation_lines(citation)


def _citation_lines(citation: Citation) -> Iterator[str]:
    before = citation.sentence[: citation.start - citation.sentence_start]
    after = citation.sentence[citation.end - citation.sentence_start :]
    yield ""
    yield f"  {_flat(before)}{_marked(_flat(citation.quote))}{_flat(after)} [{citation.number}]"
    yield f"  [{citation.number}] {describe(citation.document)}"
    yield f"      {citation.document.path}, characters {citation.start}–{citation.end}"


def _passage_lines(passage: Passage) -> Iterator[str]:
    text = _flat(passage.text)
    yield f"  {text[:SNIPPET].rsplit(' ', 1)[0]} …" if len(text) > SNIPPET else f"  {text}"
    yield f"      {describe(passage.document)}"
    yield f"      {passage.document.path}, characters {passage.chunk.start}–{passage.chunk.end}"


def describe(document: Document) -> str:
    """A document's title, date and publisher or author, as far as they are known."""
    date = spelt_out(document.published) if document.published else "no date"
    who = document.publisher or document.author
    return " — ".join(part for part in (document.title or "untitled", date, who) if part)


def _flat(text: str) -> str:
    """The text on one line; only for showing, never for quoting."""
    return "".join(" " if char.isspace() else char for char in text)


def _marked(quote: str) -> str:
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return f"\033[1;7m{quote}\033[0m"
    return f"**{quote}**"


def build_lines(report: BuildReport, seconds: float) -> Iterator[str]:
    """What a build took in, as `rag index` prints it."""
    counts = report.counts
    holds = f"{counts.files} files, {counts.documents} documents, {counts.chunks} chunks"
    if not report.switched:
        yield f"Nothing has changed: {holds}; nothing was embedded."
    else:
        yield (
            f"Indexed in {seconds:.1f} s: {holds} ({len(report.new)} new files, "
            f"{len(report.changed)} changed, {len(report.removed)} removed, "
            f"{report.unchanged} unchanged; {report.embedded} chunks embedded)."
        )
    for path in report.removed[:LISTED]:
        yield f"  removed {path}"
    if report.skipped:
        yield f"Skipped {len(report.skipped)} files:"
    for skipped in report.skipped[:LISTED]:
        yield f"  {skipped.path}: {skipped.reason}"
    if len(report.skipped) > LISTED:
        yield f"  and {len(report.skipped) - LISTED} more; `rag doctor` lists them all"
    for root in report.absent_roots:
        yield (
            f"{root} isn't there just now; what was indexed of it stays "
            f"(`rag index --remove {root}` takes it out)"
        )
