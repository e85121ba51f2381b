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
    assert all(account.name in page for account in Account.objects.owned_by(alice))


def test_the_dashboard_compares_with_targets(as_alice, alice, catalogue):
    account = make_account(alice, cash_balance=Decimal(250))
    fund = {"current_price": 75, "priced_at": timezone.now(), "price_source": "entered", "classified_by": "owner"}
    split = {"allocation_asset_class": {"equity": 100}, "allocation_regions": {"north_america": 100}}
    make_position(account, make_instrument(owner=alice, **fund, **split))
    rows = re.findall(
        r'class="name">(.*?)<.*?class="now">(.*?)<.*?target (.*?),<.*?class="off.*?">(.*?)<', page_of(as_alice)
    )
    assert rows == [
        ("Stocks", "75%", "70%", "5 points over"), ("Bonds", "0%", "30%", "30 points under"),
        ("Cash", "25%", "0%", "25 points over"), ("North America", "100%", "50%", "50 points over"),
        ("Rest of the world", "0%", "50%", "50 points under"),
    ]  # fmt: skip


def test_data_health_links_to_fixes(as_alice, alice, populated):
    page = page_of(as_alice)
    private = alice.instruments.get()
    assert "Not classified: SOFI" in page
    assert f"/instruments/{private.pk}/" in page
    assert 'href="/settings/plan/"' in page
    assert re.search(r'href="/positions/[0-9a-f-]{36}/edit/"', page)


def test_an_empty_dashboard_invites_to_start(as_alice):
    page = page_of(as_alice)
    assert "Welcome to Alex" in page
    assert "Grade" not in page and "grade" not in page


def test_the_dashboard_names_unpriced_holdings(as_alice, alice, db):
    make_position(make_account(alice), make_instrument("UNKN", owner=alice))
    page = page_of(as_alice)
    assert "Without 1 holding that has no price" in page
    assert "No price for UNKN" in page


def test_a_missing_profile_is_not_found(as_alice, alice):
    Profile.objects.filter(user=alice).delete()
    assert as_alice.get("/dashboard/").status_code == 404
