"""A round of research in three wire formats: from a feed to a note, recorded as a cost of Alex itself."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from advisors.models import ResearchNote
from advisors.researcher import round
from advisors.tests.support.model_wires import Fault
from advisors.tests.support.research_site import item, published
from advisors.tests.support.scripted_agent import WIRE_NAMES
from analysis.models import ModelCost
from analysis.on_demand import research
from analysis.tests.support.good_model import playing
from analysis.usage.model_terms import system_terms
from analysis.worker.tasks import run_research

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
POINTS = ["It lowered its rate by 0.25 points.", "It was the second cut of the year.", "Prices rise less."]


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    settings.EMBEDDING_MODEL, settings.RESEARCH_HOSTS = "", []
    with published(settings, monkeypatch) as published_site:
        yield published_site


def round_with(answer, wire, settings, monkeypatch):
    with playing(wire, settings, monkeypatch, play=lambda _: lambda request: answer) as provider:
        return round.run_round(now=NOW, load_terms=system_terms), provider


@pytest.mark.parametrize("wire", WIRE_NAMES)
def test_an_article_becomes_a_note(settings, monkeypatch, wire):
    result, provider = round_with(json.dumps({"points": POINTS}), wire, settings, monkeypatch)
    assert [row.text.splitlines()[0] for row in result.written] == ["- It lowered its rate by 0.25 points."]
    (request,) = provider.asked
    assert "The central bank lowered its rate" in request.task
    cost = ModelCost.objects.get()
    assert cost.user_id is None


@pytest.mark.parametrize("answer", [Fault(status=401), Fault(closes=True), "no json at all", ""])
def test_a_failed_model_leaves_no_note(settings, monkeypatch, answer):
    result, _ = round_with(answer, "openai", settings, monkeypatch)
    assert result.failed == [("Rates are cut", "the model did not answer with a note")]
    assert not ResearchNote.objects.exists()


def test_the_command_prints_reads_and_skips(site, settings, monkeypatch, capsys):
    site.publish(item("Rates are cut", "/a", at="Fri, 20 Nov 2099 15:00:00 GMT"))
    with playing("openai", settings, monkeypatch):
        call_command("research")
    printed = capsys.readouterr().out
    assert "Read 127.0.0.1: 1 entries." in printed
    assert "Skipped: Rates are cut: not from the last 14 days." in printed


def test_the_command_says_why_it_did_nothing(capsys, settings):
    settings.RESEARCH_FEEDS = []
    call_command("research")
    settings.RESEARCH_FEEDS = ["all"]
    call_command("research", "--topic", "rates")
    assert capsys.readouterr().out.splitlines() == [round.NO_FEEDS_TEXT, round.NO_MODEL_TEXT]


def test_the_command_fails_if_nothing_was_read(site, settings, monkeypatch, capsys):
    site.put("/feed.xml", status=500)
    with playing("openai", settings, monkeypatch), pytest.raises(CommandError, match="Nothing new was written"):
        call_command("research")
    assert "Failed: 127.0.0.1: it answered 500." in capsys.readouterr().err
    settings.RESEARCH_FEEDS = ["nonsense"]
    with pytest.raises(CommandError, match="There is no feed nonsense"):
        call_command("research")
    with pytest.raises(CommandError, match="Not in the catalogue: NOPE"):
        call_command("research", "--symbol", "nope")


def test_the_task_returns_a_line_for_the_log(settings, monkeypatch):
    monkeypatch.setattr(research.timezone, "now", lambda: NOW)
    answer = json.dumps({"points": POINTS})
    with playing("openai", settings, monkeypatch, play=lambda _: lambda request: answer):
        assert run_research() == "1 notes written, 0 skipped, 0 failed"
