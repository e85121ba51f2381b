"""Staff see schedules in the admin, pause them and have them go on."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from analysis.models import Job
from analysis.schedules import round
from analysis.schedules.models import Digest, Schedule
from analysis.schedules.planning import next_date, set_schedule
from people.models import AuditEvent
from portfolios.models import Account

LIST = reverse("admin:analysis_schedule_changelist")
TODAY = timezone.now().date()


@pytest.fixture
def schedule(alice):
    Account.objects.create(user=alice, name="IRA", kind="roth_ira")
    return Schedule.objects.create(user=alice, every="week", next_on=TODAY - timedelta(days=1))


def choose(client, action, schedule):
    return client.post(LIST, {"action": action, "_selected_action": [str(schedule.pk)]}, follow=True)


def test_the_list_names_dates_and_last_mails(as_sam, sam, alice, schedule):
    Digest.objects.create(user=alice, job=Job.objects.create(user=alice, status="completed"), status="failed")
    page = as_sam.get(LIST).content.decode()
    assert alice.email in page and "Not sent" in page
    assert AuditEvent.objects.filter(user=sam, action="viewed_holdings", object_type="schedule").exists()


def test_a_paused_schedule_starts_nothing(as_sam, alice, schedule):
    assert "1 paused." in choose(as_sam, "pause", schedule).content.decode()
    round.run_task()
    schedule.refresh_from_db()
    assert schedule.is_paused and not Job.objects.owned_by(alice).exists()
    event = AuditEvent.objects.get(action="schedule_changed")
    assert (event.object_type, event.object_id) == ("schedule", str(schedule.pk))


def test_a_resumed_schedule_waits_for_its_date(as_sam, schedule):
    choose(as_sam, "pause", schedule)
    choose(as_sam, "resume", schedule)
    schedule.refresh_from_db()
    assert (schedule.is_paused, schedule.next_on) == (False, next_date("week", TODAY))


def test_a_person_cannot_end_the_pause(alice, as_alice, schedule):
    Schedule.objects.update(is_paused=True)
    set_schedule(user=alice, every="month", mails=True, today=TODAY)
    assert Schedule.objects.get().is_paused
    assert "operators of this site paused" in as_alice.get(reverse("notifications")).content.decode()
    assert "operators of this site paused" in as_alice.get(reverse("team")).content.decode()
    assert as_alice.get("/api/schedule").json()["is_paused"] is True


@pytest.mark.parametrize("action", ["pause", "resume", "delete_selected"])
def test_without_the_right_nothing_is_paused(as_sam, sam, schedule, action):
    type(sam).objects.filter(pk=sam.pk).update(is_superuser=False, is_staff=True)
    sam.user_permissions.set(Permission.objects.filter(codename__in=["view_schedule", "delete_schedule"]))
    Schedule.objects.update(is_paused=action == "resume")
    choose(as_sam, action, schedule)
    assert Schedule.objects.get().is_paused == (action == "resume")


def test_the_row_itself_is_read_only(as_sam, schedule):
    page = reverse("admin:analysis_schedule_change", args=[schedule.pk])
    assert b'name="_save"' not in as_sam.get(page).content
    assert as_sam.post(page, {"every": "month"}).status_code == 403
    assert as_sam.get(reverse("admin:analysis_schedule_add")).status_code == 403
