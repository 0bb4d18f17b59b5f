"""Extraction: the text and the metadata of PDFs, Word files and Markdown."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from index.dates import iso_date
from index.errors import UnreadableFile
from index.source import Metadata

# The YAML block at the very start of a Markdown file.
FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file, and what its markup says of it."""

    text: str
    metadata: Metadata = field(default_factory=Metadata)


def markdown_extract(text: str) -> Extract:
    """Markdown as it stands; the metadata are those of the front matter, where there is one."""
    match = FRONT_MATTER.match(text)
    if not match:
        return Extract(text)
    fields: dict[str, str] = {}
    for line in match[1].split("\n"):
        key, colon, value = line.partition(":")
        if colon and key.strip() == key and key:
            fields.setdefault(key.lower(), value.strip().strip("\"'").strip("[]"))
    day = fields.get("date") or fields.get("published") or ""
    return Extract(
        text,
        Metadata(
            title=fields.get("title") or None,
            published=iso_date(day),
            publisher=fields.get("publisher") or fields.get("source") or None,
            author=fields.get("author") or None,
        ),
    )


def pdf_extract(data: bytes) -> Extract:
    """The text of a PDF, page by page. Raises UnreadableFile for one locked or without text."""
    import pypdf

    with quiet("pypdf"):
        reader = pypdf.PdfReader(BytesIO(data))
        # Many are encrypted with an empty password only to forbid printing.
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("encrypted PDF")
        pages = [text for page in reader.pages if (text := page.extract_text().strip())]
        title = reader.metadata.title if reader.metadata else None
    if not pages:
        raise UnreadableFile("PDF without text (scanned pages?)")
    text = pages[0]
    for page in pages[1:]:
        goes_on = text[-1] not in '.!?:”"' and page[0].islower()
        text += ("\n" if goes_on else "\n\n") + page
    return Extract(text, Metadata(title=_real_title(title)))


def docx_extract(data: bytes) -> Extract:
    """The paragraphs and tables of a Word file, in the order of its body."""
    import docx
    from docx.table import Table

    document = docx.Document(BytesIO(data))
    blocks: list[str] = []
    for block in document.iter_inner_content():
        blocks.append(_table_text(block) if isinstance(block, Table) else block.text)
    text = "\n\n".join(block for block in blocks if block.strip())
    return Extract(text, Metadata(title=_real_title(document.core_properties.title)))


def _table_text(table: Any) -> str:
    """A table's rows on lines of their own; a cell that spans several columns is given once."""
    rows: list[str] = []
    for row in table.rows:
        cells = list({id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}.values())
        if any(cells):
            rows.append(" | ".join(cells))
    return "\n".join(rows)


def _real_title(title: str | None) -> str | None:
    """A title as a person would write it, and not a file name or a program's default."""
    title = " ".join((title or "").split())
    made_up = re.search(
        r"\.(?:docx?|pdf|indd|qxp|qxd|p65|rtf|tex|dvi|html?|pptx?|xlsx?|txt)$|^microsoft\s|^untitled"
        r"|^word document$|[\\/]|_\w+_|^\W*$|^doc(?:ument)?\s?\d*$",
        title,
        re.IGNORECASE,
    )
    return None if made_up or len(title) > 250 or len(title.split()) < 2 else title


@contextmanager
def quiet(name: str) -> Iterator[None]:
    """Silence the library `name` about a file: the reason is reported once, to the user."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
