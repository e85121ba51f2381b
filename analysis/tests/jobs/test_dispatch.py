from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from analysis.job_kinds import REQUEST_MODELS
from analysis.jobs import dispatch, progress
from analysis.jobs.errors import IdempotencyConflict
from analysis.jobs.lease import claim
from analysis.models import MAX_ATTEMPTS, Job
from analysis.tests.support.step_outputs import OUTPUTS, FocusRequest


@pytest.fixture(autouse=True)
def request_with_a_focus(monkeypatch):
    monkeypatch.setitem(REQUEST_MODELS, "portfolio_analysis", FocusRequest)


@pytest.fixture
def job(alice):
    return dispatch.start(user=alice).job


def age(job, **columns):
    Job.objects.filter(pk=job.pk).update(**{name: timezone.now() - timedelta(seconds=31) for name in columns})


def use_attempts(job, attempts):
    """Let workers start the report and lose their lease, once for each attempt."""
    for _ in range(attempts):
        progress.start(claim(job.pk, job.user_id), "report")
        age(job, lease_until=True)


def test_a_start_makes_a_job_with_its_steps(job):
    assert job.status == "pending"
    assert list(job.steps.values_list("name", "agent", "status")) == [
        ("prepare", "planner", "waiting"),
        ("tag", "tagger", "waiting"),
        ("plan", "planner", "waiting"),
        ("report", "reporter", "waiting"),
        ("charts", "charter", "waiting"),
        ("retirement", "retirement", "waiting"),
        ("conclude", "planner", "waiting"),
    ]


