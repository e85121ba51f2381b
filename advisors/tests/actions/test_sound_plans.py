"""Advice on plans that are sound: options instead of orders, a review when nothing has to change."""

from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.tests.actions.households import account, find, guards_of, make_case, names_of, position, text_of
from portfolios.household.inputs import HouseholdInputs

pytestmark = pytest.mark.slow

CALM_TARGETS = {"equity": Decimal(70), "fixed_income": Decimal(30)}


def advice_on(*accounts, **profile):
    return judge_actions(make_case(*accounts, **profile))


def calm_advice(**profile):
    """Return the advice for someone near retirement who is on target, with a reserve and Roth money."""
    return advice_on(
        account("IRA", "roth_ira", position("VTI", 3000), position("BND", 5000)),
        account("Savings", "other", cash=60_000, interest="0.04", purpose="Emergency fund"),
        **{"age": 59, "years": 6, "goal": 67_000, "saving": 20_000, "targets": CALM_TARGETS, **profile},
    )


def test_a_sound_plan_words_the_group_as_an_option():
    group = find(calm_advice(goal=74_000), "close_the_gap")
    assert group.title.text().startswith("To be 90% sure") and "sound without them" in group.title.text()


def test_review_gives_way_to_anything_else():
    advice = advice_on(
        account("IRA", "traditional_ira", position("VTI", 2000), position("BND", 6000), cash=60_000),
        age=68, years=0, goal=50_000, saving=0,
        targets={"equity": Decimal(52), "fixed_income": Decimal(42), "cash": Decimal(6)},
    )  # fmt: skip
    assert names_of(advice) == ["spend_more", "match_spending"] and guards_of(advice, "review") == {"compatible"}


def test_nothing_to_do_is_said_by_review_alone():
    advice = calm_advice()
    assert names_of(advice) == ["review"]
    assert (
        text_of(find(advice, "review"))
        == "Look again in November 2027, or when your life changes. Nothing has to change now."
    )


def test_an_assumed_household_is_asked_before_a_review():
    advice = calm_advice(household=HouseholdInputs())
    assert names_of(advice) == ["confirm_input"] and guards_of(advice, "review") == {"compatible"}
    assert "Confirm what we assumed: you file alone and no state tax." in text_of(find(advice, "confirm_input"))
