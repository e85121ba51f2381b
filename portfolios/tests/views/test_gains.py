"""Cost, gain and change of the day of positions, accounts and the whole; and their order."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.facts.sheet import build_portfolio_facts
from portfolios.models import ExchangeRate, PriceQuote
from portfolios.models.snapshots import load_account_totals, take_snapshot
from portfolios.pages import position_pages
from portfolios.pricing.calendar import closing_time
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.price_server import FRIDAY
from portfolios.valuation.portfolio import Portfolio

THURSDAY = date(2026, 11, 19)


def hold(account, symbol, quantity, price, cost, before=None, **more):
    """Hold an instrument priced on Friday; before: its close on Thursday."""
    fields = {"current_price": Decimal(price), "priced_at": closing_time(FRIDAY), "price_source": "market"}
    instrument = make_instrument(symbol, **fields, **more)
    if before is not None:
        PriceQuote.objects.create(instrument=instrument, date=THURSDAY, close=Decimal(before), source="x")
    return make_position(account, instrument, quantity, cost_basis=cost)


@pytest.fixture
def held(alice):
    ExchangeRate.objects.create(currency="EUR", date=THURSDAY, dollars=2, source="ecb")
    account = make_account(alice, name="Depot", cash_balance=100)
    hold(account, "AAA", 10, "12", 100, before="10")
    hold(account, "BBB", 5, "4", None)
    hold(account, "CCC", 1, "50", 120, before="55")
    hold(account, "EUR1", 1, "30", 10, before="29", currency="EUR")
    return account


def portfolio_of(user):
    return Portfolio(take_snapshot(user.pk, now=timezone.now()))


def test_gains_are_summed_over_known_costs(alice, held):
    portfolio = portfolio_of(alice)
    gains = portfolio.valuation.accounts[0].gains
    assert (gains.cost, gains.worth, gains.costless) == (240, 230, 1)  # 100 + 120 + 20; 120 + 50 + 60
    assert (gains.gain, round(gains.share, 4)) == (-10, Decimal("-4.1667"))
    assert (gains.day, gains.day_before) == (17, 213)  # 20 - 5 + 2 on 100 + 55 + 58
    assert load_account_totals(alice.pk) == [worth.totals for worth in portfolio.valuation.accounts]


def test_facts_state_what_the_page_shows(alice, held):
    facts = build_portfolio_facts(portfolio_of(alice))
    assert facts["holding.aaa.cost_gain"].value == 20
    assert facts["holding.aaa.cost_gain_share"].value == 20
    assert facts["holding.aaa.day_change"].value == 20
    assert "holding.bbb.cost" not in facts
    assert facts["account.depot.cost_gain"].value == facts["portfolio.cost_gain"].value == -10
    assert facts["portfolio.cost_gain"].formula == "value - cost for positions whose cost is known"


def test_the_account_page_shows_cost_gain_and_day(as_alice, held):
    page = as_alice.get(f"/accounts/{held.pk}/").content.decode()
    rows = {
        symbol: row
        for row in page.partition("<tfoot")[0].split("<tr id=")
        for symbol in ("AAA", "BBB", "CCC", "EUR1")
        if f">{symbol}<" in row
    }
    assert "+$20.00" in rows["AAA"] and "+20.0%" in rows["AAA"]
    assert "cost unknown" in rows["BBB"] and "+" not in rows["BBB"]
    assert "−$70.00" in rows["CCC"] and "−9.1%" in rows["CCC"]
    assert "$20.00" in rows["EUR1"] and "+200.0%" in rows["EUR1"]
    assert "1 without a cost" in as_alice.get("/accounts/").content.decode()


@pytest.mark.parametrize(
    ("sort", "symbols"),
    [
        ("value", "AAA EUR1 CCC BBB"), ("gain", "EUR1 AAA CCC BBB"), ("gain_share", "EUR1 AAA CCC BBB"),
        ("day", "AAA EUR1 CCC BBB"), ("cost", "CCC AAA EUR1 BBB"), ("symbol", "AAA BBB CCC EUR1"),
        ("nonsense", "AAA EUR1 CCC BBB"),
    ],
)  # fmt: skip
def test_positions_are_sorted_largest_first(as_alice, held, sort, symbols):
    page = as_alice.get(f"/accounts/{held.pk}/?sort={sort}&page=999999").content.decode()
    assert re.findall(r'<th scope="row"><a href="/instruments/[^"]+">([^<]+)</a>', page) == symbols.split()


def test_a_sorted_list_has_pages(as_alice, held, monkeypatch):
    monkeypatch.setattr(position_pages, "PAGE_SIZE", 3)
    first = as_alice.get(f"/accounts/{held.pk}/?sort=value").content.decode()
    assert "?sort=value&amp;page=2" in first and ">BBB<" not in first
    assert ">BBB<" in as_alice.get(f"/accounts/{held.pk}/?sort=value&page=2").content.decode()
    monkeypatch.setattr(position_pages, "MAX_SORTED", 2)
    assert position_pages.sorted_page(held, "gain", 1).sort == ""


def test_accounts_are_sorted_by_a_column(as_alice, alice, held):
    make_account(alice, name="Alpha", cash_balance=9000)
    for sort, names in (("value", ["Alpha", "Depot"]), ("gain", ["Depot", "Alpha"]), ("name", ["Alpha", "Depot"])):
        page = as_alice.get(f"/accounts/?sort={sort}").content.decode()
        assert re.findall(r'<th scope="row"><a href="/accounts/[^"]+">([^<]+)</a>', page) == names


def test_a_row_after_an_edit_keeps_its_day(as_alice, held):
    position = held.positions.get(instrument__symbol="AAA")
    row = as_alice.get(f"/positions/{position.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "+$20.00" in row and "+20.0%" in row
