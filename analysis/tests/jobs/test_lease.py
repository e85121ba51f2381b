import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from analysis.jobs import dispatch, progress
from analysis.jobs.errors import AlreadyRunning, LeaseLost
from analysis.jobs.lease import claim, claim_analysis, heartbeat
from analysis.models import MAX_ATTEMPTS, Job, Step
from analysis.payloads import SummaryPayload
from analysis.tests.support.step_outputs import OUTPUTS
from analysis.tests.support.waiting import end_pause, until


@pytest.fixture
def job(alice):
    return dispatch.start(user=alice).job


@pytest.fixture
def lease(job):
    return claim(job.pk, job.user_id)


def expire_lease(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def statuses(job):
    return dict(job.steps.values_list("name", "status"))


def test_a_claim_makes_a_waiting_job_run(job, lease):
    job.refresh_from_db()
    assert (job.status, job.attempt, job.lease_token) == ("running", 1, lease.token)
    assert job.lease_until > timezone.now()
    assert job.started_at


def test_a_claim_is_one_update_of_the_job(job, django_assert_num_queries, captured_queries):
    with captured_queries() as queries:
        claim(job.pk, job.user_id)
    assert sum(query.startswith('UPDATE "analysis_job"') for query in queries) == 1
    assert not any('SELECT "analysis_job"."id"' in query for query in queries)


@pytest.fixture
def captured_queries():
    from contextlib import contextmanager

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def capture():
        found = []
        with CaptureQueriesContext(connection) as context:
            yield found
        found += [query["sql"] for query in context]

    return capture


def test_a_second_claim_gets_nothing(job, lease):
    assert claim(job.pk, job.user_id) is None


def test_a_claim_for_another_user_gets_nothing(job, bob):
    assert claim(job.pk, bob.pk) is None


def test_an_unknown_job_cannot_be_claimed(alice):
    assert claim(uuid4(), alice.pk) is None


def test_an_expired_lease_can_be_claimed(job, lease):
    started_at = lease.load().started_at
    expire_lease(job)
    second = claim(job.pk, job.user_id)
    assert (second.attempt, second.load().started_at) == (2, started_at)


def test_a_claim_resets_interrupted_steps(job, lease):
    progress.start(lease, "report", "Writing")
    expire_lease(job)
    claim(job.pk, job.user_id)
    step = job.steps.get(name="report")
    assert (step.status, step.attempts, step.message) == ("waiting", 1, "Interrupted; it will be started again.")


def test_there_is_no_attempt_after_the_last(job):
    for _ in range(MAX_ATTEMPTS):
        assert claim(job.pk, job.user_id)
        expire_lease(job)
    assert claim(job.pk, job.user_id) is None


@pytest.mark.parametrize("end", ["cancelled", "completed", "failed"])
def test_a_job_that_has_ended_cannot_be_claimed(job, end):
    Job.objects.filter(pk=job.pk).set_status(end, error_code="x")
    assert claim(job.pk, job.user_id) is None


def test_a_lost_lease_cannot_write(job, lease):
    expire_lease(job)
    second = claim(job.pk, job.user_id)
    for write in (
        lambda: progress.start(lease, "report"),
        lambda: progress.finish(lease, "report", OUTPUTS["report"]),
        lambda: lease.complete(),
        lambda: lease.fail("x", "y"),
        lambda: lease.release(),
        lambda: lease.load(),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert second.load().status == "running"
    assert set(statuses(job).values()) == {"waiting"}


def test_nothing_is_written_for_a_deleted_job(job, lease):
    job.delete()
    with pytest.raises(LeaseLost):
        progress.finish(lease, "report", OUTPUTS["report"])
    assert not Step.objects.exists()


def test_completion_stores_result_and_end_time(job, lease):
    lease.complete(summary_payload=SummaryPayload(content="All is well."), tokens=12)
    job.refresh_from_db()
    assert (job.status, job.summary_payload.content, job.tokens) == ("completed", "All is well.", 12)
    assert job.completed_at and job.lease_token is None


def test_a_failure_closes_every_open_step(job, lease):
    progress.finish(lease, "prepare", OUTPUTS["prepare"])
    progress.start(lease, "report")
    lease.fail("deadline", "It took too long.")
    job.refresh_from_db()
    assert (job.status, job.error_code, job.error_message) == ("failed", "deadline", "It took too long.")
    assert statuses(job)["prepare"] == "done"
    assert statuses(job)["report"] == "failed"
    assert statuses(job)["conclude"] == "skipped"


def test_a_very_long_reason_still_fails_the_job(job, lease):
    lease.fail("x", "long " * 1000)
    job.refresh_from_db()
    assert job.status == "failed"


def test_a_release_does_not_count_as_an_attempt(job, lease, django_capture_on_commit_callbacks):
    progress.start(lease, "report")
    with django_capture_on_commit_callbacks() as callbacks:
        lease.release()
    job.refresh_from_db()
    assert (job.status, job.attempt, len(callbacks)) == ("pending", 0, 1)
    assert statuses(job)["report"] == "waiting"


def test_trying_again_keeps_the_attempt_counted(job, lease):
    lease.retry()
    assert claim(job.pk, job.user_id) is None
    end_pause(job)
    assert claim(job.pk, job.user_id).attempt == 2


def test_a_foreground_analysis_starts_claimed(alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        lease = claim_analysis(alice)
    assert callbacks == []
    assert lease.load().attempt == 1
    assert lease.load().steps.count() == 7


def test_the_foreground_claims_a_waiting_analysis(alice, job):
    assert claim_analysis(alice).job_id == job.pk


def test_the_foreground_leaves_running_jobs_alone(alice, lease):
    with pytest.raises(AlreadyRunning):
        claim_analysis(alice)


@pytest.mark.processes
class TestHeartbeat:
    """The heartbeat in its own thread, which sees committed rows only."""

    @pytest.fixture(autouse=True)
    def quick(self, settings, transactional_db):
        settings.LEASE_BEAT_SECONDS = 0.05

    def test_the_heartbeat_renews_the_lease(self, job, lease):
        expire_lease(job)
        with heartbeat(lease, print):
            until(lambda: lease.load().lease_until > timezone.now())

    def test_the_heartbeat_reports_a_lost_lease(self, alice, job, lease):
        lost = []
        with heartbeat(lease, lost.append):
            dispatch.cancel(user=alice, job_id=job.pk)
            until(lambda: lost)
        assert isinstance(lost[0], LeaseLost)

    def test_the_heartbeat_ignores_a_completed_job(self, lease):
        lost = []
        with heartbeat(lease, lost.append):
            lease.complete()
            until(lambda: not has_heartbeat(lease))
        assert lost == []

    def test_the_heartbeat_stops_at_the_deadline(self, settings, job, lease):
        settings.ANALYSIS_DEADLINE_SECONDS = 0
        with heartbeat(lease, print):
            until(lambda: not has_heartbeat(lease))
        expire_lease(job)
        assert claim(job.pk, job.user_id)

    def test_the_heartbeat_ends_with_its_block(self, lease):
        with heartbeat(lease, print):
            assert has_heartbeat(lease)
        assert not has_heartbeat(lease)


def has_heartbeat(lease):
    return any(str(lease.job_id) in thread.name for thread in threading.enumerate())
