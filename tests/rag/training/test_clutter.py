"""Clutter in passages and questions: it changes what surrounds an answer, never the answer."""

import random

import pytest

from rag.training.clutter import cluttered, curled, noisy, respelt
from rag.training.data import Group

CONTEXT = 'The bridge opened in 1900. "It\'s ours," said Ann Cole. The council paid 400 crowns.'


@pytest.mark.parametrize("seed", range(40))
def test_the_answer_moves_with_what_is_put_in_before_it(seed: int) -> None:
    start = CONTEXT.index("Ann Cole")
    group = Group("who", CONTEXT, start, start + 8, ("The river. It is long.",))
    made = cluttered(group, random.Random(seed))
    assert made.context[made.start : made.end] == "Ann Cole"
    assert len(made.context) > len(CONTEXT)
    assert len(made.negatives[0]) > len(group.negatives[0])


def test_an_unanswerable_question_stays_so() -> None:
    group = Group("who", CONTEXT, 0, 0, (), answerable=False)
    made = cluttered(group, random.Random(2))
    assert (made.start, made.end, made.answerable) == (0, 0, False)


def test_typographic_quotes_keep_every_place() -> None:
    assert curled('"It\'s", he said') == "“It’s”, he said"
    assert len(curled(CONTEXT)) == len(CONTEXT)


def test_hurried_questions_keep_something_to_ask() -> None:
    chance = random.Random(1)
    made = {noisy("Who opened the Soleimani bridge?", chance) for _ in range(80)}
    assert all(one.strip() for one in made)
    assert "Who opened the Soleimani bridge" in made
    assert "opened Soleimani bridge" in made


def test_names_are_respelt_and_common_words_are_not() -> None:
    made = {respelt("When did General Soleimani die?", random.Random(seed)) for seed in range(30)}
    assert any(one and "Suleimani" in one for one in made)
    assert all(one and one.startswith("When did ") and one.endswith(" die?") for one in made)
    assert respelt("when did he die?", random.Random(0)) is None
