from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.tests.support.strategies import money, snapshot_of, snapshots
from portfolios.valuation.snapshot import AccountValue, InstrumentValue, PositionValue
from portfolios.valuation.value import CENT, EXACT_CONTEXT, apportion, compute_valuation, percentages, round_half_even

PARTS = st.dictionaries(st.text(max_size=3), st.decimals("0", "1e18", places=8), max_size=8)


def exact_sum(amounts):
    total = Decimal(0)
    for amount in amounts:
        total = EXACT_CONTEXT.add(total, amount)
    return total


def holding(price="10", quantity="3", cash="5"):
    account = AccountValue(id=UUID(int=1), name="A", kind="taxable", cash_balance=Decimal(cash))
    instrument = InstrumentValue(
        id=UUID(int=2), symbol="S", name="S", instrument_type="stock", price=None if price is None else Decimal(price)
    )
    position = PositionValue(
        id=UUID(int=3), account_id=account.id, instrument_id=instrument.id, quantity=Decimal(quantity)
    )
    return snapshot_of([account], [instrument], [position])


@pytest.mark.parametrize(
    ("price", "quantity", "cash", "total"),
    [
        ("10", "3", "5", "35.00"),
        ("0.01", "0.5", "0", "0.00"),
        ("0.01", "1.5", "0", "0.02"),
        ("210.62", "120.125", "0", "25300.73"),
        ("999999999", "999999999999", "0.01", "999999998999000000001.01"),
        (None, "3", "5", "5.00"),
    ],
)
def test_value_is_quantity_times_price_plus_cash(price, quantity, cash, total):
    assert compute_valuation(holding(price, quantity, cash)).total == Decimal(total)


def test_an_empty_portfolio_is_worth_nothing():
    assert compute_valuation(snapshot_of()).total == 0


@given(snapshots())
def test_accounts_sum_to_the_total_to_the_cent(snapshot):
    valuation = compute_valuation(snapshot)
    assert exact_sum(valuation.account_totals().values()) == valuation.total


@given(snapshots())
def test_positions_and_cash_sum_to_the_total(snapshot):
    valuation = compute_valuation(snapshot)
    parts = [row.value for row in valuation.positions if row.value is not None]
    parts += [account.cash for account in valuation.accounts]
    assert exact_sum(parts) == valuation.exact_total


def test_the_largest_sums_keep_every_digit():
    valuation = compute_valuation(holding("123456789.123457", "123456789012.12345678", "0.01"))
    assert valuation.exact_total == valuation.accounts[0].total == Decimal("15241578766928848846.71880502368846")


@given(snapshots())
def test_an_unpriced_position_is_in_no_sum(snapshot):
    valuation = compute_valuation(snapshot)
    priced = {row.id for row in snapshot.instruments if row.price is not None}
    assert {row.position.id for row in valuation.unpriced} == {
        row.id for row in snapshot.positions if row.instrument_id not in priced
    }
    without = snapshot.model_copy(
        update={"positions": tuple(row for row in snapshot.positions if row.instrument_id in priced)}
    )
    assert compute_valuation(without).account_totals() == valuation.account_totals()


@given(snapshots(), st.randoms())
def test_order_changes_no_valuation(snapshot, random):
    shuffled = snapshot.model_copy(
        update={
            name: tuple(random.sample(getattr(snapshot, name), len(getattr(snapshot, name))))
            for name in ("accounts", "instruments", "positions")
        }
    )
    assert compute_valuation(shuffled).total == compute_valuation(snapshot).total
    assert compute_valuation(shuffled).account_totals() == compute_valuation(snapshot).account_totals()
    assert compute_valuation(shuffled).value_by_instrument() == compute_valuation(snapshot).value_by_instrument()
    assert shuffled.digest == snapshot.digest


def split_in_two(snapshot, index, share):
    """Split one holding into two of the same instrument and account, exactly."""
    whole = snapshot.positions[index]
    part = (whole.quantity * share).quantize(Decimal("0.00000001"))
    halves = (
        whole.model_copy(update={"quantity": part}),
        whole.model_copy(update={"id": UUID(int=7), "quantity": whole.quantity - part}),
    )
    others = tuple(row for row in snapshot.positions if row.id != whole.id)
    return snapshot.model_copy(update={"positions": others + halves})


@given(snapshots().filter(lambda s: s.positions), st.data())
def test_splitting_a_holding_keeps_all_values(snapshot, data):
    index = data.draw(st.integers(0, len(snapshot.positions) - 1))
    split = split_in_two(snapshot, index, data.draw(st.decimals("0.01", "0.99", places=2)))
    assert compute_valuation(split).total == compute_valuation(snapshot).total
    assert compute_valuation(split).account_totals() == compute_valuation(snapshot).account_totals()
    assert compute_valuation(split).value_by_instrument() == compute_valuation(snapshot).value_by_instrument()


@given(snapshots(), money)
def test_more_cash_raises_the_total_exactly(snapshot, more):
    account = AccountValue(id=UUID(int=99), name="More", kind="other", cash_balance=more)
    richer = snapshot.model_copy(update={"accounts": (*snapshot.accounts, account)})
    assert compute_valuation(richer).exact_total == EXACT_CONTEXT.add(compute_valuation(snapshot).exact_total, more)


@given(PARTS)
def test_apportioned_cents_sum_to_the_whole(parts):
    apportioned = apportion(parts)
    assert list(apportioned) == list(parts)
    assert exact_sum(apportioned.values()) == round_half_even(exact_sum(parts.values()))
    assert all(abs(EXACT_CONTEXT.subtract(apportioned[key], parts[key])) < CENT for key in parts)


@given(PARTS, st.randoms())
def test_apportioning_ignores_the_order_of_parts(parts, random):
    shuffled = dict(random.sample(list(parts.items()), len(parts)))
    assert apportion(shuffled) == apportion(parts)


@given(PARTS)
def test_percentages_sum_to_exactly_100_or_zero(parts):
    shares = percentages(parts)
    assert sum(shares.values(), Decimal(0)) == (100 if any(parts.values()) else 0)
    assert all(share == share.quantize(Decimal("0.1")) and share >= 0 for share in shares.values())


def test_thirds_are_apportioned_to_100():
    assert sorted(percentages({"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)}).values()) == [
        Decimal("33.3"),
        Decimal("33.3"),
        Decimal("33.4"),
    ]


def test_a_position_without_an_account_raises():
    snapshot = holding()
    with pytest.raises(KeyError):
        compute_valuation(snapshot.model_copy(update={"instruments": ()}))
