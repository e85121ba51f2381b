"""Whose turn it is: people take turns, large portfolios leave room, and every waiting job keeps a message."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from django_q.models import OrmQ

from analysis.jobs import dispatch
from analysis.jobs.lease import claim
from analysis.jobs.turns import LARGE_HOLDINGS, claim_next, find_runnable
from analysis.models import Job
from people.tests.support.cast import user_manager

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]


@pytest.fixture
def start(alice, bob, sam):
    """Return a function that starts an analysis of a person with so many holdings."""

    def start(user, holdings=3):
        job = dispatch.start(user=user).job
        Job.objects.filter(pk=job.pk).update(holdings=holdings)
        return job

    return start


def claim_on(job):
    lease = claim_next(job.pk, job.user_id)
    return lease and lease.job_id


def served(user, seconds):
    """Let workers have worked for a person half an hour ago."""
    began = timezone.now() - timedelta(minutes=30)
    job = Job.objects.create(user=user, status="completed", started_at=began)
    Job.objects.filter(pk=job.pk).update(created_at=began, updated_at=began + timedelta(seconds=seconds))


def messages_by_job():
    """Return which waiting jobs have a message that waits in the queue."""
    waiting = {str(pk) for pk in OrmQ.objects.filter(lock__lte=timezone.now()).values_list("pk", flat=True)}
    return {job.pk: job.message_id in waiting for job in Job.objects.filter(status="pending")}


def test_the_first_to_start_is_the_first_to_run(start, alice, bob):
    first, second = start(alice), start(bob)
    assert claim_on(second) == first.pk
    assert claim_on(first) == second.pk


def test_whoever_was_served_more_waits(start, alice, bob):
    served(alice, 60)
    often, seldom = start(alice), start(bob)
    assert claim_on(often) == seldom.pk


def test_nobody_waits_forever(start, alice, bob):
    served(alice, 3600)
    often = start(alice)
    Job.objects.filter(pk=often.pk).update(created_at=F("created_at") - timedelta(minutes=11))
    assert claim_on(start(bob)) == often.pk


def test_two_large_portfolios_stop_nobody(start, alice, bob, sam):
    large, other_large, small = start(alice, 20_000), start(bob, LARGE_HOLDINGS + 1), start(sam)
    assert claim_on(large) == large.pk
    assert claim_on(other_large) == small.pk
    assert claim_on(other_large) is None
    other_large.refresh_from_db()
    assert (other_large.status, other_large.wait_reason, find_runnable()) == ("pending", "large", set())


def test_a_large_portfolio_runs_after_the_other(start, alice, bob):
    large, other = start(alice, 5_000), start(bob, 5_000)
    lease = claim(large.pk, alice.pk)
    assert claim_on(other) is None
    lease.complete()
    assert claim_on(other) == other.pk


def test_a_job_without_its_turn_keeps_a_message(start, alice, bob, sam):
    served(alice, 60)
    often, seldom, third = start(alice), start(bob), start(sam)
    OrmQ.objects.filter(pk=Job.objects.get(pk=often.pk).message_id).update(lock=timezone.now() + timedelta(minutes=5))
    assert claim_on(often) == seldom.pk
    assert messages_by_job() == {often.pk: True, third.pk: True}


def test_a_postponed_job_is_not_claimed(start, alice):
    job = start(alice)
    Job.objects.filter(pk=job.pk).update(retry_at=timezone.now() + timedelta(minutes=2))
    assert claim_on(job) is None
    job.refresh_from_db()
    lock = OrmQ.objects.get(pk=job.message_id).lock
    assert timedelta(seconds=100) < lock - timezone.now() <= timedelta(minutes=2)


def test_a_late_message_finds_nothing(start, alice):
    job = start(alice)
    claim_next(job.pk, alice.pk).complete()
    assert claim_on(job) is None
    assert Job.objects.get(pk=job.pk).status == "completed"


def test_twenty_people_are_served_in_order(start):
    people = [user_manager().create_user(f"person{n}@example.com", "correct-horse-battery") for n in range(20)]
    jobs = [start(person) for person in people]
    assert [claim_on(jobs[-1]) for _ in jobs] == [job.pk for job in jobs]
