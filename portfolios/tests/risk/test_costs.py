from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.catalogue.file import read_catalogue
from portfolios.risk.costs import compute_fees, fee_drag, find_cheaper_alternatives
from portfolios.tests.support.sample_portfolios import CATALOGUE, like, listed, owned

OFFERED = [listed(symbol) for symbol in CATALOGUE]


def alternatives(*accounts):
    """Return what is found among the holdings and what the catalogue offers in their groups, as in a snapshot."""
    portfolio = owned(*accounts)
    groups = {instrument.exposure_group for instrument, _ in portfolio.holdings}
    listed_too = [listed(entry.symbol) for entry in read_catalogue().cheapest_in_groups(groups)]
    held = [instrument for instrument, _ in portfolio.holdings]
    return {one.held.symbol: one for one in find_cheaper_alternatives(portfolio, [*held, *listed_too])}


def test_cash_costs_nothing_and_counts():
    fees = compute_fees(owned(("taxable", 5000, {"VTI": 5000})))
    assert (fees.yearly, fees.ratio) == (Decimal("1.5"), Decimal("0.00015"))


def test_a_fund_of_unknown_cost_is_in_no_ratio():
    unknown_cost = like("VTI", "XYZ", expense_ratio=None)
    fees = compute_fees(owned(("taxable", 0, {"SPY": 1000, "XYZ": 9000}), unlisted=[unknown_cost]))
    assert [one.symbol for one in fees.unknown] == ["XYZ"]
    assert (fees.covered, fees.ratio) == (1000, Decimal("0.000945"))


def test_nothing_costs_nothing():
    assert compute_fees(owned()).ratio == 0


@given(st.decimals("0", "1e9", places=2), st.decimals("-0.5", "0.5", places=4), st.decimals("0", "0.05", places=6))
def test_fees_and_the_rest_sum_to_the_whole(value, growth, fee):
    drag = fee_drag(value, growth, fee, 30)
    assert abs(drag.value_after_fees + drag.lost - drag.value_without_fees) <= Decimal("1e-20") * (
        1 + drag.value_without_fees
    )
    assert 0 <= drag.lost_share < 1


@given(st.integers(0, 80), st.integers(0, 80))
def test_fees_take_a_larger_share_over_time(one, other):
    short, long = sorted((one, other))
    shares = [fee_drag(Decimal(100), Decimal("0.05"), Decimal("0.01"), years).lost_share for years in (short, long)]
    assert shares == sorted(shares)


@pytest.mark.parametrize(
    ("growth", "fee", "years"), [("-1.1", "0", 1), ("0", "-0.01", 1), ("0", "1.1", 1), ("0", "0", -1)]
)
def test_invalid_fee_drag_values_are_refused(growth, fee, years):
    with pytest.raises(ValueError, match="growth"):
        fee_drag(Decimal(1), Decimal(growth), Decimal(fee), years)


def test_a_cheaper_fund_is_found_with_its_saving():
    (comparison,) = alternatives(("taxable", 0, {"EFA": 10_000})).values()
    assert comparison.alternative.symbol == "VEA"
    assert (comparison.saving, comparison.taxable) == (10_000 * (Decimal("0.0033") - Decimal("0.0003")), 10_000)


def test_only_one_exposure_group_is_compared():
    for symbol, comparison in alternatives(("roth_ira", 0, dict.fromkeys(CATALOGUE, 100))).items():
        assert comparison.alternative.exposure_group == CATALOGUE[symbol].exposure_group
        assert comparison.alternative.expense_ratio < CATALOGUE[symbol].expense_ratio


def test_the_cheapest_fund_has_no_alternative():
    assert alternatives(("taxable", 0, {"VTI": 100, "AAPL": 100})) == {}


def test_a_mutual_fund_that_is_not_held_is_no_alternative():
    found = alternatives(("401k", 0, dict.fromkeys(CATALOGUE, 100)))
    assert "FNILX" in {one.alternative.symbol for one in found.values()}
    alone = [alternatives(("401k", 0, {symbol: 100}))[symbol].alternative for symbol in ("SPY", "EFA")]
    assert {fund.instrument_type for fund in alone} == {"etf"}


def test_without_exposure_group_nothing_matches():
    private = like("EFA", "OWN", exposure_group="")
    assert find_cheaper_alternatives(owned(("taxable", 0, {"OWN": 100}), unlisted=[private]), OFFERED) == ()


def test_of_equal_costs_the_held_fund_comes_first():
    by_held_symbol = alternatives(("roth_ira", 0, {"SPY": 100, "VOO": 1}))
    assert by_held_symbol["SPY"].alternative.symbol == "VOO"
    assert alternatives(("roth_ira", 0, {"SPY": 100}))["SPY"].alternative.symbol == "IVV"


def test_savings_are_sorted_with_taxable_amounts():
    comparisons = find_cheaper_alternatives(
        owned(("taxable", 0, {"GLD": 100}), ("401k", 0, {"GLD": 300, "EEM": 10_000})), OFFERED
    )
    assert [(one.held.symbol, one.taxable) for one in comparisons] == [("EEM", 0), ("GLD", 100)]
