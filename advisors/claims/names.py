"""The words for members of families in a sentence: stocks and bonds, not equity and fixed income."""

from typing import TYPE_CHECKING

from advisors.claims.statement import CannotSay, Name
from portfolios.facts.families import Family
from portfolios.taxonomy import REGIONS, SECTORS
from portfolios.valuation.snapshot import AccountValue

if TYPE_CHECKING:  # it needs numpy, and the landing page only wants names
    from advisors.claims.case import ClaimCase

ASSET_CLASS_NAMES = {
    "equity": Name("stocks", is_plural=True),
    "fixed_income": Name("bonds", is_plural=True),
    "cash": Name("cash"),
    "real_estate": Name("real estate"),
    "commodities": Name("commodities", is_plural=True),
    "alternatives": Name("alternatives", is_plural=True),
}
REGION_GROUP_NAMES = {
    "north_america": Name("stocks in North America", is_plural=True),
    "international": Name("stocks outside North America", is_plural=True),
}
RISK_CLASS_NAMES = {
    "us_equity": Name("US stocks", is_plural=True),
    "intl_developed_equity": Name("developed-market stocks abroad", is_plural=True),
    "emerging_equity": Name("emerging-market stocks", is_plural=True),
    "us_reits": Name("REITs", is_plural=True),
    "us_aggregate_bonds": Name("US bonds", is_plural=True),
    "us_tips": Name("inflation-protected Treasuries", is_plural=True),
    "gold": Name("gold"),
    "commodities": Name("commodities", is_plural=True),
    "cash": Name("cash"),
}
TAX_STATUS_NAMES = {
    "tax_advantaged": Name("tax-advantaged accounts", is_plural=True),
    "taxable": Name("taxable accounts", is_plural=True),
}
POSSESSIVES = frozenset({"his", "her", "our", "my", "their", "your"})
FIXED_NAMES = {
    Family.ASSET_CLASS: ASSET_CLASS_NAMES,
    Family.REGION_GROUP: REGION_GROUP_NAMES,
    Family.RISK_CLASS: RISK_CLASS_NAMES,
    Family.TAX_STATUS: TAX_STATUS_NAMES,
    Family.REGION: {key: Name(label) for key, label in REGIONS.items()},
    Family.SECTOR: {key: Name(label.lower()) for key, label in SECTORS.items()},
}


def name_of(case: "ClaimCase", family: Family, member: str) -> Name:
    """Return the name of a member in a sentence. Raises CannotSay for a member that does not exist."""
    if family in FIXED_NAMES:
        if member not in FIXED_NAMES[family]:
            raise CannotSay("no_member", f"there is no {family} {member}")
        return FIXED_NAMES[family][member]
    if family == Family.ACCOUNT:
        return Name(find_account(case, member).name)
    instrument = case.portfolio.instruments_by_key.get(member)
    if instrument is None:
        raise CannotSay("no_member", f"there is no {family} {member}")
    return Name(instrument.symbol)


def owned(name: Name) -> Name:
    """Return the name of an account with "your" before it, unless it begins with whose it is."""
    first = name.text.partition(" ")[0].casefold()
    return name if first in POSSESSIVES or first.endswith(("'s", "’s")) else Name(f"your {name.text}")


def find_account(case: "ClaimCase", member: str) -> AccountValue:
    """Return the account with this key. Raises CannotSay for an unknown account."""
    account = case.portfolio.accounts_by_key.get(member)
    if account is None:
        raise CannotSay("no_member", f"there is no account {member}")
    return account
