"""Credits: bylines, datelines, agency lines and source lines, and what they say."""

import re
from dataclasses import dataclass

from index.blocks import has_sentence_break
from index.dates import find_date, strip_date

# Names that stand alone on a line or in brackets after a place only as the publisher's.
_PUBLISHERS = frozenset(
    """afp|agence france-presse|agence france presse|ap|associated press|reuters|thomson reuters|upi
    |united press international|dpa|deutsche presse-agentur|xinhua|xinhua news agency|tass|interfax
    |ria novosti|sputnik|bloomberg|bloomberg news|ians|ani|pti|press trust of india|ansa|efe|kyodo
    |kyodo news|jiji press|yonhap|anadolu|anadolu agency|irna|isna|sana|wafa|mena|kuna|spa|ina|nina
    |bbc|bbc news|cnn|nbc news|cbs news|abc news|fox news|msnbc|npr|pbs newshour|sky news|itv news
    |al jazeera|al arabiya|france 24|euronews|dw|deutsche welle|voa|voice of america|rfe/rl
    |radio free europe/radio liberty|rferl|middle east eye|al-monitor|guardian|observer|independent
    |times|sunday times|telegraph|daily telegraph|financial times|ft|economist|daily mail|mirror
    |new york times|nyt|washington post|wall street journal|wsj|los angeles times|usa today
    |chicago tribune|boston globe|san francisco chronicle|houston chronicle|miami herald|newsweek
    |time|time magazine|atlantic|new yorker|politico|axios|propublica|vox|buzzfeed news|huffpost
    |foreign policy|foreign affairs|national geographic|scientific american|nature|new scientist
    |le monde|le figaro|libération|der spiegel|die zeit|süddeutsche zeitung|frankfurter allgemeine
    |el país|el mundo|la repubblica|corriere della sera|haaretz|jerusalem post|times of israel
    |hindu|times of india|hindustan times|indian express|dawn|south china morning post
    |japan times|asahi shimbun|straits times|sydney morning herald|australian|age|abc|globe and mail
    |toronto star|cbc|cbc news|canadian press|cp|irish times|rte|scotsman|national|arab news
    |daily star|military times|defense news|stars and stripes|moscow times|kyiv independent"""
    .replace("\n", "").replace("    ", "").split("|")
)  # fmt: skip
_PARTICLES = frozenset(
    "de da di del della der den dos du van von bin ibn al el la le ten y".split()
)
_OFFICES = re.compile(
    r"(?:our )?(?:staff(?: (?:writers?|reporters?|correspondents?))?|staff and agenc(?:y|ies)"
    r"|(?:news|web|online) (?:desk|staff|team)|agenc(?:y|ies)"
    r"|(?:\w+ ){0,3}(?:correspondent|reporter|editor|writer|columnist))",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:(?:written|reported|words|story|text|posted|published)\s)?by:?|authors?:)\s+",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:source|via|publisher)\s*:\s*(?P<name>\S.*)"
    r"|(?:this article was )?(?:first|originally) (?:published|appeared) (?:by|in|on|at):?\s+"
    r"(?P<at>.+)",
    re.IGNORECASE,
)
_PLACE = (
    r"(?:(?:New|San|Los|Las|Tel|Abu|Hong|Saint|St\.|El|Al|Port|Cape|Buenos|Kuala|Addis|United|The"
    r"|Rio de|Sri|Ho Chi|Fort|Salt Lake|Kuwait|Mexico|Vatican)[ -])?[^\W\d_a-z][\w'’-]+"
    r"(?:,\s(?:[A-Z][\w.]+|[A-Z]\.[A-Z]\.))?"
)
_BRACKETED = re.compile(
    rf"(?:(?P<place>{_PLACE}),?\s+)?\((?P<agency>[A-Z][\w/ .-]{{1,30}})\)[\s,]*$"
)
_OPENING = re.compile(
    r"(?:[^\W\d_a-z][\w.'’/-]*(?:,?\s[^\W\d_a-z][\w.'’/-]*){0,5},?\s)?"
    r"(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s(?:19|20)\d\d)?,?\s)?"
    r"\((?P<agency>[A-Z][\w/ .-]{1,30})\)\s*(?:--|[—–-])"
)
_AFTER_HEADLINE = frozenset(
    "After Although Amid Among As At Because Before Despite During Following For From If In Over "
    "Since Though Under Until What When Where While With Within Without".split()
)


@dataclass(frozen=True, slots=True)
class Credit:
    """What the characters `start` to `end` of a block's text say; `reason` names their kind."""

    start: int
    end: int
    reason: str
    published: str | None = None
    publisher: str | None = None
    author: str | None = None


def publisher(text: str) -> str | None:
    """`text` without its ornaments if it is the name of a news agency or a paper, else None."""
    name = " ".join(text.strip(" \t\n\xa0.,:;|()[]—–-©").split())
    return name if name.casefold().removeprefix("the ") in _PUBLISHERS else None