def test_the_queue_gets_ids_after_the_commit(alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = dispatch.start(user=alice).job
        assert not OrmQ.objects.exists()
    task = OrmQ.objects.get().task
    assert (task["func"], task["args"]) == ("analysis.worker.tasks.run_analysis", (str(job.pk), str(alice.pk)))
    assert task["ack_failure"] is True


def test_a_rolled_back_start_sends_nothing(alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ZeroDivisionError), transaction.atomic():
        dispatch.start(user=alice)
        raise ZeroDivisionError
    assert (callbacks, Job.objects.count()) == ([], 0)


def test_a_queue_that_is_down_loses_no_job(alice, monkeypatch, django_capture_on_commit_callbacks, caplog):
    monkeypatch.setattr("django_q.tasks.async_task", lambda *_, **__: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        job = dispatch.start(user=alice).job
    age(job, dispatched_at=True)
    monkeypatch.undo()
    with django_capture_on_commit_callbacks(execute=True):
        assert dispatch.reap().dispatched == 1
    assert OrmQ.objects.get().task["args"][0] == str(job.pk)


def test_one_person_has_one_active_analysis(alice, job):
    assert dispatch.start(user=alice) == (job, False)


def test_two_users_have_one_job_each(alice, bob, job):
    assert dispatch.start(user=bob).created


def test_a_new_job_starts_after_the_last_ended(alice, job):
    dispatch.cancel(user=alice, job_id=job.pk)
    assert dispatch.start(user=alice).created


def test_a_repeated_key_returns_the_ended_job(alice):
    first = dispatch.start(user=alice, idempotency_key="k", request_payload=FocusRequest(focus="fees")).job
    dispatch.cancel(user=alice, job_id=first.pk)
    assert dispatch.start(user=alice, idempotency_key="k", request_payload=FocusRequest(focus="fees")) == (first, False)


@pytest.mark.parametrize("other", [{"request_payload": FocusRequest(focus="risk")}, {"job_type": "risk_assessment"}])
def test_a_key_with_a_new_request_is_a_conflict(alice, other):
    dispatch.start(user=alice, idempotency_key="k")
    with pytest.raises(IdempotencyConflict):
        dispatch.start(user=alice, idempotency_key="k", **other)
    assert Job.objects.count() == 1


def test_two_people_may_use_the_same_key(alice, bob):
    assert dispatch.start(user=alice, idempotency_key="k").job != dispatch.start(user=bob, idempotency_key="k").job


def test_a_conflict_keeps_the_transaction_usable(alice):
    with transaction.atomic():
        dispatch.start(user=alice, idempotency_key="k")
        with pytest.raises(IdempotencyConflict):
            dispatch.start(user=alice, idempotency_key="k", request_payload=FocusRequest(focus="risk"))
        assert Job.objects.count() == 1


@pytest.mark.parametrize("key", [None, "one-click"])
def test_eight_concurrent_starts_make_one_job(transactional_db, alice, key):
    def start(_):
        try:
            return dispatch.start(user=alice, idempotency_key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        started = list(pool.map(start, range(8)))
    assert len({result.job.pk for result in started}) == 1
    assert sum(result.created for result in started) == 1
    assert OrmQ.objects.count() == 1


def test_cancelling_ends_the_job_and_its_steps(alice, job):
    lease = claim(job.pk, alice.pk)
    progress.finish(lease, "prepare", OUTPUTS["prepare"])
    progress.start(lease, "report")
    assert dispatch.cancel(user=alice, job_id=job.pk)
    job.refresh_from_db()
    assert (job.status, job.lease_token) == ("cancelled", None)
    report, conclude = job.steps.get(name="report"), job.steps.get(name="conclude")
    assert (report.status, report.message, bool(report.finished_at)) == ("skipped", "Cancelled.", True)
    assert (conclude.status, conclude.finished_at) == ("skipped", None)
    assert job.steps.get(name="prepare").status == "done"


def test_an_ended_job_cannot_be_cancelled(alice, job):
    claim(job.pk, alice.pk).complete()
    assert not dispatch.cancel(user=alice, job_id=job.pk)
    assert Job.objects.get().status == "completed"


def test_another_users_job_cannot_be_cancelled(bob, job):
    assert not dispatch.cancel(user=bob, job_id=job.pk)
    assert Job.objects.get().status == "pending"


def test_an_expired_lease_sends_the_job_again(job, django_capture_on_commit_callbacks):
    use_attempts(job, attempts=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert dispatch.reap() == (1, 0)
    job.refresh_from_db()
    assert (job.status, job.attempt, OrmQ.objects.count()) == ("pending", 1, 1)


def test_a_lost_job_fails_and_names_the_step(job):
    use_attempts(job, attempts=MAX_ATTEMPTS)
    assert dispatch.reap() == (0, 1)
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "worker_lost")
    assert job.error_message == (
        "Alex tried this analysis 3 times. Each time the worker stopped in the middle, the last time in “Report”. "
        "You can start a new one."
    )
    assert job.steps.get(name="report").status == "failed"


def test_the_team_page_says_why_a_job_was_given_up(as_alice, job):
    use_attempts(job, attempts=MAX_ATTEMPTS)
    dispatch.reap()
    page = unescape(as_alice.get(reverse("team")).content.decode())
    assert "This analysis did not finish." in page and "Try again" in page
    reason = "Alex tried this analysis 3 times. Each time the worker stopped in the middle, the last time in “Report”."
    assert reason in page and "worker_lost" not in page


def test_running_and_new_jobs_are_not_reaped(alice, bob):
    claim(dispatch.start(user=alice).job.pk, alice.pk)
    dispatch.start(user=bob)
    assert dispatch.reap() == (0, 0)


def test_a_neglected_job_is_sent_again_once(job):
    age(job, dispatched_at=True)
    assert dispatch.reap() == (1, 0)
    assert dispatch.reap() == (0, 0)


def test_the_page_reaps_only_its_users_jobs(alice, bob, job):
    age(job, dispatched_at=True)
    assert dispatch.reap_user_jobs(bob) == (0, 0)
    assert dispatch.reap_user_jobs(alice) == (1, 0)


def test_reaping_a_users_jobs_costs_five_queries(alice, job, django_assert_num_queries):
    with django_assert_num_queries(5):  # savepoint, set and reset the user, the query, savepoint
        dispatch.reap_user_jobs(alice)


def test_a_dead_letter_fails_a_job_that_waits(alice, job):
    assert dispatch.fail_undeliverable_job(str(job.pk), str(alice.pk))
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "undeliverable")


def test_a_dead_letter_spares_a_running_job(alice, job):
    claim(job.pk, alice.pk)
    assert not dispatch.fail_undeliverable_job(str(job.pk), str(alice.pk))
    assert Job.objects.get().status == "running"
