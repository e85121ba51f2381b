"""What an analysis sends to Langfuse."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command

from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.langfuse_server import AGENT_NAMES, PATH, langfuse
from analysis.worker import tasks
from portfolios.facts.families import Family, Measure

pytestmark = pytest.mark.slow


def test_one_trace_names_the_user_and_the_plan(analyze_with_langfuse, alice, settings):
    job, stub = analyze_with_langfuse()
    root = stub.root
    assert (root.name, root.attributes["langfuse.trace.name"]) == ("Portfolio Analysis Job",) * 2
    assert {observation.attributes["user.id"] for observation in stub.observations} == {str(alice.pk)}
    assert {observation.attributes["session.id"] for observation in stub.observations} == {str(job.pk)}
    assert len({observation.trace_id for observation in stub.observations}) == 1
    assert Decimal(root.metadata("portfolio_value")) == job.facts.value(Family.PORTFOLIO, Measure.VALUE)
    assert root.metadata("positions") == len(job.snapshot.positions) > 0
    assert json.loads(root.metadata("agents_to_consult")) == ["reporter", "charter", "retirement"]
    assert root.attributes["langfuse.trace.metadata.positions"] == root.metadata("positions")
    assert (set(stub.paths), set(stub.keys)) == ({PATH}, {f"{settings.LANGFUSE_PUBLIC_KEY}:sk-secret"})


def test_each_agent_has_a_name_role_and_results(analyze_with_langfuse):
    job, stub = analyze_with_langfuse()
    assert {observation.name for observation in stub.children(stub.root)} == set(AGENT_NAMES)
    assert all(observation.kind == "agent" and observation.metadata("role") for observation in stub.children(stub.root))
    assert stub.agent("Chart").metadata("charts_made") == len(job.charts_payload)
    tagger = stub.agent("Tagger")
    assert tagger.metadata("instruments_tagged") == 1
    assert stub.agent("Financial").metadata("instruments_to_tag") == 1
    assert [observation.metadata("success_rate") for observation in (stub.root, tagger)] == ["1.0", "1.0"]
    assert stub.agent("Analyst").metadata("sections_written") > 5
    assert 200 < stub.agent("Analyst").metadata("words_written") < 20_000
    assert stub.agent("Chart").metadata("words_written") is None


def test_requests_carry_texts_tokens_and_cost(analyze_with_langfuse):
    job, stub = analyze_with_langfuse()
    requests = [observation for observation in stub.observations if observation.kind == "generation"]
    assert {observation.get("model.name") for observation in requests} == {"openai/gpt-4.1-mini"}
    usage = [json.loads(observation.get("usage_details")) for observation in requests]
    assert sum(row["input"] + row["output"] for row in usage) == job.tokens
    dollars = sum(Decimal(str(json.loads(observation.get("cost_details"))["total"])) for observation in requests)
    assert dollars == job.cost_usd > 0
    assert all("You " in observation.get("input") and observation.get("output") for observation in requests)


def test_span_times_are_within_the_run(analyze_with_langfuse):
    job, stub = analyze_with_langfuse()
    root = stub.root
    assert all(
        root.started <= observation.started <= observation.ended <= root.ended for observation in stub.observations
    )
    assert root.started >= job.started_at.timestamp() * 1e9 - 1e6


def test_decisions_are_events_of_their_agent(analyze_with_langfuse):
    _, stub = analyze_with_langfuse()
    decisions = {
        name: [
            json.loads(observation.get("output"))["words"]
            for observation in stub.children(stub.agent(name))
            if observation.kind == "event"
        ]
        for name in ("Financial", "Tagger", "Analyst", "Chart", "Retirement")
    }
    assert any(text.startswith("Needs tagging: ") for text in decisions["Financial"])
    assert any(text.startswith("Consults ") for text in decisions["Financial"])
    assert any(text.startswith("Draws ") for text in decisions["Chart"])
    assert all("lines chosen by the model" in " ".join(decisions[name]) for name in ("Analyst", "Retirement"))


def test_a_failed_run_is_sent_with_its_code(analyze_with_langfuse, monkeypatch):
    def fail(*_):
        raise tasks.AnalysisFailed("no_report", "The report could not be written.")

    monkeypatch.setattr("analysis.pipeline.prepare.survey_portfolio", fail)
    _, stub = analyze_with_langfuse()
    assert (stub.root.get("status_message"), stub.root.get("level")) == ("no_report", "ERROR")


def test_a_command_sends_its_trace_on_exit(alice, settings, capsys):
    alice_owns_the_demo(alice)
    with langfuse(settings) as stub:
        call_command("analyze", email=alice.email, consent=True)
        assert stub.root.attributes["user.id"] == str(alice.pk)
    assert capsys.readouterr().err.startswith("Free: written without an AI model.\n")
