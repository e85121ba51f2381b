"""Health checks: one asks nothing, the other asks database, queue and workers."""

from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from analysis.jobs.worker_status import WorkerState, WorkerStatus, publish, publish_reaper_run

NO_REPORTS = {"heartbeat_seconds": None, "reaper_seconds": None}


def ready():
    response = Client().get("/readyz")
    return response.status_code, response.json()


def test_health_needs_no_database():
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_probes_are_not_led_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_without_workers_it_is_not_ready():
    assert ready() == (503, {"ready": False, "database": True, "queue_seconds": 0, "workers": "unknown", **NO_REPORTS})


@pytest.mark.django_db
@pytest.mark.parametrize("state", [WorkerState.READY, WorkerState.BUSY, WorkerState.STARTING])
def test_with_workers_it_is_ready(state):
    publish(WorkerStatus(state, timezone.now()))
    reports = {"heartbeat_seconds": 0, "reaper_seconds": None}
    assert ready() == (
        200, {"ready": True, "database": True, "queue_seconds": 0, "workers": state.value, **reports}
    )  # fmt: skip


@pytest.mark.django_db
def test_it_says_when_jobs_were_last_reaped():
    publish_reaper_run()
    assert ready()[1]["reaper_seconds"] == 0


@pytest.mark.django_db
def test_a_message_that_waits_long_is_said():
    publish(WorkerStatus(WorkerState.READY))
    now = timezone.now()
    OrmQ.objects.create(key="alex-tasks", payload="taken", lock=now + timedelta(seconds=200))
    OrmQ.objects.create(key="alex-tasks", payload="waits", lock=now - timedelta(seconds=200))
    status, body = ready()
    assert (status, 200 <= body["queue_seconds"] < 260) == (200, True)
    OrmQ.objects.update(lock=now - timedelta(seconds=400))
    assert ready()[0] == 503


@pytest.mark.django_db
def test_on_lambda_only_the_database_counts(settings):
    settings.ON_LAMBDA, settings.Q_CLUSTER = True, {"broker_class": "alex.aws.sqs.CachedSqsBroker"}
    assert ready() == (
        200,
        {"ready": True, "database": True, "queue_seconds": None, "workers": "unknown", **NO_REPORTS},
    )


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, ProgrammingError])
def test_without_a_database_it_is_not_ready(monkeypatch, error):
    def refuse():
        raise error

    monkeypatch.setattr("alex.readiness.last_reports", refuse)
    assert ready() == (
        503,
        {"ready": False, "database": False, "queue_seconds": None, "workers": "unknown", **NO_REPORTS},
    )
