"""Read the holdings of a portfolio as the engine needs them: mixes of classes, single companies, interest on cash."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import sqrt
from uuid import UUID

from advisors.retirement.inputs.assumptions import CapitalMarket, company_volatility
from advisors.retirement.inputs.returns import CompanyReturns
from advisors.retirement.markets.asset_mapping import Mix, PortfolioMix, map_to_market_classes
from advisors.retirement.projection.deterministic import mix_moments
from portfolios.valuation.portfolio import COMPANY_TYPES
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ValuedAccount


def holding_mix(instrument: InstrumentValue) -> Mix | None:
    """Return the mix of one holding over capital-market classes; None while it is unclassified."""
    return map_to_market_classes(
        _to_floats(instrument.return_mix or {}), _to_floats(instrument.asset_class), _to_floats(instrument.regions)
    )


def find_companies(
    holdings: Sequence[tuple[InstrumentValue, Decimal]],
    mix: PortfolioMix,
    market: CapitalMarket,
    names: Mapping[UUID, str],
) -> tuple[CompanyReturns, ...]:
    """Return the single companies within a mix, each with the volatility of its own that makes its total the assumed.

    `holdings`: instruments with their dollars, once or more. `names`: by id of the instrument. An unclassified company
    is left out: it moves like the rest.
    """
    instruments = {instrument.id: instrument for instrument, _ in holdings}
    dollars: dict[UUID, float] = defaultdict(float)
    for instrument, value in holdings:
        if instrument.instrument_type in COMPANY_TYPES and value > 0:
            dollars[instrument.id] += float(value)
    return tuple(
        CompanyReturns(
            name=names[key],
            parts={name: min(1.0, value * part / (mix.weights[name] * mix.value)) for name, part in own_mix.items()},
            own_volatility=own_volatility(market, own_mix),
        )
        for key, value in dollars.items()
        if (own_mix := holding_mix(instruments[key]))
    )


def own_volatility(market: CapitalMarket, own_mix: Mix) -> float:
    """Return the standard deviation of a company's own factor with which its total volatility is the assumed one.

    (1 + total²/m²) / (1 + class²/m²) = 1 + own², with m = 1 + the mean of its classes, for a product of independent
    factors; 0 if its classes alone move as much.
    """
    mean, volatility = mix_moments(market, own_mix)
    total, of_classes = ((deviation / (1 + mean)) ** 2 for deviation in (company_volatility(), volatility))
    return sqrt(max(0.0, (1 + total) / (1 + of_classes) - 1))


def recorded_cash_interest(accounts: Iterable[ValuedAccount]) -> list[tuple[float, float]]:
    """Return dollars and nominal interest a year of each account that has cash, not debt, and a recorded interest."""
    return [
        (float(worth.cash), float(worth.account.cash_interest))
        for worth in accounts
        if worth.cash > 0 and worth.account.cash_interest is not None
    ]


def _to_floats(split: dict[str, Decimal]) -> dict[str, float]:
    return {key: float(share) for key, share in split.items()}
