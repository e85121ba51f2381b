"""Build the facts on the next $100: what it costs in tax in the first year of retirement, and why."""

from collections.abc import Iterator

import numpy as np

from advisors.retirement.facts.fact_builder import make_fact
from advisors.retirement.household.opening import Ledger
from advisors.retirement.household.state import HouseholdState
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.market import MarketYear
from advisors.retirement.projection.deterministic import median_growth, median_inflation
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.tax_law.federal import FederalTax
from advisors.retirement.tax_law.schedules import Array
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure

STEP = 100.0
SURCHARGE_AGE = 63
"""From the year of this age on, the income counts for a Medicare surcharge two years later."""
NAMES = ("next $100", "next dollar", "marginal")


def marginal_facts(baseline: Baseline) -> Iterator[Fact]:
    """Yield what the next $100 of traditional money costs if every year is an ordinary one, with its reasons."""
    plan, household = baseline.plan, baseline.plan.household
    if household is None or household.value_of("traditional") <= 0:
        return
    state, year = pass_years(plan), plan.years_to_retirement + 1
    before, after = tax_now_and_next(state, year)
    state_tax = (tax_of_state(state, year, after) - tax_of_state(state, year, before)) / STEP
    penalty = penalty_rate(state, year)
    federal = float((after.tax + after.surtax - before.tax - before.surtax)[0]) / STEP
    formula = "tax and penalty on $100 more from a traditional account in an ordinary first year of retirement / $100"
    inputs = ("profile.income_goal" if baseline.has_goal else "plan.sustained_90",)
    yield make_fact(
        Family.MARGINAL, Measure.RATE, NAMES, "Tax on the next $100 from a traditional account",
        100 * (federal + state_tax + penalty), "percent", formula=formula, inputs=inputs,
    )  # fmt: skip
    counted = float(np.max(after.taxable_benefits - before.taxable_benefits)) / STEP
    lost = float(np.max(before.senior_deduction - after.senior_deduction)) / STEP
    for member, share, words in (
        ("benefits", counted, "Social Security that becomes taxable with the next dollar"),
        ("penalty", penalty, "Penalty on the next dollar, which is drawn early"),
        ("senior", lost, "Senior deduction that is lost with the next dollar"),
    ):
        if share > 0:
            yield make_fact(
                Family.MARGINAL, Measure.SHARE, NAMES, words, 100 * share, "percent", of=member, formula=formula,
                inputs=inputs,
            )  # fmt: skip
    yield from surcharge_gap_facts(state, year, float(before.agi[0]))


def pass_years(plan: Plan) -> HouseholdState:
    """Return the household after its first year of retirement, with ordinary growth and inflation in every year."""
    growths, inflation = median_growth(plan), median_inflation(plan)
    single = plan.with_changes(paths=1)
    state = HouseholdState(single, 1)
    for year in range(1, plan.years_to_retirement + 2):
        growth = growths[min(year, len(growths)) - 1]
        state.advance_year(year, MarketYear(growth / inflation, inflation))
    return state


def tax_now_and_next(state: HouseholdState, year: int) -> tuple[FederalTax, FederalTax]:
    """Return the tax of the year that the household has just passed, and with $100 more of ordinary income."""
    ledger = state.ledger
    filing = state.rules.filing(state.rules.groups(year)[0], ledger["social_security"], state.price)
    ordinary = total(ledger, "wages", "pension", "interest", "from_traditional", "conversion")
    preferred, interest = total(ledger, "dividends", "gains"), total(ledger, "interest")
    return filing.compute(ordinary, preferred, interest), filing.compute(ordinary + STEP, preferred, interest)


def tax_of_state(state: HouseholdState, year: int, federal: FederalTax) -> float:
    """Return the state's tax on the income of a federal return."""
    choices = state.rules.choices
    counted = federal.agi - (0.0 if choices.state_taxes_social_security else federal.taxable_benefits)
    filing = state.rules.filing(state.rules.groups(year)[0], 0.0, state.price)
    deduction = filing.deduction if choices.state_deduction else 0.0
    return choices.state_rate * max(0.0, float(np.max(counted)) - deduction)


def penalty_rate(state: HouseholdState, year: int) -> float:
    """Return the penalty on the next dollar: none while somebody has traditional money that is free of it."""
    rules = state.rules
    owners = [p for p in rules.groups(year)[0].people if state.books.money[f"traditional{p}"].any()]
    is_early = all(rules.is_young(person, year, roth=False) for person in owners)
    return rules.law.early_withdrawal.traditional_rate if owners and is_early else 0.0


def total(ledger: Ledger, *names: str) -> Array:
    """Return the sum of some figures of a year, for one path."""
    return np.array([sum(float(np.max(ledger.get(name, 0.0))) for name in names)])


def surcharge_gap_facts(state: HouseholdState, year: int, income: float) -> Iterator[Fact]:
    """Yield how far the income is below the next tier of the Medicare surcharge, where it counts for one."""
    group = state.rules.groups(year)[0]
    if max(state.rules.age(person, year) for person in group.people) < SURCHARGE_AGE:
        return
    over = [limit for limit in state.rules.law.medicare.over[group.status] if limit > income]
    if over:
        yield make_fact(
            Family.SURCHARGE, Measure.GAP, ("surcharge",), "Income below the next tier of the Medicare surcharge",
            over[0] - income, "money", formula="the next threshold of the law - income of an ordinary first year",
        )  # fmt: skip
