"""The notifications page, and the link that ends mails without a sign-in."""

import pytest
from django.test import Client
from django.urls import reverse

from analysis.schedules.mail import make_token
from analysis.schedules.models import Schedule
from people.models import AuditEvent

PAGE = "/settings/notifications/"


def text_of(response):
    return response.content.decode()


@pytest.fixture
def schedule(alice):
    return Schedule.objects.create(user=alice, every="week", next_on="2026-12-07")


def stop_link(user):
    return f"{reverse('stop_mails')}?token={make_token(user.pk)}"


def test_a_person_schedules_and_ends(as_alice, alice):
    text = text_of(as_alice.post(PAGE, {"every": "month", "mails": "on"}, follow=True))
    schedule = Schedule.objects.get(user=alice)
    assert (schedule.every, schedule.mails) == ("month", True)
    assert "Saved. The next analysis runs on" in text and schedule.next_on.isoformat() in text
    as_alice.post(PAGE, {"every": ""})
    assert not Schedule.objects.exists()
    assert AuditEvent.objects.filter(user=alice, action="schedule_changed").count() == 2


@pytest.mark.parametrize("every", ["day", "x" * 5000, "\x00"])
def test_an_unknown_rhythm_saves_nothing(as_alice, schedule, every):
    assert "Nothing was saved" in text_of(as_alice.post(PAGE, {"every": every}, follow=True))
    assert Schedule.objects.get().every == "week"


def test_a_demo_has_no_schedule(as_alice, alice):
    type(alice).objects.filter(pk=alice.pk).update(is_demo=True)
    text = text_of(as_alice.post(PAGE, {"every": "week"}, follow=True))
    assert "nothing runs by itself" in text and not Schedule.objects.exists()


def test_a_link_ends_mails_without_a_sign_in(alice, schedule):
    visitor = Client(enforce_csrf_checks=True)
    assert "Stop these mails?" in text_of(visitor.get(stop_link(alice)))
    schedule.refresh_from_db()
    assert schedule.mails  # a program that opens the link ends nothing
    assert "You get no more" in text_of(visitor.post(stop_link(alice), {"List-Unsubscribe": "One-Click"}))
    schedule.refresh_from_db()
    assert (schedule.mails, schedule.every) == (False, "week")


@pytest.mark.parametrize("token", ["", "x", "IjEyMyI:1xXl:abc", "\x00"])
def test_a_token_alex_did_not_sign_ends_nothing(schedule, token):
    response = Client().post(reverse("stop_mails"), query_params={"token": token})
    assert response.status_code == 400 and Schedule.objects.get().mails


def test_a_link_ends_only_its_own_mails(alice, bob, schedule):
    Schedule.objects.create(user=bob, every="week", next_on="2026-12-07")
    Client().post(stop_link(bob))
    schedule.refresh_from_db()
    assert schedule.mails and not Schedule.objects.get(user=bob).mails


def test_the_team_page_says_when_it_runs_next(as_alice, alice, schedule):
    alice.accounts.create(name="IRA", kind="roth_ira")
    text = text_of(as_alice.get("/team/"))
    assert "Runs by itself" in text and "December 7, 2026" in text and PAGE in text


def test_the_dashboard_says_what_comes_up(as_alice, alice, schedule):
    alice.accounts.create(name="IRA", kind="roth_ira")
    text = text_of(as_alice.get("/dashboard/"))
    assert "Coming up" in text and "Weekly analysis" in text and "Roth IRA deadline" in text
    Schedule.objects.update(mails=False)
    assert "We email you only if something changed" not in text_of(as_alice.get("/dashboard/"))
