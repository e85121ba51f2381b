"""The panel of a run asks for news, and gets 204 while there are none."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from analysis.models import Job, Step
from analysis.tests.support import stored_analyses

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r'hx-get="(/team/progress/[^"]+)"')


@pytest.fixture
def job(alice):
    return stored_analyses.running(alice)


def poll(client, address):
    return client.get(address, headers={"HX-Request": "true"})


def panel_address(client, job):
    """Return the address that the panel of this job asks next."""
    return ADDRESS.search(poll(client, f"/team/progress/{job.pk}/").content.decode())[1]


def test_nothing_new_has_no_content(as_alice, job):
    answer = poll(as_alice, panel_address(as_alice, job))
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_heartbeat_is_nothing_new(as_alice, job):
    address = panel_address(as_alice, job)
    Job.objects.filter(pk=job.pk).change(lease_until=timezone.now() + timedelta(hours=2))
    assert poll(as_alice, address).status_code == 204


def test_a_change_of_a_step_is_new(as_alice, job):
    address = panel_address(as_alice, job)
    Step.objects.filter(job=job, name="report").update(message="Writing", updated_at=timezone.now())
    answer = poll(as_alice, address)
    assert answer.status_code == 200
    assert "Writing" in answer.content.decode()


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_the_end_of_a_run_is_new(status, as_alice, job):
    address = panel_address(as_alice, job)
    Job.objects.filter(pk=job.pk).set_status(status, error_code="x" if status == "failed" else "")
    answer = poll(as_alice, address)
    assert answer.status_code == 200
    assert 'hx-trigger="every 1s"' not in answer.content.decode()


def test_the_end_leads_to_the_analysis(as_alice, job):
    address = panel_address(as_alice, job)
    stored_analyses.complete(job)
    assert poll(as_alice, address)["HX-Redirect"] == f"/analyses/{job.pk}/"


def test_a_silent_worker_is_always_new(as_alice, job, settings):
    long_ago = timezone.now() - timedelta(seconds=settings.LEASE_SECONDS)
    Job.objects.filter(pk=job.pk).update(lease_until=long_ago + timedelta(seconds=settings.LEASE_SECONDS + 5))
    settings.LEASE_BEAT_SECONDS, settings.LEASE_SECONDS = 5, 60
    address = panel_address(as_alice, job)
    assert "seen=" not in address
    assert "not responding" in poll(as_alice, address).content.decode()


def test_a_stranger_gets_nothing(as_bob, as_alice, job):
    assert poll(as_bob, panel_address(as_alice, job)).status_code == 404
