"""Holdings map to weights over capital-market classes."""

import pytest

from advisors.retirement.inputs.assumptions import build_capital_market
from advisors.retirement.markets.asset_mapping import (
    EQUITY_BY_REGION,
    MAPPING_ASSUMPTIONS,
    MIX_BY_CLASS,
    blend_cash_rates,
    combine_holdings,
    map_to_market_classes,
)


def test_a_return_mix_of_the_catalogue_wins() -> None:
    mix = map_to_market_classes(
        {"intl_developed_equity": 0.7, "emerging_equity": 0.3}, {"equity": 100}, {"international": 100}
    )
    assert mix == {"intl_developed_equity": 0.7, "emerging_equity": 0.3}


@pytest.mark.parametrize(
    ("region", "mix"),
    [
        ("north_america", {"us_equity": 1.0}),
        ("asia", {"intl_developed_equity": 0.5, "emerging_equity": 0.5}),
        ("global", {"us_equity": 0.6, "intl_developed_equity": 0.28, "emerging_equity": 0.12}),
        ("international", {"intl_developed_equity": 1.0}),
    ],
)
def test_equity_goes_by_region(region: str, mix: dict[str, float]) -> None:
    assert map_to_market_classes(None, {"equity": 100.0}, {region: 100.0}) == pytest.approx(mix)


def test_class_and_region_are_independent() -> None:
    mix = map_to_market_classes(None, {"equity": 60.0, "fixed_income": 40.0}, {"north_america": 50.0, "europe": 50.0})
    assert mix == pytest.approx({"us_equity": 0.3, "intl_developed_equity": 0.3, "us_aggregate_bonds": 0.4})


def test_alternatives_are_split_in_two_halves() -> None:
    assert map_to_market_classes(None, {"alternatives": 100.0}, None) == {"us_equity": 0.5, "commodities": 0.5}


def test_equity_without_a_region_is_global() -> None:
    world = {"us_equity": 0.60, "intl_developed_equity": 0.28, "emerging_equity": 0.12}
    assert map_to_market_classes(None, {"equity": 100.0}, {}) == world
    assert map_to_market_classes(None, {"equity": 50.0, "cash": 50.0}, None) == {"cash": 0.5} | {
        k: v / 2 for k, v in world.items()
    }
    assert any("without a known region" in text and "60% US" in text for text in MAPPING_ASSUMPTIONS)


@pytest.mark.parametrize("asset_class", [None, {}])
def test_an_unclassified_holding_has_no_mix(asset_class: dict[str, float] | None) -> None:
    assert map_to_market_classes(None, asset_class, None) is None


def test_words_outside_the_taxonomy_are_refused() -> None:
    with pytest.raises(ValueError, match="tulips"):
        map_to_market_classes(None, {"tulips": 100.0}, None)
    with pytest.raises(ValueError, match="moon"):
        map_to_market_classes(None, {"equity": 100.0}, {"moon": 100.0})


def test_every_mix_sums_to_one_over_known_classes() -> None:
    stored = {series.name for series in build_capital_market().classes}
    for mix in (*EQUITY_BY_REGION.values(), *MIX_BY_CLASS.values()):
        assert set(mix) <= stored
        assert sum(mix.values()) == pytest.approx(1)


def test_a_portfolio_mix_weighs_holdings_by_value() -> None:
    mix = combine_holdings([(60.0, {"us_equity": 1.0}), (20.0, {"us_aggregate_bonds": 1.0}), (10.0, None)], cash=10.0)
    assert mix is not None
    assert mix.weights == pytest.approx({"us_equity": 60 / 90, "us_aggregate_bonds": 20 / 90, "cash": 10 / 90})
    assert (mix.value, mix.unclassified) == (100.0, 0.1)


def test_a_portfolio_of_unknowns_has_no_mix() -> None:
    assert combine_holdings([(10.0, None)]) is None
    assert combine_holdings([]) is None


def test_one_holding_split_in_two_changes_nothing() -> None:
    mix = {"us_equity": 0.5, "gold": 0.5}
    assert combine_holdings([(7.0, mix), (3.0, mix)]) == combine_holdings([(10.0, mix)])


def test_account_cash_earns_its_own_interest() -> None:
    rates = blend_cash_rates([(6_000.0, 0.045), (2_000.0, 0.0)], cash_value=8_000.0)
    assert rates["cash"].arithmetic_nominal == pytest.approx(0.03375)
    cash = build_capital_market(rates=rates).classes[-1]
    assert cash.volatility == pytest.approx(0.01)
    assert cash.arithmetic == pytest.approx(0.03375)


def test_money_market_funds_keep_the_preset_mean() -> None:
    stored = build_capital_market().classes[-1].arithmetic
    rates = blend_cash_rates([(5_000.0, 0.0)], cash_value=10_000.0)
    assert rates["cash"].arithmetic_nominal == pytest.approx(stored / 2)
    assert blend_cash_rates([], 10_000.0) == {}
