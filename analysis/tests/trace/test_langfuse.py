"""What Langfuse is told of an analysis, what it is not told, and that nobody waits for it."""

import json
import re
import subprocess
import sys
import time
from decimal import Decimal

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from opentelemetry import trace as opentelemetry_trace

from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.tests.pipeline.test_run import analysed
from analysis.tests.support.alices_portfolio import alice_owns, alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.tests.support.langfuse_server import PATH, langfuse
from analysis.worker import tasks
from people.models import User
from people.privacy import record_decision
from portfolios.models import Account

pytestmark = pytest.mark.slow

AGENTS = [
    "🧭 Financial Planner",
    "🏷️ Instrument Tagger",
    "📝 Portfolio Analyst",
    "📊 Chart Specialist",
    "🏖️ Retirement Planner",
]
DISORDERS = {"refuses": {}, "hangs": {"is_silent": True}, "500": {"status": 500}, "401": {"status": 401}}


@pytest.fixture
def at_langfuse(alice, settings, monkeypatch):
    """Alice's analysis on a stub of a model, watched by a stub of Langfuse; she agreed to both."""

    def analyse(*, mask=(), agrees=True, prepare=None, play=None):
        alice_owns_the_demo(alice)
        settings.LANGFUSE_MASK = list(mask)
        if prepare:
            prepare()
        with langfuse(settings) as stub, playing("openai", settings, monkeypatch, play):
            if agrees:
                agree(alice)
            job = analysed(alice)
            tasks.flush_langfuse()
            return job, stub

    return analyse


def test_one_trace_names_the_user_and_the_plan(at_langfuse, alice, settings):
    job, stub = at_langfuse()
    root = stub.root
    assert (root.name, root.attributes["langfuse.trace.name"]) == ("Portfolio Analysis Job",) * 2
    assert {told.attributes["user.id"] for told in stub.told} == {str(alice.pk)}
    assert {told.attributes["session.id"] for told in stub.told} == {str(job.pk)}
    assert len({told.trace_id for told in stub.told}) == 1
    assert Decimal(root.metadata("portfolio_value")) == job.facts.value("total_value")
    assert root.metadata("positions") == len(job.snapshot.positions) > 0
    assert json.loads(root.metadata("agents_to_consult")) == ["reporter", "charter", "retirement"]
    assert root.attributes["langfuse.trace.metadata.positions"] == root.metadata("positions")
    assert (set(stub.paths), set(stub.keys)) == ({PATH}, {f"{settings.LANGFUSE_PUBLIC_KEY}:sk-secret"})


def test_each_agent_has_a_name_role_and_results(at_langfuse):
    job, stub = at_langfuse()
    assert {told.name for told in stub.below(stub.root)} == set(AGENTS)
    assert all(told.kind == "agent" and told.metadata("role") for told in stub.below(stub.root))
    assert stub.agent("Chart").metadata("charts_made") == len(job.charts_payload)
    tagger = stub.agent("Tagger")
    assert tagger.metadata("instruments_tagged") == 1
    assert stub.agent("Financial").metadata("instruments_to_tag") == 1
    assert [told.metadata("success_rate") for told in (stub.root, tagger)] == ["1.0", "1.0"]
    assert stub.agent("Analyst").metadata("recommendations_made") > 0


def test_requests_carry_texts_tokens_and_cost(at_langfuse):
    job, stub = at_langfuse()
    requests = [told for told in stub.told if told.kind == "generation"]
    assert {told.of("model.name") for told in requests} == {"openai/gpt-4.1-mini"}
    usage = [json.loads(told.of("usage_details")) for told in requests]
    assert sum(one["input"] + one["output"] for one in usage) == job.tokens
    dollars = sum(Decimal(str(json.loads(told.of("cost_details"))["total"])) for told in requests)
    assert dollars == job.cost_usd > 0
    assert all("You " in told.of("input") and told.of("output") for told in requests)


def test_span_times_are_within_the_run(at_langfuse):
    job, stub = at_langfuse()
    root = stub.root
    assert all(root.started <= told.started <= told.ended <= root.ended for told in stub.told)
    assert root.started >= job.started_at.timestamp() * 1e9 - 1e6


