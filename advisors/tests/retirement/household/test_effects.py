"""What taxes, claim ages, premiums and a death change, as published in the review that asked for them."""

from math import sqrt
from typing import Any

import pytest

from advisors.retirement.household import rules
from advisors.retirement.projection.engine import project
from advisors.retirement.scenarios.claim_ages import compare_claim_ages
from advisors.tests.support.households import account, random_market_plan

pytestmark = pytest.mark.slow

PATHS = 10_000


def success_of(years: int, amount: float, people: list[Any], accounts: list[Any], **more: Any) -> float:
    return project(random_market_plan(years, amount, people, accounts, paths=PATHS, **more)).success.probability


def assert_near(found: float, published: float) -> None:
    """Check that two estimates of one probability are within two standard errors of their difference."""
    assert abs(found - published) <= 2 * sqrt(2 * published * (1 - published) / PATHS)


def traditional(value: float) -> list[Any]:
    return [account("traditional", value)]


@pytest.mark.parametrize(
    ("kind", "tax", "published"),
    [
        ("roth", {}, 0.816), ("traditional", {}, 0.746),
        ("traditional", {"state_rate": 0.05, "state_deduction": False}, 0.677),
    ],
)  # fmt: skip
def test_taxes_take_seven_to_fourteen_points(kind: str, tax: dict[str, Any], published: float) -> None:
    assert_near(success_of(30, 40_000, [{"age": 65}], [account(kind, 1_000_000)], tax=tax), published)


@pytest.mark.parametrize(("claim_age", "published"), [(62, 0.683), (67, 0.794), (70, 0.855)])
def test_a_later_claim_is_worth_seventeen_points(claim_age: int, published: float) -> None:
    person = {"age": 62, "social_security": {"pia": 2_500.0, "claim_age": claim_age}}
    assert_near(success_of(33, 55_000, [person], [account("roth", 800_000)]), published)


def test_early_retirement_loses_27_points(monkeypatch) -> None:
    early = (43, 50_000.0, [{"age": 52}])
    assert_near(success_of(*early, [account("roth", 1_500_000, contributions=1_500_000)]), 0.780)
    assert_near(success_of(*early, traditional(1_500_000)), 0.660)
    phases = {"phases": [{"from_year": 1, "to_year": 13, "amount": 62_000.0}]}
    assert_near(success_of(*early, traditional(1_500_000), spending=phases), 0.512)
    law = rules.load_law(2026)
    free = law.model_copy(
        update={"early_withdrawal": law.early_withdrawal.model_copy(update={"traditional_rate": 0.0})}
    )
    monkeypatch.setattr(rules, "load_law", lambda year: free)
    assert_near(success_of(*early, traditional(1_500_000)), 0.701)


def test_a_couple_loses_seven_points_with_a_death() -> None:
    people = [
        {"age": 65, "social_security": {"amount_now": monthly, "claim_age": 65}}
        for monthly in (40_000 / 12, 20_000 / 12)
    ]
    assert_near(success_of(30, 90_000, people, [account("roth", 1_000_000)]), 0.969)
    assert_near(success_of(30, 90_000, people, traditional(1_000_000)), 0.939)
    death = {"lives": {"first_death_year": 12, "who_dies": 1}, "spending": {"survivor_spending": 0.8}}
    assert_near(success_of(30, 90_000, people, traditional(1_000_000), **death), 0.895)


def test_claim_ages_of_a_couple_are_compared_jointly() -> None:
    people = [
        {"age": 66, "social_security": {"pia": 2_500.0, "claim_age": 67}},
        {"age": 68, "social_security": {"pia": 900.0, "claim_age": 69}},
    ]
    plan = random_market_plan(25, 70_000, people, traditional(700_000), paths=500)
    rows = compare_claim_ages(plan)
    assert [row.ages for row in rows] == [(a, b) for a in range(66, 71) for b in range(68, 71)]
    own = next(row for row in rows if row.ages == (67, 69))
    assert (own.difference, own.standard_error) == (0, 0)
    latest = rows[-1]
    assert latest.monthly[0] == pytest.approx(2_500 * 1.24)
    assert latest.survivor_monthly == pytest.approx((2_500 * 1.24, 2_500 * 1.24))
    assert all(row.success == own.success + row.difference for row in rows)
