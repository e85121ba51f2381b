"""Costs and token limits of analyses with a stub model: what each request adds, and what stops the next one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from advisors.tests.support.model_wires import MODELS
from analysis.models import Job, ModelCost, Span
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.model_runs import each_wire, messages, run_analysis

pytestmark = pytest.mark.slow


@each_wire
def test_costs_add_up_from_request_to_day(analyze_with_model, alice, wire):
    job, provider = analyze_with_model(wire)
    requests = len(provider.asked)
    assert job.tokens == sum(step.tokens for step in job.steps.all()) == 120 * requests
    assert job.cost_usd == sum(step.cost_usd for step in job.steps.all()) > 0
    cost = ModelCost.objects.get(user=alice)
    assert (cost.model, cost.requests, cost.cost_usd) == (MODELS[wire], requests, job.cost_usd)
    assert (cost.tokens_in, cost.tokens_out, cost.unpriced_requests) == (100 * requests, 20 * requests, 0)
    spans = Span.objects.filter(job=job, kind="generation")
    assert sum(span.input_tokens + span.output_tokens for span in spans) == job.tokens


def test_the_built_in_writer_costs_nothing(alice):
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    assert (job.tokens, job.cost_usd, ModelCost.objects.count()) == (0, 0, 0)


@each_wire
def test_slow_calls_are_at_most_six_in_a_row(analyze_with_model, wire):
    """This keeps an analysis under five seconds; `bench/models.py` measures it."""
    _, provider = analyze_with_model(wire, seconds=0.5)
    assert provider.in_a_row <= 6 < len(provider.asked)


def test_a_job_limit_ends_the_requests(analyze_with_model, settings):
    settings.LLM_MAX_OUTPUT_TOKENS = 500
    settings.LLM_MAX_TOKENS_PER_JOB = 4000
    job, provider = analyze_with_model()
    assert job.status == Job.Status.COMPLETED
    assert 0 < job.tokens <= 4000
    assert len(provider.asked) == job.tokens // 120
    assert "token limit for one analysis is reached" in " ".join(messages(job).values())


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("LLM_MAX_USD_PER_USER_DAY", "Your limit for model costs today"),
        ("LLM_MAX_USD_PER_DAY", "The limit for model costs today"),
    ],
)
def test_a_day_limit_counts_earlier_spending(analyze_with_model, alice, bob, settings, name, sentence):
    setattr(settings, name, Decimal("2"))
    spender = alice if name == "LLM_MAX_USD_PER_USER_DAY" else bob
    ModelCost.objects.create(user=spender, day=timezone.now().date(), model="m", cost_usd=2)
    job, provider = analyze_with_model()
    assert provider.asked == []
    assert sentence in messages(job)["report"]


def test_other_days_and_users_do_not_count(analyze_with_model, alice, bob, settings):
    today = timezone.now().date()
    settings.LLM_MAX_USD_PER_USER_DAY = Decimal("2")
    ModelCost.objects.create(user=bob, day=today, model="m", cost_usd=2)
    ModelCost.objects.create(user=alice, day=today - timedelta(days=1), model="m", cost_usd=2)
    assert analyze_with_model()[0].model == MODELS["openai"]
