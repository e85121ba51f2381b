"""What becomes of a job, however its run ends. The run is a stand-in; everything around it is real."""

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
from analysis.tests.support import stand_in_pipeline
from analysis.tests.support.step_outputs import OUTPUTS
from analysis.worker import tasks


@pytest.fixture
def pipeline(monkeypatch):
    return stand_in_pipeline.install(monkeypatch)


def analysed(user, **wishes):
    job = dispatch.start(user=user, request_payload=stand_in_pipeline.StandInRequest(**wishes)).job
    tasks.run_analysis(str(job.pk), str(user.pk))
    return Job.objects.prefetch_related("steps").get(pk=job.pk)


def test_a_run_completes_the_job(alice, pipeline):
    job = analysed(alice)
    assert (job.status, job.attempt, job.lease_token) == ("completed", 1, None)
    assert {step.status for step in job.steps.all()} == {"done"}
    assert job.summary_payload.content == f"For {alice.pk}."


def test_what_a_step_did_is_kept(alice, pipeline):
    step = analysed(alice).steps.get(name="report")
    message = f"done by {os.getpid()} for {alice.pk}"
    assert (step.message, step.tokens, step.output, step.attempts) == (message, 3, OUTPUTS["report"], 1)
    assert step.started_at <= step.finished_at


def test_a_duplicate_does_nothing(alice, pipeline):
    job = analysed(alice)
    assert tasks.run_analysis(str(job.pk), str(alice.pk)).startswith("nothing to do")
    assert {step.attempts for step in job.steps.all()} == {1}


def test_a_known_failure_fails_the_job_at_once(alice, pipeline):
    job = analysed(alice, fail_at="report")
    assert (job.status, job.error_code, job.error_message) == ("failed", "no_luck", "There was no luck.")
    assert job.attempt == 1


def test_an_unexpected_error_is_retried(alice, pipeline, caplog):
    job = analysed(alice, raise_at="report")
    assert (job.status, job.attempt) == ("pending", 1)
    assert sum(record.exc_info is not None for record in caplog.records) == 1


def test_three_unexpected_errors_fail_the_job(alice, pipeline):
    job = analysed(alice, raise_at="report")
    for _ in range(2):
        tasks.run_analysis(str(job.pk), str(alice.pk))
    job.refresh_from_db()
    assert (job.status, job.attempt, job.error_code) == ("failed", 3, "unexpected_error")
    assert "ZeroDivision" not in job.error_message
    assert job.steps.get(name="prepare").attempts == 1


def test_a_run_that_takes_too_long_is_stopped(alice, pipeline, settings):
    settings.ANALYSIS_DEADLINE_SECONDS = 0.2
    job = analysed(alice, seconds={"report": 60})
    assert (job.status, job.error_code) == ("failed", "deadline")


def test_an_inner_timeout_is_not_the_deadline(alice, pipeline):
    async def analyze_portfolio(lease):
        raise TimeoutError("of a model")

    pipeline.analyze_portfolio = analyze_portfolio
    assert analysed(alice).status == "pending"


def test_a_run_without_a_result_is_not_done(alice, pipeline):
    async def analyze_portfolio(lease):
        return None

    pipeline.analyze_portfolio = analyze_portfolio
    assert analysed(alice).status == "pending"


def test_a_job_cancelled_in_a_run_stays_so(alice, pipeline):
    async def analyze_portfolio(lease):
        await sync_to_async(dispatch.cancel)(user=alice, job_id=lease.job_id)
        await sync_to_async(progress.start)(lease, "report")

    pipeline.analyze_portfolio = analyze_portfolio
    assert analysed(alice).status == "cancelled"


def test_a_stopping_process_hands_its_job_over(alice, pipeline, monkeypatch):
    stopping = Shutdown()
    monkeypatch.setattr(tasks, "shutdown", stopping)

    async def analyze_portfolio(lease):
        await sync_to_async(progress.start)(lease, "report")
        stopping.request()
        await asyncio.sleep(60)

    pipeline.analyze_portfolio = analyze_portfolio
    job = analysed(alice)
    assert (job.status, job.attempt, job.steps.get(name="report").status) == ("pending", 0, "waiting")


def test_a_job_claimed_during_a_stop_is_untouched(alice, pipeline, monkeypatch):
    stopping = Shutdown()
    stopping.request()
    monkeypatch.setattr(tasks, "shutdown", stopping)
    job = analysed(alice)
    assert (job.status, job.attempt, {step.attempts for step in job.steps.all()}) == ("pending", 0, {0})


def test_a_database_error_leaves_it_to_the_reaper(alice, pipeline, monkeypatch, caplog):
    def away(*_):
        raise OperationalError("away")

    monkeypatch.setattr("analysis.jobs.lease.Lease.retry", away)
    assert analysed(alice, raise_at="report").status == "running"


def test_the_agents_are_imported_before_the_claim(alice, monkeypatch):
    monkeypatch.setattr(tasks, "warm_up", lambda: 1 / 0)
    job = dispatch.start(user=alice).job
    with pytest.raises(ZeroDivisionError):
        tasks.run_analysis(str(job.pk), str(alice.pk))
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("pending", 0)


class TestRun:
    def test_the_first_reason_is_the_one_that_is_told(self):
        async def work():
            run.interrupt(LeaseLost())
            run.interrupt(WorkerStopping())
            await asyncio.sleep(60)

        run = InterruptibleRun(work, seconds=60)
        with pytest.raises(LeaseLost):
            asyncio.run(run.run())

    def test_another_thread_can_interrupt_it(self):
        async def work():
            threading.Timer(0.05, run.interrupt, [LeaseLost()]).start()
            await asyncio.sleep(60)

        run = InterruptibleRun(work, seconds=60)
        with pytest.raises(LeaseLost):
            asyncio.run(run.run())

    def test_an_early_interruption_prevents_the_run(self):
        seen = []

        async def work():
            seen.append("started")

        run = InterruptibleRun(work, seconds=60)
        run.interrupt(WorkerStopping())
        with pytest.raises(WorkerStopping):
            asyncio.run(run.run())
        assert seen == []

    def test_a_late_interruption_is_no_error(self):
        async def work():
            return None

        run = InterruptibleRun(work, seconds=60)
        asyncio.run(run.run())
        run.interrupt(LeaseLost())


def test_watching_dispatches_and_watches_again(alice, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda name, *_, **__: sent.append(name))
    monkeypatch.setattr("django_q.brokers.get_broker", lambda: SimpleNamespace(delayed=lambda seconds: None))
    job = dispatch.start(user=alice).job
    Job.objects.update(dispatched_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.watch_analysis(str(job.pk), str(alice.pk))
    assert sent == ["analysis.worker.tasks.run_analysis", "analysis.worker.tasks.watch_analysis"]


def test_watching_ends_with_the_job(alice, job_that_ended, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as sent:
        tasks.watch_analysis(str(job_that_ended.pk), str(alice.pk))
    assert sent == []


@pytest.fixture
def job_that_ended(alice, pipeline):
    return analysed(alice)
