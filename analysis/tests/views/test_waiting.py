"""The team page while no worker answers: within 15 seconds it says why, and that the user may leave."""

import re
import sys
from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from analysis.jobs.worker_status import WorkerState, WorkerStatus, publish
from analysis.models import Job
from analysis.tests.support import stored_analyses
from analysis.tests.support.slow_worker import gated_child
from analysis.tests.support.waiting import keep_alive_until
from people import acting_as

LEAVE = "You can leave this page"
WAITING = r"Your analysis has been waiting for \d\d s"


def make_older(job, seconds):
    """Move the times of a job and its steps back by some seconds."""
    age = timedelta(seconds=seconds)
    with acting_as(job.user_id):
        Job.objects.filter(pk=job.pk).update(created_at=F("created_at") - age)
        job.steps.update(updated_at=F("updated_at") - age)
    return job


def page(client, job):
    return client.get(reverse("progress", args=[job.pk])).content.decode()


def publish_starting(seconds):
    publish(WorkerStatus(WorkerState.STARTING, timezone.now() - timedelta(seconds=seconds)))


def test_a_short_wait_needs_no_notice(as_alice, alice):
    publish_starting(5)
    text = page(as_alice, make_older(stored_analyses.pending(alice), 1))
    assert "notice" not in text
    assert text.count(LEAVE) == 1


def test_a_starting_team_says_for_how_long(as_alice, alice):
    publish_starting(125)
    text = page(as_alice, make_older(stored_analyses.pending(alice), 14))
    assert "Your team is still starting." in text
    assert re.search(r"It started 2 min \d+ s ago\.", text)
    assert text.count(LEAVE) == 1


def test_the_team_page_shows_the_notice_too(as_alice, alice):
    publish_starting(20)
    make_older(stored_analyses.pending(alice), 14)
    text = as_alice.get("/team/").content.decode()
    assert "Your team is still starting." in text and re.search(r"It started \d\d s ago\.", text)


@pytest.mark.processes
def test_the_page_shows_the_workers_status(as_alice, alice, supervise, tmp_path):
    job = make_older(stored_analyses.pending(alice), 14)
    supervisor = supervise(gated_child(tmp_path / "gate"))
    supervisor.check_jobs()
    assert "Your team is still starting." in page(as_alice, job)
    (tmp_path / "gate").touch()
    keep_alive_until(supervisor, lambda: supervisor.children[0].state == "idle")
    supervisor.check_jobs()
    assert "Your team is ready but has not started your analysis yet." in page(as_alice, job)


@pytest.mark.processes
def test_busy_workers_are_not_called_starting(as_alice, alice, supervise):
    busy = "import sys; print('busy', flush=True); sys.stdin.read()"
    supervisor = supervise((sys.executable, "-c", busy))
    keep_alive_until(supervisor, lambda: supervisor.children[0].state == "busy")
    supervisor.check_jobs()
    text = page(as_alice, make_older(stored_analyses.pending(alice), 14))
    assert "Your team is busy with other work." in text
    assert re.search(WAITING, text)


def test_without_any_worker_the_page_says_so(as_alice, alice):
    text = page(as_alice, make_older(stored_analyses.pending(alice), 14))
    assert "No worker has answered yet: your team is still starting, or it is not running." in text
    assert re.search(WAITING, text)
    assert text.count(LEAVE) == 1


def test_a_ready_worker_outranks_a_starting_one(as_alice, alice):
    publish(WorkerStatus(WorkerState.READY))
    publish_starting(20)
    assert "still starting" not in page(as_alice, make_older(stored_analyses.pending(alice), 14))


def test_the_wait_starts_at_the_interruption(as_alice, alice):
    job = make_older(stored_analyses.pending(alice), 500)
    with acting_as(alice.pk):
        job.steps.filter(name="report").update(updated_at=timezone.now() - timedelta(seconds=14))
    assert re.search(WAITING, page(as_alice, job))


def paused(user, reason, seconds):
    """Return a job that waits for a reason, and is due in some seconds."""
    retry_at = seconds and timezone.now() + timedelta(seconds=seconds)
    return stored_analyses.pending(user, wait_reason=reason, retry_at=retry_at)


def test_a_pause_says_why_and_until_when(as_alice, alice):
    job = make_older(paused(alice, "database", 40), 100)
    text = page(as_alice, job)
    assert "The database is not available." in text
    assert "Alex tries again at <time datetime=" in text and f"{job.retry_at:%H:%M:%S} UTC" in text
    assert "No worker has answered" not in text and text.count(LEAVE) == 1


def test_a_pause_for_a_large_portfolio_has_no_time(as_alice, alice):
    text = page(as_alice, paused(alice, "large", None))
    assert "Another large portfolio is being analyzed." in text and "tries again" not in text


def test_a_pause_that_is_over_is_a_wait(as_alice, alice):
    text = page(as_alice, make_older(paused(alice, "disk", -30), 100))
    assert "The disk of the database is full" not in text and "No worker has answered" in text


def running_job(user, seconds_ago, settings):
    """Return a running job whose worker renewed its lease some seconds ago."""
    settings.LEASE_BEAT_SECONDS = 5
    job = stored_analyses.running(user)
    last_beat = timezone.now() - timedelta(seconds=seconds_ago)
    with acting_as(user.pk):
        until = last_beat + timedelta(seconds=settings.LEASE_SECONDS)
        Job.objects.filter(pk=job.pk).update(lease_until=until)
    return job


def test_a_silent_worker_shows_within_15_seconds(as_alice, alice, settings):
    text = page(as_alice, running_job(alice, 14, settings))
    assert "The worker on your analysis is not responding." in text
    assert re.search(r"It last reported \d\d s ago\.", text)
    assert text.count(LEAVE) == 1


def test_a_live_worker_needs_no_notice(as_alice, alice, settings):
    assert "notice" not in page(as_alice, running_job(alice, 1, settings))


def test_a_waiting_poll_makes_few_queries(as_alice, alice, django_assert_max_num_queries):
    job = make_older(stored_analyses.pending(alice), 14)
    with django_assert_max_num_queries(11):
        page(as_alice, job)
