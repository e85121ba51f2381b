"""Change the profile and the income in retirement. Every change is an audit event."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from people.audit import record_changes
from portfolios import events
from portfolios.models import IncomeStream, Profile


def change_profile(*, profile: Profile, stated: Iterable[str], values: Mapping[str, Any] | None = None) -> None:
    """Store values and confirm the fields that the person stated."""
    own = Profile.objects.filter(pk=profile.pk)
    with record_changes(own, by=profile.user, kind=events.PROFILE_CHANGED):
        profile.change(stated=stated, **(values or {}))


def save_income(*, income: IncomeStream) -> IncomeStream:
    """Store a new or changed income."""
    kind = events.INCOME_ADDED if income._state.adding else events.INCOME_CHANGED
    with record_changes(IncomeStream.objects.filter(pk=income.pk), by=income.user, kind=kind, details=income.name):
        income.save()
    return income


@transaction.atomic
def delete_income(*, income: IncomeStream) -> None:
    own = IncomeStream.objects.filter(pk=income.pk)
    with record_changes(own, by=income.user, kind=events.INCOME_DELETED, details=income.name):
        own.delete()
