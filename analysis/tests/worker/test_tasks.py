"""The state of a job after each end of its run. The pipeline is a stand-in; everything around it is real."""

import asyncio
import os
import threading
from types import SimpleNamespace

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from analysis.jobs import dispatch, progress
from analysis.jobs.cancellation import InterruptibleRun, Shutdown
from analysis.jobs.errors import LeaseLost, WorkerStopping
from analysis.models import Job
from analysis.tests.support.stand_in_pipeline import StandInRequest
from analysis.tests.support.step_outputs import OUTPUTS
from analysis.tests.support.waiting import end_pause
from analysis.worker import tasks


def run_new_job(user, **options):
    job = dispatch.start(user=user, request_payload=StandInRequest(**options)).job
    tasks.run_analysis(str(job.pk), str(user.pk))
    return Job.objects.prefetch_related("steps").get(pk=job.pk)


def test_a_run_completes_the_job(alice, pipeline):
    job = run_new_job(alice)
    assert (job.status, job.attempt, job.lease_token) == ("completed", 1, None)
    assert {step.status for step in job.steps.all()} == {"done"}
    assert job.summary_payload.content == f"For {alice.pk}."


def test_a_steps_output_and_usage_are_stored(alice, pipeline):
    step = run_new_job(alice).steps.get(name="report")
    message = f"done by {os.getpid()} for {alice.pk}"
    assert (step.message, step.tokens, step.output, step.attempts) == (message, 3, OUTPUTS["report"], 1)
    assert step.started_at <= step.finished_at


def test_a_duplicate_does_nothing(alice, pipeline):
    job = run_new_job(alice)
    assert tasks.run_analysis(str(job.pk), str(alice.pk)).startswith("nothing to do")
    assert {step.attempts for step in job.steps.all()} == {1}


def test_a_known_failure_fails_the_job_at_once(alice, pipeline):
    job = run_new_job(alice, fail_at="report")
    assert (job.status, job.error_code, job.error_message) == ("failed", "no_luck", "There was no luck.")
    assert job.attempt == 1


def test_an_unexpected_error_is_retried(alice, pipeline, caplog):
    job = run_new_job(alice, raise_at="report")
    assert (job.status, job.attempt) == ("pending", 1)
    assert sum(record.exc_info is not None for record in caplog.records) == 1


def test_three_unexpected_errors_fail_the_job(alice, pipeline):
    job = run_new_job(alice, raise_at="report")
    for _ in range(2):
        end_pause(job)
        tasks.run_analysis(str(job.pk), str(alice.pk))
    job.refresh_from_db()
    assert (job.status, job.attempt, job.error_code) == ("failed", 3, "unexpected_error")
    assert "ZeroDivision" not in job.error_message
    assert job.steps.get(name="prepare").attempts == 1


def test_a_run_that_takes_too_long_is_stopped(alice, pipeline, settings):
    settings.ANALYSIS_DEADLINE_SECONDS = 0.2
    job = run_new_job(alice, seconds={"report": 60})
    assert (job.status, job.error_code) == ("failed", "deadline")


def test_an_inner_timeout_is_not_the_deadline(alice, pipeline):
    async def analyze_portfolio(lease):
        raise TimeoutError("of a model")

    pipeline.analyze_portfolio = analyze_portfolio
    assert run_new_job(alice).status == "pending"


def test_a_run_without_a_result_is_retried(alice, pipeline):
    async def analyze_portfolio(lease):
        return None

    pipeline.analyze_portfolio = analyze_portfolio
    assert run_new_job(alice).status == "pending"


def test_a_job_cancelled_in_a_run_stays_cancelled(alice, pipeline):
    async def analyze_portfolio(lease):
        await sync_to_async(dispatch.cancel)(user=alice, job_id=lease.job_id)
        await sync_to_async(progress.start)(lease, "report")

    pipeline.analyze_portfolio = analyze_portfolio
    assert run_new_job(alice).status == "cancelled"


def test_a_stopping_process_hands_its_job_over(alice, pipeline, monkeypatch):
    stopping = Shutdown()
    monkeypatch.setattr(tasks, "shutdown", stopping)

    async def analyze_portfolio(lease):
        await sync_to_async(progress.start)(lease, "report")
        stopping.request()
        await asyncio.sleep(60)

    pipeline.analyze_portfolio = analyze_portfolio
    job = run_new_job(alice)
    assert (job.status, job.attempt, job.steps.get(name="report").status) == ("pending", 0, "waiting")


def test_a_job_claimed_during_a_stop_is_untouched(alice, pipeline, monkeypatch):
    stopping = Shutdown()
    stopping.request()
    monkeypatch.setattr(tasks, "shutdown", stopping)
    job = run_new_job(alice)
    assert (job.status, job.attempt, {step.attempts for step in job.steps.all()}) == ("pending", 0, {0})


def test_a_database_error_is_left_to_the_reaper(alice, pipeline, monkeypatch, caplog):
    def fail_to_connect(*_):
        raise OperationalError("connection lost")

    monkeypatch.setattr("analysis.jobs.lease.Lease.retry", fail_to_connect)
    assert run_new_job(alice, raise_at="report").status == "running"


def test_the_agents_are_imported_before_the_claim(alice, monkeypatch):
    monkeypatch.setattr(tasks, "warm_up", lambda: 1 / 0)
    job = dispatch.start(user=alice).job
    with pytest.raises(ZeroDivisionError):
        tasks.run_analysis(str(job.pk), str(alice.pk))
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("pending", 0)


class TestRun:
    def test_the_first_interruption_is_raised(self):
        async def work():
            run.interrupt(LeaseLost())
            run.interrupt(WorkerStopping())
            await asyncio.sleep(60)

        run = InterruptibleRun(work, seconds=60)
        with pytest.raises(LeaseLost):
            asyncio.run(run.run())

    def test_another_thread_can_interrupt_a_run(self):
        async def work():
            threading.Timer(0.05, run.interrupt, [LeaseLost()]).start()
            await asyncio.sleep(60)

        run = InterruptibleRun(work, seconds=60)
        with pytest.raises(LeaseLost):
            asyncio.run(run.run())

    def test_an_early_interruption_prevents_the_run(self):
        started = []

        async def work():
            started.append("started")

        run = InterruptibleRun(work, seconds=60)
        run.interrupt(WorkerStopping())
        with pytest.raises(WorkerStopping):
            asyncio.run(run.run())
        assert started == []

    def test_a_late_interruption_is_no_error(self):
        async def work():
            return None

        run = InterruptibleRun(work, seconds=60)
        asyncio.run(run.run())
        run.interrupt(LeaseLost())


def test_watching_dispatches_and_watches_again(alice, monkeypatch, django_capture_on_commit_callbacks):
    enqueued = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda name, *_, **__: enqueued.append(name))
    monkeypatch.setattr("django_q.brokers.get_broker", lambda: SimpleNamespace(delayed=lambda seconds: None))
    job = dispatch.start(user=alice).job
    Job.objects.update(dispatched_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.watch_analysis(str(job.pk), str(alice.pk))
    assert enqueued == ["analysis.worker.tasks.run_analysis", "analysis.worker.tasks.watch_analysis"]


def test_watching_ends_with_the_job(alice, finished_job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        tasks.watch_analysis(str(finished_job.pk), str(alice.pk))
    assert callbacks == []


@pytest.fixture
def finished_job(alice, pipeline):
    return run_new_job(alice)
