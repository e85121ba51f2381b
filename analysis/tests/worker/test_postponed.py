"""Faults of the platform in a run: the attempt does not count, the job waits longer each time and says why."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection
from django.utils import timezone

from analysis.jobs import backoff, dispatch
from analysis.jobs.lease import MAX_FAULTS, claim
from analysis.models import Job
from analysis.tests.support.stand_in_pipeline import StandInRequest
from analysis.worker import tasks
from people.platform_faults import PlatformFault

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

FULL_DISK = "DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"


@pytest.fixture
def job(alice, pipeline):
    return dispatch.start(user=alice, request_payload=StandInRequest()).job


@pytest.fixture
def full_disk(pipeline):
    """Let PostgreSQL answer every run as it does when its disk is full."""

    def write():
        with connection.cursor() as cursor:
            cursor.execute(FULL_DISK)

    async def analyze_portfolio(lease):
        await sync_to_async(write)()

    pipeline.analyze_portfolio = analyze_portfolio


def run(job):
    tasks.run_analysis(str(job.pk), str(job.user_id))
    job.refresh_from_db()
    return job


def test_a_full_disk_costs_no_attempt(job, full_disk):
    run(job)
    assert (job.status, job.attempt, job.faults, job.wait_reason) == ("pending", 0, 1, "disk")
    assert job.retry_at > timezone.now() - timedelta(seconds=1)


def test_the_pauses_become_longer(job, full_disk):
    pauses = []
    for _ in range(5):
        Job.objects.update(retry_at=None)
        began = timezone.now()
        run(job)
        pauses.append((job.retry_at - began).total_seconds())
    assert [1 <= pauses[0] <= 3, pauses[4] > 15, job.attempt, job.faults] == [True, True, 0, 5]


def test_a_job_ends_after_many_faults(job, full_disk):
    Job.objects.update(faults=MAX_FAULTS)
    run(job)
    assert (job.status, job.error_code) == ("failed", "platform")
    assert job.error_message == "The disk of the database is full, 16 times in a row. You can start a new analysis."


def test_a_fault_and_errors_are_counted_apart(job, full_disk, pipeline):
    run(job)

    async def analyze_portfolio(lease):
        raise ZeroDivisionError

    pipeline.analyze_portfolio = analyze_portfolio
    Job.objects.update(retry_at=None)
    run(job)
    assert (job.attempt, job.faults, job.wait_reason) == (1, 1, "error")


def test_a_run_after_a_fault_says_nothing_of_it(job, full_disk, alice):
    run(job)
    Job.objects.update(retry_at=None)
    claim(job.pk, alice.pk).complete()
    job.refresh_from_db()
    assert (job.wait_reason, job.retry_at, job.attempt) == ("", None, 1)


def test_the_end_is_written_once_the_database_is_back(job, alice, monkeypatch):
    monkeypatch.setattr(backoff, "FIRST_SECONDS", 0.01)
    lease, refusals = claim(job.pk, alice.pk), []

    def fail_twice():
        if len(refusals) < 2:
            refusals.append(1)
            connection.cursor().execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '57P03'; END $$")
        lease.postpone(PlatformFault.DATABASE)

    assert tasks._record_outcome(lease, fail_twice, "postponed") == "postponed"
    job.refresh_from_db()
    assert (len(refusals), job.status, job.wait_reason) == (2, "pending", "database")


def test_a_stopping_worker_does_not_wait_to_write(job, alice, monkeypatch, caplog):
    monkeypatch.setattr(tasks.shutdown, "is_requested", True)

    def fail():
        raise OperationalError("no connection")

    connection.close()
    tasks._record_outcome(claim(job.pk, alice.pk), fail, "postponed")
    assert "that could not be written" in caplog.text


def test_an_outage_costs_no_attempt(job, alice):
    claim(job.pk, alice.pk)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1), attempt=3)
    assert dispatch.reap(blameless=True) == (1, 0)
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("pending", 2)


def test_delays_double_up_to_five_minutes():
    assert 1 <= backoff.delay_before(1) <= 2
    assert 8 <= backoff.delay_before(4) <= 16
    assert 150 <= backoff.delay_before(5000) <= 300
