"""The built-in tagger: companies by symbol and name, target-date funds by a published path."""

from datetime import date

import pytest

from advisors.runtime.classification import Classification
from advisors.tagger import prompts
from advisors.tagger.stocks import REGION_BY_EXCHANGE, REGION_BY_LEGAL_FORM, REGION_BY_WORD, SECTOR_BY_WORD
from advisors.tagger.writer import ASSET_CLASS_BY_TYPE, classify
from portfolios.catalogue.glide_paths import Family, read_target_date_file
from portfolios.taxonomy import MIN_TRUSTED_CONFIDENCE, REGIONS, SECTORS

TODAY = date(2026, 11, 28)
FAMILIES = [
    "Vanguard Target Retirement 2065 Fund", "Fidelity Freedom 2050 Fund", "Fidelity Freedom Index 2050 Fund",
    "BlackRock LifePath Index 2045 Fund", "iShares LifePath Target Date 2045 ETF", "T. Rowe Price Retirement 2040 Fund",
    "American Funds 2055 Target Date Retirement Fund", "Schwab Target 2060 Index Fund", "L 2045 Fund",
    "JPMorgan SmartRetirement 2050 Fund", "TIAA-CREF Lifecycle Index 2055 Fund", "Principal LifeTime 2040 Fund",
    "State Street Target Retirement 2050 Fund", "Putnam RetirementReady 2035 Fund",
]  # fmt: skip


def keys(shares):
    return {share.key: share.percent for share in shares}


@pytest.mark.parametrize(
    ("symbol", "name", "region"),
    [
        ("SOFI", "SoFi Technologies, Inc.", "north_america"),
        ("RY.TO", "Royal Bank of Canada", "north_america"),
        ("SHEL", "Shell plc", "europe"),
        ("BMW.DE", "Bayerische Motoren Werke AG", "europe"),
        ("7203.T", "Toyota Motor Corporation", "asia"),
        ("BABA", "Alibaba Group Holding Limited", "international"),
        ("NSRGY", "Nestle S.A.", "international"),
        ("TCEHY", "Tencent Holdings", "international"),
        ("BHP.AX", "BHP Group", "oceania"),
        ("VALE3.SA", "Vale", "latin_america"),
        ("BRK.B", "Berkshire Hathaway Inc.", "north_america"),
        ("IBM", "International Business Machines Corporation", "north_america"),
        ("UNP", "Union Pacific Corporation", "north_america"),
        ("600519", "", None),
    ],
)
def test_a_stock_gets_a_region(symbol, name, region):
    proposal = classify(symbol, name, "stock")
    assert keys(proposal.asset_class) == {"equity": 100}
    assert keys(proposal.regions) == ({region: 100} if region else {})


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("Royal Bank of Canada", "financials"),
        ("Krystal Biotech, Inc.", "healthcare"),
        ("ON Semiconductor Corporation", "technology"),
        ("Delta Air Lines", None),
        ("Hawaiian Airlines", "industrials"),
        ("SoFi Technologies, Inc.", None),
        ("NextEra Energy Partners", None),
        ("Bankrate", None),
    ],
)
def test_a_stock_gets_the_sector_in_its_name(name, sector):
    assert keys(classify("ABCD", name, "stock").sectors) == ({sector: 100} if sector else {})


def test_a_reit_belongs_to_real_estate():
    assert keys(classify("O", "Realty Income", "reit").sectors) == {"real_estate": 100}


def test_a_guessed_region_lowers_the_confidence():
    guessed, known = classify("SOFI", "SoFi", "stock").confidence, classify("X", "", "cash").confidence
    assert MIN_TRUSTED_CONFIDENCE <= guessed < known


@pytest.mark.parametrize("name", FAMILIES)
def test_target_date_families_get_a_typical_mix(name):
    proposal = classify("TDF", name, "mutual_fund", today=TODAY)
    split = keys(proposal.asset_class)
    assert 60 < split["equity"] <= 90 and sum(split.values()) == 100
    assert sum(keys(proposal.regions).values()) == 100
    assert proposal.confidence < MIN_TRUSTED_CONFIDENCE
    assert proposal.find_errors() == []


