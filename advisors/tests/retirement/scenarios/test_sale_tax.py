"""A sale is taxed by the law: the gain on top of this year's income, and its money is worth less and cost more."""

import pytest

from advisors.retirement.scenarios.sale_tax import tax_on_gain, with_gain_realized
from advisors.tests.support.households import account, household_plan

TAXABLE = account("taxable", 500_000, basis=200_000)


def worker(spending=84_000.0, **more):
    return household_plan(20, spending, [{"age": 45}], [TAXABLE], years_to_retirement=20, **more)


@pytest.mark.parametrize(
    ("spending", "gain", "tax"),
    [
        (84_000.0, 14_175.0, 0.15 * 14_175),
        (60_000.0, 1_000.0, 0.0),
        (120_000.0, 157_669.0, 0.15 * 157_669 + 0.038 * 77_669),
    ],
)  # fmt: skip
def test_a_gain_is_taxed_on_top_of_the_goal(spending, gain, tax):
    assert tax_on_gain(worker(spending), gain) == pytest.approx(tax, abs=0.02)


def test_a_wage_that_is_recorded_counts_instead():
    wage = [{"kind": "wages", "amount": 700_000}]
    assert tax_on_gain(worker(income=wage), 10_000.0) == pytest.approx(10_000 * 0.238, abs=0.02)


def test_a_state_takes_its_part():
    taxed = worker(tax={"state_rate": 0.05})
    assert tax_on_gain(taxed, 14_175.0) == pytest.approx(0.2 * 14_175, abs=0.02)


def test_a_retired_household_has_its_own_income():
    people = [{"age": 70, "social_security": {"amount_now": 2_000, "claim_age": 67}}]
    plan = household_plan(20, 40_000.0, people, [account("traditional", 100_000), TAXABLE])
    assert 0 < tax_on_gain(plan, 200_000.0) < 0.15 * 200_000


def test_what_is_left_after_a_sale_has_a_higher_cost():
    plan = with_gain_realized(worker(), 100_000.0, 15_000.0)
    after = plan.household.accounts[0]
    assert (after.value, after.basis, plan.start_value) == (485_000, 285_000, 485_000)