def test_decisions_are_events_of_their_agent(at_langfuse):
    _, stub = at_langfuse()
    made = {
        name: [json.loads(told.of("output"))["words"] for told in stub.below(stub.agent(name)) if told.kind == "event"]
        for name in ("Financial", "Tagger", "Analyst", "Chart", "Retirement")
    }
    assert any(said.startswith("Needs tagging: ") for said in made["Financial"])
    assert any(said.startswith("Consults ") for said in made["Financial"])
    assert any(said.startswith("Draws ") for said in made["Chart"])
    assert all("figures checked" in " ".join(made[name]) for name in ("Analyst", "Retirement"))


def test_a_persons_email_is_never_sent(at_langfuse, alice):
    def prepare():
        account = Account.objects.owned_by(alice).first()
        Account.objects.filter(pk=account.pk).update(name="Of ALICE@example.com")

    _, stub = at_langfuse(prepare=prepare)
    assert "alice@example.com" not in stub.raw.casefold()
    assert "Of [masked]" in stub.raw


def test_keys_and_canaries_are_never_sent(at_langfuse):
    key = "sk-abcdefghijklmnopqrstuvwx"
    answers = iter([f"{key} \ud800 canaryabcdefghijklmnop"])
    _, stub = at_langfuse(play=lambda good: lambda asked: next(answers, "") or good(asked))
    assert "[removed] ? [removed]" in stub.raw
    assert not re.search(rf"{key}|canary[a-z]{{16}}", stub.raw)


def test_prompts_are_masked_by_a_setting(at_langfuse, alice):
    job, stub = at_langfuse(mask=["prompts"])
    requests = [told for told in stub.told if told.kind == "generation"]
    assert {(told.of("input"), told.of("output")) for told in requests} == {("[masked]", "[masked]")}
    assert "VTI" not in stub.raw
    assert stub.root.metadata("positions") == len(job.snapshot.positions)
    assert stub.root.attributes["user.id"] == str(alice.pk)


def test_people_are_masked_by_a_setting(at_langfuse, alice):
    names = {}

    def prepare():
        Account.objects.owned_by(alice).filter(name="Brokerage").delete()
        alice_owns(alice, symbol="ZZYX")
        names.update(Account.objects.owned_by(alice).values_list("name", "pk"))

    _, stub = at_langfuse(mask=["people"], prepare=prepare)
    told = " ".join(str(told.of("input")) + str(told.of("output")) for told in stub.told)
    assert "VTI" in told
    assert not [name for name in [*names, "ZZYX", str(alice.pk)] if name in stub.raw]
    assert (stub.root.metadata("portfolio_value"), stub.root.metadata("positions")) == (None, None)


def nothing_decided(alice):
    pass


def declined(alice):
    record_decision(user=alice, providers="", agrees=False)


def agreed_to_the_model_alone(alice):
    record_decision(user=alice, providers="OpenAI", agrees=True)


def a_demo(alice):
    alice.is_demo = True
    alice.save()
    record_decision(user=alice, providers="everybody", agrees=True)


@pytest.mark.parametrize("choice", [nothing_decided, declined, agreed_to_the_model_alone, a_demo])
def test_without_consent_no_data_is_sent(at_langfuse, alice, choice):
    job, stub = at_langfuse(agrees=choice is a_demo, prepare=lambda: choice(alice))
    snapshot = job.snapshot
    words = [str(alice.pk), *(a.name for a in snapshot.accounts), *(i.symbol for i in snapshot.instruments)]
    assert [word for word in words if word in stub.raw] == []
    told = {name.rsplit(".", 1)[-1] for told in stub.told for name in told.attributes}
    assert not told & {"portfolio_value", "positions", "charts_made", "instruments_to_tag", "user.id"}
    assert {told.name for told in stub.below(stub.root)} == set(AGENTS)
    assert job.model == "built-in writer"
    assert {told.of("model.name") for told in stub.told if told.kind == "generation"} == {"built-in writer"}


