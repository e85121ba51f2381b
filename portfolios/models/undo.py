"""Deleted accounts and positions, kept for a day so that the deletion can be undone."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from pydantic import BaseModel, ConfigDict

from people.fields import SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from portfolios.currencies import BASE_CURRENCY
from portfolios.models.base import OwnedQuerySet

UNDO_PERIOD = timedelta(hours=24)

RESTORE_POSITIONS_SQL = """
INSERT INTO portfolios_position (
    id, user_id, account_id, instrument_id, quantity, cost_basis, as_of_date, version, created_at, updated_at
)
SELECT was.id, removal.user_id, removal.account_id, was.instrument_id, was.quantity, was.cost_basis, was.as_of_date,
    was.version + 1, was.created_at, now()
FROM portfolios_removal AS removal, jsonb_to_recordset(removal.content -> 'positions') AS was(
    id uuid, instrument_id uuid, quantity numeric, cost_basis numeric, as_of_date date, version integer,
    created_at timestamptz
)
WHERE removal.id = %s
"""
"""Runs in the database: sending 100,000 rows to Python and back would take too long."""


class RemovedPosition(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: uuid.UUID
    instrument_id: uuid.UUID
    symbol: str
    quantity: Decimal
    cost_basis: Decimal | None
    as_of_date: date | None
    version: int
    created_at: datetime


class RemovedAccount(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: uuid.UUID
    name: str
    kind: str
    purpose: str
    currency: str = BASE_CURRENCY
    cash_balance: Decimal
    cash_interest: Decimal | None
    counts_for_retirement: bool
    number_end: str = ""
    number_hash: str = ""
    version: int
    created_at: datetime


class RemovedContent(BaseModel):
    """The deleted rows. account: None if only a position was deleted."""

    model_config = ConfigDict(frozen=True)

    account: RemovedAccount | None = None
    positions: tuple[RemovedPosition, ...]


class RemovalQuerySet(OwnedQuerySet):
    def not_expired(self, *, now: datetime) -> Self:
        return self.filter(created_at__gt=now - UNDO_PERIOD)

    def expired(self, *, now: datetime) -> Self:
        return self.filter(created_at__lte=now - UNDO_PERIOD)

    def undoable(self, *, now: datetime) -> Self:
        """Return what can still be undone, newest first, without its content."""
        return self.not_expired(now=now).filter(restored_at=None).defer("content").order_by("-created_at", "-id")


class Removal(TimeStamped):
    """One deletion. `account_id` is the deleted account, or the account of the deleted position."""

    page_data = PageData()
    row_access = RowAccess(writes=(Purpose.REMOVALS,))

    class Kind(models.TextChoices):
        POSITION = "position", "Position"
        ACCOUNT = "account", "Account"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="removals")
    kind = models.CharField(max_length=8, choices=Kind)
    label = models.CharField(max_length=80)
    account_id = models.UUIDField()
    content = SchemaField(RemovedContent)
    restored_at = models.DateTimeField(null=True)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-created_at"], name="removal_by_user")]

    def __str__(self) -> str:
        return self.label

    def restore_positions(self) -> None:
        """Insert the deleted positions again, each one version higher, and mark the deletion as undone."""
        with connection.cursor() as cursor:
            cursor.execute(RESTORE_POSITIONS_SQL, [self.pk])
        self.restored_at = timezone.now()
        self.save(update_fields=["restored_at", "updated_at"])
