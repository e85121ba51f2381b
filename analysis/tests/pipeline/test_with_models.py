"""Whole analyses on language models at this machine: who writes, what it costs, and what happens when one fails."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from advisors.runtime.step_output import VerifiedOutput
from advisors.tests.support.model_servers import MODELS, Fault
from advisors.tests.support.scripted_agent import KEY
from analysis.jobs import progress
from analysis.models import Job, ModelCost, Span, Step
from analysis.tests.pipeline.test_run import analysed
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from people.privacy import record_decision

pytestmark = pytest.mark.slow

WRITING = ["plan", "report", "charts", "retirement", "conclude"]
SECRET = "secret-of-the-provider"
each_wire = pytest.mark.parametrize("wire", list(MODELS))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("advisors.runtime.litellm.FIRST_RETRY_SECONDS", 0.01)


@pytest.fixture
def at_a_model(alice, settings, monkeypatch):
    """Alice's analysis on a stub, which she agreed to."""

    def analyse(wire="openai", play=None, seconds=0.0):
        alice_owns_the_demo(alice)
        with playing(wire, settings, monkeypatch, play, seconds) as provider:
            agree(alice)
            return analysed(alice), provider

    return analyse


def messages(job):
    return {step.name: step.message for step in job.steps.all()}


def without_its_time(report):
    return report.rsplit("Your accounts as of", 1)[0]


@each_wire
def test_a_good_model_writes_every_text(at_a_model, wire):
    job, provider = at_a_model(wire, seconds=0.3)
    assert job.status == Job.Status.COMPLETED
    assert job.model == job.report_payload.model == MODELS[wire]
    assert job.report_payload.sections_rewritten == []
    assert {step.model for step in job.steps.filter(name__in=WRITING)} == {MODELS[wire]}
    assert all(f"Written by {MODELS[wire]}" in messages(job)[name] for name in [*WRITING, "tag"])
    assert provider.most_at_once >= 3


@each_wire
def test_it_says_the_same_as_the_built_in_writer(at_a_model, alice, wire, settings):
    job, _ = at_a_model(wire)
    settings.LLM_MODEL = ""
    plain = analysed(alice)
    assert job.charts_payload == plain.charts_payload
    assert without_its_time(job.report_payload.content) == without_its_time(plain.report_payload.content)
    assert job.summary_payload.actions == plain.summary_payload.actions


@each_wire
def test_the_same_answers_give_the_same_payloads(at_a_model, wire):
    """The second time everything takes longer, so that the specialists' calls fall into another order."""
    runs = [at_a_model(wire, seconds=seconds)[0] for seconds in (0, 0.05)]
    first, second = (written_down(job) for job in runs)
    assert first == second
    assert len(first["facts_"]) > 10_000 and first["counts"]["report"][0] > 100


def written_down(job):
    """What the database holds of it, as text."""
    as_text = {name: Cast(name, TextField()) for name in ("facts", "charts_payload")}
    outputs = {step.name: step.output for step in job.steps.all() if isinstance(step.output, VerifiedOutput)}
    return {
        **Job.objects.filter(pk=job.pk).annotate(**{f"{name}_": cast for name, cast in as_text.items()}).values(
            "facts_", "charts_payload_").get(),
        "retirement": outputs["retirement"].model_dump_json(),
        "counts": {name: (output.figures, output.corrected) for name, output in outputs.items()},
    }  # fmt: skip


@each_wire
def test_costs_add_up_from_request_to_day(at_a_model, alice, wire):
    job, provider = at_a_model(wire)
    requests = len(provider.asked)
    assert job.tokens == sum(step.tokens for step in job.steps.all()) == 120 * requests
    assert job.cost_usd == sum(step.cost_usd for step in job.steps.all()) > 0
    booked = ModelCost.objects.get(user=alice)
    assert (booked.model, booked.requests, booked.cost_usd) == (MODELS[wire], requests, job.cost_usd)
    assert (booked.tokens_in, booked.tokens_out, booked.unpriced_requests) == (100 * requests, 20 * requests, 0)
    spans = Span.objects.filter(job=job, kind="generation")
    assert sum(span.input_tokens + span.output_tokens for span in spans) == job.tokens


