"""Jobs of a part: only their steps and sections, with the facts of a whole analysis."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from advisors.actions.action import Action
from advisors.claims.sections import Section
from advisors.models import ResearchNote
from advisors.tests.support.research_site import published
from analysis.job_kinds import KINDS, WHOLE, find_kind
from analysis.jobs import dispatch
from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.results.last_analysis import load_last_analysis
from analysis.tests.support.alices_portfolio import alice_owns_nothing, alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.worker.tasks import run_job
from portfolios.models import Position

pytestmark = pytest.mark.slow
PARTS = [kind for kind in KINDS if not kind.is_whole]
MOMENT = timezone.now()
POINTS = ["It lowered its rate by 0.25 points.", "It was the second cut of the year.", "Prices rise less."]


@pytest.fixture(autouse=True)
def one_moment(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MOMENT)


def run_part(user, key):
    job = dispatch.start(user=user, job_type=key).job
    assert run_job(claim(job.pk, user.pk)) == "done"
    return Job.objects.get(pk=job.pk)


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.key)
def test_a_part_has_its_steps_and_sections_only(alice, kind):
    alice_owns_the_demo(alice)
    job = run_part(alice, kind.key)
    steps = {step.name: step.status for step in job.steps.all()}
    assert list(steps) == [step.name for step, _ in kind.steps()] and set(steps.values()) == {"done"}
    sections = {section.key for section in job.report_payload.document.sections}
    assert sections and sections <= set(kind.sections)
    assert {action.kind for action in job.report_payload.document.actions if not action.options} <= kind.actions
    assert job.summary_payload.content and job.charts_payload == {}
    assert (job.retirement_payload is not None) is (Section.RETIREMENT in kind.sections)


def test_parts_have_the_facts_of_a_whole_analysis(alice):
    alice_owns_the_demo(alice)
    whole = run_part(alice, WHOLE.key)
    for kind in PARTS:
        assert run_part(alice, kind.key).facts == whole.facts


def test_a_part_is_never_the_last_analysis(finished, alice):
    part = run_part(alice, "retirement_projection")
    assert load_last_analysis(alice).job_id == finished.pk != part.pk


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.key)
def test_a_part_about_nothing_says_so(alice, kind):
    alice_owns_nothing(alice)
    job = run_part(alice, kind.key)
    document = job.report_payload.document
    assert job.status == "completed" and (document.letter.stands or document.sections) and job.summary_payload.content


def test_research_without_a_model_says_so(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    with published(settings, monkeypatch):
        job = run_part(alice, "instrument_research")
    assert "No language model may read articles for you" in job.report_payload.content
    assert "The library has no note about what you own" in job.report_payload.content


def test_research_quotes_the_notes_on_holdings(alice):
    alice_owns_the_demo(alice)
    symbol = Position.objects.owned_by(alice).first().instrument.symbol
    for place, symbols in enumerate(([symbol], ["QQQQ9"])):
        ResearchNote.objects.create(topic=f"Topic {place}", text=f"- Point {place}.", symbols=symbols,
                                    source=f"https://example.com/{place}", published_at=MOMENT)  # fmt: skip
    job = run_part(alice, "instrument_research")
    assert [source.topic for source in job.report_payload.document.sources] == ["Topic 0"]
    assert "Point 0." in job.report_payload.content and "Point 1." not in job.report_payload.content


def test_research_with_a_model_reads_articles(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    settings.EMBEDDING_MODEL, settings.RESEARCH_HOSTS = "", []
    monkeypatch.setattr("advisors.researcher.round.MAX_ARTICLE_AGE", timedelta(days=4000))
    monkeypatch.setattr("advisors.researcher.round.find_symbols", lambda text, instruments: ("VTI",))
    answer = json.dumps({"points": POINTS})
    with published(settings, monkeypatch), playing("openai", settings, monkeypatch, play=lambda _: lambda _: answer):
        agree(alice)
        job = run_part(alice, "instrument_research")
    assert "Alex read one new article about what you own." in job.report_payload.content
    assert job.steps.get(name="research").tokens > 0


def test_the_same_part_is_started_once(alice):
    first = dispatch.start(user=alice, job_type="risk_assessment")
    again = dispatch.start(user=alice, job_type="risk_assessment")
    other = dispatch.start(user=alice, job_type="tax_optimization")
    assert (again.job, again.created, other.created) == (first.job, False, True)


def test_an_unknown_type_starts_nothing(alice):
    with pytest.raises(LookupError):
        dispatch.start(user=alice, job_type="horoscope")
    assert not Job.objects.exists()


def test_parts_name_actions_that_exist():
    def names(kind):
        return {kind.name} if hasattr(kind, "name") else set().union(*map(names, kind.__subclasses__()))

    known = set().union(*(names(one) for one in Action.__subclasses__()))
    assert all(find_kind(kind.key).actions <= known for kind in PARTS)
