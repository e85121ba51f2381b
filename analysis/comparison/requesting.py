"""Request the comparison of two analyses of one person. A worker computes it: the engine needs numpy."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from analysis.comparison.models import Comparison
from analysis.models import Job
from people.models import User
from people.shared_cache.once import enqueue_once

TASK = "analysis.worker.tasks.compare_analyses"
SENT_AGAIN_AFTER = 30
OTHER_CURRENCY = (
    "These analyses count in different currencies, so they cannot be compared. Choose one in the same currency."
)


class CannotCompare(Exception):
    """The analyses cannot be compared. Its text is for the person."""


def comparable(user: User) -> QuerySet[Job]:
    """Return this person's completed analyses, newest first, without the large columns."""
    return Job.objects.owned_by(user).completed().whole().without_large_columns()


def request_comparison(one: Job, other: Job, *, user: User) -> Comparison:
    """Return the comparison of two analyses, the earlier one first, and have it computed if it is new.

    Raises CannotCompare for an analysis with itself, and for one that stores no input. What failed is tried again.
    """
    if one.pk == other.pk:
        raise CannotCompare("Choose another analysis to compare this one with.")
    if Job.objects.filter(Q(snapshot=None) | Q(facts=None), pk__in=(one.pk, other.pk)).exists():
        raise CannotCompare("One of these analyses keeps too little of its input to be compared.")
    if not has_one_currency(one, other):
        raise CannotCompare(OTHER_CURRENCY)
    earlier, later = sorted((one, other), key=lambda job: (job.created_at, job.pk))
    comparison, is_new = Comparison.objects.get_or_create(job=later, earlier=earlier, defaults={"user": user})
    if comparison.status == Comparison.Status.FAILED:
        comparison.status, comparison.tries, is_new = Comparison.Status.PENDING, 0, True
        comparison.save(update_fields=["status", "tries", "updated_at"])
    if is_new:
        send(comparison)
    return comparison


def has_one_currency(*jobs: Job) -> bool:
    """Return whether the amounts of these analyses are in one currency. Dollars are not named in a snapshot."""
    stored = Job.objects.filter(pk__in=[job.pk for job in jobs]).values_list(KT("snapshot__currency"), flat=True)
    return len(set(stored)) < 2


def find_comparison(one: Job, other: Job) -> Comparison | None:
    pair = (one.pk, other.pk)
    return Comparison.objects.filter(job__in=pair, earlier__in=pair).first()


def send(comparison: Comparison) -> None:
    """Queue the computation when the caller's transaction commits."""
    from django_q.tasks import async_task

    arguments = (str(comparison.pk), str(comparison.user_id))
    transaction.on_commit(lambda: async_task(TASK, *arguments, ack_failure=True), robust=True)


def send_if_lost(comparison: Comparison) -> None:
    """Queue a waiting comparison again, at most every half minute: its message or its worker may be gone."""
    is_waiting = Comparison.objects.waiting().filter(pk=comparison.pk).exists()
    if is_waiting and (timezone.now() - comparison.updated_at).total_seconds() > SENT_AGAIN_AFTER:
        enqueue_once(TASK, str(comparison.pk), str(comparison.user_id), occasion=f"comparison-{comparison.pk}",
                     seconds=SENT_AGAIN_AFTER)  # fmt: skip


def previous_of(job: Job, user: User) -> UUID | None:
    """Return the id of the analysis before this one."""
    earlier = comparable(user).filter(created_at__lt=job.created_at)
    return earlier.values_list("pk", flat=True).first()
