"""Compute digests of a user's rows, to compare before and after."""

from decimal import Decimal
from functools import cache

from django.apps import apps
from django.db import connection

from people.models import User
from portfolios.models import Account, Instrument, Position


def owned_models():
    """Yield every model with rows of a user, and the column that names the user."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if getattr(field, "related_model", None) is User and field.name in ("user", "owner") and field.concrete:
                yield model, field.name


@cache
def _statement():
    tables = {model._meta.db_table: f"{column}_id = %(user)s" for model, column in owned_models()}
    tables |= {"people_user": "id = %(user)s", "portfolios_instrument": "owner_id = %(user)s OR owner_id IS NULL"}
    digest = "SELECT '{0}', md5(string_agg(row::text, ',' ORDER BY row::text)) FROM {0} row WHERE {1}"
    return " UNION ALL ".join(digest.format(*table) for table in tables.items())


def written_of(user):
    """Return a digest of each table's rows of a user, and of the shared catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"user": user.pk})
        return dict(cursor.fetchall())


def portfolio_of(user):
    """Return the digests of a user's rows without unfinished imports and how files were read."""
    return {table: digest for table, digest in written_of(user).items() if not table.startswith("portfolios_import")}


def check_stored_rows(alice):
    """Check that all stored rows of a user are within bounds."""
    for row in Position.objects.filter(user=alice).select_related("instrument", "account"):
        assert Decimal(0) < row.quantity < Decimal("1e12")
        assert row.cost_basis is None or 0 <= row.cost_basis < Decimal("1e12")
        assert row.account.user_id == alice.pk
        assert row.instrument.owner_id in (None, alice.pk)
    for row in Instrument.objects.filter(owner=alice):
        assert row.current_price is None or (0 < row.current_price < Decimal("1e9") and row.priced_at)
    assert all(abs(row.cash_balance) < Decimal("1e12") for row in Account.objects.filter(user=alice))
    return True
