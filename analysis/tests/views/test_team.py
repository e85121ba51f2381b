"""The team page: start, progress, cancel and failures."""

import uuid

import pytest
from django.urls import reverse

from analysis.models import Job
from analysis.tests.support import stored_analyses

START, TEAM = "/team/start/", "/team/"


def progress(client, job, **headers):
    return client.get(reverse("progress", args=[job.pk]), headers={"HX-Request": "true", **headers})


def page(response):
    return response.content.decode()


def card(text, agent):
    """Return the HTML of one agent's card."""
    return text.split(f'id="agent-{agent}"')[1].split('id="agent-')[0]


def test_the_team_page_introduces_each_agent(as_alice):
    text = page(as_alice.get(TEAM))
    for name, duty in (
        ("Financial Planner", "Coordinates your financial analysis"),
        ("Portfolio Analyst", "Analyzes your holdings and performance"),
        ("Chart Specialist", "Visualizes your portfolio composition"),
        ("Retirement Planner", "Projects your retirement readiness"),
    ):
        assert name in text
        assert duty in text
    assert "Start New Analysis" in text


def test_without_accounts_the_page_says_so(as_alice):
    assert "so your team has something to read" in page(as_alice.get(TEAM))


def test_start_makes_one_job_and_redirects(as_alice, alice):
    response = as_alice.post(START, {"idempotency_key": str(uuid.UUID(int=7))})
    assert (response.status_code, response["Location"]) == (302, TEAM)
    assert Job.objects.owned_by(alice).get().status == "pending"
    assert 'hx-trigger="every 1s"' in page(as_alice.get(TEAM))


def test_the_same_form_sent_twice_starts_once(as_alice, alice):
    key = str(uuid.UUID(int=7))
    as_alice.post(START, {"idempotency_key": key})
    response = as_alice.post(START, {"idempotency_key": key}, follow=True)
    assert Job.objects.owned_by(alice).count() == 1
    assert "has already started" in page(response)


@pytest.mark.parametrize("key", ["", "x" * 5000, "not a uuid", "\x00"])
def test_a_broken_key_does_not_stop_a_start(as_alice, alice, key):
    assert as_alice.post(START, {"idempotency_key": key}).status_code == 302
    assert Job.objects.owned_by(alice).count() == 1


def test_every_page_offers_a_new_key(as_alice):
    keys = {as_alice.get(TEAM).context["start_key"] for _ in range(2)}
    assert len(keys) == 2


def test_the_cards_show_what_the_steps_say(as_alice, alice):
    text = page(progress(as_alice, stored_analyses.running(alice)))
    assert "Looking up facts about costs" in card(text, "reporter")
    assert "Working" in card(text, "reporter")
    assert "Done" in card(text, "charter")
    assert "2.0 s" in card(text, "charter")
    assert "All three specialists are asked" in card(text, "planner")
    assert "Waiting" in card(text, "planner")


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ({}, "Coordinating"),
        ({"prepare": ("running", "Reading")}, "Coordinating"),
        (stored_analyses.PREPARED, "Agents working in parallel"),
        (stored_analyses.AT_WORK, "Agents working in parallel"),
        ({**stored_analyses.FINISHED, "conclude": ("running", "Weighing")}, "Drawing the conclusions"),
    ],
)
def test_the_stage_is_described_in_words(as_alice, alice, steps, stage):
    response = progress(as_alice, stored_analyses.running(alice, steps))
    assert response.context["progress"].stage == stage
    assert f'id="progress-title">{stage}<' in page(response)


def test_an_unclaimed_job_is_shown_as_waiting(as_alice, alice):
    response = progress(as_alice, stored_analyses.pending(alice))
    assert response.context["progress"].stage == "Waiting to start"
    assert "hx-trigger" in page(response)


def test_a_reload_shows_what_the_fragment_shows(as_alice, alice):
    job = stored_analyses.running(alice)
    fragment = page(progress(as_alice, job)).split('<ul class="lanes">')[1].split('<p class="small leave">')[0]
    assert fragment in page(as_alice.get(TEAM))


def test_an_active_panel_polls_and_is_not_cached(as_alice, alice):
    job = stored_analyses.running(alice)
    response = progress(as_alice, job)
    text = page(response)
    assert f'hx-get="{reverse("progress", args=[job.pk])}?seen=' in text and 'hx-trigger="every 1s"' in text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("state", [stored_analyses.failed, stored_analyses.cancelled])
