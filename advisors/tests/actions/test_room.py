"""Room above the goal may pay for spending or for fewer years of work, never where a guard forbids it."""

from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.effects import to_percent
from advisors.retirement.scenarios.changes import with_lower_return
from advisors.tests.actions.households import account, find, guards_of, make_case, names_of, position, text_of
from portfolios.valuation.assumptions import CONFIRMABLE

pytestmark = pytest.mark.slow

RICH = (
    account("IRA", "roth_ira", position("VTI", 4000), position("BND", 6000)),
    account("Savings", "other", cash=60_000, interest="0.04"),
)
WORKER = {"age": 50, "years": 15, "goal": 60_000, "saving": 24_000}


def advice_on(*accounts, **profile):
    return judge_actions(make_case(*accounts, **profile))


def chances(baseline, years):
    """Return both chances in percent of a plan with some years of work less, on the kept paths."""
    earlier = baseline.plan.with_retirement_in(baseline.plan.years_to_retirement - years)
    tried = [baseline.kept.compare(plan) for plan in (earlier, with_lower_return(earlier))]
    return [float(to_percent(difference.after.probability)) for difference in tried]


def test_room_lets_a_person_choose_to_retire_earlier():
    advice = advice_on(*RICH, **WORKER)
    earlier = find(advice, "retire_earlier")
    assert earlier.title.text() == "Decide whether to retire at 57 instead of 65."
    assert names_of(advice)[:2] == ["spend_more", "retire_earlier"]
    assert "otherwise spend or keep as a cushion. Fewer years of work may also lower" in text_of(earlier)
    assert "Health cover until Medicare" in text_of(earlier)
    assert "59 and a half" not in text_of(earlier), "the plan pays that penalty"


def test_the_years_are_the_most_that_stay_strong():
    case = make_case(*RICH, **WORKER)
    earlier = find(judge_actions(case), "retire_earlier")
    assert (earlier.effect.measure, earlier.effect.before, earlier.effect.after) == ("years", 65, 57)
    now, less = chances(case.baseline, 8), chances(case.baseline, 9)
    assert now[0] >= 95 and now[1] >= 85 and (less[0] < 95 or less[1] < 85)
    shown = {fact.measure: float(fact.value) for fact in earlier.facts if fact.family == "action"}
    assert shown["then"] == pytest.approx(now[0], abs=1e-4) and shown["success"] == pytest.approx(now[1], abs=1e-4)


def test_whoever_has_all_they_need_may_stop_now():
    title = find(advice_on(*RICH, **{**WORKER, "goal": 30_000}), "retire_earlier").title.text()
    assert title == "Decide whether to retire now instead of at 65."


def test_after_medicare_begins_nothing_is_missing():
    worker = {**WORKER, "age": 65, "years": 3, "goal": 60_000}
    assert find(advice_on(*RICH, **worker), "retire_earlier").warning is None


@pytest.mark.parametrize(
    ("guard", "changes"),
    [
        ("measured", {"goal": 110_000}),
        ("not_for_the_retired", {"age": 68, "years": 0, "saving": 0}),
        ("assumed_is_not_wished", {"confirmed": tuple(set(CONFIRMABLE) - {"years_until_retirement"})}),
        ("assumed_is_not_wished", {"confirmed": tuple(set(CONFIRMABLE) - {"annual_contribution"})}),
    ],
)
def test_a_guard_keeps_people_at_work(guard, changes):
    advice = advice_on(*RICH, **{**WORKER, **changes})
    assert "retire_earlier" not in names_of(advice) and guards_of(advice, "retire_earlier") == {guard}


def test_coins_leave_no_room_to_retire_earlier():
    coins = account("Coins", "taxable", position("BTC", 6, name="Bitcoin", price=90_000, cost=500_000))
    advice = advice_on(*RICH, coins, **WORKER)
    assert guards_of(advice, "retire_earlier") == {"unmodelled"}


def test_without_a_goal_there_is_no_room():
    assert not {"retire_earlier", "spend_more"} & set(names_of(advice_on(*RICH, **{**WORKER, "goal": None})))


def test_a_year_that_would_cost_the_room_is_kept():
    advice = advice_on(*RICH, **{**WORKER, "age": 60, "years": 5, "goal": Decimal(83_000)})
    assert "retire_earlier" not in names_of(advice) and guards_of(advice, "retire_earlier") == {"measured"}
