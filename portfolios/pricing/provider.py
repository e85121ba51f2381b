"""The interface of a price provider, and the ways it can fail."""

from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar, Protocol

Closes = dict[str, Decimal]
"""Dollars by symbol, exactly as published: NaN, zero and negative ones too. checks.py decides which are accepted."""


class Provider(Protocol):
    name: str
    asks_by_symbol: bool
    """The plan has no limit on the number of questions."""
    coins: frozenset[str]
    """The symbols by which it means a coin, such as BTC, and not a fund with this symbol."""

    def closes(self, day: date) -> Closes:
        """Return the market's closes of a day; empty if it was closed. Raises PriceFailure."""

    def fetch_close(self, symbol: str, day: date) -> Decimal | None:
        """Return the close of one symbol, None if the provider does not know it. Raises PriceFailure."""


class PriceFailure(Exception):
    """The provider returned no prices. `words` completes "The price provider …" and contains no digits."""

    code: ClassVar[str]
    words: ClassVar[str]
    pause: ClassVar[timedelta] = timedelta(minutes=5)

    def __init__(self, detail: str = "", *, wait: timedelta | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.wait = wait or self.pause
        """The time to wait before the next request."""

    def __str__(self) -> str:
        return f"The price provider {self.words}." + (f" ({self.detail})" if self.detail else "")


class ProviderUnreachable(PriceFailure):
    code, words = "unreachable", "could not be reached"


class ProviderFailing(PriceFailure):
    code, words = "failing", "is out of order"


class ProviderBusy(PriceFailure):
    code, words = "busy", "asked us to wait"


class KeyRefused(PriceFailure):
    code, words = "key_refused", "refused our key or our plan"
    pause = timedelta(hours=1)


class ProviderResponseUnreadable(PriceFailure):
    code, words = "unreadable", "gave an answer that is no list of prices"


FAILURES_BY_CODE = {
    failure.code: failure
    for failure in (ProviderUnreachable, ProviderFailing, ProviderBusy, KeyRefused, ProviderResponseUnreadable)
}