def test_a_failed_run_is_sent_with_its_code(at_langfuse, monkeypatch):
    def fail(*_):
        raise tasks.AnalysisFailed("no_report", "The report could not be written.")

    monkeypatch.setattr("analysis.pipeline.prepare.survey_portfolio", fail)
    _, stub = at_langfuse()
    assert (stub.root.of("status_message"), stub.root.of("level")) == ("no_report", "ERROR")


def test_a_deleted_users_run_is_not_sent(alice, settings, monkeypatch):
    def delete(*_):
        User.objects.filter(pk=alice.pk).delete()

    monkeypatch.setattr("analysis.pipeline.prepare.survey_portfolio", delete)
    alice_owns_the_demo(alice)
    with langfuse(settings) as stub:
        tasks.run_job(claim_analysis(alice))
        tasks.flush_langfuse()
    assert stub.bodies == []


@pytest.mark.parametrize("disorder", list(DISORDERS))
def test_an_outage_does_not_change_an_analysis(alice, settings, disorder):
    alice_owns_the_demo(alice)
    analysed(alice)  # what is imported and cached once
    plain, without = timed(alice)
    with langfuse(settings, **DISORDERS[disorder]) as stub:
        settings.LANGFUSE_SECONDS = 10
        if disorder == "refuses":
            settings.LANGFUSE_BASE_URL = "http://127.0.0.1:9"
        watched, took = timed(alice)
        assert stub.arrived.wait(5) or disorder == "refuses"
    assert watched.status == plain.status == Job.Status.COMPLETED
    assert watched.summary_payload == plain.summary_payload
    assert watched.charts_payload == plain.charts_payload
    assert took < without + 5


@pytest.mark.parametrize("disorder", list(DISORDERS))
def test_shutdown_waits_no_longer_than_allowed(alice, settings, disorder):
    alice_owns_the_demo(alice)
    with langfuse(settings, **DISORDERS[disorder]):
        if disorder == "refuses":
            settings.LANGFUSE_BASE_URL = "http://127.0.0.1:9"
        analysed(alice)
        began = time.monotonic()
        tasks.flush_langfuse()
    assert time.monotonic() - began < 3


def timed(alice):
    began = time.monotonic()
    return analysed(alice), time.monotonic() - began


def test_a_command_sends_its_trace_on_exit(alice, settings, capsys):
    alice_owns_the_demo(alice)
    with langfuse(settings) as stub:
        call_command("analyze", email=alice.email, consent=True)
        assert stub.root.attributes["user.id"] == str(alice.pk)
    assert capsys.readouterr().err.startswith("No model, no cost: the built-in writer writes it.\n")


def test_langfuse_replies_are_not_logged(alice, settings, caplog):
    alice_owns_the_demo(alice)
    with langfuse(settings, status=401):
        analysed(alice)
        tasks.flush_langfuse()
        analysed(alice)
        tasks.flush_langfuse()
    lines = [record.getMessage() for record in caplog.records if "opentelemetry" in record.name]
    assert lines in ([], ["Langfuse could not be reached or refused a trace. Analyses are not affected."])


def test_other_libraries_spans_are_not_sent(at_langfuse):
    with opentelemetry_trace.get_tracer("of another library").start_as_current_span("not for Langfuse"):
        _, stub = at_langfuse()
    assert {told.scope for told in stub.told} == {"alex"}
    assert "not for Langfuse" not in stub.raw
    assert type(opentelemetry_trace.get_tracer_provider()).__name__ == "ProxyTracerProvider"


@pytest.mark.parametrize("key", ["", "pk-lf-1"])
def test_the_client_is_imported_only_with_keys(key):
    program = (
        "import sys, django; django.setup()\n"
        "from analysis.worker.tasks import warm_up; warm_up()\n"
        "print('langfuse' in sys.modules, 'analysis.trace.langfuse_export' in sys.modules)"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "alex.settings", "DATA_DIR": str(configured.DATA_DIR), "PATH": "",
        "LANGFUSE_PUBLIC_KEY": key, "LANGFUSE_SECRET_KEY": key,
    }  # fmt: skip
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=configured.BASE_DIR, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert found.stdout.strip() == f"{bool(key)} False"
