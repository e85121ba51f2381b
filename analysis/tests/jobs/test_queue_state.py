"""What staff see of queue and workers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from analysis.jobs import dispatch
from analysis.jobs.queue_state import SystemState
from analysis.jobs.worker_status import WorkerState, WorkerStatus, publish, publish_reaper_run
from analysis.models import ModelCost
from analysis.tests.support import stored_analyses
from people.models import AuditEvent
from portfolios.tests.support.staff import helper_with

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:system_state")


@pytest.fixture
def one_of_each(alice, bob, sam):
    """Store a postponed, a running, a failed and a completed analysis, and costs of today."""
    stored_analyses.pending(alice, wait_reason="disk", retry_at=timezone.now() + timedelta(minutes=1))
    stored_analyses.running(bob)
    stored_analyses.failed(sam)
    stored_analyses.completed(sam)
    ModelCost.objects.create(user=sam, day=timezone.now().date(), model="m", requests=1, cost_usd=Decimal("1.25"))


def test_it_counts_jobs_failures_and_costs(one_of_each):
    state = SystemState()
    assert (state.jobs["waiting"], state.jobs["running"], state.jobs["postponed"]) == (1, 1, 1)
    assert state.wait_reasons == {"The disk of the database is full": 1}
    assert [(failure.code, failure.jobs) for failure in state.failures] == [("model_timeout", 1)]
    assert {times.label for times in state.step_times} >= {"Report"} and state.spent_today == Decimal("1.25")


def test_it_says_how_long_messages_wait(alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        dispatch.start(user=alice)
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=90))
    assert (SystemState().queue.messages, SystemState().queue.seconds) == (1, 90)


def test_the_page_shows_all_of_it(as_sam, sam, one_of_each):
    publish(WorkerStatus(WorkerState.READY))
    publish_reaper_run()
    text = as_sam.get(PAGE).content.decode()
    for words in ("The disk of the database is full: 1", "model_timeout", "Ready", "0 s ago", "$1.25", "Report"):
        assert words in text
    assert AuditEvent.objects.filter(user=sam, action="viewed_holdings").exists()


def test_an_empty_system_has_a_page(as_sam):
    text = as_sam.get(PAGE).content.decode()
    assert "No analysis failed." in text and "None within a week" in text


def test_it_needs_the_right_to_view_jobs(as_alice):
    assert helper_with("view_span").get(PAGE).status_code == 403
    assert as_alice.get(PAGE).status_code == 302
