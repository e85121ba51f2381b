"""From holdings to the capital-market classes: the mix of one holding, and of a whole portfolio.

Source: contracts, "Mix of a holding". Shares in and out are fractions that sum to 1 (per cent splits are divided
by their sum, so either will do).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from advisors.retirement.inputs.assumptions import Preset, Rates, build_capital_market

Mix = dict[str, float]

CASH_CLASS = "cash"
EQUITY_BY_REGION: dict[str, Mix] = {
    "north_america": {"us_equity": 1.0},
    "europe": {"intl_developed_equity": 1.0},
    "oceania": {"intl_developed_equity": 1.0},
    "international": {"intl_developed_equity": 1.0},
    "asia": {"intl_developed_equity": 0.5, "emerging_equity": 0.5},
    "latin_america": {"emerging_equity": 1.0},
    "africa": {"emerging_equity": 1.0},
    "middle_east": {"emerging_equity": 1.0},
    "global": {"us_equity": 0.60, "intl_developed_equity": 0.28, "emerging_equity": 0.12},
}
MIX_BY_CLASS: dict[str, Mix] = {
    "fixed_income": {"us_aggregate_bonds": 1.0},
    "real_estate": {"us_reits": 1.0},
    "commodities": {"commodities": 1.0},
    "cash": {CASH_CLASS: 1.0},
    "alternatives": {"us_equity": 0.5, "commodities": 0.5},
}
MAPPING_ASSUMPTIONS = (
    "Asset class and region of a holding are taken as independent of each other.",
    "Alternatives are treated as half US equity and half commodities.",
    "Asian equity is treated as half developed and half emerging markets.",
    "Equity without a known region is treated as global: 60% US, 28% other developed and 12% emerging markets.",
)


@dataclass(frozen=True, slots=True)
class PortfolioMix:
    """The weights of a portfolio over the classes (sum 1), and how much of its value they rest on.

    `unclassified`: the share of the value that has no class and is given the mix of the rest.
    """

    weights: Mix
    value: float
    unclassified: float


def map_to_market_classes(
    return_mix: Mapping[str, float] | None,
    asset_class: Mapping[str, float] | None,
    regions: Mapping[str, float] | None,
) -> Mix | None:
    """Give the mix of one holding over the capital-market classes; None when it is unclassified.

    `return_mix` of the catalogue row wins; else asset class by region, taken as independent; equity without a
    region is global (STATED_JUDGEMENTS). Raises ValueError for a class or region the taxonomy lacks.
    """
    if return_mix:
        return _normalize(return_mix)
    if not asset_class:
        return None
    mix: Mix = {}
    for name, share in _normalize(asset_class).items():
        part = _equity_mix(regions) if name == "equity" else MIX_BY_CLASS.get(name)
        if part is None:
            raise ValueError(f"unknown asset class {name}")
        _add_weighted(mix, part, share)
    return mix


def combine_holdings(holdings: Iterable[tuple[float, Mix | None]], cash: float = 0.0) -> PortfolioMix | None:
    """Combine holdings (value in dollars, mix or None) and account cash into the weights of a portfolio.

    What is unclassified gets the mix of what is classified, cash included, and its share is reported. None
    where nothing is classified. Values must not be negative.
    """
    mix: Mix = {}
    unclassified = 0.0
    for value, part in (*holdings, (cash, {CASH_CLASS: 1.0})):
        if value < 0:
            raise ValueError("a holding cannot be worth less than nothing")
        if part is None:
            unclassified += value
        elif value > 0:
            _add_weighted(mix, part, value)
    classified = sum(mix.values())
    if classified <= 0:
        return None
    total = classified + unclassified
    return PortfolioMix(_normalize(mix), total, unclassified / total)


def blend_cash_rates(
    balances: Sequence[tuple[float, float]], cash_value: float, preset: Preset = "base"
) -> dict[str, Rates]:
    """Give the rates that make the cash class earn what the accounts pay on their cash.

    `balances`: (dollars, nominal interest a year) per account; `cash_value`: all dollars in the cash class,
    money-market funds included, which keep the mean of the preset. The mean of the class becomes the average
    by value; its volatility stays. Empty without account cash. For `assumptions` of a plan of kind classes.
    """
    held = sum(balance for balance, _ in balances)
    if held <= 0:
        return {}
    stored = next(series for series in build_capital_market(preset).classes if series.name == CASH_CLASS)
    interest = sum(balance * rate for balance, rate in balances)
    total = max(cash_value, held)
    mean = (interest + (total - held) * stored.arithmetic) / total
    return {CASH_CLASS: Rates(arithmetic_nominal=mean, volatility=stored.volatility)}


def _equity_mix(regions: Mapping[str, float] | None) -> Mix:
    mix: Mix = {}
    for region, share in _normalize(regions or {"global": 1.0}).items():
        if region not in EQUITY_BY_REGION:
            raise ValueError(f"unknown region {region}")
        _add_weighted(mix, EQUITY_BY_REGION[region], share)
    return mix


def _add_weighted(mix: Mix, part: Mapping[str, float], share: float) -> None:
    for name, fraction in part.items():
        mix[name] = mix.get(name, 0.0) + share * fraction


def _normalize(shares: Mapping[str, float]) -> Mix:
    total = sum(shares.values())
    if total <= 0:
        raise ValueError("the shares of a holding sum to nothing")
    return {name: float(share) / float(total) for name, share in shares.items() if share}
