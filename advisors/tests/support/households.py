"""Household plans that tests project, and one year of a household with given accounts."""

from typing import Any

from advisors.retirement.inputs.plan import Plan
from advisors.tests.support.plan_vectors import plan_rows

BOTH = ("income", "spending")
"""Keys that a plan and its household both have; `more` means the household's."""
CLASSES = {"us_equity": 0.42, "intl_developed_equity": 0.18, "us_aggregate_bonds": 0.4}


def account(kind: str, value: float, **more: Any) -> dict[str, Any]:
    """Return an account."""
    return {"kind": kind, "value": value, **more}


def household_plan(years: int, amount: float, people: list[Any], accounts: list[Any], **more: Any) -> Plan:
    """Return a plan of a household at 0 real growth and no inflation; keys of Plan in `more`, others of Household."""
    plan: dict[str, Any] = {
        "retirement_years": years, "spending": amount, "returns": {"kind": "fixed", "rate": 0.0},
        "inflation": {"mean": 0.0},
    }  # fmt: skip
    plan |= {name: more.pop(name) for name in list(more) if name in Plan.model_fields and name not in BOTH}
    return Plan.model_validate({**plan, "household": {"people": people, "accounts": accounts, **more}})


def random_market_plan(years: int, amount: float, people: list[Any], accounts: list[Any], **more: Any) -> Plan:
    """Return a plan of a household on asset classes, at the beginning of each year, as the product builds it."""
    returns = {"kind": "classes", "weights": CLASSES}
    more = {"returns": returns, "inflation": None, "timing": "begin", **more}
    return household_plan(years, amount, people, accounts, **more)


def rows_of(*arguments: Any, **more: Any) -> list[dict[str, float]]:
    """Return the years of a household plan with certain returns."""
    return list(plan_rows(household_plan(*arguments, **more)))
