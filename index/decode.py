"""Decoding: bytes to text, once; what encoding they are in is told from the bytes themselves."""

import codecs
import re

from index.errors import UnreadableFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1a\x1b") + b"\x7f"

# Letters and marks that Western European prose has beyond ASCII, as cp1252 has them.
_WESTERN = frozenset(
    "ÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒ‘’“”„‚–—…•«»§°©®™€£·´¿¡\xa0ºª½"
)

# Western prose is mostly ASCII. Languages with more than this share of other letters (Russian,
# Greek, Hungarian) share their byte values with it, and must be told apart by statistics.
_WESTERN_SHARE = 0.15

_SAMPLE = 200_000


def decode(data: bytes, *, html: bool = False) -> str:
    """The text of `data`, with `\\n` for every line end, and without BOM and NUL characters.

    The encoding is that of the BOM, or UTF-8 where the bytes are valid, or what an HTML page
    states (`html`), or the likeliest. Raises UnreadableFile for bytes that aren't text.
    """
    return clean(_decoded(data, html))


def clean(text: str) -> str:
    """`text` with plain line ends, and without BOM, NUL and halves of surrogate pairs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _decoded(data: bytes, html: bool) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.removeprefix(bom).decode(encoding, "replace")
    if wide := _wide_encoding(data):
        return data[: len(data) // 2 * 2].decode(wide, "replace")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * 50 > len(data):
        raise UnreadableFile("binary, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if (text := _damaged_utf8(data)) is not None:
        return text
    if html and (text := _as_stated(data)) is not None:
        return text
    return _likeliest(data)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a BOM: every other byte is nought for ASCII, spaces and line ends."""
    sample = data[:_SAMPLE]
    if len(sample) < 4 or sample.count(0) * 40 < len(sample):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if min(even, odd) * 10 > max(even, odd):
        return None
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    readable = sum(c.isprintable() or c.isspace() for c in text)
    return encoding if readable * 50 >= len(text) * 49 else None


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with a few bytes gone wrong, as in a file that was cut off; else None."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - bad - sum(b < 128 for b in data)
    return text if bad * 10 <= good else None


def _as_stated(data: bytes) -> str | None:
    match = _META_CHARSET.search(data[:4096])
    if not match:
        return None
    name = (match[1] or match[2]).decode("ascii").lower()
    # What calls itself Latin-1 on the web is cp1252: it has curly quotes where Latin-1 has none.
    name = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252"}.get(name, name)
    try:
        return data.decode(name)
    except (LookupError, UnicodeError):
        return None


def _likeliest(data: bytes) -> str:
    high = data.translate(None, bytes(range(128)))
    letters = sum(byte >= 0xC0 for byte in high)
    if letters < _WESTERN_SHARE * len(data):
        try:
            if frozenset(high.decode("cp1252")) <= _WESTERN:
                return data.decode("cp1252")
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise UnreadableFile("can't be decoded")
    return data.decode(best.encoding, "replace")
