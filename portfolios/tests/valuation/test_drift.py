from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.rebalancing.new_money import water_filling
from portfolios.valuation.drift import Band, compute_drifts, misallocated_share

AMOUNTS = st.dictionaries(st.sampled_from("abcdef"), st.decimals("0", "1e9", places=2), min_size=1)
SHARES = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 100).map(Decimal), min_size=1)


def fractions(shares):
    return {key: share / sum(shares.values()) for key, share in shares.items()}


def decimals(**numbers):
    return {key: Decimal(number) for key, number in numbers.items()}


@pytest.mark.parametrize(
    ("held", "target", "acts"),
    [
        ("65", "0.60", True),  # exactly five points
        ("64.99", "0.60", False),
        ("55", "0.60", True),
        ("7.5", "0.10", True),  # exactly a quarter of the target
        ("7.51", "0.10", False),
        ("4.99", "0", False),  # a target of nothing has no quarter
        ("5", "0", True),
    ],
)
def test_the_five_twenty_five_rule_at_its_edges(held, target, acts):
    rest = Decimal(100) - Decimal(held)
    (drift, _) = compute_drifts({"a": Decimal(held), "b": rest}, {"a": Decimal(target), "b": 1 - Decimal(target)})
    assert drift.breached is acts


def test_a_band_can_be_wider():
    assert Band(points=Decimal(10), share=Decimal(50)).width(Decimal("0.6")) == Decimal("0.1")


def test_what_is_wanted_comes_first_and_what_is_not_wanted_has_target_0():
    found = compute_drifts(decimals(gold="10", equity="90"), decimals(equity="1"))
    assert [(drift.key, drift.target) for drift in found] == [("equity", 1), ("gold", 0)]


def test_nothing_held_drifts_nowhere():
    assert compute_drifts({}, decimals(equity="1")) == ()


@given(AMOUNTS.filter(lambda amounts: any(amounts.values())), SHARES)
def test_drifts_cancel_out_and_gaps_close_them(amounts, shares):
    found = compute_drifts(amounts, fractions(shares))
    assert abs(sum(drift.drift for drift in found)) < Decimal("1e-20")
    assert all(abs(drift.gap + drift.drift * sum(amounts.values())) < Decimal("1e-9") for drift in found)
    assert 0 <= misallocated_share(found) <= 1 + Decimal("1e-20")


@pytest.mark.parametrize(
    ("money", "bought"),
    [
        ("0", {"equity": "0", "fixed_income": "0", "cash": "0"}),
        ("1000", {"equity": "0", "fixed_income": "1000", "cash": "0"}),  # not yet level with cash
        ("2000", {"equity": "0", "fixed_income": "1875", "cash": "125"}),  # level (3000 + 1500 + 2000) / 0.4
        ("10000", {"equity": "1500", "fixed_income": "6750", "cash": "1750"}),  # level 32500: at the targets
    ],
)
def test_new_money_fills_what_is_emptiest_until_it_is_level(money, bought):
    """H05: buys are max(0, level x target - amount) with the one level at which they sum to the money."""
    amounts = decimals(equity="18000", fixed_income="3000", cash="1500")
    targets = decimals(equity="0.6", fixed_income="0.3", cash="0.1")
    assert water_filling(amounts, targets, Decimal(money)) == decimals(**bought)


@given(AMOUNTS, SHARES, st.decimals("0", "1e7", places=2))
def test_new_money_is_spent_to_the_cent_and_raises_the_lowest_level(amounts, shares, money):
    targets = fractions(shares)
    bought = water_filling(amounts, targets, money)
    assert sum(bought.values()) == money
    assert all(amount >= 0 for amount in bought.values())
    levels = {key: (amounts.get(key, Decimal(0)) + bought[key]) / targets[key] for key in targets}
    filled = [levels[key] for key in targets if bought[key]]
    assert not filled or max(filled) <= min(levels.values()) + Decimal("0.01") / min(targets.values()) * 2


@pytest.mark.parametrize(("targets", "money"), [({}, "1"), ({"a": "0"}, "1"), ({"a": "1"}, "-1")])
def test_new_money_needs_a_target_and_is_not_negative(targets, money):
    with pytest.raises(ValueError, match="New money"):
        water_filling({}, decimals(**targets), Decimal(money))
