"""Performance on the dashboard, and the benchmark that a person chooses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portfolios.models import PortfolioValue, PriceQuote, Profile
from portfolios.models.prices import add_history, load_values
from portfolios.models.snapshots import take_snapshot
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.forms.test_profile import send
from portfolios.tests.support.market_prices import priced
from portfolios.valuation.growth import RecordedHoldings

TODAY = timezone.localdate()


def record(user, *rows):
    """Store values. rows: days ago, total, added."""
    for ago, total, added in rows:
        PortfolioValue.objects.create(
            user=user, date=TODAY - timedelta(days=ago), total=total, added=added, holdings=RecordedHoldings()
        )


def read(client):
    return client.get("/dashboard/").content.decode()


@pytest.fixture
def history(alice):
    make_account(alice, cash_balance=1320)
    record(alice, (400, 1000, 1000), (40, 1210, 110), (0, 1320, 0))


def test_the_card_shows_start_added_gain_and_end(as_alice, history):
    card = read(as_alice).split('id="performance"')[1].split("</details>")[0]
    assert all(f">{amount}<" in card for amount in ("$1,000", "$110", "$210", "$1,320"))
    assert ">20.0%" not in card and ">20%" in card  # 1100/1000 x 1320/1210 - 1
    assert "a year</small>" in card


def test_what_is_not_known_is_said_on_the_card(as_alice, history):
    card = read(as_alice).split('id="performance"')[1].split("</details>")[0]
    assert "Cannot be computed yet. No value was recorded in the week before" in card
    assert "No price of AOR is on record for" in card
    assert "0.0%" not in card


def read_history(user):
    snapshot = take_snapshot(user.pk, now=timezone.now())
    return add_history(snapshot, load_values(user.pk, benchmark=snapshot.profile.benchmark))


def test_closes_of_the_benchmark_are_frozen(alice, bob, history):
    fund, private = make_instrument("AOR", name="60/40"), make_instrument("AOR", owner=bob)
    for ago, close, status in ((402, 50, "accepted"), (0, 60, "accepted"), (41, 1, "rejected"), (50, 9, "accepted")):
        day = TODAY - timedelta(days=ago)
        PriceQuote.objects.create(instrument=fund, date=day, close=close, source="x", status=status)
    PriceQuote.objects.create(instrument=private, date=TODAY, close=7, source="x")
    snapshot = read_history(alice)
    assert [(row.total, row.benchmark) for row in snapshot.history] == [(1000, 50), (1210, None), (1320, 60)]
    assert snapshot.digest != take_snapshot(alice.pk, now=timezone.now()).digest


def test_another_persons_values_are_not_read(alice, bob):
    record(bob, (1, 500, 0), (0, 600, 0))
    assert read_history(alice).history == ()


def test_a_person_chooses_the_benchmark(as_alice, alice, bob):
    make_instrument("VTI")
    make_instrument("OWN", owner=bob)
    assert send(as_alice, benchmark=" vti ").status_code == 302
    assert Profile.objects.get(user=alice).benchmark == "VTI"
    refused = send(as_alice, version="2", benchmark="OWN")
    assert refused.status_code == 422
    assert b"This symbol is not in the catalogue." in refused.content
    assert send(as_alice, version="2", benchmark="").status_code == 302
    assert Profile.objects.get(user=alice).benchmark == "AOR"


def test_a_history_of_one_day_has_no_performance(as_alice, alice):
    make_account(alice, cash_balance=5)
    record(alice, (0, 5, 5))
    assert "Your history starts today." in read(as_alice)


def test_the_first_day_shows_the_largest_holdings(as_alice, alice):
    account = make_account(alice, cash_balance=500)
    for symbol, quantity in (("VTI", 3), ("BND", 1)):
        make_position(account, priced(symbol, 500), quantity)
    page = read(as_alice)
    assert "Your largest holdings" in page
    assert page.index("VTI") < page.index("BND")
    assert "60.0%" in page and "20.0%" in page
