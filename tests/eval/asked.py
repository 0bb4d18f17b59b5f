"""Questions about the articles in tests/conftest.py, as objects and as lines of a set."""

from eval.question import Evidence, Question

VOTE = Question(
    "q",
    "dev",
    "number",
    "How many members were for it?",
    ("12",),
    (Evidence("vote.txt", "12 members were for it"),),
)
BRIDGE = Question(
    "b",
    "dev",
    "date",
    "When was it built?",
    ("1900",),
    (Evidence("bridge.txt", "It was built in 1900. The work cost 400 pounds a day"),),
)
BOATS = Question("u", "dev", "unanswerable", "How many boats were red?", (), ())
LINES = [
    {
        "id": one.id,
        "split": "dev",
        "type": one.type,
        "wording": "close",
        "question": one.question,
        "answers": list(one.answers),
        "evidence": [{"file": each.file, "quote": each.quote} for each in one.evidence],
    }
    for one in (VOTE, BRIDGE, BOATS)
]
