"""Set and end a person's schedule. Each change is an audit event."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from analysis import events
from analysis.schedules.models import Schedule
from people.audit import record_changes
from people.models import User

MONDAY = 0
DAYS_A_WEEK = 7
LONGEST_MONTH = 31


class DemoHasNoSchedule(Exception):
    """A demo is deleted after a day, so nothing runs by itself in it."""


def next_date(every: str, today: date) -> date:
    """Return the next Monday after today, or the first of the next month."""
    if every == Schedule.Every.WEEK:
        return today + timedelta(days=DAYS_A_WEEK - (today.weekday() - MONDAY) % DAYS_A_WEEK)
    return (today.replace(day=1) + timedelta(days=LONGEST_MONTH)).replace(day=1)


def find_schedule(user: Any) -> Schedule | None:
    return Schedule.objects.filter(user=user).first()


@transaction.atomic
def set_schedule(*, user: User, every: str, mails: bool, today: date) -> Schedule | None:
    """Store how often this person's analysis runs; empty: never. Raises DemoHasNoSchedule.

    The same rhythm keeps its next date.
    """
    if user.is_demo and every:
        raise DemoHasNoSchedule
    own = Schedule.objects.filter(user=user)
    with record_changes(own, by=user, kind=events.SCHEDULE_CHANGED):
        before = own.first()
        if not every:
            own.delete()
            return None
        is_same = before is not None and before.every == every
        next_on = before.next_on if before and is_same else next_date(every, today)
        schedule, _ = own.update_or_create(user=user, defaults={"every": every, "mails": mails, "next_on": next_on})
    return schedule


@transaction.atomic
def set_paused(schedules: QuerySet[Schedule], *, is_paused: bool, by: User, today: date) -> int:
    """Pause schedules, or have them go on at their next date from today; return how many that changed."""
    chosen = list(schedules.exclude(is_paused=is_paused).select_for_update(of=("self",)))
    with record_changes(
        Schedule.objects.filter(pk__in=[one.pk for one in chosen]), by=by, kind=events.SCHEDULE_CHANGED
    ):
        for one in chosen:
            one.is_paused = is_paused
            one.next_on = one.next_on if is_paused or one.next_on > today else next_date(one.every, today)
            one.save(update_fields=["is_paused", "next_on", "updated_at"])
    return len(chosen)


@transaction.atomic
def stop_mails(user: User) -> None:
    """End the mails of a schedule. Its analyses go on."""
    own = Schedule.objects.filter(user=user)
    with record_changes(own, by=user, kind=events.SCHEDULE_CHANGED):
        own.filter(mails=True).update(mails=False)
