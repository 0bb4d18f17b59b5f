"""The page's header and the chat's messages as HTML; no document's or user's words go unescaped."""

from collections.abc import Iterable

from index.catalogue import Counts
from index.document import Range
from rag.answer import Alternative, Answer, Citation
from ui.excerpt import around
from ui.phrases import count, day, escape, mark, numbers, percent, sentence_case, who

ALSO_FOUND = 2

# Of a "sentence" that is really a table or a menu, a message shows this much around the quote.
SENTENCE_CONTEXT = 300


def header(counts: Counts) -> str:
    """The line at the top of the page: the name, what it does, and how much is indexed."""
    held = ", ".join(
        (
            count(counts.files, "file"),
            count(counts.documents, "document"),
            count(counts.chunks, "chunk"),
        )
    )
    return (
        '<header class="fn-header"><h1>Footnote</h1>'
        "<p>Answers only in the words of your documents, and shows where they stand.</p>"
        f'<p class="fn-counts">{held}</p></header>'
    )


def welcome(offers: bool) -> str:
    """What stands in an empty chat; `offers` says whether example questions follow it."""
    start = "Ask a question, or start with one of these." if offers else "Ask a question."
    return f'<p class="fn-hint">{start}</p>'


def question(text: str) -> str:
    """What the user asked, as a message."""
    return f'<div class="fn-question">{escape(text)}</div>'


def pending() -> str:
    """The message that stands until the answer is there."""
    return '<div class="fn-answer fn-pending">Reading the documents …</div>'


def problem(text: str) -> str:
    """An error that the user can put right, as a message."""
    return (
        '<div class="fn-answer"><p class="fn-problem">That did not work.</p>'
        f"<p>{escape(sentence_case(text))}</p></div>"
    )


def message(answer: Answer) -> str:
    """An answer as a message: the short answer, where it stands, and how sure it is."""
    body = {"answered": _answered, "disputed": _disputed, "abstained": _abstained}[answer.status]
    return f'<div class="fn-answer">{body(answer)}</div>'


def _answered(answer: Answer) -> str:
    first = answer.citations[0]
    also = "".join(f"<li>{_rival(other)}</li>" for other in answer.alternatives[:ALSO_FOUND])
    return (
        f'<p class="fn-short"><strong>{escape(answer.text)}</strong>'
        f" {numbers(answer.citations)}</p>"
        f'<p class="fn-line">{_sentence(first)}</p>'
        f'<p class="fn-small">{_places((first,))}</p>'
        + (f'<div class="fn-also"><p>Also found</p><ul>{also}</ul></div>' if also else "")
        + f'<p class="fn-small">{percent(answer.confidence)} confident; {_effort(answer)}</p>'
    )


def _disputed(answer: Answer) -> str:
    own = Alternative(answer.text, answer.confidence, answer.citations)
    items = "".join(f"<li>{_rival(each)}</li>" for each in (own, *answer.alternatives))
    return (
        f"<p>The documents disagree:</p><ul>{items}</ul>"
        f'<p class="fn-small">{sentence_case(_effort(answer))}</p>'
    )


def _abstained(answer: Answer) -> str:
    pointer = (
        "The closest passages are shown for you to judge; they are not an answer."
        if answer.closest
        else "Other words, or the name of a person or place, may find more."
    )
    if answer.absent:
        short, why = "Not in these documents.", "No passage answers this well enough to be quoted."
    else:
        short = "Not sure enough to answer."
        why = f"The best candidate is only {answer.confidence:.0%} likely to be right."
    return (
        f'<p class="fn-short"><strong>{short}</strong></p>'
        f"<p>{why} {pointer}</p>"
        f'<p class="fn-small">{sentence_case(_effort(answer))}</p>'
    )


def _sentence(citation: Citation) -> str:
    text = citation.sentence
    start, end = (place - citation.sentence_start for place in (citation.start, citation.end))
    shown = around(text, Range(start, end), Range(0, len(text)), SENTENCE_CONTEXT)
    return (
        ("… " if shown.cut_before else "")
        + escape(text[shown.start : start])
        + mark(text[start:end])
        + escape(text[end : shown.end])
        + (" …" if shown.cut_after else "")
    )


def _rival(answer: Alternative) -> str:
    return (
        f"<strong>{escape(answer.text)}</strong> – {_places(answer.citations)}"
        f' <span class="fn-small">{percent(answer.confidence)} confident</span>'
    )


def _places(citations: Iterable[Citation]) -> str:
    """Who says it and when, each with the numbers of its citations."""
    by: dict[str, list[Citation]] = {}
    for citation in citations:
        place = f"{who(citation.document)}, {day(citation.document.published)}"
        by.setdefault(place, []).append(citation)
    return "; ".join(f"{escape(place)} {numbers(cited)}" for place, cited in by.items())


def _effort(answer: Answer) -> str:
    read = f"read {count(len(answer.passages), 'passage')}"
    seconds = answer.timings.get("total")
    return read if seconds is None else f"{read} in {max(seconds, 0.1):.1f} s"
