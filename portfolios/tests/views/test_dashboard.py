import json
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.changes import demo
from portfolios.models import Account, Profile
from portfolios.models.snapshots import take_snapshot
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.valuation.portfolio import Portfolio


def page_of(client):
    return client.get("/dashboard/").content.decode()


@pytest.fixture
def populated(alice, catalogue):
    demo.add_sample_accounts(user=alice)


def test_the_dashboard_shows_total_and_accounts(as_alice, alice, populated):
    page = page_of(as_alice)
    total = Portfolio(take_snapshot(alice.pk, now=timezone.now())).valuation.total
    assert f"${total:,.0f}" in page
    assert f"${total:,}" in page
    assert all(account.name in page for account in Account.objects.owned_by(alice))


def test_the_pie_carries_its_data_and_a_table(as_alice, populated):
    page = page_of(as_alice)
    (data,) = re.findall(r'<script id="asset-class-pie" type="application/json">(.*?)</script>', page)
    pie = json.loads(data)
    assert 'data-chart="asset-class-pie"' in page
    assert (pie["type"], pie["unit"]) == ("donut", "usd")
    assert sum(Decimal(str(point["percentage"])) for point in pie["points"]) == 100
    assert all(re.fullmatch(r"#[0-9a-f]{6}", point["color"]) for point in pie["points"])
    assert {"Equity", "Unclassified"} <= {point["name"] for point in pie["points"]}


def test_the_dashboard_compares_with_targets(as_alice, alice, catalogue):
    account = make_account(alice, cash_balance=Decimal(250))
    fund = {"current_price": 75, "priced_at": timezone.now(), "price_source": "entered", "classified_by": "owner"}
    split = {"allocation_asset_class": {"equity": 100}, "allocation_regions": {"north_america": 100}}
    make_position(account, make_instrument(owner=alice, **fund, **split))
    page = " ".join(page_of(as_alice).split())
    assert re.search(r"Equity</th> <td class=\"num\">75.0%</td>.*?70.0%</td>.*?\+5.0 points", page)
    assert re.search(r"Fixed income</th> <td class=\"num\">0.0%</td>.*?30.0%</td>.*?-30.0 points", page)
    assert re.search(r"Cash</th> <td class=\"num\">25.0%</td>.*?0.0%</td>.*?\+25.0 points", page)
    assert re.search(r"North America</th> <td class=\"num\">100.0%</td>.*?50.0%</td>.*?\+50.0 points", page)


def test_data_health_links_to_fixes(as_alice, alice, populated):
    page = page_of(as_alice)
    private = alice.instruments.get()
    assert "Not classified: SOFI" in page
    assert f"/instruments/{private.pk}/" in page
    assert 'href="/dashboard/#profile"' in page
    assert re.search(r'href="/positions/[0-9a-f-]{36}/edit/"', page)


def test_an_empty_dashboard_invites_to_start(as_alice):
    page = page_of(as_alice)
    assert "No accounts yet" in page
    assert "$0" in page
    assert "Nothing to compare yet" in page


def test_the_dashboard_names_unpriced_holdings(as_alice, alice, db):
    make_position(make_account(alice), make_instrument("UNKN", owner=alice))
    page = page_of(as_alice)
    assert "Without 1 holding that has no price" in page
    assert "No price for UNKN" in page


def test_a_missing_profile_is_not_found(as_alice, alice):
    Profile.objects.filter(user=alice).delete()
    assert as_alice.get("/dashboard/").status_code == 404
