"""Classify by rules: by the instrument type for certain, by names and symbols as a guess."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from advisors.runtime.classification import AssetClassShare, Classification, RegionShare, SectorShare
from advisors.tagger.stocks import find_region, find_sector
from portfolios.catalogue.glide_paths import AMERICAN, BONDS, STOCKS, Family, add_parts, read_target_date_file
from portfolios.taxonomy import REGIONS, SECTORS
from portfolios.valuation.target_date import find_target_year
from portfolios.valuation.value import apportion

ASSET_CLASS_BY_TYPE = {
    "stock": ("equity", "a stock is equity"),
    "reit": ("real_estate", "a REIT is real estate"),
    "bond": ("fixed_income", "a bond is fixed income"),
    "bond_fund": ("fixed_income", "a bond fund holds fixed income"),
    "commodity": ("commodities", "a commodity is a commodity"),
    "cash": ("cash", "cash is cash"),
}
ASSET_CLASS_WORDS = {
    "cash": ("money market", "t-bill", "treasury bill", "ultra short"),
    "fixed_income": ("bond", "treasury", "fixed income", "municipal", "aggregate", "credit", "debt"),
    "real_estate": ("real estate", "reit", "property"),
    "commodities": ("gold trust", "gold shares", "physical gold", "silver", "commodit", "oil ", "metals"),
    "alternatives": ("bitcoin", "crypto", "ethereum", "hedge", "private equity"),
    "equity": (
        "stock", "equity", "s&p", "nasdaq", "russell", "index", "growth", "value", "dividend", "innovation",
        "small cap", "small-cap", "mid cap", "mid-cap", "large cap", "large-cap", "msci", "ftse", "technology",
    ),
}  # fmt: skip
MIXED_FUND_WORDS: dict[str, tuple[str, ...]] = {
    "mixed": ("balanced", "target", "allocation", "lifecycle", "life cycle", "multi-asset", "conservative", "moderate")
}
REGION_WORDS = {
    "north_america": ("u.s.", " us ", "s&p", "nasdaq", "russell", "america", "dow jones"),
    "europe": ("europe", "euro ", "uk ", "germany", "switzerland"),
    "asia": ("asia", "japan", "china", "india", "pacific", "korea", "taiwan"),
    "latin_america": ("latin", "brazil", "mexico"),
    "global": ("world", "global", "all-world"),
    "international": ("international", "ex-us", "ex us", "developed markets", "emerging"),
}
COMPANY_TYPES = ("stock", "reit")
TYPE_CONFIDENCE, COMPANY_CONFIDENCE, NAME_CONFIDENCE = 0.9, 0.65, 0.5
"""A company's type is certain and its region a guess, so its confidence is low and still counts before a person
confirms it. What rests on a name alone stays below that."""


def classify(symbol: str, name: str, instrument_type: str, *, today: date | None = None) -> Classification:
    """Classify by type or name. A guess from the name stays below the confidence that is accepted unconfirmed.

    today: needed for the mix of a target-date fund; without it the fund stays unclassified.
    """
    if instrument_type in COMPANY_TYPES:
        return classify_company(symbol, name, instrument_type)
    if instrument_type in ASSET_CLASS_BY_TYPE:
        asset_class, reason = ASSET_CLASS_BY_TYPE[instrument_type]
        return Classification(
            rationale=f"It was entered as such: {reason}. Its region and its sector are not known.",
            asset_class=[AssetClassShare(key=asset_class, percent=100)],
            regions=[], sectors=[], confidence=TYPE_CONFIDENCE,
        )  # fmt: skip
    target_year = find_target_year(name)
    if target_year is not None and today is not None:
        return classify_target_date_fund(*read_target_date_file().find_family(name), target_year - today.year)
    lower_name = f" {name.lower()} "
    if mixed := _find_first_hint(MIXED_FUND_WORDS, lower_name):
        return _build_unclassified(f"Its name says “{mixed[1]}”: it holds several classes, and not how much of each.")
    hint = _find_first_hint(ASSET_CLASS_WORDS, lower_name)
    if hint is None:
        return _build_unclassified()
    asset_class, word = hint
    region = _find_first_hint(REGION_WORDS, lower_name)
    sector = SectorShare(key="commodities", percent=100) if asset_class == "commodities" else None
    return Classification(
        rationale=f"Its name says “{word.strip()}”. That is a hint, not knowledge: please confirm or correct it.",
        asset_class=[AssetClassShare(key=asset_class, percent=100)],
        regions=[RegionShare(key=region[0], percent=100)] if region else [],
        sectors=[sector] if sector else [],
        confidence=NAME_CONFIDENCE,
    )


def classify_company(symbol: str, name: str, instrument_type: str) -> Classification:
    """Classify a company: its class by its type, its region and its sector by signs in symbol and name."""
    asset_class, reason = ASSET_CLASS_BY_TYPE[instrument_type]
    region, sector = find_region(symbol, name), find_sector(name)
    sentences = [f"It was entered as such: {reason}."]
    sentences += (
        [f"We assume the region {REGIONS[region.key]}: {region.sign}."] if region else ["Its region is not known."]
    )
    if instrument_type == "reit":
        sectors = [SectorShare(key="real_estate", percent=100)]
    elif sector:
        sectors = [SectorShare(key=sector.key, percent=100)]
        sentences.append(f"We assume the sector {SECTORS[sector.key]}: {sector.sign}.")
    else:
        sectors = []
        sentences.append("Its sector is not known.")
    return Classification(
        rationale=" ".join([*sentences, "Please confirm or correct it."]),
        asset_class=[AssetClassShare(key=asset_class, percent=100)],
        regions=[RegionShare(key=region.key, percent=100)] if region else [],
        sectors=sectors,
        confidence=COMPANY_CONFIDENCE if region or sector else TYPE_CONFIDENCE,
    )


def classify_target_date_fund(family: Family, is_named: bool, years_left: int) -> Classification:
    """Classify by the published path of its family, or of another one. The confidence stays low.

    Families have several series and change their paths, so a person confirms the mix.
    """
    mix = family.find_mix(years_left)
    classes = {
        "equity": add_parts(mix, STOCKS), "fixed_income": add_parts(mix, BONDS), "cash": add_parts(mix, ("cash",)),
    }  # fmt: skip
    american = add_parts(mix, AMERICAN)
    regions = {"north_america": american, "international": 100 - american}
    day = f"{family.dated:%B} {family.dated.day}, {family.dated.year}"
    path = (
        f"the path that {family.publisher} published for its funds on {day}"
        if is_named
        else f"a typical path, published by {family.publisher} on {day}"
    )
    return Classification(
        rationale="Its name says that it is a target-date fund, which holds less in stocks as its year comes closer. "
        f"The mix follows {path}. Your fund may differ: please look at its page, then confirm or correct it.",
        asset_class=[AssetClassShare(key=key, percent=percent) for key, percent in _whole_percent(classes).items()],
        regions=[RegionShare(key=key, percent=percent) for key, percent in _whole_percent(regions).items()],
        sectors=[], confidence=NAME_CONFIDENCE,
    )  # fmt: skip


def _whole_percent(shares: Mapping[str, Decimal]) -> dict[str, int]:
    return {key: int(share) for key, share in apportion(shares, Decimal(1)).items() if share}


def _build_unclassified(
    rationale: str = "Neither its type nor its name says what it holds, so it stays unclassified.",
) -> Classification:
    return Classification(rationale=rationale, asset_class=[], regions=[], sectors=[], confidence=0)


def _find_first_hint(vocabulary: dict[str, tuple[str, ...]], name: str) -> tuple[str, str] | None:
    """Return the first key whose hint starts a word of the name, and the hint."""
    for key, hints in vocabulary.items():
        for hint in hints:
            if re.search(rf"(?<!\w){re.escape(hint)}", name):
                return key, hint
    return None
