"""Whose rows a table holds, and which purposes may work on the rows of others. Declared beside the model."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from people.isolation.purposes import Purpose

OWNER_NAMES = ("user", "owner")
ALWAYS_READ = (Purpose.ADMIN, Purpose.VERIFICATION)
ALWAYS_DELETE = (Purpose.ADMIN,)
"""Staff may delete a person, with every row."""
SIGN_IN_APPS = "allauth."
"""The tables of this library are read and written before anybody is known."""


@dataclass(frozen=True)
class RowAccess:
    """Who else may work on the rows of a model, as its attribute `row_access`. Without one, only the defaults may.

    reads, adds, writes: purposes beyond the defaults; adds is for new rows, unseen. shares_unowned: everybody may read
    rows without an owner.
    """

    reads: tuple[Purpose, ...] = ()
    adds: tuple[Purpose, ...] = ()
    writes: tuple[Purpose, ...] = ()
    shares_unowned: bool = False


@dataclass(frozen=True)
class PersonalTable:
    """A table with rows of people. owner: the field that leads to the user, in this table or in that of `parent`.

    Nobody owns the rows of a table without an owner: the app reaches them by functions only.
    """

    model: type[models.Model]
    access: RowAccess
    owner: "models.Field[Any, Any] | None" = None
    parent: "models.ForeignKey[Any, Any] | None" = None

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def owner_path(self) -> str | None:
        """Return the look-up from a row to its person, such as `user` or `account__user`; None if nobody owns them."""
        if self.owner is None:
            return None
        path = self.owner.name if self.owner.is_relation else "pk"
        return f"{self.parent.name}__{path}" if self.parent else path


def find_personal_tables(all_models: list[type[models.Model]]) -> list[PersonalTable]:
    """Return the tables that need policies: of users, with an owner, or with a parent that has one."""
    stored = [model for model in all_models if not model._meta.proxy]
    tables: dict[Any, PersonalTable] = {}
    for model in stored:
        owner = find_owner(model)
        if owner is not None or model._meta.label == "sessions.Session":
            tables[model] = PersonalTable(model, _read_access(model), owner)
    for model in stored:
        keys = (field for field in model._meta.concrete_fields if field.related_model in tables)
        parent: Any = next((key for key in keys if not _is_user(key.related_model)), None)
        if model not in tables and parent is not None:
            above = tables[parent.related_model]
            tables[model] = PersonalTable(model, _read_access(model, above.access), above.owner, parent)
    return list(tables.values())


def find_owner(model: type[models.Model]) -> "models.Field[Any, Any] | None":
    """Return the field that says whose row it is: the key of a user, else `user` or `owner`."""
    if model._meta.label == "people.User":
        return model._meta.pk
    fields = {field.name: field for field in model._meta.concrete_fields}
    found = (fields[name] for name in OWNER_NAMES if name in fields)
    return next((field for field in found if _is_user(field.related_model)), None)


def _read_access(model: type[models.Model], default: RowAccess | None = None) -> RowAccess:
    if str(model._meta.app_config.name).startswith(SIGN_IN_APPS):
        return RowAccess(writes=(Purpose.SIGN_IN, Purpose.ADMIN))
    origin: Any = model._meta.auto_created or model  # the table of a many-to-many field follows its model
    declared: RowAccess = getattr(origin, "row_access", default or RowAccess())
    return declared


def _is_user(model: Any) -> bool:
    return bool(model) and model != "self" and model._meta.label == "people.User"
