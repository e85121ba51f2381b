"""Record audit events: what somebody did, what changed in rows field by field, and what was refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from pydantic import BaseModel

from people.acting import acting_as
from people.audit import kinds
from people.audit.kinds import EventKind
from people.models import AuditEvent, Change, User

EXCLUDED_FIELDS = {"created_at", "updated_at", "password"}
MAX_TEXT_LENGTH = 500
MAX_SINGLE_EVENTS = 20
"""More rows that are edited at once are one event with their number and the first MAX_CHANGES fields."""
MAX_CHANGES = 60
BATCH_SIZE = 1_000


@dataclass(frozen=True)
class Edit:
    """One row that was added, changed or deleted. name: what people call it. changes: none if nothing changed."""

    row: models.Model
    name: str
    changes: list[Change]


def record_event(
    kind: EventKind,
    *,
    by: User | UUID | None,
    row: models.Model | type[models.Model] | None = None,
    details: str = "",
    changes: Sequence[Change] = (),
    result: str = "ok",
) -> None:
    """Add one event. by: None for Alex itself or a visitor. row: what it is about, or a model for several rows."""
    insert_events([build_event(kind, by=by, row=row, details=details, changes=changes, result=result)])


def build_event(
    kind: EventKind, *, by: User | UUID | None, row: models.Model | type[models.Model] | None = None,
    details: str = "", changes: Sequence[Change] = (), result: str = "ok",
) -> AuditEvent:  # fmt: skip
    return AuditEvent(
        user_id=by.pk if isinstance(by, User) else by, action=kind.key,
        object_type=(row._meta.model_name or "")[:60] if row is not None else "",
        object_id=str(row.pk)[:40] if isinstance(row, models.Model) else "",
        details=details[:MAX_TEXT_LENGTH], changes=list(changes), result=result,
    )  # fmt: skip


def insert_events(events: Iterable[AuditEvent]) -> None:
    """Insert without reading back: who may add an event need not be allowed to see it. Triggers chain it."""
    rows, fields = list(events), [field for field in AuditEvent._meta.concrete_fields if not field.primary_key]
    manager: Any = AuditEvent._base_manager
    for start in range(0, len(rows), BATCH_SIZE):
        manager._insert(rows[start : start + BATCH_SIZE], fields=fields, using=manager.db)


def record_edits(kind: EventKind, *, by: User | UUID, edits: Iterable[Edit]) -> None:
    """Add an event for each edited row, or one for all if they are many, such as those of an import."""
    changed = [edit for edit in edits if edit.changes]
    if len(changed) <= MAX_SINGLE_EVENTS:
        insert_events(
            build_event(kind, by=by, row=edit.row, details=edit.name, changes=edit.changes) for edit in changed
        )
        return
    named = (
        change.model_copy(update={"field": f"{edit.name}, {change.field}"})
        for edit in changed[:MAX_CHANGES]
        for change in edit.changes
    )
    first = [change for change, _ in zip(named, range(MAX_CHANGES), strict=False)]
    record_event(kind, by=by, row=type(changed[0].row), details=f"{len(changed):,} rows", changes=first)


@contextmanager
def record_changes(rows: models.QuerySet[Any], *, by: User, kind: EventKind, details: str = "") -> Iterator[None]:
    """Record an audit event for each row that the block adds, changes or deletes, in the same transaction.

    Choose the rows by values that the block does not change, such as their keys.
    """
    with transaction.atomic():
        before = _load_values(rows)
        yield
        after = _load_values(rows)
        insert_events(
            build_event(kind, by=by, row=rows.model(pk=pk), details=details, changes=changes)
            for pk in {**before, **after}
            if (changes := diff_values(before.get(pk, {}), after.get(pk, {})))
        )


def record_refusal(request: HttpRequest, user: User) -> None:
    """Record that staff attempted a change in the admin without the right: the page and the row, not what they sent."""
    path = request.path_info.replace("\0", "")
    _, kind, *_ = [*path.removeprefix(reverse("admin:index")).split("/"), "", ""]
    match = request.resolver_match
    key = str(next(iter(match.kwargs.values()), "")) if match else ""
    event = build_event(kinds.ATTEMPTED, by=user, details=path, result="refused")
    event.object_type, event.object_id = kind[:60], key.replace("\0", "")[:40]
    with acting_as(user.pk):
        insert_events([event])


def _load_values(rows: models.QuerySet[Any]) -> dict[Any, dict[str, Any]]:
    names = [
        field.attname
        for field in rows.model._meta.concrete_fields
        if field.name not in EXCLUDED_FIELDS and not field.primary_key
    ]
    return {values.pop("pk"): values for values in rows.order_by("pk").values("pk", *names)}


def diff_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return the fields that differ. An added or deleted row has no values on one side."""
    pairs = {name: (before.get(name), after.get(name)) for name in {**before, **after}}
    changes = [
        Change(field=name, before=format_value(old), after=format_value(new))
        for name, (old, new) in pairs.items()
        if old != new
    ]
    return [change for change in changes if change.before != change.after]


def format_value(value: Any) -> str:
    text = _format_full(value)
    return text if len(text) <= MAX_TEXT_LENGTH else f"{text[: MAX_TEXT_LENGTH - 1]}…"


def _format_full(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, BaseModel):
        return _format_full(value.model_dump())
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_format_full(part)}" for key, part in sorted(value.items()) if part is not None)
    if isinstance(value, list | tuple):
        return "; ".join(map(_format_full, value))
    return str(value)
