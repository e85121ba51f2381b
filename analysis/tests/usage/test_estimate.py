"""The cost estimate that a user sees before an analysis."""

from decimal import Decimal

import pytest
from django.utils import timezone

from advisors import team
from advisors.budget.estimate import Estimate, estimate_typical_run
from advisors.budget.price_table import compute_list_cost
from advisors.budget.prices import compute_cost, estimate_tokens
from advisors.budget.spending import SpendingToday, UsageLimits
from advisors.llm import ModelConfig
from advisors.tests.support.model_wires import MODELS
from advisors.tracing.langfuse_observations import JobSummary, build_observation
from advisors.tracing.recorder import recorder
from analysis.jobs.lease import claim_analysis
from analysis.models import ModelCost
from analysis.tests.support import stored_analyses
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.usage.cost_estimate import load_estimate_text
from analysis.worker import tasks
from people.models import ConsentPurpose
from people.privacy import record_decision

MODEL = "openai/gpt-4.1-mini"
NO_MODEL = "Free: written without an AI model."


@pytest.fixture
def model_settings(alice, settings):
    settings.LLM_MODEL, settings.LLM_API_KEY = MODEL, "k"
    record_decision(user=alice, purpose=ConsentPurpose.MODELS, recipient="OpenAI", agrees=True)


def add_analysis(alice, model=MODEL, **columns):
    job = stored_analyses.completed(alice, **columns)
    job.steps.filter(name__in=["plan", "report", "charts", "retirement", "conclude"]).update(model=model)


def test_without_a_model_there_is_no_cost(alice):
    assert load_estimate_text(alice) == NO_MODEL


def test_a_user_who_declined_has_no_cost(alice, model_settings):
    record_decision(user=alice, purpose=ConsentPurpose.MODELS, recipient="OpenAI", agrees=False)
    assert load_estimate_text(alice) == NO_MODEL


def test_the_first_analysis_is_estimated(alice, model_settings):
    assert load_estimate_text(alice) == (
        "About 15,000 tokens, less than $0.01 with openai/gpt-4.1-mini: estimated, "
        "since you have had no analysis with it yet."
    )


def test_the_users_own_analyses_are_the_estimate(alice, bob, model_settings):
    add_analysis(alice, tokens=30_000, cost_usd=Decimal("0.02"))
    add_analysis(alice, tokens=50_000, cost_usd=Decimal("0.04"))
    add_analysis(bob, tokens=900_000, cost_usd=Decimal(9))
    assert load_estimate_text(alice) == (
        "About 40,000 tokens, about $0.03 with openai/gpt-4.1-mini, as your last 2 analyses took."
    )


def test_runs_of_other_models_are_left_out(alice, model_settings):
    add_analysis(alice, "anthropic/claude-sonnet-4-5", tokens=30_000, cost_usd=1)
    add_analysis(alice, tokens=30_000, cost_usd=1)
    alice.jobs.first().steps.filter(name="report").update(model="built-in writer")
    assert "estimated" in load_estimate_text(alice)


@pytest.mark.parametrize("earlier", [True, False])
def test_an_unknown_price_is_not_zero(alice, settings, model_settings, earlier):
    settings.LLM_MODEL = "openai/a-model-of-our-own"
    if earlier:
        add_analysis(alice, settings.LLM_MODEL, tokens=1000, cost_usd=None)
    assert "tokens, price unknown, with openai/a-model-of-our-own" in load_estimate_text(alice)


def test_a_limit_that_is_too_low_is_named(alice, bob, model_settings, settings):
    today = timezone.now().date()
    ModelCost.objects.create(user=bob, day=today, model="m", cost_usd=6)
    assert "left" not in load_estimate_text(alice)
    ModelCost.objects.create(user=alice, day=today, model="m", cost_usd="4.9946")
    assert "$0.01 of your $5.00 for today is left. The built-in writer writes the rest." in load_estimate_text(alice)


@pytest.mark.parametrize(
    ("limits", "today", "start"),
    [
        (UsageLimits(), SpendingToday(), ""),
        (UsageLimits(job_tokens=900), SpendingToday(), "An analysis may take 900 tokens"),
        (UsageLimits(job_usd=Decimal("0.5")), SpendingToday(), "An analysis may cost $0.50"),
        (UsageLimits(), SpendingToday(user_usd=Decimal(7)), "$0.00 of your $5.00 for today is left"),
        (
            UsageLimits(),
            SpendingToday(everyone_usd=Decimal("49.5")),
            "Little is left of today's limit for all users",
        ),
    ],
)
def test_each_limit_has_its_own_notice(limits, today, start):
    notice = Estimate(("m",), 1000, Decimal("0.75")).describe_shortage(limits, today)
    assert notice.startswith(start) and bool(notice) == bool(start)


@pytest.mark.parametrize("name", [*MODELS.values(), "ollama/llama3.1", "gemini/gemini-2.5-pro", "openai/no-such-model"])
def test_list_prices_match_the_recorded_costs(name):
    recorded_cost = compute_cost(name, 40_000, 5000)
    list_cost = compute_list_cost(name, 40_000, 5000)
    assert (
        list_cost == recorded_cost if recorded_cost is None else abs(list_cost - recorded_cost) <= Decimal("0.000001")
    )


def test_typical_sizes_match_the_prompts(alice, settings, monkeypatch):
    """Compare with a model that answers as the built-in writer does, within a third."""
    alice_owns_the_demo(alice)
    with playing("openai", settings, monkeypatch):
        agree(alice)
        lease = claim_analysis(alice)
        recorder.watch(str(lease.job_id))
        tasks.run_job(lease)
        run = recorder.end_watch(str(lease.job_id))
    root = build_observation(JobSummary("", "done"), run, lambda *_: None, team.roles())
    agents = dict(zip(["planner", "tagger", "reporter", "charter", "retirement"], root.children, strict=True))
    for spec in (spec for spec in team.TEAM if spec.typical_tokens):
        tokens_in, tokens_out = spec.typical_tokens
        requests = [child for child in agents[spec.role].children if child.kind == "generation"]
        assert sum(estimate_tokens(child.input) for child in requests) == pytest.approx(tokens_in, rel=0.33)
        assert sum(estimate_tokens(child.output) for child in requests) == pytest.approx(tokens_out, rel=0.33)


def test_a_role_that_stays_built_in_costs_nothing():
    models = ModelConfig("openai/gpt-4.1-mini", by_role={"reporter": "built-in", "charter": "built-in"})
    assert estimate_typical_run(models, compute_list_cost).tokens == 2_500 + 100 + 5_400 + 370


def test_the_team_page_shows_the_estimate(as_alice, alice, model_settings):
    assert "About 15,000 tokens" in as_alice.get("/team/").content.decode()


def test_the_estimate_makes_few_queries(as_alice, alice, model_settings, django_assert_max_num_queries):
    for _ in range(3):
        add_analysis(alice, tokens=30_000, cost_usd=1)
    as_alice.get("/team/")
    with django_assert_max_num_queries(21):
        as_alice.get("/team/")


def test_the_api_returns_the_estimate(as_alice, alice, model_settings):
    started = as_alice.post("/api/analyze", content_type="application/json")
    assert started.json()["message"].startswith("The analysis has started. About 15,000 tokens")
