"""Small households for tests of actions, each made for one situation."""

from decimal import Decimal
from functools import cache

from advisors.actions.advise import judge_actions
from advisors.claims.building import build_claim_case
from advisors.evaluation.households import (
    Household,
    HouseholdAccount,
    HouseholdPosition,
    HouseholdProfile,
    build_snapshot,
)
from advisors.tests.support.claim_cases import NOW, build_untested_case, household_case
from portfolios.household.inputs import HouseholdInputs
from portfolios.valuation.assumptions import CONFIRMABLE
from portfolios.valuation.snapshot import IncomeValue

PATHS = 1000
ENTERED = HouseholdInputs(has_partner=False, state_rate=Decimal(0))
"""A household of one in a state without an income tax: taxed as one that nobody entered, but not assumed."""
SOCIAL_SECURITY = (IncomeValue(name="Social Security", amount=Decimal(24_000), start_age=67),)


def position(symbol, quantity, **rest):
    return HouseholdPosition(symbol=symbol, quantity=Decimal(quantity), **rest)


def account(name, kind, *positions, cash=0, interest="0.03", purpose=""):
    return HouseholdAccount(
        name=name, kind=kind, cash=Decimal(cash), cash_interest=Decimal(interest), purpose=purpose, positions=positions
    )


COMPANY_HOLDER = account("Brokerage", "taxable", position("NVDA", 2000, cost=Decimal(50_000)), position("VTI", 1000))


def make_case(*accounts, age=45, years=20, goal=60_000, saving=12_000, confirmed=CONFIRMABLE, incomes=SOCIAL_SECURITY,
              targets=None, household=ENTERED, is_whole=False):  # fmt: skip
    """Build a case. Everything is confirmed and Social Security recorded unless said otherwise.

    is_whole: with stress tests, required saving and exact limits, which few actions read.
    """
    profile = HouseholdProfile(
        birth_year=2026 - age if "birth_year" in confirmed else None,
        years_until_retirement=years,
        retirement_age=age + years if "birth_year" in confirmed else None,
        target_retirement_income=None if goal is None else Decimal(goal),
        annual_contribution=Decimal(saving),
        asset_class_targets=targets or {"equity": Decimal(60), "fixed_income": Decimal(40)},
        confirmed=tuple(confirmed),
        household=household,
    )
    own = Household(profile=profile, incomes=incomes, accounts=accounts)
    build = build_claim_case if is_whole else build_untested_case
    return build(build_snapshot(own, now=NOW), paths=PATHS)


@cache
def household_advice(name):
    return judge_actions(household_case(name))


def names_of(advice):
    return [advised.action.name for advised in advice.actions]


def find(advice, name):
    """Return the action of a kind. Fails if it is not given."""
    return next(advised for advised in advice.actions if advised.action.name == name)


def text_of(advised):
    return " ".join(statement.text() for statement in advised.statements)


def guards_of(advice, name):
    """Return the guards that refused actions of a kind."""
    return {refusal.guard for refusal in advice.refusals if refusal.action.startswith(name)}
