"""Undo deletions, and compare rows with what was stored before."""

from decimal import Decimal

import pytest

from portfolios.changes.deletion import RestoreRefused, restore
from portfolios.models import Removal

HTMX = {"HX-Request": "true"}
SMALLEST, LARGE = Decimal("0.00000001"), Decimal("123456789.12345678")


def rows_of(model):
    """Return all stored values except the version and the time of the last change."""
    rows = model.objects.order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in ("version", "updated_at")} for row in rows]


def undo(client, headers=None):
    return client.post(f"/removals/{Removal.objects.latest('created_at').pk}/undo/", headers=headers)


def refusal_of(removal):
    with pytest.raises(RestoreRefused) as refused:
        restore(removal=removal)
    return str(refused.value)


def as_stored(removal):
    return Removal.objects.get(pk=removal.pk)
