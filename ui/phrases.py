"""Phrases: the small pieces of HTML and of wording that messages and cards share."""

import html
from collections.abc import Iterable
from pathlib import PurePath

from index.chunks import spelt_out
from index.document import Document
from rag.answer import Citation

# What Markdown or Gradio's templates would act on, beyond what HTML itself needs escaped. A line
# end is among them: a blank line would end the block of HTML that a message is.
_ENTITIES = {ord(c): f"&#{ord(c)};" for c in "\n\r\t$`@{}\\"}


def escape(text: str) -> str:
    """Text as HTML that shows exactly that text, on one line and inert in Markdown."""
    return html.escape(text).translate(_ENTITIES)


def mark(quote: str) -> str:
    """The quoted words themselves, highlighted."""
    return f"<mark>{escape(quote)}</mark>"


def numbers(citations: Iterable[Citation]) -> str:
    """The citations' numbers in brackets, as HTML."""
    return " ".join(f'<span class="fn-number">[{c.number}]</span>' for c in citations)


def file_name(document: Document) -> str:
    """The name of a document's file, without its folders."""
    return PurePath(document.path).name


def who(document: Document) -> str:
    """The publisher, else the author, else whatever the document is called."""
    names = (document.publisher, document.author, document.title)
    return next((name for name in names if name), file_name(document))


def day(published: str | None) -> str:
    """An ISO date as `5 January 2020`; `no date` without one."""
    return spelt_out(published) if published else "no date"


def percent(probability: float) -> str:
    """A probability in whole per cent, never claiming certainty."""
    if probability > 0.99:
        return "over 99%"
    if probability < 0.01:
        return "under 1%"
    return f"{probability:.0%}"


def count(number: int, noun: str) -> str:
    """A number of things: `1 file`, `1,060 chunks`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def sentence_case(text: str) -> str:
    """Text with its first letter a capital."""
    return text[:1].upper() + text[1:]
