"""Citations against gold evidence, exact by offsets (ALCE's definitions, Gao 2023, made exact).

A run's score is the mean over the questions that it applies to.
"""

from collections.abc import Sequence

from index.document import Range

# A file's name and a range of its text.
Place = tuple[str, Range]


def overlaps(cited: Place, gold: Sequence[Place]) -> bool:
    """Whether a citation shares at least one character with a piece of gold evidence."""
    file, place = cited
    return any(
        file == other_file and place.start < other.end and other.start < place.end
        for other_file, other in gold
    )


def precision(cited: Sequence[Place], gold: Sequence[Place]) -> float | None:
    """The share of citations that overlap gold evidence; None without citations."""
    return sum(overlaps(one, gold) for one in cited) / len(cited) if cited else None


def recall(cited: Sequence[Place], gold: Sequence[Place]) -> float:
    """1 if the answer is supported by what it cites: one citation overlaps gold, else 0."""
    return float(any(overlaps(one, gold) for one in cited))


def right_document(cited: Sequence[Place], gold: Sequence[Place]) -> float | None:
    """The share of citations in a file that holds gold evidence; None without citations."""
    files = {file for file, _ in gold}
    return sum(file in files for file, _ in cited) / len(cited) if cited else None
