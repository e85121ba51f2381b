"""Import prices as a list: a preview that stores nothing, then exactly what it showed, for that person alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portfolios.models import Instrument, OwnPrice
from portfolios.models.own_prices import follows
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.market_prices import THURSDAY, priced
from portfolios.tests.views.test_prices import portfolio_of, totals_of

ADDRESS = "/prices/import/"
LIST = "Symbol,Price,Date\nVTI,110,2026-11-27\nVTSAX,30,2026-11-27\nHOUSE,7,2026-11-27\nNVDA,1,2026-11-27\n"


@pytest.fixture
def holdings(alice, bob):
    """Alice and Bob hold 10 VTI at $100; Alice also 2 of a fund without a price, and 1 of her own at $5."""
    shared, fund, own = priced("VTI"), make_instrument("VTSAX"), priced("HOUSE", "5", owner=alice)
    account = make_account(alice)
    for instrument, quantity in ((shared, 10), (fund, 2), (own, 1)):
        make_position(account, instrument, quantity, cost_basis=50)
    make_position(make_account(bob), shared, 10)
    return shared, fund, own


def confirm(client, text=LIST):
    return client.post(ADDRESS, {"prices": text, "confirmed": "yes"})


def test_the_preview_stores_nothing(as_alice, alice, holdings):
    page = as_alice.post(ADDRESS, {"prices": LIST}).content.decode()
    assert "3 prices to save" in page and "You hold nothing called NVDA." in page
    assert "$100.00" in page and "$110.00" in page
    assert totals_of(alice) == [1005] and not OwnPrice.objects.exists()


def test_a_confirmed_list_counts_for_that_person_only(as_alice, alice, bob, holdings):
    assert confirm(as_alice)["Location"] == "/prices/"
    assert totals_of(alice) == [1167] and totals_of(bob) == [1000]
    assert Instrument.objects.get(symbol="VTI").current_price == 100


def test_a_file_is_shown_and_sent_again_as_text(as_alice, holdings):
    file = SimpleUploadedFile("prices.csv", LIST.encode("utf-16"))
    page = as_alice.post(ADDRESS, {"file": file})
    assert page.context["text"] == LIST
    confirm(as_alice, page.context["text"])
    assert OwnPrice.objects.get(instrument__symbol="VTSAX").price == 30


@pytest.mark.parametrize("text", ["", "VTI", "\0", "x" * 300_001])
def test_what_is_no_list_stores_nothing(as_alice, holdings, text):
    response = confirm(as_alice, text)
    assert response.status_code == 422 and not OwnPrice.objects.exists()


def test_a_list_without_a_holding_cannot_be_saved(as_bob, holdings):
    page = confirm(as_bob, "HOUSE,9\n")
    assert page.status_code == 200 and "no price of anything that you hold" in page.content.decode()
    assert not OwnPrice.objects.exists()
    assert Instrument.objects.get(symbol="HOUSE").current_price == 5


@pytest.mark.parametrize("order", [1, -1])
def test_two_days_in_a_row_give_a_change_of_the_day(as_alice, alice, holdings, order):
    lines = ["VTI,108,2026-11-26", "VTI,110,2026-11-27", "HOUSE,6,2026-11-26", "HOUSE,7,2026-11-27"]
    confirm(as_alice, "\n".join(lines[::order]))
    gains = portfolio_of(alice).valuation.accounts[0].gains
    assert (gains.day_change, gains.day_before) == (21, 1086)
    totals_of(alice)
    page = as_alice.get(f"/accounts/{alice.accounts.get().pk}/").content.decode()
    assert "+$20.00" in page and "+1.9%" in page


def test_an_older_day_fills_in_the_day_before(as_alice, alice, holdings):
    confirm(as_alice, "VTI,110,2026-11-27")
    assert portfolio_of(alice).valuation.accounts[0].gains.day is None
    confirm(as_alice, "VTI,108,2026-11-26")
    assert portfolio_of(alice).valuation.accounts[0].gains.day == 20
    confirm(as_alice, "VTI,111,2026-11-27")
    assert portfolio_of(alice).valuation.accounts[0].gains.day == 30
    totals_of(alice)


def test_days_apart_give_no_change_of_the_day(as_alice, alice, holdings):
    confirm(as_alice, f"VTI,108,{THURSDAY}\nVTI,110,2026-11-27")
    assert portfolio_of(alice).valuation.accounts[0].gains.day is None
    row = OwnPrice.objects.get(instrument__symbol="VTI")
    assert (row.price, row.day_before) == (Decimal(110), None)
    assert "not known" in as_alice.get(f"/accounts/{alice.accounts.get().pk}/").content.decode()


@pytest.mark.parametrize(("day", "earlier", "expected"), [
    (27, 26, True), (23, 20, True), (22, 20, True), (21, 20, True), (24, 20, False), (27, 25, False), (27, 27, False),
    (26, 27, False),
])  # fmt: skip
def test_a_weekend_does_not_part_two_days(day, earlier, expected):
    assert follows(date(2026, 11, day), date(2026, 11, earlier)) is expected
