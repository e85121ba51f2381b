"""Run whole analyses in tests, with the built-in writer or a stub model."""

from contextlib import ExitStack

import pytest
from django.test import override_settings

from advisors.tests.support.model_wires import MODELS
from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.worker.tasks import run_job
from people.tests.support.cast import NO_LANGUAGE_MODEL
from people.tests.support.once_per_run import find_in_run
from people.tests.support.row_copies import RecordedRows, copy_rows, record_rows

WRITING_STEPS = ["plan", "report", "charts", "retirement", "conclude"]
each_wire = pytest.mark.parametrize("wire", list(MODELS))


def run_analysis(user) -> Job:
    run_job(claim_analysis(user))
    return Job.objects.owned_by(user).latest("created_at")


def messages(job):
    return {step.name: step.message for step in job.steps.all()}


def analyze_the_demo(user) -> Job:
    alice_owns_the_demo(user)
    return run_analysis(user)


def record_analysis(django_db_blocker) -> RecordedRows:
    """Return the rows of an analysis of the demo portfolio by the built-in writer. Monkeypatches take effect."""
    settings = {**NO_LANGUAGE_MODEL, "LEASE_BEAT_SECONDS": 3600}
    with django_db_blocker.unblock(), override_settings(**settings):
        return record_rows(analyze_the_demo)


def record_usual_analysis(django_db_blocker) -> RecordedRows:
    """Return the rows of an analysis of the demo portfolio as Alex is. One process of a run does it."""
    return find_in_run("the analysis of the demo portfolio", lambda: record_analysis(django_db_blocker))


def copy_analysis(user, recorded: RecordedRows) -> Job:
    copy_rows(user, recorded)
    return Job.objects.owned_by(user).get()


@pytest.fixture(scope="session")
def finished_rows(django_db_setup, django_db_blocker) -> RecordedRows:
    """Return the rows of the analysis of `finished`."""
    return record_usual_analysis(django_db_blocker)


@pytest.fixture
def finished(alice, finished_rows) -> Job:
    """Return the finished analysis of Alice's demo portfolio by the built-in writer, with her portfolio."""
    return copy_analysis(alice, finished_rows)


@pytest.fixture
def analyze_with_model(alice, settings, monkeypatch):
    """Return a function that analyzes Alice's demo portfolio with a stub model, and returns the job and the stub.

    Alice agreed to the model. `play` makes a bad model of the good one; `seconds` is the time of each request.
    """
    monkeypatch.setattr("advisors.runtime.litellm.FIRST_RETRY_SECONDS", 0.01)

    def analyze(wire="openai", play=None, seconds=0.0, model=None):
        alice_owns_the_demo(alice)
        with playing(wire, settings, monkeypatch, play, seconds) as provider:
            settings.LLM_MODEL = model or settings.LLM_MODEL
            agree(alice)
            return run_analysis(alice), provider

    return analyze


@pytest.fixture
def serve_model(alice, settings, monkeypatch):
    """Return a function that serves a stub model which Alice agreed to, until the test ends. No task is queued."""
    monkeypatch.setattr("django_q.tasks.async_task", lambda *call, **options: None)
    with ExitStack() as served:

        def serve(play, wire="openai"):
            provider = served.enter_context(playing(wire, settings, monkeypatch, play=lambda _: play))
            agree(alice)
            return provider

        yield serve
