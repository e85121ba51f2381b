"""Concentration in few holdings: by position, and looking through funds."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from portfolios.valuation.allocation import CASH, split_or_unclassified
from portfolios.valuation.portfolio import SINGLE_ISSUER_TYPES, Portfolio
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import EXACT_CONTEXT, ZERO

NAMES_PER_FUND_POOL = 50
"""Broad funds count as this many equal names per asset class and region: our judgment, close to the effective number
of the S&P 500. Funds in the same market share one pool, so a second one adds no diversification."""
DIVERSIFIED_CLASSES = ("equity", "fixed_income", "real_estate")
"""Asset classes in which a fund holds many names. A gold or bitcoin trust is one thing."""
TOP_COUNTS = (1, 5, 10)
LEGAL_FORMS = re.compile(
    r"\b(class [a-c]|inc(orporated)?|corp(oration)?|company|co|plc|ltd|limited|holdings?|the|adr|n v|a s|s a)\b"
)


@dataclass(frozen=True, slots=True)
class Concentration:
    """Concentration of lines; a line is one holding or one name.

    herfindahl: the sum of squared shares of invested money, 1 for a single line. effective: 1 / herfindahl, the number
    of equal lines with the same concentration. top: the share of the whole, cash included, in the largest 1, 5 and 10.
    """

    herfindahl: float
    effective: float
    top: dict[int, float]


def compute_concentration(values: Iterable[Decimal], whole: Decimal | None = None) -> Concentration | None:
    """Compute concentration from dollars per line. `whole` includes cash; its default is the sum of the lines.

    Shares are fractions. Return None if nothing is held. Source: O. Herfindahl; A. Hirschman.
    """
    lines = sorted((float(value) for value in values if value > 0), reverse=True)
    invested = sum(lines)
    if not invested:
        return None
    everything = float(whole) if whole is not None else invested
    herfindahl = sum((line / invested) ** 2 for line in lines)
    return Concentration(herfindahl, 1 / herfindahl, {count: sum(lines[:count]) / everything for count in TOP_COUNTS})


def position_concentration(portfolio: Portfolio) -> Concentration | None:
    """Treat each instrument as one line, over all accounts. Account cash counts only in the whole."""
    return compute_concentration((worth for _, worth in portfolio.holdings), portfolio.valuation.exact_total)


def look_through_concentration(portfolio: Portfolio) -> Concentration | None:
    """Treat each company (all share classes together) and each name in a fund pool as one line.

    Companies inside funds are not known one by one, so they are not added to direct holdings.
    """
    return compute_concentration(look_through_amounts(portfolio), portfolio.valuation.exact_total)


def look_through_amounts(portfolio: Portfolio) -> Iterator[Decimal]:
    """Yield dollars per name, looking through funds. Cash and money-market funds are not names."""
    names: dict[str, Decimal] = defaultdict(Decimal)
    pools: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with localcontext(EXACT_CONTEXT):
        for instrument, worth in portfolio.holdings:
            if instrument.instrument_type in SINGLE_ISSUER_TYPES:
                names[normalize_issuer(instrument.name)] += worth
                continue
            for (asset_class, region), amount in split_fund(instrument, worth):
                if asset_class in DIVERSIFIED_CLASSES:
                    pools[asset_class, region] += amount
                else:
                    names[instrument.symbol] += amount
        yield from names.values()
        for amount in pools.values():
            yield from [amount / NAMES_PER_FUND_POOL] * NAMES_PER_FUND_POOL


def normalize_issuer(name: str) -> str:
    """Return the part of a company name that its share classes and spellings share."""
    plain = re.sub(r"[^a-z0-9&]+", " ", name.lower())
    return " ".join(LEGAL_FORMS.sub(" ", plain).split()) or name


def split_fund(instrument: InstrumentValue, worth: Decimal) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """Split a fund's dollars by asset class and region, assuming the two are independent."""
    classes, regions = split_or_unclassified(instrument, "asset_class"), split_or_unclassified(instrument, "regions")
    whole = sum(classes.values(), ZERO) * sum(regions.values(), ZERO)
    for asset_class, share in classes.items():
        if asset_class != CASH:
            for region, part in regions.items():
                yield (asset_class, region), worth * share * part / whole
