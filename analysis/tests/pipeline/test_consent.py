"""Consent of the user before anything is sent to a language model."""

import pytest

from advisors.tests.support.model_wires import MODELS
from analysis.jobs import progress
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.tests.support.model_runs import messages, run_analysis
from people.models import ConsentPurpose
from people.privacy import record_decision

pytestmark = pytest.mark.slow


def test_without_consent_nothing_is_sent(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    with playing("openai", settings, monkeypatch) as provider:
        job = run_analysis(alice)
        assert "only with your consent, under Settings, Privacy" in messages(job)["plan"]
        record_decision(user=alice, purpose=ConsentPurpose.MODELS, recipient="OpenAI", agrees=False)
        assert "as chosen under Settings, Privacy" in messages(run_analysis(alice))["plan"]
    assert (provider.asked, job.model) == ([], "built-in writer")


def test_consent_is_for_one_provider_only(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    with playing("openai", settings, monkeypatch) as provider:
        record_decision(user=alice, purpose=ConsentPurpose.MODELS, recipient="Amazon Bedrock", agrees=True)
        run_analysis(alice)
    assert provider.asked == []


def test_a_demo_users_data_is_never_sent(alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    alice.is_demo = True
    alice.save()
    with playing("openai", settings, monkeypatch) as provider:
        agree(alice)
        assert "A demo's data goes to no language model" in messages(run_analysis(alice))["plan"]
    assert provider.asked == []


def test_consent_withdrawn_in_a_run_is_respected(analyze_with_model, alice, monkeypatch):
    start = progress.start

    def withdraw_before_the_report(lease, name, *options):
        if name == "report":
            record_decision(user=alice, purpose=ConsentPurpose.MODELS, agrees=False)
        start(lease, name, *options)

    monkeypatch.setattr(progress, "start", withdraw_before_the_report)
    job, _ = analyze_with_model()
    assert (job.steps.get(name="plan").model, job.model) == (MODELS["openai"], "built-in writer")
