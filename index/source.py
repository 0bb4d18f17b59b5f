"""Files as they are taken in: decoded or extracted once, never rewritten afterwards."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file's own markup says of the article in it; each part may be missing.

    `published` is an ISO 8601 date (`YYYY-MM-DD`), the article's own, never the file's.
    """

    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: `text` is what every range, chunk and citation indexes into.

    `sha256` is of the file's bytes, in hexadecimal; `media_type` is a MIME type.
    """

    path: str
    sha256: str
    text: str
    media_type: str
    metadata: Metadata = field(default_factory=Metadata)
