from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.valuation.drift import Band, compute_drifts

AMOUNTS = st.dictionaries(st.sampled_from("abcdef"), st.decimals("0", "1e9", places=2), min_size=1)
SHARES = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 100).map(Decimal), min_size=1)


def fractions(shares):
    return {key: share / sum(shares.values()) for key, share in shares.items()}


def decimals(**numbers):
    return {key: Decimal(number) for key, number in numbers.items()}


@pytest.mark.parametrize(
    ("percent", "target", "is_breached"),
    [
        ("65", "0.60", True),  # exactly five points
        ("64.99", "0.60", False),
        ("55", "0.60", True),
        ("7.5", "0.10", True),  # exactly a quarter of the target
        ("7.51", "0.10", False),
        ("4.99", "0", False),  # for a target of 0 only the points count
        ("5", "0", True),
    ],
)
def test_the_five_twenty_five_rule_at_its_edges(percent, target, is_breached):
    rest = Decimal(100) - Decimal(percent)
    (drift, _) = compute_drifts({"a": Decimal(percent), "b": rest}, {"a": Decimal(target), "b": 1 - Decimal(target)})
    assert drift.breached is is_breached


def test_a_wider_band_has_a_wider_width():
    assert Band(points=Decimal(10), share=Decimal(50)).width(Decimal("0.6")) == Decimal("0.1")


def test_a_held_class_without_target_has_target_0():
    drifts = compute_drifts(decimals(gold="10", equity="90"), decimals(equity="1"))
    assert [(drift.key, drift.target) for drift in drifts] == [("equity", 1), ("gold", 0)]


def test_an_empty_portfolio_has_no_drift():
    assert compute_drifts({}, decimals(equity="1")) == ()


@given(AMOUNTS.filter(lambda amounts: any(amounts.values())), SHARES)
def test_drifts_cancel_out_and_gaps_close_them(amounts, shares):
    drifts = compute_drifts(amounts, fractions(shares))
    assert abs(sum(drift.drift for drift in drifts)) < Decimal("1e-20")
    assert all(abs(drift.gap + drift.drift * sum(amounts.values())) < Decimal("1e-9") for drift in drifts)
