"""Agents with a Langfuse project of their own."""

import pytest

from advisors.models import SentTrace
from advisors.tracing.langfuse_project import LangfuseProject, LangfuseProjects
from analysis.tests.support.langfuse_server import AGENT_NAMES, langfuse, new_keys
from analysis.usage.model_settings import langfuse_projects, secret_values

ROOT = ["Portfolio Analysis Job"]
PLANNER, CHARTER = AGENT_NAMES[0], AGENT_NAMES[3]
ADDRESS = "https://langfuse.example"


def project(role=""):
    return LangfuseProject(role, f"pk-{role}", f"sk-{role}", ADDRESS)


@pytest.mark.slow
def test_each_project_receives_its_own_agents(analyze_with_langfuse, settings):
    settings.LANGFUSE_KEYS_BY_ROLE = keys = {"planner": new_keys(), "charter": new_keys()}
    job, stub = analyze_with_langfuse()
    assert stub.names_in(keys["planner"][0]) == (ROOT, {PLANNER})
    assert stub.names_in(keys["charter"][0]) == (ROOT, {CHARTER})
    assert stub.names_in(settings.LANGFUSE_PUBLIC_KEY) == (ROOT, {*AGENT_NAMES} - {PLANNER, CHARTER})
    assert set(SentTrace.objects.values_list("role", "job_id")) == {
        (role, job.pk) for role in ("", "planner", "charter")
    }
    assert {observation.trace_id.hex() for observation in stub.observations} == {
        trace.trace_id.hex for trace in SentTrace.objects.all()
    }


def test_agents_without_any_project_are_not_sent():
    projects = LangfuseProjects(of_agents=(project("charter"),))
    assert projects.group_roles(["planner", "charter"]) == {project("charter"): ["charter"]}
    assert (projects.is_ready, projects.has_personal_data, projects.for_role("planner")) == (True, True, None)


def test_the_common_project_gets_every_run():
    projects = LangfuseProjects(project(), (project("planner"),))
    assert projects.group_roles(["planner"]) == {project(): [], project("planner"): ["planner"]}


def test_keys_of_agents_are_secrets(settings):
    settings.LANGFUSE_KEYS_BY_ROLE = {"planner": ("pk-of-the-planner", "sk-of-the-planner")}
    assert {"pk-of-the-planner", "sk-of-the-planner"} <= secret_values()


def test_prompts_that_are_not_stored_are_not_sent(settings):
    settings.TRACE_PROMPT_DAYS = 0
    with langfuse(settings):
        assert langfuse_projects().masked == {"prompts"}
