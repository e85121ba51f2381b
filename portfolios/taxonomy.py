"""The closed vocabularies of instruments: types, asset classes, regions and sectors. Splits are percent, sum 100."""

from collections.abc import Mapping
from decimal import Decimal

from portfolios.account_kinds import ACCOUNT_KIND_LABELS

ASSET_CLASSES = {
    "equity": "Equity",
    "fixed_income": "Fixed income",
    "real_estate": "Real estate",
    "commodities": "Commodities",
    "cash": "Cash",
    "alternatives": "Alternatives",
}
CLASS_NAMES = {**ASSET_CLASSES, "equity": "Stocks", "fixed_income": "Bonds"}
"""As pages for people call them."""
REGIONS = {
    "north_america": "North America",
    "europe": "Europe",
    "asia": "Asia",
    "latin_america": "Latin America",
    "africa": "Africa",
    "middle_east": "Middle East",
    "oceania": "Oceania",
    "global": "Global",
    "international": "International",
}
SECTORS = {
    "technology": "Technology",
    "healthcare": "Healthcare",
    "financials": "Financials",
    "consumer_discretionary": "Consumer discretionary",
    "consumer_staples": "Consumer staples",
    "communication": "Communication",
    "industrials": "Industrials",
    "energy": "Energy",
    "materials": "Materials",
    "utilities": "Utilities",
    "real_estate": "Real estate",
    "treasury": "Treasuries",
    "corporate": "Corporate bonds",
    "mortgage": "Mortgages",
    "government_related": "Government-related",
    "commodities": "Commodities",
    "diversified": "Diversified",
    "other": "Other",
}
UNCLASSIFIED = "unclassified"
DIMENSIONS = {"asset_class": ASSET_CLASSES, "regions": REGIONS, "sectors": SECTORS}
REGION_TARGETS = {"north_america": "North America", "international": "Rest of the world"}

RETURN_CLASSES = {
    "us_equity": "US equity",
    "intl_developed_equity": "International developed equity",
    "emerging_equity": "Emerging-market equity",
    "us_aggregate_bonds": "US aggregate bonds",
    "us_tips": "Inflation-protected Treasuries",
    "us_reits": "REITs",
    "commodities": "Commodities",
    "gold": "Gold",
    "cash": "Cash",
}

INSTRUMENT_TYPES = {
    "etf": "ETF",
    "mutual_fund": "Mutual fund",
    "stock": "Stock",
    "bond": "Bond",
    "bond_fund": "Bond fund",
    "commodity": "Commodity",
    "reit": "REIT",
    "cash": "Cash",
    "other": "Other",
}

SPLIT_TOLERANCE = Decimal("0.01")
MIN_TRUSTED_CONFIDENCE = Decimal("0.6")
"""A proposed classification below it is shown, but counts as unclassified until a person confirms it."""


def split_errors(split: Mapping[str, Decimal], allowed: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a split over `allowed`, as messages for people. An empty (unknown) split is valid."""
    if not split:
        return []
    errors = [f"“{key}” is not one of: {', '.join(allowed)}." for key in split if key not in allowed]
    if any(not share.is_finite() or not 0 <= share <= 100 + SPLIT_TOLERANCE for share in split.values()):
        return [*errors, "Every share must be a number from 0 to 100."]
    total = sum(split.values(), Decimal(0))
    if abs(total - 100) > SPLIT_TOLERANCE:
        errors.append(f"The shares sum to {total.normalize():f}, not to 100.")
    return errors


def label(key: str) -> str:
    """Return the label of a key of any vocabulary."""
    for vocabulary in (ASSET_CLASSES, REGIONS, SECTORS, RETURN_CLASSES, ACCOUNT_KIND_LABELS, INSTRUMENT_TYPES):
        if key in vocabulary:
            return vocabulary[key]
    return "Unclassified" if key == UNCLASSIFIED else key
