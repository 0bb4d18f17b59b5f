"""Page chrome: what a page says of itself and not of its story, told by shape and place."""

import re
from collections.abc import Iterator, Sequence

from index.blocks import Block, has_sentence_break, is_headline, is_prose, is_short
from index.credits import source_line
from index.dates import find_date
from index.notices import is_cookie_notice, is_legal_notice, is_prompt

_COUNTED = re.compile(
    r"\b(?:views?|viewed|counts?|comments?|shares?|shared|likes?|reads?|hits|repl(?:y|ies)"
    r"|retweets|tweets|visits|downloads|votes?|min(?:ute)?s?|times|total|no|add|be|the|first|to|a)\b"
    r"|\d[\d.,]*[kKmM]?|\d\d?:\d\d|[\W_]",
    re.IGNORECASE,
)
_COUNTER_WORD = re.compile(
    r"\b(?:views?|viewed|comments?|shares|likes|min(?:ute)?s? read|hits|replies|retweets|reads)\b",
    re.IGNORECASE,
)
_ATTACHMENT = re.compile(
    r"\S+\.(?:png|jpe?g|gif|webp|bmp|svg|heic|tiff?|mp4|mov|avi|zip)(?:\s*\([\d.,]+\s?[kKmM]?i?B\))?"
    r"|(?:view |see )?attach(?:ment|ed files?)s?:?(?:\s+#?\d+)?",
    re.IGNORECASE,
)
_MORE = (
    r"(?:read|see|learn|find out)\s(?:more|extra|also|next|on)|also\sread|continue\sreading"
    r"|keep\sreading|related(?:\s(?:articles?|stor(?:y|ies)|posts?|news|coverage|links?|content))?"
    r"|see\salso|more\son\sthis(?:\sstory)?|recommended(?:\s(?:for\syou|reading|stories))?"
    r"|you\smay\salso\slike|you\smight\salso\slike|don['’]t\smiss|click\shere\sto\sread\smore"
)
_MORE_LINE = re.compile(rf"[\[(>»→\s]*(?:{_MORE})[\s\])>»→.…]*(?P<colon>:)?\s*", re.IGNORECASE)
_MORE_AT_END = re.compile(
    r"(?:\.\s?\.\s?\.|…)\s*(?P<words>[\[(]?(?:read\s(?:more|extra|on)|continue\sreading|more)[\])]?"
    r"[\s>»→.]*)$",
    re.IGNORECASE,
)
_MENU_PHRASE = re.compile(
    r"home(?: ?page)?|top|back to top|next|previous|prev|menu|search|contact(?: us)?|about(?: us)?"
    r"|advertise(?: with us)?|archives?|skip to (?:main )?content|comments?(?: \(?\d+\)?)?|tags?"
    r"|share|print|tweet|e-?mail|login|log in|register|sign in|subscribe|sitemap|site map|rss|faq"
    r"|help|privacy|privacy (?:policy|statement|notice)|terms(?: of (?:use|service))?"
    r"|cookie policy"
    r"|careers|facebook|twitter|instagram|youtube|whatsapp|telegram|linkedin|reply|report|quote|like"
    r"|legal|imprint|newsletters?|breaking(?: news)?",
    re.IGNORECASE,
)
_MENU_WORDS = frozenset(
    "latest newest recent most top popular trending more featured other editors editor's picks "
    "news stories story articles posts headlines view views viewed read shared commented discussed "
    "videos photos topics today now in the and & of".split()
)
_TAG_LINE = re.compile(
    r"(?:tags?|tagged|filed under|topics?|categor(?:y|ies)|posted in|keywords)\s*:", re.IGNORECASE
)
_TICKER_WORDS = 40


def chrome(page: Sequence[Block]) -> dict[int, str]:
    """Why each block that is chrome is left out, by its index in `page` (one story's, or a post's).

    Shape alone suffices for what no article has; menus, tickers and legal notices must also stand
    before the first sentence or after the last. Whatever fits no rule is kept.
    """
    marks = {index: reason for index, block in enumerate(page) if (reason := _by_shape(block))}
    marks.update(_related(page, marks))
    marks.update(_footer(page, marks))
    body = [i for i, block in enumerate(page) if i not in marks and is_prose(block)]
    if not body:
        return marks
    top = [i for i in range(body[0]) if i not in marks]
    tail = [i for i in range(body[-1] + 1, len(page)) if i not in marks]
    for index in top + tail:
        if _is_ticker(page[index].text):
            marks[index] = "ticker"
        elif _is_breadcrumb(page[index].text):
            marks[index] = "menu"
    marks.update(_top_menu(page, [i for i in top if i not in marks]))
    marks.update(_tail_menu(page, [i for i in tail if i not in marks]))
    return marks


