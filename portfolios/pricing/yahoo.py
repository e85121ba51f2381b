"""Closes from Yahoo Finance: free and without a key, but unofficial, so it may end at any time. Off unless chosen.

A request names what it asks for, so only symbols of the shared catalogue that somebody holds are sent, never those that
people entered themselves.
"""

import json
import logging
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from portfolios.currencies import BASE_CURRENCY
from portfolios.pricing.http import BoundedHttpPool, SymbolNotFound
from portfolios.pricing.provider import Closes, ProviderFailing, ProviderResponseUnreadable
from portfolios.risk.coins import COIN_SYMBOLS

logger = logging.getLogger(__name__)

CLOSES_URL = "https://query1.finance.yahoo.com/v7/finance/spark"
ALLOWED_HOSTS = frozenset({"query1.finance.yahoo.com"})
CONNECT_SECONDS = READ_SECONDS = 5.0
MOST_SECONDS = 45.0
BATCH = 20
"""Symbols in one request; it answers no more."""
PLAIN_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{0,9}")
SHARE_CLASS = re.compile(r"([A-Z]{1,5})\.([A-Z])")


class YahooProvider:
    name = "yahoo"
    asks_by_symbol = True

    def __init__(self, types: Mapping[str, str]) -> None:
        """types: the instrument type of each symbol to ask for."""
        self.symbols = {name: symbol for symbol, kind in types.items() if (name := yahoo_symbol(symbol, kind))}
        self.coins = frozenset(symbol for symbol in COIN_SYMBOLS if types.get(symbol) == "other")

    def closes(self, day: date) -> Closes:
        """Return the closes of a day in as few requests as possible. Raises PriceFailure if the first one fails."""
        found: Closes = {}
        deadline = time.monotonic() + MOST_SECONDS
        names = sorted(self.symbols)
        for start in range(0, len(names), BATCH):
            if found and time.monotonic() > deadline:
                logger.warning("Yahoo is slow: the remaining prices stay as they are.")
                break
            found |= self._ask(names[start : start + BATCH], day)
        return found

    def fetch_close(self, symbol: str, day: date) -> Decimal | None:
        names = [name for name, known in self.symbols.items() if known == symbol]
        return self._ask(names, day).get(symbol) if names else None

    def _ask(self, names: Sequence[str], day: date) -> Closes:
        import urllib3

        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        pool = BoundedHttpPool(urllib3.PoolManager(timeout=timeout, retries=False), hosts=ALLOWED_HOSTS)
        query = urlencode({"symbols": ",".join(names), "range": "5d", "interval": "1d"})
        try:
            answer = pool.request("GET", f"{CLOSES_URL}?{query}", redirect=False)
        except SymbolNotFound as error:
            raise ProviderFailing("status 404") from error
        try:
            content = json.loads(answer.data, parse_float=Decimal, parse_int=Decimal, parse_constant=Decimal)
            rows = list(read_closes(content["spark"]["result"], day))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError, OSError) as error:
            raise ProviderResponseUnreadable(type(error).__name__) from error
        return {self.symbols[name]: close for name, close in rows if name in self.symbols}


def yahoo_symbol(symbol: str, instrument_type: str) -> str:
    """Return what Yahoo calls a symbol: BRK-B, BTC-USD; empty for one that is not asked for."""
    if instrument_type == "other" and symbol in COIN_SYMBOLS:
        return f"{symbol}-{BASE_CURRENCY}"
    if share_class := SHARE_CLASS.fullmatch(symbol):
        return f"{share_class[1]}-{share_class[2]}"
    return symbol if PLAIN_SYMBOL.fullmatch(symbol) else ""


def read_closes(results: Any, day: date) -> Iterator[tuple[str, Decimal]]:
    """Yield the close of this day of each symbol that is quoted in dollars."""
    for result in results:
        for response in result["response"]:
            if response["meta"]["currency"] != BASE_CURRENCY:
                continue
            closes = response["indicators"]["quote"][0].get("close", ())
            for moment, close in zip(response.get("timestamp", ()), closes, strict=False):
                if isinstance(close, Decimal) and datetime.fromtimestamp(int(moment), UTC).date() == day:
                    yield result["symbol"], close
