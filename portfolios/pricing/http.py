"""Requests to providers of prices and rates: certain hosts, a time limit, a size limit, and a failure for each case."""

import re
import time
from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from portfolios.pricing.provider import (
    KeyRefused,
    PriceFailure,
    ProviderBusy,
    ProviderFailing,
    ProviderResponseUnreadable,
    ProviderUnreachable,
)

TOTAL_SECONDS = 15.0
MAX_RESPONSE_BYTES = 20_000_000
MAX_RETRY_AFTER = timedelta(hours=6)
FAILURES_BY_STATUS: dict[int, type[PriceFailure]] = {401: KeyRefused, 403: KeyRefused}


class ProviderResponse(NamedTuple):
    status: int
    headers: Any
    data: bytes


class BoundedHttpPool:
    """An HTTP pool that allows certain hosts and TOTAL_SECONDS since it was opened."""

    def __init__(self, pool: Any, *, hosts: Collection[str]) -> None:
        self.pool = pool
        self.hosts = hosts
        self.deadline = time.monotonic() + TOTAL_SECONDS

    def request(self, method: str, url: str, **options: Any) -> ProviderResponse:
        import urllib3

        if urlsplit(url).hostname not in self.hosts:
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
