"""The funds that ship with Alex: what people hold, every series of target-date funds, and no invented price."""

from datetime import date
from decimal import Decimal

import pytest

from portfolios.catalogue.file import read_catalogue
from portfolios.catalogue.glide_paths import PathPoint, read_target_date_file
from portfolios.taxonomy import DIMENSIONS, RETURN_CLASSES, split_errors
from portfolios.valuation.target_date import find_target_year

ENTRIES = {entry.symbol: entry for entry in read_catalogue().instruments}
FILE = read_target_date_file()
SERIES = [(family, series) for family in FILE.families for series in family.series]
COMMON = [
    "VTTVX",
    "VFIFX",
    "FXAIX",
    "FCNTX",
    "VFIAX",
    "SWPPX",
    "TRRJX",
    "VTSAX",
    "VTIAX",
    "VBTLX",
    "FSKAX",
    "FZROX",
    "AGTHX",
    "DODGX",
    "PRWCX",
    "VWENX",
    "ABALX",
    "PIMIX",
    "AALTX",
    "FFFHX",
    "FIPFX",
    "LIPAX",
    "ITDF",
    "BTC",
    "ETH",
    "FBTC",
    "GBTC",
    "ETHA",
    "VGK",
    "EWJ",
    "SCHE",
    "VYMI",
    "BIV",
    "VCSH",
    "GOVT",
    "JNK",
    "SPAXX",
]


def test_the_catalogue_has_what_people_hold():
    assert [symbol for symbol in COMMON if symbol not in ENTRIES] == []
    dated = {fund.symbol for _, series in SERIES for fund in series.funds}
    mutual = [entry for entry in ENTRIES.values() if entry.type == "mutual_fund" and entry.symbol not in dated]
    assert len(mutual) >= 100 and len(dated) > 100


def test_every_split_of_every_fund_sums_to_100():
    for entry in ENTRIES.values():
        for dimension, allowed in DIMENSIONS.items():
            assert split_errors(getattr(entry, dimension), allowed) == [], entry.symbol
        assert split_errors(entry.return_mix or {}, RETURN_CLASSES) == [], entry.symbol


@pytest.mark.parametrize(("family", "series"), SERIES, ids=[series.name for _, series in SERIES])
def test_a_series_has_a_fund_for_every_five_years(family, series):
    years = [fund.year for fund in series.funds if fund.year]
    assert years == list(range(years[0], years[-1] + 1, 5))
    assert years[0] <= (2030 if family.key == "blackrock" else 2020)
    is_checked = family.key in {"vanguard", "t_rowe_price"} or series.type == "etf"
    assert years[-1] == (2070 if is_checked else 2065)
    assert all(find_target_year(fund.name) == fund.year for fund in series.funds)


@pytest.mark.parametrize(("family", "series"), SERIES, ids=[series.name for _, series in SERIES])
def test_later_funds_of_a_series_hold_more_stocks(family, series):
    stocks = [ENTRIES[fund.symbol].asset_class["equity"] for fund in series.funds if fund.year]
    assert stocks == sorted(stocks) and stocks[0] >= 20 and 85 <= stocks[-1] <= 99
    assert all(ENTRIES[fund.symbol].as_of.startswith("2026, by the path of ") for fund in series.funds)
    assert all(date(2025, 1, 1) <= family.dated for _ in series.funds)


def test_a_fund_looks_through_to_broad_funds():
    fund = ENTRIES["VTTVX"]  # a year after its year: 50% of stocks less a seventh of the way to 30%
    assert fund.asset_class == {"equity": Decimal("47.2"), "fixed_income": Decimal("52.8")}
    assert fund.return_mix is not None and fund.return_mix["us_tips"] == Decimal("10.1")
    foreign = fund.return_mix["intl_developed_equity"] + fund.return_mix["emerging_equity"]
    assert foreign == Decimal("18.9") and fund.regions["europe"] > 10
    assert fund.sectors.keys() >= {"technology", "treasury", "mortgage"}


def test_the_mix_moves_evenly_between_two_points():
    family = FILE.find_family("Vanguard Target Retirement 2045 Fund")[0]
    assert family.find_mix(40) == family.find_mix(25) and family.find_mix(-30) == family.find_mix(None)
    assert family.find_mix(5)["us_stocks"] == Decimal("34.8")
    assert all(sum(family.find_mix(years).values()) == 100 for years in range(-40, 60))


def test_a_mix_that_does_not_sum_is_refused():
    with pytest.raises(ValueError, match="does not sum"):
        PathPoint(years_left=1, mix={"us_stocks": Decimal(99)})


def test_no_price_is_invented():
    priced = {symbol for symbol, entry in ENTRIES.items() if entry.sample_price is not None}
    assert not priced & {fund.symbol for _, series in SERIES for fund in series.funds}
    assert not priced & {"BTC", "ETH", "FXAIX", "VFIAX"}
    assert {entry.sample_price for entry in ENTRIES.values() if entry.exposure_group == "money_market"} == {1}


def test_mutual_funds_are_not_offered_instead():
    groups = {entry.exposure_group for entry in ENTRIES.values() if entry.exposure_group}
    offered = read_catalogue().cheapest_in_groups(groups)
    assert {entry.type for entry in offered} <= {"etf", "bond_fund"}
    assert all(entry.sample_price for entry in offered)
