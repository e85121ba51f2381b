"""A what-if states the change that was simulated, and explains why it refuses an impossible one."""

from decimal import Decimal

import pytest

from advisors.retirement.facts.scenarios import what_if_facts
from advisors.retirement.scenarios.baseline import project_baseline, project_what_if
from advisors.retirement.scenarios.stress_tests import run_stress_tests
from advisors.tests.support import cases as people
from portfolios.facts.families import Family, Measure
from portfolios.facts.formatting import format_fact
from portfolios.household.inputs import HouseholdInputs
from portfolios.valuation.portfolio import Portfolio

pytestmark = pytest.mark.slow


def baseline_of(snapshot):
    baseline = project_baseline(Portfolio(snapshot), paths=200)
    assert baseline is not None
    return baseline


def make_snapshot(*holdings, accounts=None, **profile):
    return people.snapshot(people.profile(**profile), *holdings, accounts=accounts)


def working_person(**profile):
    brokerage = people.account("Brokerage", cash="10000")
    return make_snapshot((brokerage, people.WORLD, "900"), (brokerage, people.BONDS, "1250"), **profile)


def equity_weight(plan):
    return sum(share for name, share in plan.returns.weights.items() if name.endswith("_equity"))


@pytest.mark.parametrize(("requested", "years"), [(2, 2), (2.7, 2), (25, 10)])
def test_retiring_later_states_simulated_years(requested, years):
    baseline = baseline_of(working_person())
    what_if = project_what_if(baseline, "retire_later", requested)
    assert what_if.amount == years == what_if.plan.years_to_retirement - baseline.plan.years_to_retirement
    assert format_fact(what_if_facts(baseline, what_if)[f"change.retire_later_{years}.amount"]) == f"{years} years"


def test_one_year_of_retirement_always_remains():
    what_if = project_what_if(baseline_of(working_person(age=60, years=33)), "retire_later", 2)
    assert (what_if.amount, what_if.plan.retirement_years) == (1, 1)
    with pytest.raises(ValueError, match="at least one year"):
        project_what_if(baseline_of(working_person(age=60, years=34)), "retire_later", 2)


@pytest.mark.parametrize(("change", "requested"), [("more_equity", 90), ("more_equity", 20), ("less_equity", 99)])
def test_an_equity_shift_states_the_moved_points(change, requested):
    baseline = baseline_of(working_person())
    what_if = project_what_if(baseline, change, requested)
    moved = 100 * abs(equity_weight(what_if.plan) - equity_weight(baseline.plan))
    assert what_if.amount == pytest.approx(moved)
    assert what_if.amount < requested or requested == 20


def test_less_equity_moves_no_more_than_there_is():
    saver = make_snapshot((people.account("Savings", cash="96800"), people.WORLD, "32"))
    assert project_what_if(baseline_of(saver), "less_equity", 20).amount == pytest.approx(3.2)


def test_saving_and_spending_state_their_amounts():
    baseline = baseline_of(working_person())
    more, less = project_what_if(baseline, "save_more", 500), project_what_if(baseline, "spend_less", 10)
    assert (more.amount, more.plan.saving) == (500, baseline.plan.saving + 500)
    assert (less.amount, less.plan.spending) == (10, pytest.approx(0.9 * baseline.plan.spending))


ALL_CASH = make_snapshot(accounts=[people.account("Savings", cash="100000")])
ONE_STOCK = people.one_stock()


@pytest.mark.parametrize(
    ("snapshot", "change", "amount", "message"),
    [
        (working_person(), "retire_later", 0.5, "whole years"),
        (working_person(), "save_more", 0.4, "less than a dollar"),
        (working_person(), "save_more", 0, "above zero"),
        (working_person(), "save_more", float("nan"), "above zero"),
        (working_person(), "save_more", 1e300, "above zero"),
        (working_person(), "spend_less", 0.5, "less than one per cent"),
        (working_person(), "spend_less", 100, "Nothing would be left"),
        (working_person(), "more_equity", 0.3, "less than a point"),
        (working_person(goal=None), "spend_less", 10, "no spending to cut"),
        (ALL_CASH, "less_equity", 20, "less than a point"),
        (ONE_STOCK, "more_equity", 20, "less than a point"),
        (people.retiree(), "retire_later", 2, "retired already"),
        (people.retiree(), "save_more", 500, "no year of saving"),
    ],
)
def test_an_impossible_change_is_explained(snapshot, change, amount, message):
    with pytest.raises(ValueError, match=message):
        project_what_if(baseline_of(snapshot), change, amount)