def test_the_built_in_writer_costs_nothing(alice):
    alice_owns_the_demo(alice)
    job = analysed(alice)
    assert (job.tokens, job.cost_usd, ModelCost.objects.count()) == (0, 0, 0)


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
def test_a_failed_provider_leaves_an_analysis(at_a_model, wire, fault, sentence):
    job, _ = at_a_model(wire, lambda good: lambda asked: fault)
    assert (job.status, job.model) == (Job.Status.COMPLETED, "built-in writer")
    assert job.report_payload.sections_rewritten == [
        "Plan", "Report and Recommendations", "Charts", "Retirement", "Conclude"
    ]  # fmt: skip
    for name in WRITING:
        assert sentence in messages(job)[name]
        assert "The built-in writer took over" in messages(job)[name]


@each_wire
def test_provider_errors_and_keys_are_not_stored(at_a_model, wire):
    job, _ = at_a_model(wire, lambda good: lambda asked: Fault(400))
    rows = [*Job.objects.filter(pk=job.pk).values(), *Step.objects.values(), *Span.objects.values()]
    assert not [word for word in (SECRET, KEY) if word in json.dumps(rows, default=str)]


def test_a_silent_model_is_awaited_only_once(at_a_model, settings):
    settings.LLM_CALL_SECONDS = 0.3
    job, provider = at_a_model(play=lambda good: lambda asked: Fault(silent_seconds=20))
    assert job.status == Job.Status.COMPLETED
    assert len(provider.asked) == 2
    assert "did not answer in time" in messages(job)["report"]


def test_a_silent_model_leaves_time_to_finish(at_a_model, settings):
    settings.ANALYSIS_DEADLINE_SECONDS = 8
    job, _ = at_a_model(play=lambda good: lambda asked: Fault(silent_seconds=60))
    assert job.status == Job.Status.COMPLETED


def test_one_failed_agent_leaves_the_others(at_a_model):
    def only_charts_fail(good):
        return lambda asked: "No charts today." if "four to six charts" in asked.system else good(asked)

    job, _ = at_a_model(play=only_charts_fail)
    assert job.report_payload.sections_rewritten == ["Charts"]
    assert (job.model, job.steps.get(name="charts").model) == (MODELS["openai"], "built-in writer")
    assert "could not be read" in messages(job)["charts"]


def test_an_invented_figure_is_revised_once(at_a_model):
    def inventive(good):
        def answer(asked):
            said = "# It grows by 12%." if "may not be shown" in asked.task else good(asked)
            return f"{said}\n\nIt grows by 12%." if isinstance(said, str) and said.startswith("# ") else said

        return answer

    job, _ = at_a_model(play=inventive)
    assert "Report" in job.report_payload.sections_rewritten
    assert "12%" not in job.report_payload.content
    assert "could not be verified" in messages(job)["report"]


def advice_of(job):
    return job.retirement_payload.analysis.partition("## What to do")[2]


def test_built_in_advice_is_tested_advice(at_a_model, alice, settings):
    job, _ = at_a_model(play=lambda good: lambda asked: Fault(401))
    settings.LLM_MODEL = ""
    assert advice_of(job) == advice_of(analysed(alice))
    assert "Of what we tested, this would help most" in job.summary_payload.content


def test_untested_advice_is_not_shown(at_a_model):
    def rash(good):
        text = "## Readiness\n\nYou could do better.\n\n## What to do\n\nPut everything into one share."
        return lambda asked: text if "retirement planner" in asked.system else good(asked)

    job, _ = at_a_model(play=rash)
    assert job.report_payload.sections_rewritten == ["Retirement"]
    assert "one share" not in job.retirement_payload.analysis
    assert "lifts success" in advice_of(job)


