"""Compare the tax law with vectors of the shapes of federal_tax_vectors.json and social_security_vectors.json.

Each function yields the deviations that are above the tolerance of the file; none is agreement.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from advisors.retirement.tax_law.federal import Filing
from advisors.retirement.tax_law.law import TaxLaw, load_law
from advisors.retirement.tax_law.law_parts import SocialSecurityLaw
from advisors.retirement.tax_law.social_security import (
    Worker,
    months_by_birth_year,
    own_factor,
    spouse_excess,
    spouse_factor,
    survivor_benefit,
    survivor_factor,
)

INVESTED = ("interest", "ordinary_dividends", "short_term_gains")
ORDINARY = ("wages", "pension", "traditional", "conversion", *INVESTED)
PREFERRED = ("long_term_gains", "qualified_dividends")


class Deviation(NamedTuple):
    """One figure that differs from the expected one by more than the tolerance."""

    case: str
    figure: str
    expected: float
    found: float


def federal_figures(case: dict[str, Any], more: float = 0.0) -> tuple[dict[str, float], float]:
    """Return the figures of a case with `more` of traditional withdrawals, and the marginal rate of the next dollar."""
    law, inputs = load_law(case["tax_year"]), case["inputs"]
    if unknown := inputs.keys() - {*ORDINARY, *PREFERRED, "social_security", "tax_exempt_interest"}:
        raise KeyError(f"{case['id']}: unknown inputs {', '.join(sorted(unknown))}")
    price = case.get("price_level", 1.0)
    exempt = inputs.get("tax_exempt_interest", 0) / price
    invested = sum(inputs.get(name, 0) for name in INVESTED) / price
    aged = sum(age >= law.aged_from for age in case["ages"])
    filing = Filing(
        law, case["filing_status"], aged, inputs.get("social_security", 0) / price, price=price,
        has_senior_deduction=case.get("senior_deduction_in_force", True) and law.has_senior_deduction(law.year),
    )  # fmt: skip
    ordinary = np.array([(sum(inputs.get(name, 0) for name in ORDINARY) + more) / price])
    preferred = np.array([sum(inputs.get(name, 0) for name in PREFERRED) / price])
    result = filing.compute(ordinary, preferred, invested, exempt=exempt, split=(1.0, 0.0))
    taxable = float(np.max(result.agi - filing.deduction - result.senior_deduction))
    on_ordinary = float(filing.schedules.ordinary.evaluate(result.before_gains)[0][0])
    figures = {
        "taxable_social_security": result.taxable_benefits, "agi": result.agi, "standard_deduction": filing.deduction,
        "senior_deduction": result.senior_deduction, "taxable_income": max(taxable, 0.0), "ordinary_tax": on_ordinary,
        "gains_tax": result.tax - on_ordinary, "niit": result.surtax, "federal_tax": result.tax + result.surtax,
        "magi_irmaa": result.agi + exempt,
    }  # fmt: skip
    rate = float(np.max(result.slope))
    return {name: price * float(np.max(value)) for name, value in figures.items()}, rate


def compare_federal(document: dict[str, Any]) -> Iterator[Deviation]:
    """Yield the deviations of every case, the marginal rate of the next 100 dollars included."""
    tolerance = document["tolerance"]
    for case in document["cases"]:
        found = federal_figures(case)[0]
        for name, expected in case["expected"].items():
            if abs(found[name] - expected) > tolerance["dollars"]:
                yield Deviation(case["id"], name, expected, found[name])
        expected = case.get("marginal_rate_next_100_of_traditional")
        rate = (federal_figures(case, 100)[0]["federal_tax"] - found["federal_tax"]) / 100
        if expected is not None and abs(rate - expected) > tolerance["marginal"]:
            yield Deviation(case["id"], "marginal rate", expected, rate)


def compare_social_security(document: dict[str, Any], law: TaxLaw) -> Iterator[Deviation]:
    """Yield the deviations of factors, couples and survivors."""
    rules, tolerance = law.social_security, document["tolerance"]
    for figures, limit in (
        (factor_figures(document, rules), tolerance["factor"]),
        (couple_figures(document, rules), tolerance["dollars"]),
        (survivor_figures(document, rules), tolerance["dollars"]),
    ):
        yield from (figure for figure in figures if abs(figure.found - figure.expected) > limit)


def factor_figures(document: dict[str, Any], rules: SocialSecurityLaw) -> Iterator[Deviation]:
    """Yield the expected and the found factors by age, and full ages in months."""
    for kind, compute in (("own", own_factor), ("spouse", spouse_factor), ("survivor", survivor_factor)):
        for row in document.get(kind, ()):
            born = row["birth_year"]
            for age, expected in row["factors"].items():
                yield Deviation(f"{kind} {born}", age, expected, compute(rules, born, int(age) * 12))
            for key, ages in (
                ("full_age_months", rules.full_age_months),
                ("survivor_full_age_months", rules.survivor_full_age_months),
            ):
                if key in row:
                    yield Deviation(f"{kind} {born}", key, row[key], months_by_birth_year(ages, born))
    for row in document.get("own_by_month", ()):
        claimed = own_factor(rules, row["birth_year"], row["claim_months"])
        yield Deviation(f"own {row['birth_year']}", f"{row['claim_months']} months", row["factor"], claimed)


def couple_figures(document: dict[str, Any], rules: SocialSecurityLaw) -> Iterator[Deviation]:
    """Yield the expected and the found benefits of couples, dollars a month."""
    for number, row in enumerate(document.get("couples", ())):
        worker, spouse = row["worker"], row["spouse"]
        both = max(spouse["claim_age"], worker["birth_year"] + worker["claim_age"] - spouse["birth_year"])
        own = spouse["pia"] * own_factor(rules, spouse["birth_year"], spouse["claim_age"] * 12)
        excess = spouse_excess(spouse["pia"], worker["pia"])
        topup = excess * spouse_factor(rules, spouse["birth_year"], both * 12)
        paid = worker["pia"] * own_factor(rules, worker["birth_year"], worker["claim_age"] * 12)
        for name, value in {
            "topup_starts_at_spouse_age": both, "worker_monthly": paid, "spouse_own_monthly": own,
            "topup_monthly": topup, "spouse_total_monthly": own + topup,
        }.items():  # fmt: skip
            yield Deviation(f"couple {number}", name, row[name], value)


def survivor_figures(document: dict[str, Any], rules: SocialSecurityLaw) -> Iterator[Deviation]:
    """Yield the expected and the found benefits of survivors, dollars a month."""
    for number, row in enumerate(document.get("survivors", ())):
        dead, left = row["deceased"], row["survivor"]
        worker = Worker(dead["pia"], dead["birth_year"], dead["claim_age"] and dead["claim_age"] * 12)
        months = left["age"] * 12
        benefit = survivor_benefit(rules, worker, dead["age_at_death"] * 12, left["birth_year"], months)
        own = 0.0
        if left["age"] >= left["own_claim_age"]:
            own = left["own_pia"] * own_factor(rules, left["birth_year"], left["own_claim_age"] * 12)
        yield Deviation(f"survivor {number}", "benefit", row["survivor_benefit_monthly"], benefit)
        yield Deviation(f"survivor {number}", "paid", row["paid_monthly"], max(benefit, own))
