"""The panel of a run asks for news, and gets 204 while there are none."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
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


def test_a_poll_takes_two_queries_of_its_own(as_alice, job):
    """Of the panel: the job and its steps. Where nothing is new, the job alone."""
    address = panel_address(as_alice, job)
    for path, most in ((address, 1), (f"/team/progress/{job.pk}/", 2)):
        with CaptureQueriesContext(connection) as queries:
            assert poll(as_alice, path).status_code in (200, 204)
        own = [one["sql"] for one in queries if "analysis_" in one["sql"]]
        assert len(own) == most, own


def test_a_person_sees_only_the_own_run(as_alice, as_bob, alice, bob):
    """The statement is compiled once for everybody."""
    runs = {as_alice: stored_analyses.running(alice), as_bob: stored_analyses.running(bob)}
    for client, run in runs.items():
        assert {other.pk: poll(client, f"/team/progress/{other.pk}/").status_code for other in runs.values()} == {
            other.pk: 200 if other == run else 404 for other in runs.values()
        }


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
