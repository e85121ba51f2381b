"""Run whole analyses in tests, with the built-in writer or a stub model."""

import pytest

from advisors.tests.support.model_servers import MODELS
from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.worker.tasks import run_job

WRITING_STEPS = ["plan", "report", "charts", "retirement", "conclude"]
each_wire = pytest.mark.parametrize("wire", list(MODELS))


def run_analysis(user) -> Job:
    run_job(claim_analysis(user))
    return Job.objects.owned_by(user).latest("created_at")


def messages(job):
    return {step.name: step.message for step in job.steps.all()}


@pytest.fixture
def finished(alice) -> Job:
    """Return the finished analysis of Alice's demo portfolio by the built-in writer."""
    alice_owns_the_demo(alice)
    return run_analysis(alice)


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
