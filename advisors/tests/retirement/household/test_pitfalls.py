"""Mistakes that public planners made, each with the right value; the numbers are those of docs/plan-engine.md."""

import json
from pathlib import Path

import numpy as np
import pytest

from advisors.retirement.household.state import HouseholdState
from advisors.retirement.markets.market import build_market
from advisors.retirement.tax_law.distributions import first_distribution_age
from advisors.retirement.tax_law.federal import Filing
from advisors.retirement.tax_law.law import load_law
from advisors.retirement.tax_law.medicare import surcharge_tiers, yearly_surcharges
from advisors.retirement.tax_law.social_security import Worker, own_factor, survivor_benefit
from advisors.tests.support.households import account, household_plan, rows_of
from advisors.tests.support.plan_vectors import compare_plans
from advisors.tests.support.tax_vectors import compare_federal

LAW = load_law(2026)
RULES = LAW.social_security
DATA = Path(__file__).parents[2] / "data" / "tax"
OLD = {"age": 73}
"""Born in 1953: distributions start this year."""


def federal(status, aged, ordinary=0.0, preferred=0.0, interest=0.0, **more):
    result = Filing(LAW, status, aged, **more).compute(np.array([ordinary]), np.array([preferred]), interest)
    return float(result.tax[0]), float(np.max(result.surtax)), result


def assert_federal_cases(*ids):
    document = json.loads((DATA / "federal_tax_vectors.json").read_text(encoding="utf-8"))
    cases = [case for case in document["cases"] if case["id"] in ids]
    assert len(cases) == len(ids)
    assert list(compare_federal({**document, "cases": cases})) == []


def test_01_gains_never_cost_more_than_income() -> None:
    assert federal("joint", 0, 131_700, 1_000)[0] == pytest.approx(11_564)
    assert_federal_cases("T71", "T73")


def test_02_an_unclaimed_benefit_counts_in_full() -> None:
    benefit = survivor_benefit(RULES, Worker(3_000, 1960, None), 66 * 12, 1962, 65 * 12)
    assert benefit == pytest.approx(2_755.71, abs=0.01)


def test_03_the_widows_limit_is_not_cut_for_age() -> None:
    benefit = survivor_benefit(RULES, Worker(3_000, 1960, 62 * 12), 70 * 12, 1962, 65 * 12)
    assert benefit == pytest.approx(2_475.00, abs=0.01)


def test_04_a_survivor_has_the_whole_benefit() -> None:
    people = [
        {"age": 68, "social_security": {"amount_now": 3_000.0, "claim_age": 67}},
        {"age": 68, "social_security": {"amount_now": 500.0, "claim_age": 67}},
    ]
    rows = rows_of(3, 1.0, people, [], lives={"first_death_year": 1, "who_dies": 0})
    assert [row["social_security"] / 12 for row in rows] == pytest.approx([4_474.03, 3_000, 3_000], abs=0.01)


def test_05_part_d_surcharges_are_those_of_cms() -> None:
    assert LAW.medicare.surcharge_d_monthly == (14.5, 37.5, 60.4, 83.3, 91.0)


def test_06_each_senior_deduction_fades_apart() -> None:
    result = federal("joint", 2, 246_188, has_senior_deduction=True)[2]
    assert float(result.senior_deduction[0]) == pytest.approx(457.44)


def test_07_the_senior_deduction_ends_with_2028() -> None:
    people, tax = [{"age": 70}], {"first_year": 2028}
    rows = rows_of(2, 50_000, people, [account("traditional", 500_000)], tax=tax)
    assert rows[1]["federal_tax"] - rows[0]["federal_tax"] == pytest.approx(0.12 * 6_000 / (1 - 0.12), abs=200)
    assert [LAW.has_senior_deduction(year) for year in (2024, 2025, 2028, 2029)] == [False, True, True, False]


