"""`manage.py ask`: one agent on its own, what it says, calls and costs."""

import json

import pytest
from django.core.management import CommandError, call_command

from advisors.models import ResearchNote
from advisors.tests.support.model_servers import MODELS, Fault
from analysis.models import Job, ModelCost
from analysis.tests.support.alices_portfolio import alice_owns_nothing, alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from people.models import AuditEvent

ALICE = "--email=alice@example.com"


@pytest.fixture
def ask(alice, capsys):
    alice_owns_the_demo(alice)

    def asked(*words):
        call_command("ask", *words, ALICE)
        return capsys.readouterr()

    return asked


@pytest.mark.parametrize(
    ("agent", "begins"), [("reporter", "# Your portfolio report"), ("retirement", "## Readiness"), ("planner", "{")]
)
def test_an_agent_answers_as_the_built_in_writer(ask, agent, begins):
    told = ask(agent)
    assert told.out.startswith(begins)
    assert "[[" not in told.out
    assert "built-in writer" in told.err
    assert "0 in, 0 out" in told.err
    assert not Job.objects.exists()


def test_its_tool_calls_are_told(ask):
    assert 'tool call  look_up_facts {"topic": "worth"}' in ask("reporter").err


@pytest.mark.parametrize("wire", list(MODELS))
def test_a_model_answers_and_its_cost_is_recorded(ask, alice, settings, monkeypatch, wire):
    with playing(wire, settings, monkeypatch):
        agree(alice)
        told = ask("tagger", "--symbol=SOFI")
    assert json.loads(told.out)["asset_class"]
    assert f"model      {MODELS[wire]}" in told.err
    assert "100 in, 20 out" in told.err
    assert ModelCost.objects.get(user=alice).requests == 1


@pytest.mark.parametrize("agent", ["planner", "reporter", "charter", "retirement"])
def test_every_agent_is_asked_at_a_model(ask, alice, settings, monkeypatch, agent):
    with playing("openai", settings, monkeypatch) as provider:
        agree(alice)
        told = ask(agent)
    assert f"model      {MODELS['openai']}" in told.err and "note" not in told.err
    assert f"{100 * len(provider.asked)} in, {20 * len(provider.asked)} out" in told.err
    assert "[[" not in told.out


def test_a_refusal_lets_the_built_in_writer_write(ask, settings, monkeypatch):
    with playing("openai", settings, monkeypatch) as provider:
        assert "only with your consent" in ask("charter").err
        assert provider.asked == []
        assert f"model      {MODELS['openai']}" in ask("charter", "--consent").err
    assert "from the command line" in AuditEvent.objects.get(action="agreed_to_language_models").details


def test_a_failure_is_told_in_our_words(ask, alice, settings, monkeypatch):
    with playing("openai", settings, monkeypatch, lambda good: lambda asked: Fault(401)):
        agree(alice)
        told = ask("planner")
    assert json.loads(told.out)["consultations"]
    assert "provider refused our API key" in told.err


POINTS = ["The bank lowered its rate.", "Bonds rose on the news.", "Savers will earn less."]


@pytest.fixture
def article(tmp_path):
    file = tmp_path / "article.txt"
    file.write_text("Rates are cut\n\n" + " ".join(POINTS) + "\n")
    return f"--article={file}"


def test_the_researcher_notes_an_article(ask, alice, settings, monkeypatch, article):
    with playing("openai", settings, monkeypatch, lambda good: lambda asked: json.dumps({"points": POINTS})):
        agree(alice)
        told = ask("researcher", article)
    assert all(point in told.out for point in POINTS)
    assert f"model      {MODELS['openai']}" in told.err and "100 in, 20 out" in told.err
    assert not ResearchNote.objects.exists()


def test_what_the_researcher_may_not_keep_is_said(ask, alice, settings, monkeypatch, article):
    invented = json.dumps({"points": [*POINTS[:2], "Rates fell to 2.75 percent."]})
    with playing("openai", settings, monkeypatch, lambda good: lambda asked: invented):
        agree(alice)
        with pytest.raises(CommandError, match="cannot be used: .*2.75"):
            ask("researcher", article)


def test_without_a_model_nobody_takes_notes(ask, article):
    with pytest.raises(CommandError, match="Only a language model can take notes"):
        ask("researcher", article)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("researcher",), "Give it with --article"),
        (("researcher", "--article=/no/such"), "Cannot read the article"),
        (("tagger",), "Name it with --symbol"),
        (("tagger", "--symbol=NOSUCH"), "NOSUCH is neither in the catalogue"),
        (("poet",), "invalid choice"),
    ],
)
def test_what_cannot_be_asked_is_said(ask, words, reason):
    with pytest.raises(CommandError, match=reason):
        ask(*words)


def test_an_empty_portfolio_has_no_projection(alice):
    alice_owns_nothing(alice)
    with pytest.raises(CommandError, match="nothing to project"):
        call_command("ask", "retirement", ALICE)


def test_an_unknown_user_cannot_be_asked(db):
    with pytest.raises(CommandError, match="There is no user"):
        call_command("ask", "planner", "--email=nobody@example.com")