def test_a_sensitivity_is_full_size_or_absent():
    def swings(snapshot):
        return {swing.name for swing in run_stress_tests(baseline_of(snapshot), retirement_age=65).swings}

    nearly_all_cash = make_snapshot((people.account("Savings", cash="96800"), people.WORLD, "32"))
    assert swings(nearly_all_cash) & {"more_equities", "less_equities"} == {"more_equities"}
    assert "retire_later" not in swings(people.retiree())


def facts_of(snapshot):
    return people.case(snapshot, paths=200, examined=False)[0].facts


def test_the_reserve_counts_retirement_money_only():
    ira = people.account("IRA", "traditional_ira", cash="6000")
    college = people.account("College", "529", cash="500000").model_copy(update={"counts_for_retirement": False})
    holdings = ((ira, people.WORLD, "900"), (ira, people.BONDS, "50"), (college, people.BONDS, "5000"))
    facts = facts_of(make_snapshot(*holdings, goal="50000"))
    safe = Decimal(6000 + 50 * 72)
    assert facts.value(Family.PLAN, Measure.SAFE_SHARE) == pytest.approx(
        100 * safe / (safe + 90_000), abs=Decimal("0.001")
    )
    assert facts.value(Family.PLAN, Measure.SAFE_YEARS_NET) == pytest.approx(safe / 50_000, abs=Decimal("0.05"))


@pytest.mark.parametrize("goal", [None, "0"])
def test_a_goal_of_nothing_is_no_goal(goal):
    baseline = baseline_of(working_person(goal=goal))
    assert not baseline.has_goal
    assert baseline.plan.spending == pytest.approx(baseline.estimated_income)
    assert baseline.estimated_income > 0
    facts = facts_of(working_person(goal=goal))
    assert {"plan.success", "plan.safe_years_net", "plan.gap"} & facts.by_id.keys() == set()
    assert "plan.safe_share" in facts


def test_assumption_month_and_unknown_fees():
    brokerage = people.account("Brokerage")
    unknown = people.stock("NVDA", "NVIDIA").model_copy(update={"expense_ratio": None})
    facts = facts_of(make_snapshot((brokerage, unknown, "250"), (brokerage, people.WORLD, "750")))
    assert facts.value(Family.FEES, Measure.UNKNOWN_SHARE) == 25
    assert format_fact(facts["plan.assumptions_date"]) == "May 2025"


def entered(snapshot):
    """Return a snapshot of the same person with an answer about the household, so that the plan is after tax."""
    profile = snapshot.profile.model_copy(update={"household": HouseholdInputs(has_partner=False)})
    return snapshot.model_copy(update={"profile": profile})


def test_inputs_of_facts_are_on_the_sheet():
    snapshots = [person() for person in (people.retiree, people.one_stock, people.without_goal)]
    for one in (*snapshots, *map(entered, snapshots)):
        situation, baseline = people.case(one, paths=200)
        shift = project_what_if(baseline, "less_equity", 5)
        sheet = situation.facts.with_facts(what_if_facts(baseline, shift).facts)
        derived = [fact for fact in sheet.facts if fact.topic in ("retirement", "rules", "sensitivity", "history")]
        assert {name for fact in derived for name in fact.inputs} <= sheet.by_id.keys()
        effects = {name.rsplit(".")[-1] for name in sheet.by_id if name.startswith("change.less_equity_5.")}
        on_success = {"success", "points"} if baseline.has_goal else set()
        on_spending = set() if baseline.has_goal and baseline.is_after_tax else {"income", "more"}
        assert effects == {"amount"} | on_success | on_spending
        assert all(sheet[f"change.less_equity_5.{name}"].inputs for name in effects - {"amount"})
        assert sheet["plan.sustained_90"].inputs
    assert "profile.income_goal" in people.case(people.retiree(), paths=200)[0].facts["plan.success"].inputs


def test_facts_hold_their_standard_errors():
    situation, baseline = people.case(people.one_stock(), paths=200)
    success = situation.facts["plan.success"]
    share = float(success.value)
    assert float(success.error) == pytest.approx((share * (100 - share) / 200) ** 0.5, abs=0.001)
    what_if = project_what_if(baseline, "save_more", 500)
    points = what_if_facts(baseline, what_if)["change.save_more_500.points"]
    assert float(points.error) == pytest.approx(100 * what_if.difference.standard_error, abs=0.001)
    swings = situation.facts.members(Family.SWING, Measure.POINTS)
    assert swings and all(swing.error is not None for swing in swings)
    assert [fact.id for fact in situation.facts.facts if fact.id.endswith("error")] == []
