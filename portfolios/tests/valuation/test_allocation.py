from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.taxonomy import DIMENSIONS, UNCLASSIFIED
from portfolios.tests.support.strategies import snapshots
from portfolios.tests.valuation.test_value import exact_sum, holding, split_in_two
from portfolios.valuation.allocation import allocate, region_groups
from portfolios.valuation.value import EXACT_CONTEXT, compute_valuation

pytestmark = pytest.mark.slow

dimensions = pytest.mark.parametrize("dimension", list(DIMENSIONS))


def holding_of(asset_class=None, regions=None, sectors=None, **details):
    snapshot = holding(**details)
    known = {"asset_class": asset_class or {}, "regions": regions or {}, "sectors": sectors or {}}
    return snapshot.model_copy(update={"instruments": (snapshot.instruments[0].model_copy(update=known),)})


def per_cent(**shares):
    return {key: Decimal(share) for key, share in shares.items()}


@dimensions
@given(snapshot=snapshots())
def test_buckets_sum_to_the_total_to_the_cent(dimension, snapshot):
    valuation = compute_valuation(snapshot)
    assert exact_sum(allocate(valuation, dimension).values()) == valuation.total


@dimensions
@given(snapshot=snapshots())
def test_buckets_are_known_and_largest_first(dimension, snapshot):
    amounts = allocate(compute_valuation(snapshot), dimension)
    assert set(amounts) <= {*DIMENSIONS[dimension], UNCLASSIFIED, "cash"}
    assert all(amount >= 0 for amount in amounts.values())


@dimensions
@given(snapshot=snapshots(), random=st.randoms())
def test_order_changes_no_allocation(dimension, snapshot, random):
    shuffled = snapshot.model_copy(
        update={"positions": tuple(random.sample(snapshot.positions, len(snapshot.positions)))}
    )
    assert allocate(compute_valuation(shuffled), dimension) == allocate(compute_valuation(snapshot), dimension)


@dimensions
@given(snapshot=snapshots().filter(lambda s: s.positions), share=st.decimals("0.01", "0.99", places=2))
def test_splitting_a_holding_keeps_the_allocation(dimension, snapshot, share):
    split = split_in_two(snapshot, 0, share)
    assert allocate(compute_valuation(split), dimension) == allocate(compute_valuation(snapshot), dimension)


@given(snapshots())
def test_accounts_are_a_dimension_too(snapshot):
    valuation = compute_valuation(snapshot)
    assert exact_sum(valuation.account_totals().values()) == valuation.total


@given(snapshots())
def test_region_groups_keep_all_located_money(snapshot):
    regions = allocate(compute_valuation(snapshot), "regions")
    located = [amount for key, amount in regions.items() if key not in ("cash", UNCLASSIFIED)]
    groups = region_groups(regions)
    assert abs(EXACT_CONTEXT.subtract(exact_sum(groups.values()), exact_sum(located))) < Decimal("0.01")


def test_a_fund_is_looked_through():
    snapshot = holding_of(per_cent(equity=60, fixed_income=40), price="10", quantity="10", cash="0")
    assert allocate(compute_valuation(snapshot), "asset_class") == per_cent(equity=60, fixed_income=40)


def test_cash_is_cash_in_every_dimension():
    snapshot = holding_of(per_cent(cash=100), per_cent(north_america=100), per_cent(treasury=100))
    for dimension in DIMENSIONS:
        assert allocate(compute_valuation(snapshot), dimension) == {"cash": Decimal("35.00")}


def test_unclassified_money_is_its_own_bucket():
    assert allocate(compute_valuation(holding_of()), "regions") == {
        UNCLASSIFIED: Decimal("30.00"),
        "cash": Decimal("5.00"),
    }


def test_an_unpriced_holding_is_in_no_bucket():
    snapshot = holding_of(per_cent(equity=100), price=None)
    assert allocate(compute_valuation(snapshot), "asset_class") == {"cash": Decimal("5.00")}


def test_splits_just_off_100_lose_no_money():
    snapshot = holding_of({"equity": Decimal("33.33"), "cash": Decimal("66.66")}, cash="0", price="1", quantity="300")
    assert sum(allocate(compute_valuation(snapshot), "asset_class").values()) == 300


def test_global_money_is_split_60_40():
    amounts = {"global": Decimal(100), "europe": Decimal(10), "cash": Decimal(50), UNCLASSIFIED: Decimal(7)}
    assert region_groups(amounts) == {"north_america": Decimal(60), "international": Decimal(50)}