@pytest.mark.parametrize(("born", "age"), [(1951, 73), (1959, 73), (1960, 75)])
def test_08_distributions_start_at_73_or_75(born: int, age: int) -> None:
    assert first_distribution_age(LAW.required_distributions, born) == age


def test_09_a_conversion_is_no_distribution() -> None:
    convert = {"conversion": {"amount": 400_000.0, "to_year": 1}}
    row = rows_of(1, 1_000, [OLD], [account("traditional", 530_000)], tax=convert)[0]
    assert row["rmd"] == pytest.approx(530_000 / 26.5)
    assert row["from_traditional"] >= row["rmd"]
    assert row["conversion"] <= 530_000 - row["rmd"]


def test_10_a_distribution_comes_without_a_need() -> None:
    row = rows_of(1, 0.0, [OLD], [account("traditional", 5_160_000)])[0]
    assert row["from_traditional"] == pytest.approx(194_716.98, abs=0.01)
    assert row["end_taxable"] == pytest.approx(row["rmd"] - row["federal_tax"])
    assert row["end_basis"] == pytest.approx(row["end_taxable"])


def test_11_a_distribution_is_part_of_what_is_needed() -> None:
    row = rows_of(1, 60_000, [OLD], [account("traditional", 1_000_000)])[0]
    assert row["from_traditional"] == pytest.approx(60_000 + row["federal_tax"], abs=0.01)
    assert row["rmd"] < row["from_traditional"]


def test_12_early_withdrawals_cost_a_penalty() -> None:
    row = rows_of(1, 341_000.0, [{"age": 50}], [account("traditional", 5_000_000)])[0]
    assert row["penalty"] == pytest.approx(0.1 * row["from_traditional"])
    assert rows_of(1, 341_000.0, [{"age": 60}], [account("traditional", 5_000_000)])[0]["penalty"] == 0
    excepted = rows_of(1, 341_000.0, [{"age": 55, "penalty_free_age": 55}], [account("traditional", 5_000_000)])[0]
    assert excepted["penalty"] == 0


def test_13_roth_contributions_and_old_conversions_are_free() -> None:
    free = rows_of(1, 100.0, [{"age": 50}], [account("roth", 500, contributions=100)])[0]
    assert (free["penalty"], free["federal_tax"]) == (0, 0)
    ladder = {"conversion": {"amount": 10_000.0, "to_year": 1}}
    spending = {"phases": [{"from_year": 1, "to_year": 4, "factor": 0.0}]}
    accounts = [account("traditional", 10_000), account("roth", 0.0)]
    early = rows_of(5, 1_000.0, [{"age": 45}], accounts, tax=ladder, spending=spending)
    late = {"phases": [{"from_year": 1, "to_year": 5, "factor": 0.0}]}
    ripe = rows_of(6, 1_000.0, [{"age": 45}], accounts, tax=ladder, spending=late)
    assert early[4]["penalty"] == pytest.approx(0.1 * early[4]["from_roth"])
    assert ripe[5]["penalty"] == 0
    document = json.loads((DATA / "plan_vectors.json").read_text(encoding="utf-8"))
    cases = [case for case in document["cases"] if case["id"] == "H27"]
    assert list(compare_plans({**document, "cases": cases})) == []


def test_14_the_joint_life_table_is_said_to_be_missing() -> None:
    from advisors.retirement.household.recorder import NOT_MODELED

    assert any("joint life table" in topic for topic in NOT_MODELED)


def test_15_large_dividends_are_taxed() -> None:
    tax, surtax, _ = federal("single", 0, 0, 300_000)
    assert (tax, surtax) == pytest.approx((35_167.50, 3_800))


def test_16_gains_are_taxed_once() -> None:
    gains_only, _, _ = federal("single", 0, 0, 60_000)
    assert gains_only == 0
    assert federal("single", 0, 66_500, 30_000)[0] == pytest.approx(federal("single", 0, 66_500)[0] + 0.15 * 30_000)


