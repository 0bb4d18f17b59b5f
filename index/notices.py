"""Notices: what a site says to its readers (prompts, cookie notices, legal notices)."""

import re

from index.blocks import Block

_PROMPT = re.compile(
    r"""(?:(?:subscribe|sign\sup|register)\s(?:now\s|today\s|here\s)?(?:to|for)\s
        (?:our|us|the\s\S+\snewsletter|free|daily|weekly|updates|get|receive|read|continue)
    |(?:follow|like|join|find)\sus\s(?:on|at|via)|(?:follow|join)\sour
    |share\s(?:this|on|via)\s(?:article|story|page|post|facebook|twitter|whatsapp|e-?mail|x\b)
    |get\s(?:our|the\s\S+)\s.{0,40}newsletter|download\s(?:our|the\s\S+)\s(?:\S+\s)?app
    |(?:log\s?in|sign\sin|register)\s(?:or\s\S+\s)?to\s(?:comment|reply|continue|post)
    |leave\sa\s(?:comment|reply)|post\sa\scomment|join\sthe\sconversation\sbelow
    |support\sour\sjournalism|enter\syour\se-?mail|please\senable\s(?:javascript|cookies)
    |story\scontinues\sbelow)\b.{0,120}""",
    re.IGNORECASE | re.VERBOSE,
)
_LONE_PROMPT = re.compile(
    r"(?:subscribe|sign up|register) now|log in|sign in|advertisement|sponsored content|follow us"
    r"|(?:leave|post) a comment|leave a reply|story continues|share this|copy link|click here",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"(?:we|this (?:web)?site|our (?:web)?sites?) uses? cookies"
    r"|by (?:continuing|using|browsing|clicking)\b.{0,80}\b(?:you (?:agree|accept|consent)|cookies)"
    r"|(?:accept|manage) (?:all )?cookies|cookie (?:settings|policy|preferences)",
    re.IGNORECASE | re.DOTALL,
)
# The year must follow the holder's name, if not the word itself: an article may say that a
# copyright ended in some year.
_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)|\b(?:[Cc]opyright|COPYRIGHT)\b)\W{0,4}(?:[A-Z][\w.&'’]*\W{1,3}){0,6}(?:19|20)\d\d"
    r"|\b(?:19|20)\d\d\s*(?:©|[Cc]opyright\b)|[Aa]ll [Rr]ights [Rr]eserved|ALL RIGHTS RESERVED"
)
_LEGAL = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\bprivacy\b",
        r"\bterms (?:of|and|&) (?:use|service|conditions)",
        r"\bcookies?\b",
        r"\bGDPR\b|data protection",
        r"\bconsent|\bagree",
        r"advertis",
        r"\blaws?\b|governed|fair use",
        r"may not be (?:published|broadcast|reproduced)|without permission|redistribut",
        r"public domain|copyright holders?",
        r"endors|responsible for the content",
    )
)
_OWN_SITE = re.compile(r"\bour\b|\bthis (?:web)?(?:site|page)\b|\bthe websites?\b|\byou\b", re.I)


def is_prompt(block: Block) -> bool:
    """Whether a block asks the reader to subscribe, share, follow or comment, and no more."""
    if _LONE_PROMPT.fullmatch(block.text.strip(" :.!>»")):
        return True
    return block.words <= 20 and bool(_PROMPT.fullmatch(block.text))


def is_cookie_notice(block: Block) -> bool:
    """Whether a block tells the site's own readers of its cookies."""
    short = block.words <= 60
    return short and bool(_COOKIES.match(block.text) and _OWN_SITE.search(block.text))


def is_legal_notice(block: Block) -> bool:
    """Whether a block is a site's notice of copyright, terms, privacy or cookies.

    An article may be about any of these: a long notice must speak for its own site, and have a
    line of copyright besides several such subjects.
    """
    text = block.text
    kinds = sum(bool(words.search(text)) for words in _LEGAL)
    if _COPYRIGHT.search(text):
        return (
            block.words <= 15
            or (kinds >= 1 and block.words <= 40)
            or (kinds >= 3 and bool(_OWN_SITE.search(text)))
        )
    return is_cookie_notice(block)
