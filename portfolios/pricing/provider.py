"""What a provider of prices is to us, and how it can fail."""

from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar, Protocol

Closes = dict[str, Decimal]
"""Dollars by symbol, exactly as published: NaN, zero and negative ones too. judging.py says what is believed."""


class Provider(Protocol):
    name: str
    asks_by_symbol: bool
    """The plan has no limit on the number of questions."""

    def closes(self, day: date) -> Closes:
        """The whole market's closes of a day; empty where it was closed. Raises PriceFailure."""

    def fetch_close(self, symbol: str, day: date) -> Decimal | None:
        """None for what it does not know. Raises PriceFailure."""


class PriceFailure(Exception):
    """No prices came. `words` follow "the price provider" and hold no figure, so any text may repeat them."""

    code: ClassVar[str]
    words: ClassVar[str]
    pause: ClassVar[timedelta] = timedelta(minutes=5)

    def __init__(self, detail: str = "", *, wait: timedelta | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.wait = wait or self.pause
        """Until it makes sense to ask again."""

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