@pytest.mark.parametrize(
    ("year", "stocks"), [(2070, 90), (2051, 90), (2036, 66), (2031, 58), (2026, 50), (2023, 41), (2019, 30), (2005, 30)]
)
def test_stocks_shrink_toward_the_target_year(year, stocks):
    split = keys(classify("TDF", f"Target Retirement {year}", "mutual_fund", today=TODAY).asset_class)
    assert split == {"equity": stocks, "fixed_income": 100 - stocks}


@pytest.mark.parametrize(
    "name", ["iBonds 2030 Term Treasury ETF", "Target Maturity 2030", "College Enrollment 2036 Target Portfolio"]
)
def test_other_funds_with_a_year_get_no_path(name):
    assert "equity" not in keys(classify("TDF", name, "mutual_fund", today=TODAY).asset_class)


def test_without_the_date_a_target_date_fund_waits():
    assert classify("TDF", FAMILIES[0], "mutual_fund").asset_class == []


def test_each_path_names_its_public_source():
    for family in read_target_date_file().families:
        assert family.publisher and family.source.startswith("https://")
        turned = {**family.model_dump(), "path": [point.model_dump() for point in reversed(family.path)]}
        with pytest.raises(ValueError, match="from many years to few"):
            Family.model_validate(turned)


def test_a_named_family_gives_its_own_path():
    rowe = classify("TDF", "T. ROWE PRICE RETIREMENT 2046 FUND", "mutual_fund", today=TODAY)
    other = classify("TDF", "State Street Target Retirement 2046 Fund", "mutual_fund", today=TODAY)
    assert keys(rowe.asset_class) == {"equity": 94, "fixed_income": 6}
    assert keys(other.asset_class) == {"equity": 82, "fixed_income": 18}
    assert "the path that T. Rowe Price published for its funds on May 1, 2025" in rowe.rationale
    assert "a typical path, published by Vanguard on February 1, 2025" in other.rationale
    american = classify("TDF", "American Funds 2046 Target Date Retirement Fund", "mutual_fund", today=TODAY)
    assert keys(american.asset_class)["cash"] == 5


def test_every_hint_is_in_the_taxonomy():
    regions = [*REGION_BY_EXCHANGE.values(), *REGION_BY_WORD.values(), *REGION_BY_LEGAL_FORM.values()]
    assert set(regions) <= set(REGIONS) and set(SECTOR_BY_WORD) <= set(SECTORS)


@pytest.mark.parametrize("name", [*FAMILIES[:4], "Royal Bank of Canada", "Shell plc", "SoFi", "Nestle S.A.", ""])
@pytest.mark.parametrize("kind", [*ASSET_CLASS_BY_TYPE, "etf", "mutual_fund", "other"])
def test_each_proposal_passes_the_checks(kind, name):
    for symbol in ("SOFI", "SHEL.L", "NSRGY", "7203"):
        proposal = classify(symbol, name, kind, today=TODAY)
        assert 0 < len(proposal.rationale) <= 500
        assert proposal.find_errors() == []


def test_the_schema_describes_each_field():
    schema = Classification.model_json_schema()
    parts = [schema, *(part for name, part in schema["$defs"].items() if name.endswith("Share"))]
    fields = {name: field for part in parts for name, field in part["properties"].items()}
    assert set(fields) >= {"rationale", "asset_class", "regions", "sectors", "confidence", "key", "percent"}
    assert [name for name, field in fields.items() if "Example: " not in field.get("description", "")] == []
    assert "examples" not in str(schema)  # OpenAI's strict mode refuses this keyword


def test_the_task_states_the_day():
    assert '"today": "2026-11-28"' in prompts.build_task("TDF", FAMILIES[0], "mutual_fund", today=TODAY)
    assert '"published_mix": {"by": "Vanguard", "dated": "2025-02-01", "mix": {"us_stocks": 54' in prompts.build_task(
        "TDF", FAMILIES[0], "mutual_fund", today=TODAY
    )
    assert "published_mix" not in prompts.build_task("SOFI", "SoFi", "stock", today=TODAY)
