"""Parts of an analysis and the schedule in the API."""

import pytest

from analysis.job_kinds import KINDS
from analysis.models import Job
from analysis.schedules.models import Schedule
from analysis.tests.support import stored_analyses
from portfolios.tests.api.test_views import call, error_of


@pytest.mark.parametrize("key", [kind.key for kind in KINDS])
def test_every_type_starts_once(as_alice, alice, key):
    first = call(as_alice, "post", "analyze", {"job_type": key})
    again = call(as_alice, "post", "analyze", {"job_type": key})
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["job_id"] == again.json()["job_id"] == str(Job.objects.owned_by(alice).get().pk)
    assert call(as_alice, "get", f"jobs/{first.json()['job_id']}").json()["job_type"] == key


@pytest.mark.parametrize("key", ["horoscope", "", None, 7, ["risk_assessment"]])
def test_no_other_type_starts(as_alice, alice, key):
    response = call(as_alice, "post", "analyze", {"job_type": key})
    assert response.status_code == 400 and list(error_of(response)["fields"]) == ["job_type"]
    assert not Job.objects.owned_by(alice).exists()


def test_a_key_belongs_to_one_type(as_alice):
    key = {"Idempotency-Key": "monday"}
    assert call(as_alice, "post", "analyze", {"job_type": "risk_assessment"}, **key).status_code == 202
    assert call(as_alice, "post", "analyze", {"job_type": "tax_optimization"}, **key).status_code == 409


def test_jobs_are_listed_by_type(as_alice, alice):
    stored_analyses.completed(alice)
    part = stored_analyses.completed(alice, job_type="risk_assessment")
    listed = call(as_alice, "get", "jobs?job_type=risk_assessment").json()["results"]
    assert [one["id"] for one in listed] == [str(part.pk)]


def test_a_part_answers_no_question(as_alice, alice):
    part = stored_analyses.completed(alice, job_type="risk_assessment")
    response = call(as_alice, "post", f"jobs/{part.pk}/questions", {"question": "What am I worth?"})
    assert (response.status_code, error_of(response)["code"]) == (409, "not_whole")
    other = stored_analyses.completed(alice)
    response = call(as_alice, "post", f"jobs/{other.pk}/comparisons", {"other": str(part.pk)})
    assert (response.status_code, error_of(response)["code"]) == (409, "not_completed")


def test_a_schedule_is_set_and_ended(as_alice, alice):
    never = {"every": None, "mails": False, "next_on": None, "is_paused": False}
    assert call(as_alice, "get", "schedule").json() == never
    answer = call(as_alice, "put", "schedule", {"every": "week", "mails": False}).json()
    stored = Schedule.objects.get(user=alice)
    assert answer == {**never, "every": "week", "next_on": stored.next_on.isoformat()}
    assert call(as_alice, "put", "schedule", {"every": None}).json() == never
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"every": "day"},
        {"every": "week", "next_on": "2030-01-01"},
        {"every": "week", "is_paused": False},
        {"every": []},
    ],
)
def test_a_bad_schedule_is_refused(as_alice, body):
    assert call(as_alice, "put", "schedule", body).status_code == 400
    assert not Schedule.objects.exists()


def test_a_demo_sets_no_schedule(as_alice, alice):
    type(alice).objects.filter(pk=alice.pk).update(is_demo=True)
    response = call(as_alice, "put", "schedule", {"every": "week"})
    assert (response.status_code, error_of(response)["code"]) == (409, "demo")