def test_17_the_surtax_is_part_of_the_tax() -> None:
    assert_federal_cases("T21", "T49")
    accounts = [account("taxable", 10_000_000, qualified_yield=0.03)]
    row = rows_of(1, 100_000, [{"age": 60}], accounts)[0]
    assert row["niit"] == pytest.approx(3_800)
    assert row["federal_tax"] > row["niit"]


def test_18_incomes_and_frozen_thresholds_are_of_one_kind() -> None:
    assert_federal_cases("T67", "T69")


def test_19_benefit_thresholds_are_frozen() -> None:
    people = [{"age": 70, "social_security": {"amount_now": 2_000.0, "claim_age": 67}}]
    pension = [{"kind": "pension", "amount": 25_000.0}]
    rows = rows_of(30, 1.0, people, [], income=pension, inflation={"mean": 0.025})
    shares = [row["taxable_social_security"] for row in rows]
    assert shares == sorted(shares)
    assert shares[-1] > 2 * shares[0]


def test_20_a_survivors_reduction_counts_from_60() -> None:
    benefit = survivor_benefit(RULES, Worker(3_000, 1958, 800), 75 * 12, 1960, 63 * 12 + 10)
    assert 12 * benefit == pytest.approx(31_639.50, abs=0.01)


def test_21_reinvested_yields_raise_the_basis() -> None:
    accounts = [account("taxable", 100_000, basis=60_000, qualified_yield=0.02, interest_yield=0.01)]
    row = rows_of(1, 0.0, [{"age": 60}], accounts)[0]
    assert row["end_basis"] == pytest.approx(63_000)
    assert row["agi"] == pytest.approx(3_000)


def test_22_a_widow_files_jointly_in_the_year_of_death() -> None:
    people = [{"age": 66}, {"age": 66}]
    tax = {"first_year": 2030}
    rows = rows_of(
        3, 150_000, people, [account("traditional", 3_000_000)], lives={"first_death_year": 1}, tax=tax,
        health={"magi_before": [200_000.0, 200_000.0]},
    )  # fmt: skip
    assert rows[1]["federal_tax"] > 1.2 * rows[0]["federal_tax"]
    assert (rows[0]["irmaa"], rows[1]["irmaa"]) == (0, 0)
    plan = household_plan(
        3, 150_000, people, [account("traditional", 3_000_000)], lives={"first_death_year": 1}, health={}
    )
    state = HouseholdState(plan, 1)
    for year, market in enumerate(build_market(plan).years, start=1):
        state.advance_year(year, market)
    assert float(np.max(state.ledger["irmaa"])) == 0


def test_23_net_spending_is_taxed_once() -> None:
    row = rows_of(1, 40_000, [{"age": 62}], [account("traditional", 1_000_000)])[0]
    assert row["from_traditional"] - row["federal_tax"] == pytest.approx(40_000, abs=1e-4)
    assert row["spending"] == 40_000


def test_24_surcharges_follow_the_law_of_the_year() -> None:
    assert LAW.medicare.part_b_monthly == 202.90
    tiers = surcharge_tiers(LAW.medicare, "single", np.array([109_000.0, 109_001.0]))
    assert yearly_surcharges(LAW.medicare)[tiers] == pytest.approx([0, 12 * (81.20 + 14.50)])
    before = {"magi_before": [120_000.0, 0.0]}
    rows = rows_of(2, 20_000, [{"age": 70}], [account("roth", 500_000)], health=before)
    assert [row["irmaa"] for row in rows] == pytest.approx([12 * (81.20 + 14.50), 0])


def test_25_gains_have_three_rates() -> None:
    for income, rate in ((20_000, 0.0), (100_000, 0.15), (700_000, 0.2)):
        with_gain = federal("single", 0, income, 1_000)[0] - federal("single", 0, income)[0]
        assert with_gain == pytest.approx(rate * 1_000)
    assert own_factor(RULES, 1960, 67 * 12) == 1
