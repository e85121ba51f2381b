"""The kinds of income beside the portfolio, and how each is taxed. Add a kind here."""

import re
from dataclasses import dataclass
from typing import Literal

IncomeTax = Literal["social_security", "pension", "wages", "untaxed"]


@dataclass(frozen=True, slots=True)
class IncomeKind:
    """One kind of income. `key` is stored in the database. `tax`: how the household plan taxes it."""

    key: str
    label: str
    tax: IncomeTax


INCOME_KINDS = (
    IncomeKind("pension", "Pension or annuity", "pension"),
    IncomeKind("social_security", "Social Security", "social_security"),
    IncomeKind("wages", "Work", "wages"),
    IncomeKind("rent", "Rent or business", "pension"),
    IncomeKind("untaxed", "Untaxed, such as support from family", "untaxed"),
)
INCOME_KIND_LABELS = {kind.key: kind.label for kind in INCOME_KINDS}
DEFAULT_INCOME_KIND = "pension"
SOCIAL_SECURITY_NAME = re.compile(r"(?i)social security|\bssa?\b|\boasdi\b")
"""Names that people give to Social Security."""


def income_tax(key: str) -> IncomeTax:
    """Return how a kind is taxed; an unknown one, of an old snapshot, as a pension."""
    return next((kind.tax for kind in INCOME_KINDS if kind.key == key), "pension")


def guess_income_kind(name: str) -> str:
    """Return the kind that the name of an income suggests, where nobody chose one."""
    return "social_security" if SOCIAL_SECURITY_NAME.search(name) else DEFAULT_INCOME_KIND
