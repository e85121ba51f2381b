"""`manage.py ask`: one agent on its own, with its answer, tool calls and cost."""

import json

import pytest
from django.core.management import CommandError, call_command

from advisors.models import ResearchNote
from advisors.tests.support.model_wires import MODELS, Fault
from analysis.models import Job, ModelCost
from analysis.tests.support.alices_portfolio import alice_owns_nothing, alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from people.models import AuditEvent

pytestmark = pytest.mark.slow

ALICE = "--email=alice@example.com"


@pytest.fixture
def ask(alice, capsys):
    alice_owns_the_demo(alice)

    def run(*arguments):
        call_command("ask", *arguments, ALICE)
        return capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("agent", "start"), [("reporter", "## What you own"), ("retirement", "## Retirement"), ("planner", "{")]
)
def test_an_agent_answers_as_the_built_in_writer(ask, agent, start):
    output = ask(agent)
    assert output.out.startswith(start)
    assert "[[" not in output.out
    assert "built-in writer" in output.err
    assert "0 in, 0 out" in output.err
    assert not Job.objects.exists()


def test_the_tool_calls_are_printed(ask):
    assert 'tool call  what_if_changed {"change": "retire_later", "amount": ' in ask("retirement").err


@pytest.mark.parametrize("wire", list(MODELS))
def test_a_model_answers_and_its_cost_is_recorded(ask, alice, settings, monkeypatch, wire):
    with playing(wire, settings, monkeypatch):
        agree(alice)
        output = ask("tagger", "--symbol=SOFI")
    assert json.loads(output.out)["asset_class"]
    assert f"model      {MODELS[wire]}" in output.err
    assert "100 in, 20 out" in output.err
    assert ModelCost.objects.get(user=alice).requests == 1


@pytest.mark.parametrize("agent", ["planner", "reporter", "charter", "retirement"])
def test_every_agent_can_use_a_model(ask, alice, settings, monkeypatch, agent):
    with playing("openai", settings, monkeypatch) as provider:
        agree(alice)
        output = ask(agent)
    assert f"model      {MODELS['openai']}" in output.err and "note" not in output.err
    assert f"{100 * len(provider.asked)} in, {20 * len(provider.asked)} out" in output.err
    assert "[[" not in output.out


def test_no_consent_means_the_built_in_writer(ask, settings, monkeypatch):
    with playing("openai", settings, monkeypatch) as provider:
        assert "only with your consent" in ask("charter").err
        assert provider.asked == []
        assert f"model      {MODELS['openai']}" in ask("charter", "--consent").err
    assert "from the command line" in AuditEvent.objects.get(action="agreed_to_language_models").details


def test_a_failure_is_printed_in_our_words(ask, alice, settings, monkeypatch):
    with playing("openai", settings, monkeypatch, lambda good: lambda request: Fault(401)):
        agree(alice)
        output = ask("planner")
    assert json.loads(output.out)["consultations"]
    assert "provider refused our API key" in output.err


POINTS = ["The bank lowered its rate.", "Bonds rose on the news.", "Savers will earn less."]


@pytest.fixture
def article(tmp_path):
    file = tmp_path / "article.txt"
    file.write_text("Rates are cut\n\n" + " ".join(POINTS) + "\n")
    return f"--article={file}"


def test_the_researcher_notes_an_article(ask, alice, settings, monkeypatch, article):
    with playing("openai", settings, monkeypatch, lambda good: lambda request: json.dumps({"points": POINTS})):
        agree(alice)
        output = ask("researcher", article)
    assert all(point in output.out for point in POINTS)
    assert f"model      {MODELS['openai']}" in output.err and "100 in, 20 out" in output.err
    assert not ResearchNote.objects.exists()


def test_an_unusable_note_is_an_error(ask, alice, settings, monkeypatch, article):
    invented = json.dumps({"points": [*POINTS[:2], "Rates fell to 2.75 percent."]})
    with playing("openai", settings, monkeypatch, lambda good: lambda request: invented):
        agree(alice)
        with pytest.raises(CommandError, match="cannot be used: .*2.75"):
            ask("researcher", article)


def test_taking_notes_needs_a_language_model(ask, article):
    with pytest.raises(CommandError, match="Only a language model can take notes"):
        ask("researcher", article)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("researcher",), "Give it with --article"),
        (("researcher", "--article=/no/such"), "Cannot read the article"),
        (("tagger",), "Name it with --symbol"),
        (("tagger", "--symbol=NOSUCH"), "NOSUCH is neither in the catalogue"),
        (("poet",), "invalid choice"),
    ],
)
def test_an_invalid_request_is_explained(ask, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        ask(*arguments)


def test_an_empty_portfolio_has_no_projection(alice):
    alice_owns_nothing(alice)
    with pytest.raises(CommandError, match="nothing to project"):
        call_command("ask", "retirement", ALICE)


def test_an_unknown_user_is_an_error(db):
    with pytest.raises(CommandError, match="There is no user"):
        call_command("ask", "planner", "--email=nobody@example.com")
