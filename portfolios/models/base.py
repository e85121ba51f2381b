"""Shared parts of the models: range constraints, owned rows and versioned rows."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Self

from django.db import IntegrityError, models
from django.db.models import Func, Q
from django.db.models.lookups import Exact


def build_range_constraint(
    field: str, name: str, *, minimum: Decimal | int | None = None, exclusive_minimum: Decimal | None = None,
    exclusive_maximum: Decimal | int, or_null: bool = False,
) -> models.CheckConstraint:  # fmt: skip
    """Check both bounds: in PostgreSQL, NaN and Infinity are greater than every number."""
    lookup, lowest = ("gte", minimum) if exclusive_minimum is None else ("gt", exclusive_minimum)
    inside = Q(**{f"{field}__{lookup}": lowest}) & Q(**{f"{field}__lt": exclusive_maximum})
    return models.CheckConstraint(condition=Q(**{f"{field}__isnull": True}) | inside if or_null else inside, name=name)


def list_of(field: str, name: str, *, names: Iterable[str]) -> models.CheckConstraint:
    """Allow only a JSON list of these names."""
    kind = Func(field, function="jsonb_typeof", output_field=models.TextField())
    condition = Q(Exact(kind, "array"), **{f"{field}__contained_by": list(names)})
    return models.CheckConstraint(condition=condition, name=name)


class AccountNameTaken(IntegrityError):
    """The user already has an account with this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"You already have an account called “{name}”.")


class OwnedQuerySet(models.QuerySet[Any]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(user=user)

    def select_for_update(self, *, of: Sequence[str] = ("self",), **options: Any) -> Self:  # type: ignore[override]
        """Lock only the rows themselves. Catalogue rows that they are ordered by cannot be locked by a person."""
        return super().select_for_update(of=of, **options)

    def delete_without_signals(self) -> int:
        """Delete rows that nothing refers to in one statement. No signal is sent: the caller records the change."""
        return self._raw_delete(self.db)


class Versioned:
    """Rows that people edit. Every change adds 1 to `version`, so that a stale edit is detected."""

    version: Any

    def change(self, **values: Any) -> None:
        """Set fields, add 1 to the version, and save."""
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
        self.save(update_fields=[*values, "version", "updated_at"])  # type: ignore[attr-defined]