@pytest.mark.parametrize(
    ("role", "said", "section"),
    [
        ("You turn a portfolio report", {"recommendations": []}, "Recommendations"),
        ("specialists are done", {"content": "All is well.", "actions": []}, "Conclude"),
        ("specialists are done", {"content": "All is well.", "actions": [
            {"title": "Put everything into one share", "reason": "It can only rise.", "impact": []}]}, "Conclude"),
    ],
)  # fmt: skip
def test_advice_is_neither_left_out_nor_invented(at_a_model, role, said, section):
    job, _ = at_a_model(play=lambda good: lambda asked: json.dumps(said) if role in asked.system else good(asked))
    assert job.report_payload.sections_rewritten == [section]
    assert "## Recommendations" in job.report_payload.content
    assert len(job.summary_payload.actions) >= 5
    assert "one share" not in json.dumps([action.title for action in job.summary_payload.actions])


@each_wire
def test_slow_calls_are_at_most_six_in_a_row(at_a_model, wire):
    """So the whole ends in less than five seconds: bench/models.py says in how many."""
    _, provider = at_a_model(wire, seconds=0.5)
    assert provider.in_a_row <= 6 < len(provider.asked)


def test_a_job_limit_ends_the_requests(at_a_model, settings):
    settings.LLM_MAX_OUTPUT_TOKENS = 500
    settings.LLM_MAX_TOKENS_PER_JOB = 9000
    job, provider = at_a_model()
    assert job.status == Job.Status.COMPLETED
    assert 0 < job.tokens <= 9000
    assert len(provider.asked) == job.tokens // 120
    assert "token limit for one analysis is reached" in " ".join(messages(job).values())


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("LLM_MAX_USD_PER_USER_DAY", "Your limit for model costs today"),
        ("LLM_MAX_USD_PER_DAY", "The limit for model costs today"),
    ],
)
def test_a_day_limit_counts_earlier_spending(at_a_model, alice, bob, settings, name, sentence):
    setattr(settings, name, Decimal("2"))
    spender = alice if name == "LLM_MAX_USD_PER_USER_DAY" else bob
    ModelCost.objects.create(user=spender, day=timezone.now().date(), model="m", cost_usd=2)
    job, provider = at_a_model()
    assert provider.asked == []
    assert sentence in messages(job)["report"]


def test_other_days_and_users_do_not_count(at_a_model, alice, bob, settings):
    today = timezone.now().date()
    settings.LLM_MAX_USD_PER_USER_DAY = Decimal("2")
    ModelCost.objects.create(user=bob, day=today, model="m", cost_usd=2)
    ModelCost.objects.create(user=alice, day=today - timedelta(days=1), model="m", cost_usd=2)
    assert at_a_model()[0].model == MODELS["openai"]


def test_without_consent_nothing_is_sent(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    with playing("openai", settings, monkeypatch) as provider:
        job = analysed(alice)
        assert "only with your consent, under Settings, Privacy" in messages(job)["plan"]
        record_decision(user=alice, providers="OpenAI", agrees=False)
        assert "as chosen under Settings, Privacy" in messages(analysed(alice))["plan"]
    assert (provider.asked, job.model) == ([], "built-in writer")


def test_consent_is_for_one_provider_only(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    with playing("openai", settings, monkeypatch) as provider:
        record_decision(user=alice, providers="Amazon Bedrock", agrees=True)
        analysed(alice)
    assert provider.asked == []


def test_a_demo_users_data_go_nowhere(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    alice.is_demo = True
    alice.save()
    with playing("openai", settings, monkeypatch) as provider:
        agree(alice)
        assert "A demo's data goes to no language model" in messages(analysed(alice))["plan"]
    assert provider.asked == []


def test_consent_withdrawn_in_the_middle_is_heard(at_a_model, alice, monkeypatch):
    start = progress.start

    def withdrawn_before_the_specialists(lease, name, *told):
        if name == "report":
            record_decision(user=alice, providers="", agrees=False)
        start(lease, name, *told)

    monkeypatch.setattr(progress, "start", withdrawn_before_the_specialists)
    job, _ = at_a_model()
    assert (job.steps.get(name="plan").model, job.model) == (MODELS["openai"], "built-in writer")
