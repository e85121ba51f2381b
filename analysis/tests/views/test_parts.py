"""Jobs of a part on the pages and in the API: start, list, filter, show."""

import pytest
from django.urls import reverse

from analysis.job_kinds import KINDS
from analysis.models import Job
from analysis.tests.support import stored_analyses
from portfolios.models import Account

PARTS = [kind for kind in KINDS if not kind.is_whole]
START, TEAM = "/team/start/", "/team/"


def text_of(response):
    return response.content.decode()


def test_the_team_page_offers_every_part(as_alice, alice):
    assert "Only one part" not in text_of(as_alice.get(TEAM))
    Account.objects.create(user=alice, name="IRA", kind="roth_ira")
    text = text_of(as_alice.get(TEAM))
    assert all(f'value="{kind.key}"' in text and kind.start_label in text and kind.duty in text for kind in PARTS)


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.key)
def test_a_button_starts_its_part(as_alice, alice, kind):
    as_alice.post(START, {"job_type": kind.key})
    job = Job.objects.owned_by(alice).get()
    assert (job.job_type, job.status) == (kind.key, "pending")
    text = text_of(as_alice.get(TEAM))
    assert f"{kind.label}: waiting to start" in text
    assert ('id="agent-charter"' in text) is False


def test_an_unknown_part_starts_nothing(as_alice, alice):
    assert "Nothing was started" in text_of(as_alice.post(START, {"job_type": "horoscope"}, follow=True))
    assert not Job.objects.owned_by(alice).exists()


def test_a_part_shows_only_what_it_has(as_alice, alice):
    job = stored_analyses.completed(alice, job_type="risk_assessment", steps=())
    text = text_of(as_alice.get(reverse("analysis", args=[job.pk])))
    assert "<h1>Risk assessment</h1>" in text and "This is one part" in text
    assert reverse("questions", args=[job.pk]) not in text and reverse("compare", args=[job.pk]) not in text
    assert 'id="tab-overview"' in text and 'id="tab-charts"' not in text and 'id="tab-retirement"' not in text
    projection = stored_analyses.completed(alice, job_type="retirement_projection", steps=())
    text = text_of(as_alice.get(reverse("analysis", args=[projection.pk])))
    assert 'id="tab-retirement"' in text and 'id="tab-charts"' not in text


def test_the_print_view_of_a_part_has_its_tabs_only(as_alice, alice):
    job = stored_analyses.completed(alice, job_type="risk_assessment", retirement_payload=None, charts_payload={})
    text = text_of(as_alice.get(f"{reverse('analysis', args=[job.pk])}?tab=all"))
    assert "No charts" not in text and "No projection" not in text and 'id="recommendations"' in text


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_part_that_ended_early_is_tried_again(as_alice, alice, state):
    job = getattr(stored_analyses, state)(alice)
    Job.objects.filter(pk=job.pk).update(job_type="tax_optimization")
    text = text_of(as_alice.get(TEAM)).split('id="progress"')[1].split('id="parts"')[0]
    assert f"Tax optimization: analysis {state}" in text
    assert 'name="job_type" value="tax_optimization"' in text


def test_the_retirement_tab_updates_the_projection(as_alice, alice):
    job = stored_analyses.completed(alice)
    text = text_of(as_alice.get(f"{reverse('analysis', args=[job.pk])}?tab=retirement"))
    assert "Update my projection" in text and 'value="retirement_projection"' in text


def test_a_part_takes_no_question_and_no_comparison(as_alice, alice):
    job = stored_analyses.completed(alice, job_type="risk_assessment", steps=())
    for name in ("questions", "compare"):
        assert as_alice.get(reverse(name, args=[job.pk])).status_code == 404


def test_earlier_analyses_are_filtered_by_type(as_alice, alice):
    whole, part = stored_analyses.completed(alice), stored_analyses.completed(alice, job_type="tax_optimization")
    everything = text_of(as_alice.get(TEAM))
    assert str(whole.pk) in everything and str(part.pk) in everything
    taxes = text_of(as_alice.get(f"{TEAM}?kind=tax_optimization"))
    assert str(whole.pk) not in taxes and str(part.pk) in taxes
    assert str(whole.pk) in text_of(as_alice.get(f"{TEAM}?kind=%22%3E"))


def test_a_running_analysis_hides_no_other(as_alice, alice):
    running = stored_analyses.running(alice)
    stored_analyses.completed(alice, job_type="tax_optimization")
    assert reverse("progress", args=[running.pk]) in text_of(as_alice.get(TEAM))


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.key)
def test_a_part_offers_no_decision_and_no_what_if(as_alice, alice, kind):
    job = stored_analyses.completed(alice, job_type=kind.key)
    for tab in ("recommendations", "retirement", "all"):
        text = text_of(as_alice.get(f"/analyses/{job.pk}/?tab={tab}"))
        assert reverse("decide_action", args=[job.pk]) not in text and reverse("what_if", args=[job.pk]) not in text
    whole = stored_analyses.completed(alice)
    assert reverse("decide_action", args=[whole.pk]) in text_of(as_alice.get(f"/analyses/{whole.pk}/?tab=all"))
