"""Retirement plans that tests project."""

from typing import Any

from advisors.retirement.inputs.plan import Plan

BALANCED = {"us_equity": 0.45, "intl_developed_equity": 0.15, "us_aggregate_bonds": 0.35, "cash": 0.05}
NO_INFLATION = {"mean": 0.0, "sd": 0.0, "persistence": 0.0}


def lognormal_plan(**changes: Any) -> Plan:
    """Return a plan of 1,000,000 that spends 40,000 at the end of each of 30 years, with real lognormal returns."""
    plan: dict[str, Any] = {
        "start_value": 1_000_000, "retirement_years": 30, "spending": 40_000, "paths": 2_000,
        "returns": {"kind": "lognormal", "mean": 0.05, "sd": 0.11}, "inflation": NO_INFLATION,
    }  # fmt: skip
    return Plan.model_validate({**plan, **changes})


def fixed_plan(rate: float, **changes: Any) -> Plan:
    """Return the same plan with a certain real return."""
    return lognormal_plan(**{"returns": {"kind": "fixed", "rate": rate}, **changes})


def class_plan(**changes: Any) -> Plan:
    """Return a plan as the product builds it: 15 years of saving, 30 of spending, a pension, asset classes."""
    plan: dict[str, Any] = {
        "start_value": 300_000, "years_to_retirement": 15, "retirement_years": 30, "timing": "begin",
        "contribution": 20_000, "contribution_growth": 0.01, "spending": 55_000, "paths": 2_000, "fee": 0.002,
        "income": [{"amount": 18_000, "from_year": 18, "cola": 0.5}],
        "returns": {"kind": "classes", "weights": BALANCED},
    }  # fmt: skip
    return Plan.model_validate({**plan, **changes})


def history_plan(stocks: float, csv_file: object = "us_1928_2024", **changes: object) -> Plan:
    """Return the lognormal plan on past years, with `stocks` and the rest in corporate bonds."""
    weights = {"stocks": stocks, "corporate_baa": 1 - stocks}
    return lognormal_plan(returns={"kind": "history", "weights": weights, "csv": str(csv_file)}, **changes)
