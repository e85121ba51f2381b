"""A round of research over LiteLLM and three wire formats: from a feed to a note, booked as the house's own cost."""

import json
from datetime import UTC, datetime

import pytest

from advisors.models import ResearchNote
from advisors.researcher import round
from advisors.tests.support.model_servers import Fault
from advisors.tests.support.research_site import published
from advisors.tests.support.scripted_agent import WIRE_NAMES
from analysis.models import ModelCost
from analysis.tests.support.good_model import playing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
POINTS = ["It lowered its rate by 0.25 points.", "It was the second cut of the year.", "Prices rise less."]


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    settings.EMBEDDING_MODEL, settings.RESEARCH_HOSTS = "", []
    with published(settings, monkeypatch) as made:
        yield made


def round_with(answer, wire, settings, monkeypatch):
    with playing(wire, settings, monkeypatch, play=lambda _: lambda asked: answer) as provider:
        return round.run_round(now=NOW), provider


@pytest.mark.parametrize("wire", WIRE_NAMES)
def test_an_article_becomes_a_note(settings, monkeypatch, wire):
    done, provider = round_with(json.dumps({"points": POINTS}), wire, settings, monkeypatch)
    assert [row.text.splitlines()[0] for row in done.written] == ["- It lowered its rate by 0.25 points."]
    (asked,) = provider.asked
    assert "The central bank lowered its rate" in asked.task
    cost = ModelCost.objects.get()
    assert cost.user_id is None


@pytest.mark.parametrize("answer", [Fault(status=401), Fault(closes=True), "no json at all", ""])
def test_a_model_that_fails_leaves_no_note_and_is_told(settings, monkeypatch, answer):
    done, _ = round_with(answer, "openai", settings, monkeypatch)
    assert done.failed == [("Rates are cut", "the model did not answer with a note")]
    assert not ResearchNote.objects.exists()
