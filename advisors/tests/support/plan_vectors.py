"""Compare the household engine with vectors of the shape of plan_vectors.json, year by year."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from advisors.retirement.household.state import HouseholdState
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.market import build_market
from advisors.retirement.tax_law.law import load_law
from advisors.retirement.tax_law.social_security import own_factor
from advisors.tests.support.tax_vectors import Deviation

LAW_YEAR = 2026
COUNTS = frozenset({"rmd_years", "irmaa_years", "years_short"})
NOT_FIGURES = frozenset({"year", "calendar", "ages", "status", "price", "working"})
SPENDING_KEYS = ("phases", "lump_sums", "survivor_spending")
TAX_KEYS = (
    "state_rate", "state_taxes_social_security", "order", "bracket_rate", "reserve", "conversion", "first_year"
)  # fmt: skip
LIVES_KEYS = ("first_death_year", "who_dies", "step_up")
OTHER_KEYS = ("income", "contributions", "health")


def read_person(person: dict[str, Any], first_year: int) -> dict[str, Any]:
    """Return a person of a vector as the plan has it: one who has claimed already states what is paid now."""
    benefits = person.get("social_security")
    if benefits and benefits["claim_age"] < person["age"]:
        rules, born = load_law(LAW_YEAR).social_security, first_year - person["age"]
        paid = benefits["pia"] * own_factor(rules, born, benefits["claim_age"] * 12)
        return {**person, "social_security": {"amount_now": paid, "claim_age": benefits["claim_age"]}}
    return person


def read_accounts(accounts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the accounts of a vector as the plan has them."""
    rows: list[dict[str, Any]] = []
    if "taxable" in accounts:
        taxable = accounts["taxable"]
        loss = {"loss": True} if taxable.get("basis", 0) > taxable["value"] else {}
        rows.append({"kind": "taxable", **taxable, **loss})
    for kind in ("traditional", "roth"):
        for owner, entry in enumerate(accounts.get(kind, ())):
            rows.append({"kind": kind, "owner": owner, **(entry if isinstance(entry, dict) else {"value": entry})})
    if "hsa" in accounts:
        rows.append({"kind": "hsa", "value": accounts["hsa"]})
    return rows


def read_plan(vector: dict[str, Any]) -> Plan:
    """Return the plan of a vector."""
    first_year = vector.get("first_year", LAW_YEAR)
    household: dict[str, Any] = {
        "people": [read_person(person, first_year) for person in vector["people"]],
        "accounts": read_accounts(vector["accounts"]),
        "spending": {key: vector[key] for key in SPENDING_KEYS if key in vector},
        "tax": {"law_year": LAW_YEAR, **{key: vector[key] for key in TAX_KEYS if key in vector}},
        "lives": {key: vector[key] for key in LIVES_KEYS if key in vector},
        **{key: vector[key] for key in OTHER_KEYS if key in vector},
    }
    if "ss_cut" in vector:
        household["social_security_cut"] = vector["ss_cut"]
    working = vector.get("years_to_retirement", 0)
    return Plan.model_validate(
        {
            "years_to_retirement": working, "retirement_years": vector["years"], "timing": vector["timing"],
            "returns": {"kind": "fixed", "rate": vector["return"], "terms": "nominal"},
            "inflation": {"mean": vector.get("inflation", 0.0)}, "fee": vector.get("fee", 0.0),
            "spending": vector["spending"], "household": household,
        }
    )  # fmt: skip


def plan_rows(plan: Plan) -> Iterator[dict[str, float]]:
    """Yield the figures of each year of a plan with certain returns."""
    state = HouseholdState(plan, 1)
    for year, market in enumerate(build_market(plan).years, start=1):
        state.advance_year(year, market)
        row = {name: float(np.max(value)) for name, value in state.ledger.items()}
        money, people = state.books.money, range(len(state.rules.household.people))
        row["end_taxable"], row["end_basis"] = float(money["taxable"][0]), float(state.books.nominal["basis"][0])
        for kind in ("traditional", "roth"):
            row[f"end_{kind}"] = sum(float(money[f"{kind}{person}"][0]) for person in people)
        row["end_hsa"] = float(money["hsa"][0])
        yield row


def plan_totals(rows: list[dict[str, float]]) -> dict[str, float]:
    """Return the totals of a plan's rows."""
    retired = [row for row in rows if "federal_tax" in row]

    def add(*names: str) -> float:
        return sum(row[name] for row in retired for name in names)

    last = rows[-1]
    return {
        "lifetime_federal_tax": add("federal_tax"), "lifetime_state_tax": add("state_tax"),
        "lifetime_penalty": add("penalty"), "lifetime_irmaa": add("irmaa"),
        "rmd_years": sum(row["rmd"] > 0 for row in retired), "irmaa_years": sum(row["irmaa"] > 0 for row in retired),
        "years_short": sum(row["short"] > 0 for row in retired),
        "final": sum(last[f"end_{kind}"] for kind in ("taxable", "traditional", "roth", "hsa")),
    }  # fmt: skip


def compare_plans(document: dict[str, Any]) -> Iterator[Deviation]:
    """Yield the deviations of every plan: of each year's figures, of totals, and of counts."""
    tolerance = document["tolerance"]
    for figure in plan_figures(document):
        allowed = max(tolerance["dollars_per_row"], tolerance["relative"] * abs(figure.expected))
        if abs(figure.found - figure.expected) > (0 if figure.figure in COUNTS else allowed):
            yield figure


def plan_figures(document: dict[str, Any]) -> Iterator[Deviation]:
    """Yield the expected and the found figures of every plan: of each year, and the totals."""
    for case in document["cases"]:
        rows = list(plan_rows(read_plan(case["plan"])))
        for expected, row in zip(case["years"], rows, strict=True):
            for name in expected.keys() - NOT_FIGURES:
                yield Deviation(f"{case['id']} year {expected['year']}", name, float(expected[name]), row[name])
        totals = plan_totals(rows)
        for name, value in case["totals"].items():
            yield Deviation(case["id"], name, value, totals[name])