def test_a_final_panel_no_longer_polls(as_alice, alice, state):
    text = page(progress(as_alice, state(alice)))
    assert "hx-trigger" not in text
    assert "hx-get" not in text


def test_completion_redirects_to_the_analysis(as_alice, alice):
    job = stored_analyses.completed(alice)
    assert progress(as_alice, job)["HX-Redirect"] == reverse("analysis", args=[job.pk])
    plain = as_alice.get(reverse("progress", args=[job.pk]))
    assert plain["Location"] == reverse("analysis", args=[job.pk])


def test_a_failure_offers_retry_and_last_success(as_alice, alice):
    good = stored_analyses.completed(alice)
    stored_analyses.failed(alice)
    text = page(as_alice.get(TEAM))
    assert "The model did not answer within 60 seconds. Nothing of yours has changed." in text
    assert "Try again" in text
    assert f'action="{START}"' in text
    assert reverse("analysis", args=[good.pk]) in text
    assert "Failed" in card(text, "reporter")
    assert "Stopped" in card(text, "planner")


def test_retry_starts_another_job(as_alice, alice):
    stored_analyses.failed(alice)
    key = as_alice.get(TEAM).context["start_key"]
    as_alice.post(START, {"idempotency_key": str(key)})
    assert sorted(Job.objects.owned_by(alice).values_list("status", flat=True)) == ["failed", "pending"]


def test_cancel_stops_an_active_job(as_alice, alice):
    job = stored_analyses.running(alice)
    response = as_alice.post(reverse("cancel_analysis", args=[job.pk]), follow=True)
    job.refresh_from_db()
    assert job.status == "cancelled"
    assert "You cancelled this analysis" in page(response)


def test_cancel_after_the_end_says_so(as_alice, alice):
    job = stored_analyses.completed(alice)
    response = as_alice.post(reverse("cancel_analysis", args=[job.pk]), follow=True)
    job.refresh_from_db()
    assert job.status == "completed"
    assert "ended before" in page(response)


def test_opening_progress_resends_a_lost_job(as_alice, alice):
    job = stored_analyses.create_job(alice, status="pending")
    progress(as_alice, job)
    job.refresh_from_db()
    assert job.dispatched_at is not None


def test_earlier_analyses_are_paginated(as_alice, alice):
    for _ in range(11):
        stored_analyses.completed(alice)
    stored_analyses.failed(alice)
    first, second = as_alice.get(TEAM), as_alice.get(TEAM, {"page": 2})
    assert [len(response.context["earlier"]) for response in (first, second)] == [10, 2]
    assert page(first).count('<span class="good"><svg') == 9


def test_a_running_job_is_no_earlier_analysis(as_alice, alice):
    stored_analyses.running(alice)
    assert as_alice.get(TEAM).context["earlier"] == []


@pytest.mark.parametrize("number", ["0", "99", "x", "-1"])
def test_an_unknown_page_is_the_nearest_one(as_alice, number):
    assert as_alice.get(TEAM, {"page": number}).status_code == 200


def test_a_stranger_sees_no_analyses(as_bob, alice):
    stored_analyses.completed(alice)
    assert as_bob.get(TEAM).context["earlier"] == []


def test_an_expired_session_redirects_to_sign_in(client, alice):
    job = stored_analyses.running(alice)
    response = progress(client, job, **{"HX-Current-URL": "http://testserver/team/"})
    assert response["HX-Redirect"] == "/auth/login/?next=%2Fteam%2F"


@pytest.mark.parametrize("name", ["start_analysis", "cancel_analysis"])
def test_changes_require_a_post(as_alice, name):
    address = reverse(name, args=[uuid.UUID(int=7)] if name == "cancel_analysis" else [])
    assert as_alice.get(address).status_code == 405


def test_the_team_page_makes_few_queries(as_alice, alice, django_assert_max_num_queries):
    for _ in range(5):
        stored_analyses.completed(alice)
    stored_analyses.failed(alice)
    with django_assert_max_num_queries(12):
        as_alice.get(TEAM)


def test_a_poll_makes_few_queries(as_alice, alice, django_assert_max_num_queries):
    job = stored_analyses.running(alice)
    with django_assert_max_num_queries(10):
        progress(as_alice, job)
