"""Letters keep their rules for rare households, and for those that nobody has chosen."""

import pytest

from advisors.actions.advise import advise
from advisors.actions.tiers import MAX_ACTIONS
from advisors.document.assembling import write_document
from advisors.document.letter import count_words
from advisors.document.letter_rules import MAX_MATTERS, MAX_WORDS
from advisors.tests.actions.test_random_households import COUNT, advised
from advisors.tests.claims.rare_households import RARE, rare_case
from advisors.tests.support.letters import page_text, split_sentences
from advisors.tests.support.readability import flesch_kincaid_grade

pytestmark = pytest.mark.slow

MAX_GRADE = 8


def assert_keeps_the_rules(case, actions):
    document = write_document(case, actions)
    text = page_text(document)
    assert count_words(document.letter, actions) <= MAX_WORDS and len(actions) <= MAX_ACTIONS, text
    assert len(document.letter.matters) <= MAX_MATTERS
    assert flesch_kincaid_grade(text) <= MAX_GRADE, text
    sentences = split_sentences(text)
    assert len(set(sentences)) == len(sentences), text
    assert " 0% " not in text and " $0 " not in text, text


@pytest.mark.sweep(5)
@pytest.mark.parametrize("seed", range(COUNT))
def test_a_random_letter_keeps_the_rules(seed):
    case, advice = advised(seed)
    assert_keeps_the_rules(case, advice.actions)


@pytest.mark.parametrize("name", RARE)
def test_a_rare_letter_keeps_the_rules(name):
    assert_keeps_the_rules(rare_case(name), advise(rare_case(name)))
