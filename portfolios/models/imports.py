"""Unfinished imports and remembered column mappings."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from people.fields import SchemaField
from people.models import TimeStamped
from portfolios.importers.columns import ColumnMapping
from portfolios.importers.table import Table

DRAFT_LIFETIME = timedelta(hours=24)


class DraftQuerySet(models.QuerySet[Any]):
    def active_for(self, user: Any, *, now: datetime) -> Self:
        """Return this user's drafts that have not expired."""
        return self.filter(user=user, created_at__gt=now - DRAFT_LIFETIME)


class ImportDraft(TimeStamped):
    """An uploaded file before it is applied, one per user. `account` receives rows that name no account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_draft")
    account = models.ForeignKey("portfolios.Account", on_delete=models.CASCADE, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    table = SchemaField(Table)
    mapping = SchemaField(ColumnMapping)
    targets = SchemaField(dict[str, str], default=dict, help_text="The target of each account in the file.")

    objects = DraftQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name


class ImportMapping(TimeStamped):
    """A user's confirmed column mapping for files with these headings."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_mappings")
    fingerprint = models.CharField(max_length=64)
    mapping = SchemaField(ColumnMapping)
    targets = SchemaField(dict[str, str], default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "fingerprint"], name="import_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:12]


class CatalogueDraft(TimeStamped):
    """A catalogue file that a staff member uploaded, one per user."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="catalogue_draft")
    file_name = models.CharField(max_length=200)
    text = models.TextField()

    objects = DraftQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name
