"""Delete a person with everything they own: on request after seven days, and demo visitors after one day."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from analysis import events
from analysis.jobs import dispatch
from analysis.models import Job, ModelCost
from analysis.usage.costs import DELETED_PEOPLE
from people import acting_as, acting_as_staff
from people.audit import EventKind, record_event
from people.isolation.purposes import Purpose
from people.models import ApiKey, DeletionRequest, User
from people.sign_in.sessions import SessionStore

COST_COLUMNS = ("requests", "tokens_in", "tokens_out", "cost_usd", "unpriced_requests")
GRACE = timedelta(days=7)
DEMO_LIFETIME = timedelta(hours=24)
MAX_AT_ONCE = 500
"""People deleted in one round, which ends within the timeout of a task. The next round goes on."""


@transaction.atomic
def request_deletion(*, user: User) -> DeletionRequest:
    """Have everything of this person deleted in seven days; end their running analyses and revoke their keys now."""
    now = timezone.now()
    request, is_new = DeletionRequest.objects.get_or_create(user=user, defaults={"due_at": now + GRACE})
    if is_new:
        _end_jobs(user)
        for key in ApiKey.objects.active_keys().filter(user=user):
            key.revoke(now)
        record_event(events.DELETION_REQUESTED, by=user)
    return request


@transaction.atomic
def take_back_deletion(*, user: User) -> bool:
    """Keep this person's data after all. Return False if no deletion was requested."""
    deleted, _ = DeletionRequest.objects.filter(user=user).delete()
    if deleted:
        record_event(events.DELETION_TAKEN_BACK, by=user)
    return bool(deleted)


def delete_due_people(*, now: datetime) -> int:
    """Delete everybody whose seven days are over, and return how many."""
    with acting_as_staff(Purpose.DELETION):
        requests = DeletionRequest.objects.filter(due_at__lte=now).order_by("due_at")
        due = list(requests.values_list("user_id", flat=True)[:MAX_AT_ONCE])
    return sum(delete_person(user_id, kind=events.PERSON_DELETED) for user_id in due)


def delete_demo_visitors(*, now: datetime) -> int:
    """Delete demo visitors a day after they came, and return how many."""
    with acting_as_staff(Purpose.DELETION):
        visitors = User.objects.filter(is_demo=True, created_at__lt=now - DEMO_LIFETIME).order_by("created_at")
        due = list(visitors.values_list("pk", flat=True)[:MAX_AT_ONCE])
    return sum(delete_person(user_id) for user_id in due)


def delete_person(user_id: UUID, *, kind: EventKind | None = None) -> bool:
    """Delete every row of a person in one transaction. Return False if they are gone already.

    kind: of the audit event that stays, with the id of the person as a pseudonym. The events before it stay, too.
    """
    with acting_as(user_id), acting_as_staff(Purpose.DELETION):
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None:
            return False
        _end_jobs(user)
        for key in UserSession.objects.filter(user=user).values_list("session_key", flat=True):
            SessionStore().delete(key)
        keep_costs(user)
        user.delete()
        if kind:
            record_event(kind, by=user_id)
    return True


def _end_jobs(user: User) -> None:
    for job_id in Job.objects.owned_by(user).active().values_list("pk", flat=True):
        dispatch.cancel(user=user, job_id=job_id)


def keep_costs(user: User) -> None:
    """Add this person's model costs to those of all deleted people, so that the sums of their days stay complete."""
    own = ModelCost.objects.filter(user_id=user.pk)
    for row in own:
        common, _ = ModelCost.objects.get_or_create(user_id=DELETED_PEOPLE, day=row.day, model=row.model)
        sums = {name: F(name) + getattr(row, name) for name in COST_COLUMNS}
        ModelCost.objects.filter(pk=common.pk).update(updated_at=Now(), **sums)
    own.delete()
