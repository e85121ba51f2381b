"""The next dollar of traditional money costs federal and state tax, and a penalty if it is drawn early."""

import pytest

from advisors.retirement.facts.marginal import marginal_facts
from advisors.retirement.scenarios.baseline import project_baseline
from advisors.tests.retirement.scenarios.test_household_of_a_person import build_case

ALONE = {"has_partner": False}


def facts_of(*accounts, **details):
    baseline = project_baseline(build_case(*accounts, **details), paths=200)
    return {fact.id: float(fact.value) for fact in marginal_facts(baseline)}


@pytest.mark.parametrize(("state", "rate"), [(0, 12), ("0.05", 17)])
def test_a_state_tax_comes_on_top(state, rate):
    facts = facts_of(("traditional_ira", 1_000_000, None), entered={**ALONE, "state_rate": state})
    assert facts["marginal.rate"] == pytest.approx(rate)
    assert "marginal.penalty.share" not in facts


@pytest.mark.parametrize("age", [52, 59])
def test_an_early_dollar_costs_the_penalty(age):
    """What is sold here has no gain, so the income stays below the deductions: only the penalty is due."""
    accounts = ("traditional_ira", 500_000, None), ("taxable", 300_000, 300_000)
    facts = facts_of(*accounts, age=age, goal=30_000, entered={**ALONE, "state_rate": "0.05"})
    assert (facts["marginal.rate"], facts["marginal.penalty.share"]) == (10, 10)
    assert "marginal.penalty.share" not in facts_of(*accounts, age=60, goal=30_000, entered=ALONE)


def test_without_income_no_state_tax_is_due():
    accounts = ("traditional_ira", 500_000, None), ("taxable", 300_000, 300_000)
    assert facts_of(*accounts, age=62, goal=30_000, entered={**ALONE, "state_rate": "0.05"})["marginal.rate"] == 0
