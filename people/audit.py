"""Who changed what: rows before and after a deed, as audit events."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from people.acting import acting_as
from people.audit_values import diff_values
from people.models import AuditEvent, User

EXCLUDED_FIELDS = {"created_at", "updated_at", "password"}


@contextmanager
def record_changes(rows: QuerySet[Any], *, by: User, action: str, details: str = "") -> Iterator[None]:
    """Each of these rows that is different, new or gone afterwards becomes an audit event, or nothing is done at all.

    Choose the rows by what the deed leaves alone, such as their keys.
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
    """Note that staff sent a change in the admin without the right to it: the page and the row, nothing they sent."""
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
