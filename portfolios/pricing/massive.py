"""Closes from Massive (formerly Polygon), through its own client.

By default the client retries three times, waits as long as a header says, and treats an unreadable answer as empty.
Here it sends one request to one host within a time limit, and every failure has its own exception.
"""

import json
import logging
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.pricing.http import BoundedHttpPool, ProviderResponse, SymbolNotFound
from portfolios.pricing.provider import Closes, ProviderResponseUnreadable

logger = logging.getLogger(__name__)

BASE_URL = "https://api.massive.com"
ALLOWED_HOSTS = frozenset({"api.massive.com"})
CONNECT_SECONDS = READ_SECONDS = 5.0
URL_SAFE_SYMBOL = re.compile(r"[A-Z][A-Z0-9.]{0,9}")
"""A symbol becomes part of a URL, so only plain symbols are sent."""


class MassiveProvider:
    name = "massive"
    coins: frozenset[str] = frozenset()  # the exchanges of stocks

    def __init__(self, key: str, *, asks_by_symbol: bool = False) -> None:
        from massive import RESTClient

        self.asks_by_symbol = asks_by_symbol
        self.client: Any = RESTClient(
            api_key=key,
            base=BASE_URL,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            connection_pool_kw={"retries": False},  # it would also follow an answer to another host
        )
        self.client.client = BoundedHttpPool(self.client.client, hosts=ALLOWED_HOSTS)

    def closes(self, day: date) -> Closes:
        answer = self._ask(self.client.get_grouped_daily_aggs, day.isoformat())
        rows = answer.get("results") or []
        if not isinstance(rows, list):
            raise ProviderResponseUnreadable("results is not a list")
        pairs = ((row.get("T"), row.get("c")) for row in rows if isinstance(row, dict))
        return {symbol: close for symbol, close in pairs if isinstance(symbol, str) and isinstance(close, Decimal)}

    def fetch_close(self, symbol: str, day: date) -> Decimal | None:
        if not URL_SAFE_SYMBOL.fullmatch(symbol):
            return None
        try:
            answer = self._ask(self.client.get_daily_open_close_agg, symbol, day.isoformat())
        except SymbolNotFound:
            return None
        close = answer.get("close")
        return close if isinstance(close, Decimal) and answer.get("from") == day.isoformat() else None

    def _ask(self, question: Callable[..., ProviderResponse], *arguments: str) -> dict[str, Any]:
        answer = question(*arguments, raw=True)
        try:
            content = json.loads(answer.data, parse_float=Decimal, parse_int=Decimal, parse_constant=Decimal)
        except (ValueError, RecursionError) as error:
            raise ProviderResponseUnreadable(type(error).__name__) from error
        if not isinstance(content, dict):
            raise ProviderResponseUnreadable("not an object")
        return content
