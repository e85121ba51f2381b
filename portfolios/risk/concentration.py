"""How much hangs on few holdings: on the positions as they are, and looking through funds as far as that is known."""

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
"""What is in broad funds counts as this many equal names for each asset class and region: a stated judgement, about
what the weights of the S&P 500 come to. Funds of the same market are one pool, so two of them diversify no more."""
DIVERSIFIED_CLASSES = ("equity", "fixed_income", "real_estate")
"""Asset classes that a fund spreads over many names; gold or a bitcoin trust is one thing."""
TOP_COUNTS = (1, 5, 10)
LEGAL_FORMS = re.compile(
    r"\b(class [a-c]|inc(orporated)?|corp(oration)?|company|co|plc|ltd|limited|holdings?|the|adr|n v|a s|s a)\b"
)


@dataclass(frozen=True, slots=True)
class Concentration:
    """herfindahl: the sum of squared shares of what is invested, 1 for a single line. effective: 1 / herfindahl, how
    many equal lines would be as concentrated. top: the share of everything, cash included, in the largest 1, 5 and 10.
    """

    herfindahl: float
    effective: float
    top: dict[int, float]


def compute_concentration(values: Iterable[Decimal], whole: Decimal | None = None) -> Concentration | None:
    """From dollars a line; `whole` is everything, cash included (their sum unless given). None where nothing is held.

    Source: O. Herfindahl; A. Hirschman. Shares are fractions.
    """
    lines = sorted((float(value) for value in values if value > 0), reverse=True)
    invested = sum(lines)
    if not invested:
        return None
    everything = float(whole) if whole is not None else invested
    herfindahl = sum((line / invested) ** 2 for line in lines)
    return Concentration(herfindahl, 1 / herfindahl, {count: sum(lines[:count]) / everything for count in TOP_COUNTS})


def position_concentration(portfolio: Portfolio) -> Concentration | None:
    """Every holding one line, the same instrument in two accounts once; account cash is in the whole only."""
    return compute_concentration((worth for _, worth in portfolio.holdings), portfolio.valuation.exact_total)


def look_through_concentration(portfolio: Portfolio) -> Concentration | None:
    """Every company, whatever its share classes, and every name of a fund (see FUND_NAMES) one line.

    Companies inside funds are not known one by one and are not added to those held directly.
    """
    return compute_concentration(look_through_amounts(portfolio), portfolio.valuation.exact_total)


def look_through_amounts(portfolio: Portfolio) -> Iterator[Decimal]:
    """Dollars a name, looking through funds. Cash and money-market funds are no names."""
    names: dict[str, Decimal] = defaultdict(Decimal)
    pools: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with localcontext(EXACT_CONTEXT):
        for instrument, worth in portfolio.holdings:
            if instrument.instrument_type in SINGLE_ISSUER_TYPES:
                names[normalize_issuer(instrument.name)] += worth
                continue
            for (asset_class, region), amount in _split_fund(instrument, worth):
                if asset_class in DIVERSIFIED_CLASSES:
                    pools[asset_class, region] += amount
                else:
                    names[instrument.symbol] += amount
        yield from names.values()
        for amount in pools.values():
            yield from [amount / NAMES_PER_FUND_POOL] * NAMES_PER_FUND_POOL


def normalize_issuer(name: str) -> str:
    """What the share classes and spellings of one company's name have in common."""
    plain = re.sub(r"[^a-z0-9&]+", " ", name.lower())
    return " ".join(LEGAL_FORMS.sub(" ", plain).split()) or name


def _split_fund(instrument: InstrumentValue, worth: Decimal) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """A fund's dollars by asset class and region, taken as independent of each other."""
    classes, regions = split_or_unclassified(instrument, "asset_class"), split_or_unclassified(instrument, "regions")
    whole = sum(classes.values(), ZERO) * sum(regions.values(), ZERO)
    for asset_class, share in classes.items():
        if asset_class != CASH:
            for region, part in regions.items():
                yield (asset_class, region), worth * share * part / whole
