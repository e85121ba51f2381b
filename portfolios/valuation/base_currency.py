"""The currency in which a person counts, and the conversion of amounts into it at dated rates."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from portfolios.currencies import BASE_CURRENCY, CURRENCIES
from portfolios.valuation.snapshot import FrozenModel, RateValue
from portfolios.valuation.value import EXACT_CONTEXT

ONE = Decimal(1)
MAX_AGE = timedelta(days=7)
CONVERTED_STEP, MAX_PLACES = Decimal("1e-12"), 20
"""What is converted over two rates has endless digits; these are more than enough for any number of shares."""


class BaseCurrency(FrozenModel):
    """The currency of a person's totals, and its exchange rate; None for dollars, or if none is known."""

    code: str = BASE_CURRENCY
    rate: RateValue | None = None

    @property
    def name(self) -> str:
        return CURRENCIES[self.code]

    @property
    def lacks_rate(self) -> bool:
        """Return whether only what is in this currency itself can be counted."""
        return self.code != BASE_CURRENCY and self.rate is None


@dataclass(frozen=True)
class Conversion:
    """Converts amounts into one currency. worth: what one unit of each known currency is worth in it.

    A currency without a rate is not among them, so its amounts stay unknown: never one to one.
    """

    base: str = BASE_CURRENCY
    worth: Mapping[str, Decimal] = field(default_factory=lambda: {BASE_CURRENCY: ONE})

    @classmethod
    def at(cls, rates: Iterable[RateValue], base: str = BASE_CURRENCY) -> "Conversion":
        """Return the conversion at these rates, which are in dollars. Another base needs its own rate."""
        dollars = {BASE_CURRENCY: ONE, **{rate.currency: rate.dollars for rate in rates}}
        if base == BASE_CURRENCY:
            return cls(base, dollars)
        own = dollars.get(base)
        worth = {} if own is None else {code: EXACT_CONTEXT.divide(rate, own) for code, rate in dollars.items()}
        return cls(base, {**worth, base: ONE})

    def __contains__(self, currency: str) -> bool:
        return currency in self.worth

    def convert(self, amount: Decimal | None, currency: str) -> Decimal | None:
        """Return an amount of a currency in the base; None where it or the rate is unknown."""
        if amount is None or currency == self.base:
            return amount
        rate = self.worth.get(currency)
        if rate is None:
            return None
        converted = EXACT_CONTEXT.multiply(amount, rate)
        has_many = -int(converted.as_tuple().exponent) > MAX_PLACES
        return EXACT_CONTEXT.quantize(converted, CONVERTED_STEP) if has_many else converted


@dataclass(frozen=True)
class DatedRates:
    """What one unit was worth in dollars by currency, each day after day, the oldest first."""

    days: Mapping[str, Sequence[tuple[date, Decimal]]] = field(default_factory=dict)

    def dollars(self, code: str, day: date) -> Decimal | None:
        """Return the rate of a day, or the newest of the week before: nobody publishes rates on a weekend."""
        if code == BASE_CURRENCY:
            return ONE
        known = self.days.get(code, ())
        place = bisect_right(known, day, key=lambda one: one[0])
        return known[place - 1][1] if place and day - known[place - 1][0] <= MAX_AGE else None

    def worth(self, code: str, base: str, day: date, used: Mapping[str, Decimal] | None = None) -> Decimal | None:
        """Return what one unit was worth in the base on a day; None without both rates. used: they count first."""
        if code == base:
            return ONE
        first = used or {}
        rate, own = (first.get(name) or self.dollars(name, day) for name in (code, base))
        return None if rate is None or own is None else EXACT_CONTEXT.divide(rate, own)
