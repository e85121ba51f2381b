"""Prices are brought up to date once before an analysis; it goes on when that fails, and says so."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns
from analysis.worker.tasks import run_job
from portfolios.models import Instrument
from portfolios.pricing.calendar import closing_time, recent_weekdays

pytestmark = pytest.mark.django_db


def analysed(user):
    run_job(claim_analysis(user))
    job = Job.objects.owned_by(user).latest("created_at")
    assert job.status == Job.Status.COMPLETED
    return job


@pytest.fixture
def acme(alice):
    alice_owns(alice)
    Instrument.objects.update(priced_at=timezone.now() - timedelta(days=30))
    return Instrument.objects.get()


def test_the_report_is_about_the_newest_close(market, alice, acme):
    market.closes = {"ACME": 110}
    job = analysed(alice)
    assert job.facts.value("total_value") == Decimal(1100)
    assert job.snapshot.instruments[0].priced_at == closing_time(recent_weekdays(timezone.now())[0])
    assert "prices: 1 brought up to date" in job.steps.get(name="prepare").message


def test_a_second_analysis_asks_nobody(market, alice, acme):
    market.closes = {"ACME": 110}
    analysed(alice), analysed(alice)
    assert len(market.questions) == 1


def test_prices_that_are_new_are_left_alone(market, alice):
    alice_owns(alice)
    analysed(alice)
    assert market.questions == []


def test_a_failure_is_named_in_step_and_report(market, alice, acme):
    market.status, market.headers = 429, {"Retry-After": "60"}
    job = analysed(alice)
    assert job.facts.value("total_value") == Decimal(1000)
    assert "No newer prices: the price provider asked us to wait" in job.steps.get(name="prepare").message
    missing = job.report_payload.content.split("## What is missing or assumed")[1]
    assert "Newer prices could not be had: the price provider asked us to wait." in missing


def test_an_own_error_does_not_stop_the_analysis(market, alice, acme, monkeypatch):
    monkeypatch.setattr("portfolios.pricing.update.configured_provider", lambda: 1 / 0)
    assert "something unexpected went wrong" in analysed(alice).report_payload.content


def test_a_jump_is_held_back_and_counted(market, alice, acme):
    market.closes = {"ACME": 11_000}
    job = analysed(alice)
    assert job.facts.value("total_value") == Decimal(1000)
    assert "1 held back" in job.steps.get(name="prepare").message


def test_without_a_key_prices_are_not_mentioned(alice, acme):
    job = analysed(alice)
    assert "rices:" not in job.steps.get(name="prepare").message
    assert "Newer prices" not in job.report_payload.content
