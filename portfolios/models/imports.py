"""Unfinished imports and remembered column mappings."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from people.fields import SchemaField
from people.models import TimeStamped
from portfolios.importers.columns import ColumnMapping
from portfolios.importers.table import Table

DRAFT_LIFETIME = timedelta(hours=24)
READING_TIME, MAX_TRIES = timedelta(seconds=200), 3
"""A statement that a worker took longer ago than this is free for another one, and how many may take it."""


class DraftQuerySet(models.QuerySet[Any]):
    def active_for(self, user: Any, *, now: datetime) -> Self:
        """Return this user's drafts that have not expired."""
        return self.filter(user=user, created_at__gt=now - DRAFT_LIFETIME)

    def unread(self) -> Self:
        """Return the statements that no worker has taken, or took too long ago, by the database's clock."""
        taken_long_ago = Q(reading=ImportDraft.Reading.TAKEN, updated_at__lt=Now() - READING_TIME)
        return self.filter(Q(reading=ImportDraft.Reading.WAITING) | taken_long_ago)

    def take(self, pk: Any) -> bool:
        """Take an unread statement for a worker. Return False if there is nothing to do."""
        unread = self.unread().filter(pk=pk, tries__lt=MAX_TRIES)
        return bool(unread.update(reading=ImportDraft.Reading.TAKEN, tries=F("tries") + 1, updated_at=Now()))

    def of_import(self, draft: "ImportDraft") -> Self:
        """Return all files of the import that a draft belongs to, in their order."""
        return self.filter(user=draft.user_id).order_by("number")


class ImportDraft(TimeStamped):
    """An uploaded file before it is applied. The files of one user are one import: a new upload replaces them all.

    account: receives rows that name no account. refused: why the file cannot be read; its table is then empty.
    reading: of a statement that waits for a language model; its table holds its lines of text until then.
    """

    class Reading(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        TAKEN = "taken", "Being read"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_drafts")
    number = models.PositiveSmallIntegerField(default=0, help_text="The place of the file in the upload.")
    account = models.ForeignKey("portfolios.Account", on_delete=models.CASCADE, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    table = SchemaField(Table)
    mapping = SchemaField(ColumnMapping)
    targets = SchemaField(dict[str, str], default=dict, help_text="The target of each account in the file.")
    refused = models.CharField(max_length=1_000, blank=True)
    reading = models.CharField(max_length=7, choices=Reading, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "number"], name="import_draft_once"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_waiting(self) -> bool:
        return bool(self.reading)


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
