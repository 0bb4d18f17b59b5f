"""Cards: the panel's passages, each with its source and its place, as HTML.

Highlights are offsets into a document's text, so every piece is escaped after it is cut out.
"""

import re
from collections.abc import Callable, Sequence

from index.document import Document
from rag.answer import Answer, Citation, Passage
from ui.excerpt import around_sentence
from ui.phrases import day, escape, file_name, mark, numbers
from ui.render import ALSO_FOUND

TextOf = Callable[[Document], str]


def panel(answer: Answer, text_of: TextOf) -> str:
    """The passages an answer cites, as cards; for an abstention the closest passages."""
    if answer.status == "abstained":
        cards = "".join(_closest(passage) for passage in answer.closest)
        heading = "Closest passages – not an answer" if cards else "No passage comes close"
        return _section(heading, answer.question, cards)
    groups = _groups(answer)
    cards = "".join(
        (f'<h3 class="fn-group">{heading}</h3>' if len(groups) > 1 else "")
        + "".join(_card(citation, text_of) for citation in citations)
        for heading, citations in groups
    )
    return _section("Sources", answer.question, cards)


def empty_panel() -> str:
    """The panel when there is nothing to show in it."""
    hint = (
        "The passages that an answer quotes appear here, with the quoted words marked. "
        "Click an earlier answer to see its passages again."
    )
    return _section("Sources", hint, "")


def highlighted(text: str, citation: Citation) -> str:
    """The passage around a citation, its sentence softly marked, its quote in `<mark>`."""
    shown = around_sentence(text, citation)
    before = text[shown.start : citation.sentence_start].lstrip()
    after = text[citation.sentence_end : shown.end].rstrip()
    return (
        ("… " if shown.cut_before else "")
        + escape(_tidy(before))
        + '<span class="fn-sentence">'
        + escape(_tidy(text[citation.sentence_start : citation.start]))
        + mark(text[citation.start : citation.end])
        + escape(_tidy(text[citation.end : citation.sentence_end]))
        + "</span>"
        + escape(_tidy(after))
        + (" …" if shown.cut_after else "")
    )


def _groups(answer: Answer) -> list[tuple[str, Sequence[Citation]]]:
    """The citations under the heading of the answer that they are for."""
    if answer.status == "disputed":
        others, label = answer.alternatives, ""
    else:
        others, label = answer.alternatives[:ALSO_FOUND], "Also found: "
    return [
        (escape(answer.text), answer.citations),
        *((f"{label}{escape(other.text)}", other.citations) for other in others),
    ]


def _section(heading: str, hint: str, cards: str) -> str:
    return (
        f'<section class="fn-panel" aria-label="Sources"><h2>{heading}</h2>'
        f'<p class="fn-hint">{escape(hint)}</p>{cards}</section>'
    )


def _card(citation: Citation, text_of: TextOf) -> str:
    body = highlighted(text_of(citation.document), citation)
    label = f"{numbers((citation,))} "
    return _article(label, citation.document, citation.start, citation.end, body)


def _closest(passage: Passage) -> str:
    body = escape(_tidy(passage.text.strip()))
    return _article("", passage.document, passage.chunk.start, passage.chunk.end, body)


def _article(label: str, document: Document, start: int, end: int, body: str) -> str:
    name = file_name(document)
    names = ", ".join(name for name in (document.author, document.publisher) if name)
    facts = " · ".join(escape(fact) for fact in (day(document.published), names) if fact)
    return (
        f'<article class="fn-card"><h4>{label}{escape(document.title or name)}</h4>'
        f'<p class="fn-facts">{facts}</p>'
        f'<blockquote class="fn-passage">{body}</blockquote>'
        f'<p class="fn-place"><span title="{escape(document.path)}">{escape(name)}</span>,'
        f" characters {start:,}–{end:,}</p></article>"
    )


def _tidy(text: str) -> str:
    """Runs of blank lines as one; only for what stands around a quote, never for the quote."""
    return re.sub(r"\n\s*\n\s*", "\n\n", text)
