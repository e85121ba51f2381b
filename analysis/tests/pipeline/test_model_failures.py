"""Analyses with a stub model that fails or writes what is not allowed: the built-in writer takes over."""

import json

import pytest

from advisors.tests.support.model_wires import MODELS, Fault
from advisors.tests.support.scripted_agent import KEY
from analysis.models import Job, Span, Step
from analysis.tests.support.model_runs import WRITING_STEPS, each_wire, messages, run_analysis

pytestmark = [pytest.mark.slow, pytest.mark.faults]

SECRET = "secret-of-the-provider"


@pytest.mark.sweep(3)
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault(401), "provider refused our API key"),
        (Fault(500), "overloaded or unavailable"),
        (Fault(closes=True), "could not be reached"),
        (Fault(raw=b"<html>"), "answer could not be read"),
    ],
)
@each_wire
def test_a_failed_provider_leaves_an_analysis(analyze_with_model, wire, fault, sentence):
    job, _ = analyze_with_model(wire, lambda good: lambda request: fault)
    assert (job.status, job.model) == (Job.Status.COMPLETED, "built-in writer")
    assert job.report_payload.sections_rewritten == [
        "Plan", "Report", "Charts", "Retirement", "Conclude"
    ]  # fmt: skip
    for name in WRITING_STEPS:
        assert sentence in messages(job)[name]
        assert "The built-in writer took over" in messages(job)[name]


@each_wire
def test_provider_errors_and_keys_are_not_stored(analyze_with_model, wire):
    job, _ = analyze_with_model(wire, lambda good: lambda request: Fault(400))
    rows = [*Job.objects.filter(pk=job.pk).values(), *Step.objects.values(), *Span.objects.values()]
    assert not [word for word in (SECRET, KEY) if word in json.dumps(rows, default=str)]


def test_a_silent_model_is_asked_only_twice(analyze_with_model, settings):
    settings.LLM_CALL_SECONDS = 1
    job, provider = analyze_with_model(play=lambda good: lambda request: Fault(silent_seconds=20))
    assert job.status == Job.Status.COMPLETED
    assert len(provider.asked) == 2
    assert "did not answer in time" in messages(job)["report"]


def test_a_silent_model_leaves_time_to_finish(analyze_with_model, settings):
    settings.ANALYSIS_DEADLINE_SECONDS = 16
    job, _ = analyze_with_model(play=lambda good: lambda request: Fault(silent_seconds=60))
    assert job.status == Job.Status.COMPLETED


def test_one_failed_agent_leaves_the_others(analyze_with_model):
    def only_charts_fail(good):
        return lambda request: "No charts today." if "four to six charts" in request.system else good(request)

    job, _ = analyze_with_model(play=only_charts_fail)
    assert job.report_payload.sections_rewritten == ["Charts"]
    assert (job.model, job.steps.get(name="charts").model) == (MODELS["openai"], "built-in writer")
    assert "No line of the model could be used" in messages(job)["charts"]


def test_an_invented_figure_is_never_printed(analyze_with_model):
    def invent_a_figure(good):
        def answer(request):
            text = good(request)
            return f"{text}\nIt grows by 12.34%." if isinstance(text, str) and "analyst" in request.system else text

        return answer

    job, _ = analyze_with_model(play=invent_a_figure)
    assert "Report" not in job.report_payload.sections_rewritten
    assert "12.34" not in job.report_payload.content and job.report_payload.figures_corrected == 1
    assert "1 left out" in messages(job)["report"]


def actions_of(job):
    return [(action.id, action.title, action.reason) for action in job.summary_payload.actions]


def test_built_in_advice_is_tested_advice(analyze_with_model, alice, settings):
    job, _ = analyze_with_model(play=lambda good: lambda request: Fault(401))
    settings.LLM_MODEL = ""
    assert actions_of(job) == actions_of(run_analysis(alice))


SECTION = "## Readiness\n\nYou could do better.\n\n## What to do\n\nPut everything into one share."


@pytest.mark.parametrize(
    ("role", "answer", "section"),
    [
        ("portfolio analyst", "Put everything into one share.", "Report"),
        ("retirement planner", SECTION, "Retirement"),
        ("specialists are done", "", "Conclude"),
        ("specialists are done", "do put_everything_into_one_share", "Conclude"),
    ],
)  # fmt: skip
def test_missing_or_untested_advice_is_replaced(analyze_with_model, role, answer, section, alice, settings):
    job, _ = analyze_with_model(play=lambda good: lambda request: answer if role in request.system else good(request))
    assert job.report_payload.sections_rewritten == [section]
    assert "one share" not in job.report_payload.content
    settings.LLM_MODEL = ""
    assert actions_of(job) == actions_of(run_analysis(alice))
