"""The broad fund of an asset class or of a group of regions that the catalogue file holds."""

from functools import cache
from uuid import NAMESPACE_URL, uuid5

from portfolios.catalogue.file import Catalogue, Entry, read_catalogue
from portfolios.valuation.snapshot import InstrumentValue

CORE_GROUPS = {
    "equity": "us_total_market",
    "north_america": "us_total_market",
    "international": "international_total",
    "fixed_income": "us_aggregate_bond",
    "real_estate": "us_reit",
}
"""The exposure group of the broadest fund. Other classes have none that suits everybody."""


@cache
def find_core_fund(member: str) -> InstrumentValue | None:
    """Return the cheapest broad fund of a class or group of regions; None if the catalogue holds none."""
    catalogue = read_catalogue()
    found = catalogue.cheapest_in_groups({CORE_GROUPS[member]}) if member in CORE_GROUPS else []
    return listed_instrument(found[0], catalogue) if found else None


def listed_instrument(entry: Entry, catalogue: Catalogue) -> InstrumentValue:
    """Return an instrument of the catalogue at its sample price, if it has one."""
    is_priced = entry.sample_price is not None
    return InstrumentValue(
        id=uuid5(NAMESPACE_URL, entry.symbol), symbol=entry.symbol, name=entry.name, instrument_type=entry.type,
        price=entry.sample_price, priced_at=catalogue.priced_at if is_priced else None,
        price_source="sample" if is_priced else "",
        expense_ratio=entry.expense_ratio, asset_class=entry.asset_class, regions=entry.regions, sectors=entry.sectors,
        return_mix=entry.return_mix, exposure_group=entry.exposure_group or "", classified_by="seed", in_catalogue=True,
    )  # fmt: skip
