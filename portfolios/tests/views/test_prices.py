"""Enter the prices of all holdings in one table; a shared instrument's price counts for that person alone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import OwnPrice, PriceQuote
from portfolios.models.snapshots import load_account_totals, take_snapshot
from portfolios.pricing.calendar import closing_time
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.market_prices import THURSDAY, priced
from portfolios.valuation.portfolio import Portfolio


def portfolio_of(user):
    return Portfolio(take_snapshot(user.pk, now=timezone.now()))


def totals_of(user):
    """Return the totals by account, which the database and the valuation must agree on."""
    totals = [worth.totals for worth in portfolio_of(user).valuation.accounts]
    assert load_account_totals(user.pk) == totals
    return [one.total for one in totals]


@pytest.fixture
def holdings(alice, bob):
    """Alice and Bob hold 10 VTI at $100; Alice also 2 of a fund without a price, and 1 of her own at $5."""
    shared, fund = priced("VTI"), make_instrument("VTSAX")
    own = priced("HOUSE", "5", owner=alice)
    account = make_account(alice)
    for instrument, quantity in ((shared, 10), (fund, 2), (own, 1)):
        make_position(account, instrument, quantity, cost_basis=50)
    make_position(make_account(bob), shared, 10)
    return shared, fund, own


def send(client, day="", **prices):
    return client.post("/prices/", {"day": day, **{f"price_{row.pk}": price for row, price in prices.values()}})


def test_prices_of_a_day_are_entered_in_one_table(as_alice, alice, bob, holdings):
    shared, fund, own = holdings
    page = as_alice.get("/prices/").content.decode()
    assert all(f">{row.symbol}<" in page for row in holdings)
    response = send(as_alice, a=(shared, "110"), b=(fund, "30"), c=(own, "7"))
    assert response.status_code == 302
    assert totals_of(alice) == [1167] and totals_of(bob) == [1000]
    shared.refresh_from_db(), fund.refresh_from_db(), own.refresh_from_db()
    assert (shared.current_price, fund.current_price, own.current_price) == (100, None, 7)
    values = {row.symbol: row for row in portfolio_of(alice).snapshot.instruments}
    assert {row.price_source for row in values.values()} == {"entered"}


def test_only_what_changed_is_stored(as_alice, alice, holdings):
    shared, fund, own = holdings
    send(as_alice, a=(shared, "100.000000"), b=(fund, ""), c=(own, "5"))
    assert not OwnPrice.objects.exists()
    own.refresh_from_db()
    assert own.priced_at == closing_time(THURSDAY)


def test_a_newer_published_price_counts_again(as_alice, alice, holdings):
    shared, fund, _ = holdings
    send(as_alice, day=str(THURSDAY - timedelta(days=2)), a=(shared, "90"), b=(fund, "30"))
    assert totals_of(alice) == [1000 + 60 + 5]
    send(as_alice, day=str(THURSDAY + timedelta(days=2)), a=(shared, "120"), b=(fund, "30"))
    assert totals_of(alice) == [1200 + 60 + 5]
    shared.current_price, shared.priced_at = Decimal(130), timezone.now()
    shared.save()
    assert totals_of(alice) == [1300 + 60 + 5]


def test_a_lone_own_price_has_no_change_of_the_day(as_alice, alice, holdings):
    shared, *_ = holdings
    PriceQuote.objects.create(instrument=shared, date=THURSDAY - timedelta(days=1), close=98, source="x")
    assert portfolio_of(alice).valuation.accounts[0].gains.day == 20
    send(as_alice, a=(shared, "110"))
    assert portfolio_of(alice).valuation.accounts[0].gains.day is None
    totals_of(alice)
    row = as_alice.get(f"/accounts/{alice.accounts.get().pk}/").content.decode()
    assert "$110.00" in row and "entered by hand" in row


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "x", "1e12"])
def test_a_wrong_price_stores_nothing(as_alice, holdings, price):
    shared, fund, _ = holdings
    response = send(as_alice, a=(shared, "110"), b=(fund, price))
    assert response.status_code == 422
    assert not OwnPrice.objects.exists()


def test_what_others_hold_is_no_row_of_the_table(as_bob, bob, holdings):
    _, fund, own = holdings
    page = as_bob.get("/prices/").content.decode()
    assert ">VTI<" in page and ">VTSAX<" not in page and ">HOUSE<" not in page
    send(as_bob, a=(fund, "30"), b=(own, "9"))
    own.refresh_from_db()
    assert own.current_price == 5 and not OwnPrice.objects.exists()
