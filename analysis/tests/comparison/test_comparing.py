"""Comparing two analyses: the factors add up, one at a time, the same on page, API and terminal."""

import json
from decimal import Decimal
from functools import cache
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from advisors.comparing.attribution import EVERYTHING, NOTHING, attribute
from advisors.comparing.compare import Analyzed, compare
from advisors.comparing.inputs import TwoInputs
from advisors.comparing.result import Factor
from analysis.comparison.models import Comparison
from analysis.models import Job
from analysis.sample.copying import copy_sample
from analysis.sample.stored import load_sample
from analysis.worker.tasks import compare_analyses
from people.tests.support.cast import signed_in
from portfolios.changes.demo import create_demo_user
from portfolios.facts.fact import FactSheet
from portfolios.tests.support.seeded_catalogue import lay_catalogue
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot

MONEY = st.decimals(-10_000, 10_000, places=4)


def later_snapshot():
    """Return the sample household with higher prices, more cash, one more holding of another mix, and a later goal."""
    snapshot = load_sample().snapshot
    instruments = tuple(one.model_copy(update={"price": one.price and one.price * 2}) for one in snapshot.instruments)
    first, *others = snapshot.accounts
    accounts = (first.model_copy(update={"cash_balance": first.cash_balance + 50_000}), *others)
    profile = snapshot.profile.model_copy(update={"annual_contribution": Decimal(30_000)})
    changed = {"instruments": instruments, "accounts": accounts, "profile": profile}
    return Snapshot.model_validate({**snapshot.model_dump(), **changed})


@cache
def inputs():
    return TwoInputs(load_sample().snapshot, later_snapshot())


@cache
def compared():
    facts = load_sample().facts
    return compare(Analyzed(inputs(), (facts, facts), paths=1000))


def total(snapshot):
    return Portfolio(snapshot).valuation.total


VALUES = st.fixed_dictionaries(dict.fromkeys((NOTHING, EVERYTHING, *(frozenset({f}) for f in Factor)), MONEY))


@given(VALUES, MONEY, MONEY)
def test_the_parts_add_up_to_the_difference(values, before, after):
    found = attribute("worth", "usd", (before, after), values.__getitem__)
    parts = sum((effect.value for effect in found.effects), found.method + found.interaction + found.noise)
    assert parts == found.difference == after - before


@pytest.mark.slow
@pytest.mark.parametrize("measure", ["worth", "chance", "income"])
def test_a_real_comparison_adds_up(measure):
    (found,) = [one for one in compared().measures if one.name == measure]
    parts = sum((effect.value for effect in found.effects), found.method + found.interaction + found.noise)
    assert parts == found.difference


def test_no_factor_gives_the_earlier_input_and_all_the_later():
    assert inputs().mix(NOTHING) == inputs().earlier
    assert inputs().mix(EVERYTHING) == inputs().later


def test_the_market_alone_reprices_what_was_held():
    market = inputs().mix({Factor.MARKET})
    assert (market.positions, market.accounts) == (inputs().earlier.positions, inputs().earlier.accounts)
    assert total(market) > total(inputs().earlier)


def test_money_alone_keeps_the_mix():
    before, after = (Portfolio(one) for one in (inputs().earlier, inputs().mix({Factor.MONEY})))
    assert abs(after.valuation.total / before.valuation.total - inputs().growth) < Decimal(
        "1e-6"
    )  # totals are in cents
    shares = [[p.share(worth) for _, worth in p.holdings] for p in (before, after)]
    assert all(abs(a - b) < Decimal("1e-6") for a, b in zip(*shares, strict=True))


def test_holdings_alone_keep_the_total():
    assert abs(total(inputs().mix({Factor.MARKET, Factor.HOLDINGS})) - total(inputs().mix({Factor.MARKET}))) < 1


def test_holdings_alone_stay_at_earlier_prices():
    held = inputs().mix({Factor.HOLDINGS})
    assert {one.price for one in held.instruments} == {one.price for one in inputs().earlier.instruments}
    assert total(inputs().mix({Factor.HOLDINGS})) < total(inputs().mix({Factor.HOLDINGS, Factor.MARKET}))


def test_only_the_plan_moves_a_chance_by_the_plan():
    earlier = load_sample().snapshot
    later = earlier.model_copy(
        update={"profile": earlier.profile.model_copy(update={"annual_contribution": Decimal(60_000)})}
    )
    facts = load_sample().facts
    found = compare(Analyzed(TwoInputs(earlier, later), (facts, facts), paths=1000))
    (chance,) = [one for one in found.measures if one.name == "chance"]
    effects = {effect.factor: effect.value for effect in chance.effects}
    assert effects.pop(Factor.PLAN) > 0 and set(effects.values()) == {0} and chance.interaction == 0


def test_a_change_of_method_is_no_movement():
    sample = load_sample()
    other = [one.model_copy(update={"value": one.value - 7}) if one.id == "plan.success" else one
             for one in sample.facts.facts]  # fmt: skip
    stored = FactSheet(facts=tuple(other))
    found = compare(Analyzed(TwoInputs(sample.snapshot, sample.snapshot), (stored, sample.facts)))
    (chance,) = [one for one in found.measures if one.name == "chance"]
    assert (chance.method, chance.difference, chance.noise) == (7, 7, 0)
    assert not any(effect.value for effect in chance.effects)


@pytest.fixture
def visitor(db):
    lay_catalogue()
    return create_demo_user()


@pytest.fixture
def two_jobs(visitor):
    earlier, later = copy_sample(visitor), copy_sample(visitor)
    snapshot = later.snapshot.model_copy(
        update={"profile": later.snapshot.profile.model_copy(update={"annual_contribution": Decimal(60_000)})}
    )
    Job.objects.filter(pk=later.pk).update(snapshot=snapshot)
    Job.objects.filter(pk=earlier.pk).update(created_at=load_sample().created_at.replace(year=2020))
    return earlier, later


@pytest.mark.slow
def test_page_api_and_command_show_the_same(visitor, two_jobs, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("django_q.tasks.async_task", lambda *call, **options: compare_analyses(*call[1:]))
    earlier, later = two_jobs
    client, page = signed_in(visitor), reverse("compare", args=[later.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page)
    assert Comparison.objects.get().status == "done"
    html = client.get(page).content.decode()
    (listed,) = client.get(f"/api/jobs/{later.pk}/comparisons").json()
    out = StringIO()
    call_command("compare", str(later.pk), str(earlier.pk), email=visitor.email, json=True, stdout=out)
    assert json.loads(out.getvalue()) == listed["result"]
    printed = StringIO()
    call_command("compare", str(earlier.pk), str(later.pk), email=visitor.email, stdout=printed)
    rows = [line.split("  ")[-2:] for line in printed.getvalue().splitlines() if line.startswith("  ")]
    assert rows and all(text.strip() in html for text, _ in rows)


def test_a_stranger_compares_nothing(bob, two_jobs, visitor):
    earlier, later = two_jobs
    client, address = signed_in(bob), f"/api/jobs/{later.pk}/comparisons"
    assert client.get(reverse("compare", args=[later.pk])).status_code == 404
    assert client.post(address, {"other": str(earlier.pk)}, content_type="application/json").status_code == 403
    assert not Comparison._base_manager.exists()


def test_an_analysis_is_not_compared_with_itself(visitor, two_jobs):
    _, later = two_jobs
    page = reverse("compare", args=[later.pk])
    assert "Choose another analysis" in signed_in(visitor).post(page, {"with": later.pk}, follow=True).content.decode()
    assert signed_in(visitor).get(page, {"with": "x"}).status_code == 200
