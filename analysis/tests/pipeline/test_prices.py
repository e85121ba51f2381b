"""Prices are updated once before an analysis. If that fails, the analysis continues and says so."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns
from analysis.worker.tasks import run_job
from portfolios.facts.families import Family, Measure
from portfolios.models import Instrument
from portfolios.pricing.calendar import closing_time, recent_weekdays

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def complete_analysis(user):
    run_job(claim_analysis(user))
    job = Job.objects.owned_by(user).latest("created_at")
    assert job.status == Job.Status.COMPLETED
    return job


def says_prices_failed(job):
    return any((s.kind, s.verdict) == ("prices", "failed") for s in job.report_payload.document.all_sentences)


@pytest.fixture
def acme(alice):
    alice_owns(alice)
    Instrument.objects.update(priced_at=timezone.now() - timedelta(days=30))
    return Instrument.objects.get()


def test_the_report_uses_the_newest_close(market, alice, acme):
    market.closes = {"ACME": 110}
    job = complete_analysis(alice)
    assert job.facts.value(Family.PORTFOLIO, Measure.VALUE) == Decimal(1100)
    assert job.snapshot.instruments[0].priced_at == closing_time(recent_weekdays(timezone.now())[0])
    assert "prices: 1 brought up to date" in job.steps.get(name="prepare").message


def test_a_second_analysis_requests_no_prices(market, alice, acme):
    market.closes = {"ACME": 110}
    complete_analysis(alice), complete_analysis(alice)
    assert len(market.questions) == 1


def test_new_prices_are_not_updated(market, alice):
    alice_owns(alice)
    complete_analysis(alice)
    assert market.questions == []


def test_a_failure_is_named_in_step_and_report(market, alice, acme):
    market.status, market.headers = 429, {"Retry-After": "60"}
    job = complete_analysis(alice)
    assert job.facts.value(Family.PORTFOLIO, Measure.VALUE) == Decimal(1000)
    assert "No newer prices: the price provider asked us to wait" in job.steps.get(name="prepare").message
    assert says_prices_failed(job)


def test_an_internal_error_stops_no_analysis(market, alice, acme, monkeypatch):
    monkeypatch.setattr("portfolios.pricing.update.configured_provider", lambda: 1 / 0)
    assert says_prices_failed(complete_analysis(alice))


def test_a_jump_is_held_back_and_counted(market, alice, acme):
    market.closes = {"ACME": 11_000}
    job = complete_analysis(alice)
    assert job.facts.value(Family.PORTFOLIO, Measure.VALUE) == Decimal(1000)
    assert "1 held back" in job.steps.get(name="prepare").message


def test_without_a_key_prices_are_not_mentioned(alice, acme):
    job = complete_analysis(alice)
    assert "rices:" not in job.steps.get(name="prepare").message
    assert not says_prices_failed(job)
