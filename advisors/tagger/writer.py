"""Classify by rules: by the instrument type for certain, by words in a fund's name as a guess."""

import re

from advisors.runtime.results import AssetClassShare, Classification, RegionShare, SectorShare

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
TYPE_CONFIDENCE, NAME_CONFIDENCE = 0.9, 0.5


def classify(symbol: str, name: str, instrument_type: str) -> Classification:
    """Classify by type or name. A guess from the name stays below the confidence that is accepted unconfirmed."""
    if instrument_type in ASSET_CLASS_BY_TYPE:
        asset_class, reason = ASSET_CLASS_BY_TYPE[instrument_type]
        return Classification(
            rationale=f"It was entered as such: {reason}. Its region and its sector are not known.",
            asset_class=[AssetClassShare(key=asset_class, percent=100)],
            regions=[], sectors=[], confidence=TYPE_CONFIDENCE,
        )  # fmt: skip
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
