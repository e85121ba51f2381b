"""What a round of research sends to Langfuse."""

import json
from datetime import UTC, datetime

import pytest

from advisors.models import ResearchNote, SentTrace
from advisors.tests.support.model_wires import Fault
from advisors.tests.support.research_site import published
from analysis.on_demand import research
from analysis.tests.support.good_model import playing
from analysis.tests.support.langfuse_server import langfuse, new_keys
from analysis.worker import tasks

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
POINTS = ["It lowered its rate by 0.25 points.", "It was the second cut of the year.", "Prices rise less."]
NOTE = json.dumps({"points": POINTS})


@pytest.fixture
def watched_round(settings, monkeypatch):
    """Return a function that runs a round whose model gives this answer. It returns the stub of Langfuse."""
    settings.EMBEDDING_MODEL, settings.RESEARCH_HOSTS = "", []
    monkeypatch.setattr(research.timezone, "now", lambda: NOW)

    def run(answer=NOTE, *, mask=(), status=200, **keys):
        settings.LANGFUSE_MASK = list(mask)
        with published(settings, monkeypatch), langfuse(settings, status=status) as stub:
            settings.LANGFUSE_KEYS_BY_ROLE = keys
            with playing("openai", settings, monkeypatch, play=lambda _: lambda request: answer):
                tasks.run_research()
            tasks.flush_langfuse()
            return stub

    return run


def test_a_round_sends_its_requests_and_notes(watched_round):
    stub = watched_round()
    (agent,) = stub.children(stub.root)
    (request,) = stub.children(agent)
    assert (stub.root.name, agent.name, request.kind) == ("Research Round", "🔎 Researcher", "generation")
    assert [stub.root.metadata(name) for name in ("notes_written", "success_rate")] == [1, "1.0"]
    assert (agent.metadata("notes_written"), agent.metadata("requests")) == (1, 1)
    assert "The central bank lowered its rate" in request.get("input") and POINTS[0] in request.get("output")
    assert request.get("model.name") and request.get("cost_details")
    assert "user.id" not in stub.root.attributes


def test_a_failed_article_lowers_the_success_rate(watched_round):
    stub = watched_round(Fault(status=401))
    (agent,) = stub.children(stub.root)
    assert (stub.root.metadata("success_rate"), stub.root.metadata("notes_written")) == ("0.0", 0)
    assert agent.get("status_message") == "A step failed."


def test_articles_are_masked_by_a_setting(watched_round):
    stub = watched_round(mask=["prompts"])
    assert "central bank" not in stub.raw and POINTS[0] not in stub.raw
    assert stub.root.metadata("notes_written") == 1


def test_the_researcher_may_have_its_own_project(watched_round, settings):
    keys = new_keys()
    stub = watched_round(researcher=keys)
    assert stub.names_in(keys[0]) == (["Research Round"], {"🔎 Researcher"})
    assert stub.names_in(settings.LANGFUSE_PUBLIC_KEY) == (["Research Round"], set())
    assert sorted(SentTrace.objects.values_list("role", "job_id")) == [("", None), ("researcher", None)]


def test_an_outage_leaves_the_notes_alone(watched_round):
    watched_round(status=500)
    assert ResearchNote.objects.count() == 1