def credit_line(text: str) -> Credit | None:
    """What a block says that is a byline, an agency's name or a dateline as a whole."""
    if len(text) > 160 or len(text.split()) > 20:
        return None
    if name := publisher(text):
        return Credit(0, len(text), "agency line", publisher=name)
    found = find_date(text)
    rest = strip_date(text)
    match = _BY.match(rest)
    if match and (credit := _byline(rest[match.end() :])):
        return Credit(
            0, len(text), "byline", found.iso if found else None, credit.publisher, credit.author
        )
    parts = re.split(r"\s*[,|/–—]\s*", rest.strip(" .,|"))
    if len(parts) == 2 and _is_name(parts[0]) and publisher(parts[1]):
        iso = found.iso if found else None
        return Credit(0, len(text), "byline", iso, publisher(parts[1]), parts[0])
    if found and (bracketed := _BRACKETED.fullmatch(rest.strip())):
        return Credit(0, len(text), "dateline", found.iso, bracketed["agency"])
    return None


def source_line(text: str) -> Credit | None:
    """What a line such as "Source: …" says."""
    match = _SOURCE.fullmatch(text)
    if not match or len(text) > 80 or text.endswith(".") or "://" in text:
        return None
    name = (match["name"] or match["at"]).strip()
    if len(name.split()) > 6 or not name[0].isupper():
        return None
    return Credit(0, len(text), "source line", publisher=name)


def run_in_credit(text: str) -> Credit | None:
    """The byline or dateline, with its full date, that a headline runs into on the same line."""
    found = find_date(text[:300])
    if not found:
        return None
    before, after = text[: found.start], text[found.end :].lstrip()
    bracketed = _BRACKETED.search(before)
    start = bracketed.start() if bracketed else found.start
    by = re.search(r"\s(?:by|By|BY)\s+(?P<names>[^.!?]{3,70})$", before[: start or None])
    credit = _byline(by["names"]) if by else None
    if by and credit:
        start = by.start() + 1
    elif not bracketed:
        return None
    headline = before[:start].strip()
    if len(headline.split()) < 3 or has_sentence_break(headline) or headline[-1] in ".,;":
        return None
    if after and not (after[0].isupper() or after[0] in "\"'“‘[-—–" or after[0].isdigit()):
        return None
    agency = bracketed["agency"] if bracketed else None
    if not credit:
        return Credit(start, found.end, "dateline", found.iso, agency)
    named = agency or credit.publisher
    return Credit(start, found.end, "byline", found.iso, named, credit.author)


def run_in_headline(text: str) -> str | None:
    """The headline that a long paragraph begins with, where nothing marks its end but a capital.

    The capital is that of a word such as Amid or When, which prose doesn't have in mid-sentence.
    """
    words = text[:250].split()[:22]
    for index in range(3, len(words)):
        before = words[index - 1]
        if before[-1] in ".!?":
            return None
        if words[index] in _AFTER_HEADLINE and (before.islower() or before.isdigit()):
            if before[-1].isalnum() or before[-1] in "'’\"”":
                return " ".join(words[:index])
            return None
    return None


def opening_credit(text: str) -> Credit | None:
    """The publisher in the dateline that a story's first sentence begins with."""
    match = _OPENING.match(text[:120])
    name = publisher(match["agency"]) if match else None
    if not match or not name:
        return None
    found = find_date(match.group())
    return Credit(0, match.end(), "dateline", found.iso if found else None, name)


def _byline(names: str) -> Credit | None:
    """The people and the publisher in what stands after "by", if there is nothing else in it."""
    names = names.strip(" \t\n\xa0,|•·–—-")
    agency: str | None = None
    if bracketed := re.search(r"\((?P<agency>[A-Z][\w/ .-]{1,30})\)$", names):
        agency, names = bracketed["agency"], names[: bracketed.start()].strip()
        # A place stands between the name and the agency; most names have two parts.
        office = _OFFICES.match(names)
        names = names[: office.end()] if office else " ".join(names.split()[:2])
    people: list[str] = []
    parts = [
        p for p in re.split(r"\s*[,|/&•·]\s*|\s(?:and|AND)\s|\s[–—-]\s|\sfor\s|\sin\s", names) if p
    ]
    for part in parts:
        if name := publisher(re.sub(r"\s[Ss]taff$", "", part)):
            agency = agency or name
        elif _is_name(part):
            people.append(part)
        elif not _OFFICES.fullmatch(part) and not (people and _is_place(part)):
            office = _OFFICES.match(part)
            if not (office and part[office.end() :].strip().istitle()):
                return None
    if not parts:
        return None
    return Credit(0, 0, "byline", publisher=agency, author=", ".join(people) or None)


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= 5
        and not _OFFICES.fullmatch(text)
        and all(
            (word[0].isupper() and not any(c.isdigit() for c in word)) or word in _PARTICLES
            for word in words
        )
    )


def _is_place(text: str) -> bool:
    return len(text.split()) <= 2 and text[:1].isupper() and text.isascii()
