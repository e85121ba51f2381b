from decimal import Decimal

import pytest

from portfolios.risk.tax_location import (
    BOND_REASON,
    BROAD_STOCK_REASON,
    FOREIGN_TAX_REASON,
    MUNICIPAL_REASON,
    REIT_REASON,
    TURNOVER_REASON,
    find_tax_location_hints,
)
from portfolios.tests.support.sample_portfolios import like, owned


def hints(taxable, sheltered, **more):
    all_hints = find_tax_location_hints(owned(("taxable", 0, taxable), ("traditional_ira", 0, sheltered), **more))
    return {hint.instrument.symbol: (hint.better, hint.reason) for hint in all_hints}


@pytest.mark.parametrize(
    ("symbol", "reason"),
    [("BND", BOND_REASON), ("TIP", BOND_REASON), ("HYG", BOND_REASON), ("VNQ", REIT_REASON), ("PDBC", TURNOVER_REASON)],
)
def test_yearly_taxed_income_belongs_in_a_shelter(symbol, reason):
    assert hints({symbol: 100}, {}) == {symbol: ("tax_advantaged", reason)}


def test_an_active_mutual_fund_has_high_turnover():
    active = like("VTI", "ACT", instrument_type="mutual_fund", expense_ratio=Decimal("0.009"))
    assert hints({"ACT": 100}, {}, unlisted=[active]) == {"ACT": ("tax_advantaged", TURNOVER_REASON)}


def test_some_funds_lose_advantages_in_a_shelter():
    assert hints({"VTI": 1}, {"MUB": 100, "VXUS": 50}) == {
        "MUB": ("taxable", MUNICIPAL_REASON),
        "VXUS": ("taxable", FOREIGN_TAX_REASON),
    }


def test_broad_stocks_make_room_only_if_needed():
    assert hints({"SCHD": 100}, {"VTI": 100}) == {}
    assert hints({"BND": 100}, {"VTI": 100})["VTI"] == ("taxable", BROAD_STOCK_REASON)


@pytest.mark.parametrize("symbol", ["MUB", "VTI", "VXUS", "AAPL", "VMFXX", "AOR"])
def test_a_well_placed_holding_gets_no_hint(symbol):
    assert hints({symbol: 100}, {"BND": 100}) == {}


@pytest.mark.parametrize("kind", ["529", "pension", "other"])
def test_hints_need_both_kinds_of_account(kind):
    assert find_tax_location_hints(owned(("taxable", 0, {"BND": 100}), (kind, 0, {"MUB": 100}))) == ()


def test_hints_are_sorted_by_dollars():
    all_hints = find_tax_location_hints(owned(("taxable", 0, {"BND": 10, "VNQ": 90}), ("roth_ira", 0, {"VXUS": 500})))
    assert [(hint.account.name, hint.value) for hint in all_hints] == [
        ("taxable", 90),
        ("taxable", 10),
        ("roth_ira", 500),
    ]
