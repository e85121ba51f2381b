"""The kinds of accounts. Add a kind here: choices, tax rules, importers and facts all use these records."""

from dataclasses import dataclass
from typing import Literal

TaxTreatment = Literal["tax_advantaged", "taxable", "unknown"]
Bucket = Literal["taxable", "traditional", "roth", "hsa"]
"""How the income tax treats what is in an account and what comes out of it."""


@dataclass(frozen=True, slots=True)
class AccountKind:
    """One kind of account. `key` is stored in the database, so a new kind also needs a migration.

    is_shelter: its owner can choose between it and a taxable account. A pension or a 529 has its own purpose.
    counts_for_retirement: the default for a new account. is_rebalanced: rebalancing may trade in it; a 529, a pension
    and an HSA are left alone. bucket: what it is in a household plan. aliases: other names that files use for it.
    """

    key: str
    label: str
    tax_treatment: TaxTreatment
    is_shelter: bool = False
    counts_for_retirement: bool = True
    is_rebalanced: bool = True
    bucket: Bucket = "taxable"
    aliases: tuple[str, ...] = ()

    @property
    def is_tax_advantaged(self) -> bool:
        return self.tax_treatment == "tax_advantaged"


ACCOUNT_KINDS = (
    AccountKind("401k", "401(k)", "tax_advantaged", is_shelter=True, bucket="traditional"),
    AccountKind("roth_ira", "Roth IRA", "tax_advantaged", is_shelter=True, bucket="roth"),
    AccountKind("traditional_ira", "Traditional IRA", "tax_advantaged", is_shelter=True, bucket="traditional"),
    AccountKind("taxable", "Taxable brokerage", "taxable"),
    AccountKind(
        "529",
        "529 college savings",
        "tax_advantaged",
        counts_for_retirement=False,
        is_rebalanced=False,
        aliases=("529 plan",),
    ),  # fmt: skip
    AccountKind(
        "hsa",
        "HSA",
        "tax_advantaged",
        is_shelter=True,
        is_rebalanced=False,
        bucket="hsa",
        aliases=("Health savings account",),
    ),  # fmt: skip
    AccountKind("pension", "Pension", "tax_advantaged", is_rebalanced=False, bucket="traditional"),
    AccountKind("other", "Other", "unknown"),
)
ACCOUNT_KIND_LABELS = {kind.key: kind.label for kind in ACCOUNT_KINDS}
"""Labels by key: the choices of forms, serializers and the database."""

_KINDS_BY_KEY = {kind.key: kind for kind in ACCOUNT_KINDS}


def find_account_kind(key: str) -> AccountKind:
    """Return the kind with this key. A key that an old snapshot names and no kind has gives an unknown kind."""
    return _KINDS_BY_KEY.get(key) or AccountKind(key, key, "unknown")