def more_at_end(block: Block) -> int | None:
    """Where a teaser's last words, such as "read more" after an ellipsis, begin in its text."""
    match = _MORE_AT_END.search(block.text[-60:])
    return len(block.text) - len(block.text[-60:]) + match.start("words") if match else None


def is_counter(text: str) -> bool:
    """Whether a line counts views, comments or shares, with or without a date beside them."""
    if len(text) > 120 or not _COUNTER_WORD.search(text):
        return False
    found = find_date(text)
    rest = text[: found.start] + text[found.end :] if found else text
    return any(c.isdigit() for c in text) and not _COUNTED.sub("", rest)


def _by_shape(block: Block) -> str | None:
    text = block.text
    if not any(c.isalnum() for c in text):
        return "separator"
    if len(text) > 200:
        return None
    if is_counter(text):
        return "view counter"
    if _ATTACHMENT.fullmatch(text):
        return "attachment"
    if is_prompt(block):
        return "prompt"
    return None


def _related(page: Sequence[Block], marks: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Prompts to read on, and the headline of what they point to."""
    for index, block in enumerate(page):
        match = _MORE_LINE.match(block.text) if block.words <= 30 else None
        if not match or index in marks:
            continue
        headline = block.text[match.end() :]
        if headline:
            if match["colon"] and not headline.endswith("."):
                yield index, "read more"
            continue
        yield index, "read more"
        before = index - 1
        after_prose = before > 0 and is_prose(page[before - 1])
        if not match["colon"] and after_prose and _points_elsewhere(page, before, marks):
            yield before, "read more"
        elif match["colon"] and index + 1 < len(page) and _points_elsewhere(page, index + 1, marks):
            yield index + 1, "read more"


def _points_elsewhere(page: Sequence[Block], index: int, marks: dict[int, str]) -> bool:
    block = page[index]
    return index not in marks and is_headline(block) and block.words >= 4 and "/" not in block.text


def _footer(page: Sequence[Block], marks: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Legal and cookie notices: at the very end, and cookie notices at the very top as well."""
    for index in reversed(range(len(page))):
        if index in marks or _is_menu(page[index].text):
            continue
        if not is_legal_notice(page[index]):
            break
        yield index, "legal notice"
    for index, block in enumerate(page):
        if is_cookie_notice(block):
            yield index, "cookie notice"
        elif index not in marks and is_prose(block):
            break


def _is_ticker(text: str) -> bool:
    """Headlines run together: long, without sentences, and with capitals throughout."""
    words = text.split()
    if len(words) < _TICKER_WORDS or has_sentence_break(text) or text[-1] in ".!?”\"'":
        return False
    capitals = sum(word.lstrip("\"'“‘(")[:1].isupper() for word in words)
    return capitals >= 0.2 * len(words)


def _is_menu(text: str) -> bool:
    bare = text.strip(" |»›>:").casefold()
    words = bare.replace("’", "'").split()
    return bool(_MENU_PHRASE.fullmatch(bare)) or (
        2 <= len(words) <= 4 and all(word in _MENU_WORDS for word in words)
    )


def _is_breadcrumb(text: str) -> bool:
    parts = [part.strip() for part in re.split(r"\s[|»›>/·•]\s|\s?[|»›]\s?", text) if part.strip()]
    short = all(len(part.split()) <= 4 for part in parts)
    return len(parts) >= 3 and short and any(_is_menu(part) for part in parts)


def _top_menu(page: Sequence[Block], top: list[int]) -> Iterator[tuple[int, str]]:
    """Entries before the story; the last of a run is kept where it may be the headline itself."""
    run: list[int] = []
    for index in [*top, None]:
        if index is not None and is_short(page[index]):
            run.append(index)
            continue
        entries = [i for i in run if _is_menu(page[i].text)]
        if len(run) >= 4 and entries:
            headed = index is not None and is_headline(page[index])
            entries = [i for i in run if headed or i in entries or i != run[-1]]
        yield from ((i, "menu") for i in entries)
        run = []


def _tail_menu(page: Sequence[Block], tail: list[int]) -> Iterator[tuple[int, str]]:
    """Entries after the story: from the first that is sure, all that follow."""
    sure = next(
        (i for i in tail if _is_menu(page[i].text) or _TAG_LINE.match(page[i].text)), len(page)
    )
    for index in tail:
        entry = (
            is_short(page[index]) or is_headline(page[index]) or _TAG_LINE.match(page[index].text)
        )
        if index >= sure and not entry:
            break
        if index >= sure and not source_line(page[index].text):
            yield index, "menu"
