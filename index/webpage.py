"""Web pages: the article's text, and what the page's markup states of it."""

import re
from typing import Any

from index.dates import iso_date
from index.errors import UnreadableFile
from index.extract import Extract, quiet
from index.source import Metadata


def html_extract(page: str) -> Extract:
    """The article of a web page, a paragraph a line, or all its text where no article is found."""
    import lxml.html
    import trafilatura

    with quiet("trafilatura"), quiet("htmldate"):
        found = trafilatura.bare_extraction(
            page,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    text = (found.text if found else "") or _all_text(tree)
    if not text.strip():
        raise UnreadableFile("no text in it")
    # The library's own date can come from a copyright line or an address, so ours is used.
    metadata = Metadata(
        title=(found.title if found else None) or _page_title(tree),
        published=_stated_date(tree),
        publisher=(found.sitename if found else None) or None,
        author=(found.author if found else None) or None,
    )
    return Extract(text, metadata)


_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th title "
    "tr ul".split()
)
_UNSEEN = frozenset("script style noscript template head svg select textarea button".split())


def _all_text(tree: Any) -> str:
    """All that a reader would see of a page, with a line for each block."""
    import lxml.etree

    parts: list[str] = []
    unseen = 0
    # Walked by events rather than by calls, since pages nest thousands of elements deep.
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCKS:
            parts.append("\n")
        if tag in _UNSEEN:
            unseen += 1 if event == "start" else -1
        shown = element.text if event == "start" else element.tail
        if shown and not unseen:
            parts.append(re.sub(r"\s+", " ", shown))
    return "".join(parts)


def _page_title(tree: Any) -> str | None:
    return " ".join((tree.findtext(".//title") or "").split()) or None


_DATE_NAMES = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "citation_publication_date",
    "citation_date",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "date",
)


def _stated_date(tree: Any) -> str | None:
    """The date that the page states as the article's: its meta tags, JSON-LD, one time element."""
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        stated.setdefault(name.strip().lower(), meta.get("content") or "")
    for name in _DATE_NAMES:
        if published := iso_date(stated.get(name, "")):
            return published
    scripts = tree.xpath('//script[@type="application/ld+json"]/text()')
    linked = re.findall(r'"datePublished"\s*:\s*"([^"]{8,40})"', " ".join(scripts))
    times = [
        element.get("datetime") or element.text_content()
        for element in tree.xpath("//time[@itemprop='datePublished' or @pubdate]")
    ] or [element.get("datetime") or "" for element in tree.xpath("//article//time | //main//time")]
    # Several articles on a page have several dates, and none of them is the page's.
    for candidates in (linked, times):
        dates = {published for value in candidates if (published := iso_date(value))}
        if len(dates) == 1:
            return dates.pop()
    return None
