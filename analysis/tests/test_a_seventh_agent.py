"""A seventh agent needs a folder and one line in `advisors/team.py`. The tests add one and find it everywhere."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from advisors import team
from advisors.budget.estimate import estimate_typical_run
from advisors.budget.price_table import compute_list_cost
from advisors.llm import ModelConfig
from advisors.outline.menu import Menu
from advisors.planner import prompts as planner_prompts
from advisors.planner import writer as planner_writer
from advisors.runtime.results import ConsultationPlan
from advisors.tests.support.claim_cases import household_case
from advisors.tracing.langfuse_observations import JobSummary, build_observation
from advisors.tracing.recorder import recorder
from analysis.jobs.lease import claim_analysis
from analysis.models import Job, step_choices
from analysis.results.progress_cards import build_cards
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.model_runs import copy_analysis, record_analysis, run_analysis
from analysis.tests.support.tax_adviser import spec
from analysis.trace.queries import load_trace_context
from analysis.worker.tasks import run_job

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
from advisors import team
from analysis.tests.support.tax_adviser import spec
team.TEAM += (spec.SPEC,)
from alex import settings
print(settings.LLM_MODEL_BY_ROLE["tax"])
"""


@pytest.fixture(autouse=True, scope="module")
def seventh_agent():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(team, "TEAM", (*team.TEAM, spec.SPEC))
        yield spec.SPEC


@pytest.fixture(scope="module")
def rows_of_a_run(seventh_agent, django_db_setup, django_db_blocker):
    return record_analysis(django_db_blocker)


@pytest.fixture
def job(alice, rows_of_a_run):
    job = copy_analysis(alice, rows_of_a_run)
    assert job.status == Job.Status.COMPLETED
    return job


def test_settings_read_a_new_agents_model():
    environment = {"PATH": "/usr/bin:/bin", "LLM_MODEL_TAX": "openai/gpt-4.1-mini"}
    result = subprocess.run(
        [sys.executable, "-c", SETTINGS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "openai/gpt-4.1-mini"


def test_a_model_can_play_the_new_role():
    assert ModelConfig(by_role={"tax": "openai/gpt-4.1-mini"}).names == ("openai/gpt-4.1-mini",)


def test_the_new_step_runs_with_the_specialists():
    names = [name for name, _ in step_choices()]
    assert names == ["prepare", "tag", "research", "plan", "report", "charts", "retirement", "taxes", "conclude"]


def test_the_new_card_is_beside_the_others():
    assert [card.agent.name for card in build_cards()][-1] == "Tax Adviser"


def test_the_new_card_is_on_the_team_page(as_alice):
    text = as_alice.get("/team/").content.decode()
    assert "Tax Adviser" in text and "Looks at what taxes cost you" in text
    assert 'class="card agent teal idle" id="agent-tax"' in text


def test_the_new_tokens_are_in_the_estimate(monkeypatch, seventh_agent):
    models = ModelConfig("openai/gpt-4.1-mini")
    tokens = estimate_typical_run(models, compute_list_cost).tokens
    monkeypatch.setattr(team, "TEAM", team.TEAM[:-1])
    assert tokens - estimate_typical_run(models, compute_list_cost).tokens == sum(seventh_agent.typical_tokens)


def test_the_planner_learns_the_new_duty():
    assert "tax: what taxes cost" in planner_prompts.build_plan_instructions()


def test_the_planner_may_choose_the_new_role():
    schema = ConsultationPlan.model_json_schema()
    assert schema["$defs"]["Consultation"]["properties"]["specialist"]["enum"][-1] == "tax"
    assert schema["properties"]["consultations"]["maxItems"] == 4


def test_the_built_in_planner_uses_the_new_agent():
    menu = Menu(household_case("demo"), ())
    assert planner_writer.write_plan_lines(menu).splitlines()[-1] == "consult tax"


def test_an_analysis_runs_the_new_step(job):
    step = job.steps.get(name="taxes")
    assert (step.status, step.agent, step.message) == ("done", "tax", "What taxes cost")
    assert step.output.to_text().startswith("## Taxes")


def test_the_new_agent_takes_over_its_section(job):
    assert "taxes" in spec.SPEC.sections and "taxes" not in team.sections_of("reporter")
    assert [section.key for section in job.report_payload.document.sections].count("taxes") == 1
    assert "taxes" not in [section.key for section in job.steps.get(name="report").output.sections]


def test_a_plan_may_skip_the_new_step(alice, monkeypatch):
    write_lines = planner_writer.write_plan_lines
    monkeypatch.setattr(planner_writer, "write_plan_lines", lambda menu: write_lines(menu).rpartition("\n")[0])
    alice_owns_the_demo(alice)
    assert run_analysis(alice).steps.get(name="taxes").status == "skipped"


def test_the_summary_names_a_failed_new_agent(alice, monkeypatch):
    monkeypatch.setattr(f"{spec.SPEC.package}.step.work", lambda *_: 1 / 0)
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    assert job.status == Job.Status.COMPLETED
    assert "tax adviser could not finish" in job.summary_payload.content.lower()


def test_the_trace_names_the_new_author(job):
    context = load_trace_context(job)
    [section] = [section for section in context["sections"] if section.title == "Taxes"]
    assert (section.name, section.color) == ("Tax Adviser", "teal")
    assert any(sentence.facts for sentence in section.sentences)
    assert "Tax Adviser" in [cost.name for cost in context["trace"].costs]


def test_langfuse_receives_the_new_name(alice):
    alice_owns_the_demo(alice)
    lease = claim_analysis(alice)
    recorder.watch(str(lease.job_id))
    run_job(lease)
    run = recorder.end_watch(str(lease.job_id))
    root = build_observation(JobSummary("", "done"), run, lambda *_: None, team.roles())
    assert "🧾 Tax Adviser" in [child.name for child in root.children]


def test_the_new_agent_can_be_asked_alone(alice, capsys):
    alice_owns_the_demo(alice)
    call_command("ask", "tax", "--email", alice.email)
    assert "## Taxes" in capsys.readouterr().out
