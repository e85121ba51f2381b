"""Build instruments that have a price."""

from datetime import timedelta
from decimal import Decimal

from portfolios.pricing.calendar import closing_time
from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.price_server import FRIDAY

THURSDAY = FRIDAY - timedelta(days=1)


def priced(symbol, price="100", day=THURSDAY, source="market", **fields):
    fields |= {"current_price": Decimal(price), "priced_at": closing_time(day), "price_source": source}
    return make_instrument(symbol, **fields)
