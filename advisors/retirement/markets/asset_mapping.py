"""Map holdings to capital-market classes: the mix of one holding, and of a whole portfolio.

Source: contracts, "Mix of a holding". A mix holds fractions that sum to 1. Splits may be fractions or per cent:
they are divided by their sum.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from advisors.retirement.inputs.assumptions import Preset, Rates, build_capital_market, company_volatility

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
    "Alternatives are treated as half US stocks and half commodities.",
    "Asian stocks are treated as half developed and half emerging markets.",
    "Stocks without a known region are treated as global: 60% US, 28% other developed and 12% emerging markets.",
    "A single company moves with its market and has swings of its own on top. Its total volatility is taken as"
    f" {company_volatility():.0%} a year.",
)


LEAST_SHARE = 1e-6
"""Of a holding. A smaller part of it is nothing: as a part of a portfolio it could become too small for a float."""


@dataclass(frozen=True, slots=True)
class PortfolioMix:
    """The weights of a portfolio over the classes (they sum to 1) and its `value` in dollars.

    `unclassified`: the fraction of the value without a class, which gets the mix of the rest.
    """

    weights: Mix
    value: float
    unclassified: float


def map_to_market_classes(
    return_mix: Mapping[str, float] | None,
    asset_class: Mapping[str, float] | None,
    regions: Mapping[str, float] | None,
) -> Mix | None:
    """Return the mix of one holding over the capital-market classes, or None if it is unclassified.

    The `return_mix` of the catalogue row wins. Otherwise the mix is asset class times region, taken as independent;
    equity without a region is global (MAPPING_ASSUMPTIONS). Raises ValueError for an unknown class or region.
    """
    if return_mix:
        return _normalize(return_mix, least=LEAST_SHARE)
    if not asset_class:
        return None
    mix: Mix = {}
    for name, share in _normalize(asset_class, least=LEAST_SHARE).items():
        part = {} if name == "equity" else MIX_BY_CLASS.get(name)
        if part is None:
            raise ValueError(f"unknown asset class {name}")
        if name == "equity":
            for region, fraction in _normalize(regions or {"global": 1.0}, least=LEAST_SHARE).items():
                if region not in EQUITY_BY_REGION:
                    raise ValueError(f"unknown region {region}")
                _add_weighted(part, EQUITY_BY_REGION[region], fraction)
        _add_weighted(mix, part, share)
    return mix


def combine_holdings(holdings: Iterable[tuple[float, Mix | None]], cash: float = 0.0) -> PortfolioMix | None:
    """Combine holdings (value in dollars, mix or None) and account cash into the weights of a portfolio.

    Unclassified holdings get the mix of the classified ones, cash included. Negative cash is a debt, which counts as
    paid back from all holdings alike: the mix is theirs, the value is what is left. Return None if nothing is
    classified, or nothing is left. Raises ValueError for a holding of negative value.
    """
    mix: Mix = {}
    unclassified = 0.0
    for value, part in (*holdings, (max(cash, 0.0), {CASH_CLASS: 1.0})):
        if value < 0:
            raise ValueError("a holding must not have a negative value")
        if part is None:
            unclassified += value
        elif value > 0:
            _add_weighted(mix, part, value)
    classified = sum(mix.values())
    total = classified + unclassified
    owned = total + min(cash, 0.0)
    if classified <= 0 or owned <= 0:
        return None
    return PortfolioMix(_normalize(mix), owned, unclassified / total)


def blend_cash_rates(
    balances: Sequence[tuple[float, float]], cash_value: float, preset: Preset = "base"
) -> dict[str, Rates]:
    """Return rates with which the cash class earns the interest that the accounts pay.

    `balances`: (dollars, nominal interest a year) per account. `cash_value`: all dollars in the cash class. Those
    beyond the balances, such as money-market funds, keep the preset's mean. The new mean is the average by value;
    the volatility is the preset's. Empty without account cash. Use as `assumptions` of returns of kind classes.
    """
    balance_total = sum(balance for balance, _ in balances)
    if balance_total <= 0:
        return {}
    stored = next(series for series in build_capital_market(preset).classes if series.name == CASH_CLASS)
    interest = sum(balance * rate for balance, rate in balances)
    total = max(cash_value, balance_total)
    mean = (interest + (total - balance_total) * stored.arithmetic) / total
    return {CASH_CLASS: Rates(arithmetic_nominal=mean, volatility=stored.volatility)}


def _add_weighted(mix: Mix, part: Mapping[str, float], share: float) -> None:
    for name, fraction in part.items():
        mix[name] = mix.get(name, 0.0) + share * fraction


def _normalize(shares: Mapping[str, float], least: float = 0.0) -> Mix:
    """Return the shares as fractions that sum to 1, without zeros and without those below `least` of the sum.

    Raises ValueError if they sum to zero.
    """
    total = sum(shares.values())
    if total <= 0:
        raise ValueError("the shares of a holding sum to zero")
    kept = {name: float(share) for name, share in shares.items() if share and share >= least * total}
    return {name: share / sum(kept.values()) for name, share in kept.items()}
