"""What `start.py` prints about the demo's first analysis, and when it prints "Ready"."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.utils import timezone

from advisors.tests.support.documents import sample_document
from alex.cli import first_analysis
from alex.cli.first_analysis import FirstAnalysis
from analysis.jobs import dispatch
from analysis.jobs.worker_status import WorkerState, WorkerStatus, publish
from analysis.models import Job
from analysis.tests.support import stored_analyses
from people import acting_as


@pytest.fixture
def first(alice, monkeypatch):
    """Return the first analysis of Alice as the demo user. Each check reports a delay."""
    monkeypatch.setattr(first_analysis, "FIRST_REPORT_SECONDS", 0)
    return FirstAnalysis(alice.email, "http://localhost:8000")


def end(job, status, **columns):
    with acting_as(job.user_id):
        Job.objects.filter(pk=job.pk).set_status(status, **columns)


def newest(user):
    return Job.objects.owned_by(user).first()


def test_a_finished_analysis_makes_it_ready(first, alice, capsys):
    assert not first.has_finished()
    stored_analyses.complete(newest(alice))
    assert first.has_finished()
    printed = capsys.readouterr().out
    assert f"Top action: {sample_document().actions[0].title.text}" in printed
    assert f"http://localhost:8000/analyses/{newest(alice).pk}/" in printed


def test_a_failure_is_printed_once(first, alice, capsys):
    end(newest(alice), "failed", error_code="deadline", error_message="It took too long.")
    assert not first.has_finished() and not first.has_finished()
    printed = capsys.readouterr().err
    assert printed.count("The demo analysis failed: It took too long.") == 1
    assert "http://localhost:8000/team/" in printed


def test_a_cancelled_analysis_is_not_ready(first, alice, capsys):
    end(newest(alice), "cancelled")
    assert not first.has_finished()
    assert "The demo analysis was cancelled." in capsys.readouterr().err


def test_a_later_analysis_makes_it_ready(first, alice):
    end(newest(alice), "failed", error_code="deadline", error_message="It took too long.")
    assert not first.has_finished()
    stored_analyses.complete(dispatch.start(user=alice).job)
    assert first.has_finished()


def test_an_older_analysis_makes_nothing_ready(alice):
    old = stored_analyses.completed(alice)
    first = FirstAnalysis(alice.email, "http://localhost:8000")
    with acting_as(alice.pk):
        Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1))
        Job.objects.exclude(pk=old.pk).delete()
    assert not first.has_finished()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (WorkerState.STARTING, "The worker is still importing after 0 s."),
        (WorkerState.BUSY, "because the workers are busy"),
        (WorkerState.READY, "although a worker is ready"),
        (None, "The worker has not started after 0 s and reports nothing."),
    ],
)
def test_a_delay_is_printed_with_its_reason(first, capsys, state, expected):
    if state:
        publish(WorkerStatus(state, timezone.now()))
    assert not first.has_finished()
    assert expected in capsys.readouterr().err


def test_a_slow_analysis_names_its_step(first, alice, capsys):
    end(newest(alice), "cancelled")
    stored_analyses.running(alice)
    assert not first.has_finished()
    assert "has not finished after 0 s: “Report” and “Retirement”" in capsys.readouterr().err


def test_delays_are_printed_less_and_less_often(first, monkeypatch, capsys):
    clock = iter([30, 31, 59, 60, 61, 119, 120])
    first._started_at, first._next_report = 0, 30
    monkeypatch.setattr(first_analysis, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    for _ in range(7):
        first.has_finished()
    assert capsys.readouterr().err.count("has not started") == 3


def test_a_lost_database_does_not_end_the_wait(first, monkeypatch, capsys):
    def fail_to_connect():
        raise OperationalError("the database is restarting")

    monkeypatch.setattr(first, "_look", fail_to_connect)
    monkeypatch.setattr(first_analysis, "connection", SimpleNamespace(close=lambda: None))  # not that of the test
    monkeypatch.setattr(first_analysis.time, "sleep", lambda _: None)
    assert not first.has_finished()
    assert "Can't reach the database" in capsys.readouterr().err
