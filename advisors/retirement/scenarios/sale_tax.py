"""Tax what a sale realizes: the long-term gain on top of a household's income of this year, by the law of the plan."""

import numpy as np

from advisors.retirement.household.opening import Ledger
from advisors.retirement.household.state import HouseholdState
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.market import MarketYear
from advisors.retirement.tax_law.federal import FederalTax
from advisors.retirement.tax_law.schedules import Array

EARNED = ("wages", "pension")
ORDINARY, PREFERRED = ("wages", "pension", "interest", "from_traditional", "conversion"), ("dividends", "gains")


def tax_on_gain(plan: Plan, gain: float) -> float:
    """Return the federal and state tax that a gain adds in year 1, in dollars.

    Who works and recorded no wage is taken to earn what the plan spends. Needs a plan with a household.
    """
    assert plan.household is not None
    state = HouseholdState(plan.with_changes(paths=1), 1)
    state.advance_year(1, MarketYear(np.ones(1), np.ones(1)))
    benefits: Array | float = 0.0
    ordinary, preferred = sum_of(state.ledger, *ORDINARY), sum_of(state.ledger, *PREFERRED)
    if plan.years_to_retirement:
        paid = sum(one.amount for one in plan.household.income if one.kind in EARNED and one.covers(1))
        ordinary = np.array([paid or plan.spending])
    else:
        benefits = state.ledger["social_security"]
    filing = state.rules.filing(state.rules.groups(1)[0], benefits, np.ones(1))
    before, after = (filing.compute(ordinary, preferred + more) for more in (0.0, gain))
    return total_tax(plan, after) - total_tax(plan, before)


def total_tax(plan: Plan, federal: FederalTax) -> float:
    """Return the federal tax with the surtax, and the state's flat tax."""
    assert plan.household is not None
    choices = plan.household.tax
    counted = federal.agi if choices.state_taxes_social_security else federal.agi - federal.taxable_benefits
    return float(np.max(federal.tax + federal.surtax + choices.state_rate * counted))


def sum_of(ledger: Ledger, *names: str) -> Array:
    """Return the sum of some figures of a year, for one path."""
    return np.array([sum(float(np.max(ledger.get(name, 0.0))) for name in names)])


def with_gain_realized(plan: Plan, gain: float, tax: float) -> Plan:
    """Return the plan after a sale in its taxable accounts whose tax is paid from them: less money, of higher cost."""
    assert plan.household is not None
    rows = [account for account in plan.household.accounts if account.kind == "taxable"]
    total = sum(account.value for account in rows)
    paid = min(tax, 0.5 * total)
    changed = []
    for account in plan.household.accounts:
        if account.kind == "taxable" and total:
            share = account.value / total
            value = account.value - share * paid
            basis = account.cost + share * (gain - paid)
            account = account.model_copy(update={"value": value, "basis": basis, "loss": basis > value})
        changed.append(account)
    household = plan.household.model_copy(update={"accounts": tuple(changed)})
    return plan.with_changes(start_value=plan.start_value - (paid if total else 0.0), household=household)
