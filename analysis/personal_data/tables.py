"""What a person may have of each table with rows of people."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.db.models.functions import Cast

from people.isolation.policies import personal_tables
from people.models import User

SECRET_COLUMNS = frozenset({"password", "digest", "lease_token", "number_hash"})
"""Columns of our own tables that no export has: digests, passwords and the lease of a worker."""

LIBRARY_COLUMNS = {
    "account.emailaddress": ("email", "verified", "primary"),
    "admin.logentry": ("action_time", "object_repr", "action_flag"),
    "mfa.authenticator": ("type", "created_at", "last_used_at"),
    "socialaccount.socialaccount": ("provider", "uid", "last_login", "date_joined"),
    "usersessions.usersession": ("ip", "user_agent", "created_at", "last_seen_at"),
}
"""The exported columns of libraries' tables. The others are secrets, or repeat our own columns."""

NOT_EXPORTED = frozenset(
    {"account.emailconfirmation", "people.dataexport", "people.dataversion", "socialaccount.socialtoken"}
)
"""Tables of a person that hold nothing but secrets and copies."""


@dataclass(frozen=True)
class OwnedTable:
    """A table with rows of people. path: the look-up from a row to its person, such as `user` or `account__user`."""

    model: type[models.Model]
    path: str

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def file_name(self) -> str:
        return self.label.replace(".", "_")

    def rows_of(self, user: User) -> models.QuerySet[models.Model]:
        return self.model._base_manager.filter(**{self.path: user.pk}).order_by("pk")

    def export_columns(self) -> tuple[str, ...]:
        """Return the columns that a person may have, in the table's order."""
        if self.label in LIBRARY_COLUMNS:
            return LIBRARY_COLUMNS[self.label]
        return tuple(
            field.attname
            for field in self.model._meta.concrete_fields
            if field.name not in SECRET_COLUMNS and not isinstance(field, models.GeneratedField)
        )

    def load_values(self, user: User) -> Iterator[dict[str, object]]:
        """Yield the exported columns of each row. JSON is as stored, without being checked again."""
        names = self.export_columns()
        fields = {field.attname: field for field in self.model._meta.concrete_fields}
        json_names = {name for name in names if isinstance(fields[name], models.JSONField)}
        as_stored = {f"stored_{name}": Cast(name, models.JSONField()) for name in json_names}
        wanted = [f"stored_{name}" if name in json_names else name for name in names]
        for row in self.rows_of(user).annotate(**as_stored).values_list(*wanted).iterator(chunk_size=200):
            yield dict(zip(names, row, strict=True))


@cache
def owned_tables() -> tuple[OwnedTable, ...]:
    """Return the tables with rows of people, of the same list as their policies: first that of people themselves.

    Tables of many-to-many fields go with their model.
    """
    found = [
        OwnedTable(table.model, table.owner_path)
        for table in personal_tables()
        if table.owner_path is not None and not table.model._meta.auto_created
    ]
    return tuple(sorted(found, key=lambda table: table.model is not User))
