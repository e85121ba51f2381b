"""The audit trail: record what changed in rows, field by field, and what was refused."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from people.acting import acting_as
from people.models import AuditEvent, Change, User

EXCLUDED_FIELDS = {"created_at", "updated_at", "password"}
MAX_TEXT_LENGTH = 500


@contextmanager
def record_changes(rows: QuerySet[Any], *, by: User, action: str, details: str = "") -> Iterator[None]:
    """Record an audit event for each row that the block adds, changes or deletes, in the same transaction.

    Choose the rows by values that the block does not change, such as their keys.
    """
    with transaction.atomic():
        before = _load_values(rows)
        yield
        after = _load_values(rows)
        AuditEvent.objects.bulk_create(
            AuditEvent(
                user=by, action=action, object_type=rows.model._meta.model_name or "", object_id=str(pk),
                details=details, changes=changes,
            )
            for pk in {**before, **after}
            if (changes := diff_values(before.get(pk, {}), after.get(pk, {})))
        )  # fmt: skip


def record_refusal(request: HttpRequest, user: User) -> None:
    """Record that staff attempted a change in the admin without the right: the page and the row, not what they sent."""
    path = request.path_info.replace("\0", "")
    _, kind, *_ = [*path.removeprefix(reverse("admin:index")).split("/"), "", ""]
    match = request.resolver_match
    key = str(next(iter(match.kwargs.values()), "")) if match else ""
    with acting_as(user.pk):
        AuditEvent.objects.create(
            user=user, action="attempted_admin_change", object_type=kind[:60], object_id=key.replace("\0", "")[:40],
            result="refused", details=path[:500],
        )  # fmt: skip


def _load_values(rows: QuerySet[Any]) -> dict[Any, dict[str, Any]]:
    own = rows.model._meta
    names = [
        field.attname for field in own.concrete_fields if field.name not in EXCLUDED_FIELDS and not field.primary_key
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
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_format_full(part)}" for key, part in sorted(value.items()))
    return str(value)
