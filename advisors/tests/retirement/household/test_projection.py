"""A household is projected on random markets: lives, uncertain means, spending it can sustain, stories, history."""

import numpy as np
import pytest

from advisors.retirement.household.lives import death_years
from advisors.retirement.markets.draws import draw
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.path_detail import build_path_details
from advisors.retirement.projection.sustained_spending import find_sustained
from advisors.retirement.scenarios.compare import compare_plans
from advisors.tests.support.households import account, household_plan, random_market_plan
from advisors.tests.support.retirement_plans import class_plan

COUPLE = [
    {"age": 65, "sex": "F", "social_security": {"pia": 2_000.0, "claim_age": 67}},
    {"age": 67, "sex": "M", "social_security": {"pia": 1_500.0, "claim_age": 70}},
]
ACCOUNTS = [
    account("taxable", 200_000, basis=120_000, qualified_yield=0.018), account("traditional", 600_000),
    account("traditional", 200_000, owner=1), account("roth", 100_000),
]  # fmt: skip


def couple_plan(**more):
    return random_market_plan(35, 75_000, COUPLE, ACCOUNTS, **{"paths": 500, **more})


def test_no_household_prints_no_household() -> None:
    assert "household" not in project(class_plan(paths=50)).as_json()


def test_results_have_bands_totals_and_the_law() -> None:
    result = project(couple_plan(health={"medicare_other": 2_000.0})).household
    assert (result.law_year, result.band_paths) == (2026, 500)
    assert result.first_required == [11, 7]
    assert result.ages[0][0] == 65
    bands = result.figures["federal_tax"]
    assert all(low <= middle <= high for low, middle, high in zip(bands["10"], bands["50"], bands["90"], strict=True))
    assert result.lifetime["federal_tax"].mean > 0
    assert result.figures["social_security"]["50"][:6] == result.social_security[:6]
    assert result.figures["premiums"]["50"][0] == pytest.approx(2 * (12 * 202.90 + 2_000))


def test_high_incomes_are_said_for_the_missing_tax() -> None:
    people, accounts = [{"age": 60}, {"age": 60}], [account("traditional", 9_000_000)]
    for count, spending, share in ((1, 250_000, 0), (1, 450_000, 1), (2, 450_000, 0), (2, 800_000, 1)):
        plan = household_plan(2, spending, people[:count], accounts)
        assert project(plan).household.high_income == share


def test_draws_kept_or_not_give_the_same_household() -> None:
    plan = couple_plan(lives={"simulated": True}, mean_sd=0.01)
    assert project(plan).as_json() == project(plan, draws=draw(plan)).as_json()


def test_lives_are_drawn_apart_from_the_market() -> None:
    plan = couple_plan(lives={"simulated": True})
    first, second = death_years(plan.household, 200, paths=4_000, seed=1)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.05
    assert first.max() <= 120 - 65 + 1
    more = death_years(plan.household, 200, paths=8_000, seed=1)
    assert (more[0][:4_000] == first).all()
    assert (more[1][:4_000] == second).all()
    alone = [COUPLE[0]], [account("roth", 900_000)]
    mortal, immortal = (
        project(random_market_plan(40, 60_000, *alone, paths=500, lives=lives)).outcome.success
        for lives in ({"simulated": True}, {})
    )
    assert (mortal >= immortal).all()
    assert mortal.mean() > immortal.mean()


def test_cautious_lives_are_longer() -> None:
    plan = couple_plan(lives={"simulated": True, "years_younger": 3})
    longer = death_years(plan.household, 200, paths=2_000, seed=1)
    usual = death_years(couple_plan(lives={"simulated": True}).household, 200, paths=2_000, seed=1)
    assert all((late >= early).all() for late, early in zip(longer, usual, strict=True))


def test_the_money_of_the_dead_stays_as_it_was() -> None:
    plan = household_plan(
        90, 10_000, [{"age": 90, "sex": "M"}], [account("roth", 3_000_000)], lives={"simulated": True}, paths=40,
        returns={"kind": "fixed", "rate": 0.03},
    )  # fmt: skip
    outcome = project(plan).outcome
    assert outcome.success.all()
    assert np.unique(outcome.terminal).size > 5


def test_an_uncertain_mean_widens_the_outcomes() -> None:
    sure, unsure = (project(couple_plan(paths=2_000, mean_sd=sd)).terminal.percentiles for sd in (0.0, 0.02))
    assert unsure["95"] > 1.05 * sure["95"]
    assert unsure["25"] < sure["25"]


def test_sustained_spending_is_what_just_succeeds() -> None:
    plan = couple_plan(paths=400)
    draws = draw(plan)
    levels = find_sustained(plan, draws)
    for level, amount in levels.items():
        at, above = (
            project(plan.with_changes(spending=factor * amount), draws=draws).success.probability
            for factor in (0.999, 1.003)
        )
        assert at >= float(level)
        assert above <= float(level) + 0.0051


def test_a_what_if_is_compared_path_by_path() -> None:
    plan = couple_plan()
    difference = compare_plans(plan, plan.with_changes(spending=70_000.0))
    assert difference.success > 0
    assert difference.lost == 0
    assert difference.standard_error < difference.before.standard_error


def test_stories_show_the_paths_of_the_household() -> None:
    plan = couple_plan(lives={"simulated": True}, paths=100)
    outcome = project(plan).outcome
    for story in build_path_details(plan):
        assert story.years[-1].end == pytest.approx(outcome.terminal[story.path])


def test_history_replays_a_household() -> None:
    weights = {"stocks": 0.6, "corporate_baa": 0.4}
    plan = couple_plan(returns={"kind": "history", "weights": weights})
    taxed, untaxed = project(plan), project(plan.with_changes(household=None))
    assert taxed.success.periods == untaxed.success.periods
    assert taxed.household.lifetime["federal_tax"].mean > 0
