"""Build a shared instrument, and list the positions of an account."""

from datetime import UTC, datetime
from decimal import Decimal

from portfolios.tests.conftest import make_instrument

MONDAY = datetime(2026, 3, 2, 21, tzinfo=UTC)
PRICED = {"current_price": Decimal("12.34"), "priced_at": MONDAY, "price_source": "entered"}
SPLIT = {"allocation_asset_class": {"equity": Decimal(100)}, "classified_by": "owner", "reviewed": True}


def shared_acme(**fields):
    return make_instrument(name="Acme Corp.", **{**PRICED, "classified_by": "staff", **fields})


def positions_of(account):
    """Return instrument, quantity, cost, date and version of each position."""
    rows = account.positions.order_by("instrument__symbol", "pk")
    return [(row.instrument_id, row.quantity, row.cost_basis, row.as_of_date, row.version) for row in rows]
