"""Spans of steps and runs that fail, stop at a deadline or resume: what they did and cost is kept."""

import asyncio

import pytest

from advisors.charter import step as charter_step
from advisors.tests.support.model_wires import MODELS, Fault
from analysis.jobs.lease import claim, claim_analysis
from analysis.models import Job, Span
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.tests.support.model_runs import run_analysis
from analysis.tests.support.spans import STEPS, decisions, usage
from analysis.worker.tasks import run_job

pytestmark = pytest.mark.slow


def fail(*args):
    raise ZeroDivisionError


def test_a_failed_request_keeps_the_error_text(analyze_with_model):
    job, _ = analyze_with_model(play=lambda good: lambda request: Fault(401))
    failed = job.spans.filter(kind="generation", model=MODELS["openai"])
    assert set(failed.values_list("error", "cost_usd", "answer")) == {
        ("The language model's provider refused our API key.", None, "")
    }  # fmt: skip
    assert "The built-in writer took over: The language model's provider refused our API key." in decisions(job)


def test_each_retry_is_its_own_span(analyze_with_model):
    faults = [Fault(500), Fault(500)]
    job, _ = analyze_with_model(play=lambda good: lambda request: faults.pop() if faults else good(request))
    errors = job.spans.filter(kind="generation").exclude(error="").values_list("error", flat=True)
    assert list(errors) == ["The language model's provider is overloaded or unavailable."] * 2
    assert usage(job.spans.filter(kind="generation")) == (job.tokens, job.cost_usd)


def test_a_failed_step_keeps_its_earlier_spans(alice, monkeypatch):
    draw = charter_step.work

    async def draw_and_fail(*args):
        await draw(*args)
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(charter_step, "work", draw_and_fail)
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    assert job.spans.get(kind="step", name="charts").error == "Something unexpected went wrong."
    assert job.spans.filter(kind="agent", step="charts").count() == 1


def test_a_failed_run_keeps_its_steps_spans(alice, monkeypatch):
    monkeypatch.setattr("advisors.reporter.step.work", fail)
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    assert job.report_payload is None
    assert {"prepare", "plan", "report"} <= set(job.spans.filter(kind="step").values_list("name", flat=True))


def test_a_deadline_keeps_the_stopped_steps_span(alice, monkeypatch, settings):
    settings.ANALYSIS_DEADLINE_SECONDS = 6

    async def wait_too_long(*args):
        await asyncio.sleep(60)

    monkeypatch.setattr("advisors.reporter.step.work", wait_too_long)
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    assert (job.status, job.error_code) == (Job.Status.FAILED, "deadline")
    assert job.spans.get(kind="step", name="report").error == "It was stopped before its end."
    assert job.spans.filter(kind="step", name="charts", error="").exists()


def claim_again(lease):
    Job.objects.filter(pk=lease.job_id).update(retry_at=None)  # without the pause before the next attempt
    return claim(lease.job_id, lease.user_id)


def test_a_resumed_jobs_attempts_are_one_trace(alice, monkeypatch):
    alice_owns_the_demo(alice)
    lease = claim_analysis(alice)
    with monkeypatch.context() as patched:
        patched.setattr("analysis.pipeline.conclude.conclude", fail)
        run_job(lease)
    run_job(claim_again(lease))
    steps = Span.objects.filter(job=lease.job_id, kind="step").values_list("attempt", "name", "error")
    assert {name for attempt, name, _ in steps if attempt == 1} == STEPS
    assert [(name, error) for attempt, name, error in steps if attempt == 2] == [("conclude", "")]
    assert "Finished by an earlier attempt: Prepare, Classify, Plan, Report, Charts, Retirement" in decisions(
        Job.objects.get(pk=lease.job_id)
    )


def test_an_interrupted_steps_cost_is_counted(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    with playing("openai", settings, monkeypatch):
        agree(alice)
        lease = claim_analysis(alice)
        with monkeypatch.context() as patched:
            patched.setattr("analysis.pipeline.conclude.choose_key_figures", fail)  # after the model has answered
            run_job(lease)
        run_job(claim_again(lease))
    job = Job.objects.get(pk=lease.job_id)
    assert job.status == Job.Status.COMPLETED
    assert job.spans.filter(kind="generation", step="conclude").count() == 2
    assert usage(job.spans.filter(kind="generation")) == usage(job.steps.all()) == (job.tokens, job.cost_usd)
