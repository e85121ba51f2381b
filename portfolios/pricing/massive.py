"""Closes from Massive (formerly Polygon), through its own client.

By default the client retries three times, waits as long as a header says, and treats an unreadable answer as empty.
Here it sends one request to one host within a time limit, and every failure has its own exception.
"""

import json
import logging
import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from portfolios.pricing.provider import (
    Closes,
    KeyRefused,
    PriceFailure,
    ProviderBusy,
    ProviderFailing,
    ProviderResponseUnreadable,
    ProviderUnreachable,
)

logger = logging.getLogger(__name__)

BASE_URL = "https://api.massive.com"
ALLOWED_HOSTS = frozenset({"api.massive.com"})
CONNECT_SECONDS = READ_SECONDS = 5.0
TOTAL_SECONDS = 15.0
MAX_RESPONSE_BYTES = 20_000_000
MAX_RETRY_AFTER = timedelta(hours=6)
FAILURES_BY_STATUS: dict[int, type[PriceFailure]] = {401: KeyRefused, 403: KeyRefused}
URL_SAFE_SYMBOL = re.compile(r"[A-Z][A-Z0-9.]{0,9}")
"""A symbol becomes part of a URL, so only plain symbols are sent."""


class ProviderResponse(NamedTuple):
    status: int
    headers: Any
    data: bytes


class BoundedHttpPool:
    """An HTTP pool that allows one host and TOTAL_SECONDS since it was opened."""

    def __init__(self, pool: Any) -> None:
        self.pool = pool
        self.deadline = time.monotonic() + TOTAL_SECONDS

    def request(self, method: str, url: str, **options: Any) -> ProviderResponse:
        import urllib3

        if urlsplit(url).hostname not in ALLOWED_HOSTS:
            raise ProviderUnreachable("not an address of the provider")
        self._check_time()
        try:
            response = self.pool.request(method, url, preload_content=False, **options)
            answer = ProviderResponse(response.status, response.headers, self._read(response))
        except urllib3.exceptions.HTTPError as error:
            raise ProviderUnreachable(type(error).__name__) from error
        if answer.status == 404:
            raise SymbolNotFound
        if answer.status == 429:
            seconds = answer.headers.get("Retry-After", "")
            is_number = re.fullmatch(r"[0-9]{1,6}", seconds)
            raise ProviderBusy(wait=min(timedelta(seconds=int(seconds)), MAX_RETRY_AFTER) if is_number else None)
        if answer.status != 200:
            raise FAILURES_BY_STATUS.get(answer.status, ProviderFailing)(f"status {answer.status}")
        return answer

    def _read(self, response: Any) -> bytes:
        body = bytearray()
        try:
            for chunk in response.stream(65_536):
                body += chunk
                self._check_time()
                if len(body) > MAX_RESPONSE_BYTES:
                    raise ProviderResponseUnreadable("too long")
        finally:
            response.close()
        return bytes(body)

    def _check_time(self) -> None:
        if time.monotonic() > self.deadline:
            raise ProviderUnreachable("too slow")


class SymbolNotFound(Exception):
    """The symbol is unknown, or was not traded that day."""


class MassiveProvider:
    name = "massive"

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
        self.client.client = BoundedHttpPool(self.client.client)

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
