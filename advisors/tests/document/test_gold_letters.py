"""Letters say what a planner's letters say, leave out what those leave out, and differ from each other."""

import pytest

from advisors.actions.advise import PROPOSERS
from advisors.actions.guards import OPTION_KINDS
from advisors.claims.registry import KINDS
from advisors.evaluation.gold_letters import compare_letter, mask_sentence, read_gold_letters, shared_share
from advisors.tests.support.claim_cases import HOUSEHOLDS
from advisors.tests.support.letters import household_letter

pytestmark = pytest.mark.slow

LEAST_SAID = 0.8
SHARED_BY, MOST_SHARED = 5, 0.25
PLANNED_KINDS = frozenset({
    "rebalance", "add_fund", "exchange", "ride_after", "rests_on", "ask_spending", "match_counts", "reserve_source",
    "vesting", "share_after_sheltered",
})  # fmt: skip
"""Kinds that a planner uses and no code has yet. What needs them counts as missing."""
with_gold = pytest.mark.parametrize("name", read_gold_letters())


def compare(name):
    case, actions, document = household_letter(name)
    return compare_letter(document, read_gold_letters()[name], case, actions)


@with_gold
def test_most_of_a_planners_letter_is_said(name):
    assert compare(name).share >= LEAST_SAID, compare(name).missing


@with_gold
def test_nothing_is_said_against_a_planner(name):
    assert compare(name).against == ()


@with_gold
def test_gold_letters_name_kinds_that_exist(name):
    gold = read_gold_letters()[name]
    kinds = {saying.kind for one in gold.says for saying in one.any_of} | {saying.kind for saying in gold.never}
    assert kinds <= {*KINDS, *(kind.name for kind in PROPOSERS), *OPTION_KINDS, *PLANNED_KINDS}


@with_gold
def test_gold_letters_name_verdicts_that_exist(name):
    gold = read_gold_letters()[name]
    for saying in (*gold.never, *(saying for one in gold.says for saying in one.any_of)):
        if saying.kind in KINDS:
            assert set(saying.verdicts) <= set(map(str, KINDS[saying.kind].phrasings))


def test_letters_share_few_sentences():
    documents = [household_letter(name)[2] for name in HOUSEHOLDS]
    assert shared_share(documents, SHARED_BY) <= MOST_SHARED
    assert shared_share([documents[0]] * SHARED_BY, SHARED_BY) == 1


def test_masks_hide_figures_and_names():
    worth = household_letter("demo")[2].letter.stands[0]
    assert mask_sentence(worth) in ("You have # in # accounts.", "Your # accounts add up to #.")
