"""Past tenses of verbs that news is told with, and their base forms, for questions with "did"."""

_REGULAR = (
    "accept accuse add admit agree announce appeal appoint approve arrest arrive attack ban begin "
    "call cancel capture carry cause change claim close collapse condemn confirm continue create "
    "decide declare defeat deliver demand deny deploy destroy die dismiss elect employ end enter "
    "establish expand expel fail finish fire follow form found gain halt happen help hire host "
    "impose increase injure invade issue join kill land last launch leave lift lower move name "
    "occur offer open order own pass pause plan pledge present produce publish purchase raise "
    "reach receive reduce reject release remain remove replace report reopen resign resume "
    "retire return reveal save seize serve settle share sign start state stop strike suffer "
    "suggest support surrender suspend threaten train travel unveil use visit vote want warn "
    "welcome withdraw work wound"
).split()
_IRREGULAR = {
    "became": "become",
    "began": "begin",
    "bought": "buy",
    "brought": "bring",
    "built": "build",
    "came": "come",
    "chose": "choose",
    "cost": "cost",
    "drew": "draw",
    "fell": "fall",
    "flew": "fly",
    "fought": "fight",
    "found": "find",
    "gave": "give",
    "had": "have",
    "held": "hold",
    "hit": "hit",
    "kept": "keep",
    "killed": "kill",
    "left": "leave",
    "lost": "lose",
    "made": "make",
    "met": "meet",
    "paid": "pay",
    "ran": "run",
    "rose": "rise",
    "sent": "send",
    "set": "set",
    "shot": "shoot",
    "sold": "sell",
    "spent": "spend",
    "spoke": "speak",
    "stood": "stand",
    "struck": "strike",
    "took": "take",
    "told": "tell",
    "went": "go",
    "withdrew": "withdraw",
    "won": "win",
    "wrote": "write",
}


def _past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return f"{base[:-1]}ied"
    if base in ("admit", "ban", "expel", "occur", "plan", "stop"):
        return f"{base}{base[-1]}ed"
    return f"{base}ed"


_BASES: dict[str, str] = {_past(base): base for base in _REGULAR} | _IRREGULAR


# A regular expression for any past tense that is known.
PAST = "|".join(sorted(_BASES))


def base_form(past: str) -> str | None:
    """The base form of a verb in the past tense; None for what isn't known as one."""
    return _BASES.get(past)
