"""Reference rates of the European Central Bank: one request gives the rates of a day, without a key.

The bank publishes what one euro is worth in each currency; we store what one unit of each is worth in US dollars.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext

from portfolios.bounds import EXCHANGE_RATE
from portfolios.currencies import BASE_CURRENCY, CURRENCIES
from portfolios.pricing.http import BoundedHttpPool
from portfolios.pricing.provider import ProviderResponseUnreadable

RATES_URL = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
ALLOWED_HOSTS = frozenset({"www.ecb.europa.eu"})
DAY_PATTERN = re.compile(r"""time=["'](\d{4}-\d\d-\d\d)["']""")
RATE_PATTERN = re.compile(r"""currency=["']([A-Z]{3})["']\s+rate=["']([0-9.]{1,20})["']""")
CONNECT_SECONDS = READ_SECONDS = 5.0


@dataclass(frozen=True)
class DayRates:
    """dollars: for one unit of each currency."""

    day: date
    dollars: dict[str, Decimal]


def fetch_rates(*, with_past: bool = False) -> list[DayRates]:
    """Return the newest reference rates, or those of each of the last 90 days. Raises PriceFailure."""
    import urllib3

    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    pool = BoundedHttpPool(urllib3.PoolManager(timeout=timeout, retries=False), hosts=ALLOWED_HOSTS)
    address = RATES_URL.replace("daily", "hist-90d") if with_past else RATES_URL
    return read_days(pool.request("GET", address, redirect=False).data)


def read_days(content: bytes) -> list[DayRates]:
    """Return the rates of each day of a file. Raises ProviderResponseUnreadable."""
    begins = [found.start() for found in re.finditer(rb"time=", content)]
    ends = [*begins[1:], len(content)]
    return [read_rates(content[begin:end]) for begin, end in zip(begins, ends, strict=True)] or [read_rates(content)]


def read_rates(content: bytes) -> DayRates:
    """Read the attributes of the published XML, without an XML parser. Raises ProviderResponseUnreadable."""
    text = content.decode("utf-8", "replace")
    try:
        day = date.fromisoformat(DAY_PATTERN.search(text)[1])  # type: ignore[index]
        per_euro = {code: Decimal(rate) for code, rate in RATE_PATTERN.findall(text)}
    except (TypeError, ValueError, InvalidOperation) as error:
        raise ProviderResponseUnreadable("no day or no rates") from error
    dollars_per_euro = per_euro.pop(BASE_CURRENCY, None)
    if not dollars_per_euro or not all(per_euro.values()):
        raise ProviderResponseUnreadable("no rate of the dollar")
    with localcontext(prec=40):
        exact = {"EUR": dollars_per_euro, **{code: dollars_per_euro / rate for code, rate in per_euro.items()}}
    dollars = {code: rate.quantize(EXCHANGE_RATE.quantum) for code, rate in exact.items() if code in CURRENCIES}
    return DayRates(day, {code: rate for code, rate in dollars.items() if rate in EXCHANGE_RATE})
