"""Closes from Yahoo, from a server of ours that answers as it does."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from people.tests.support.http_server import Reply, StubServer
from portfolios.changes.daily import run_daily_update
from portfolios.models import PriceQuote
from portfolios.pricing import yahoo
from portfolios.pricing.calendar import closing_time
from portfolios.pricing.provider import PriceFailure
from portfolios.pricing.update import configured_provider, has_provider
from portfolios.pricing.yahoo import YahooProvider, yahoo_symbol
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.market_prices import priced
from portfolios.tests.support.price_server import FRIDAY, SATURDAY_NOON

pytestmark = pytest.mark.django_db


class Yahoo(StubServer):
    """Answer with a close of Thursday and one of Friday for each symbol. closes: of Friday, by Yahoo's symbol."""

    def __init__(self):
        super().__init__()
        self.closes, self.currencies, self.questions, self.status, self.body = {}, {}, [], 200, None

    def answer(self, request):
        from urllib.parse import parse_qs, urlsplit

        asked = parse_qs(urlsplit(request.path).query)["symbols"][0].split(",")
        self.questions.append(asked)
        if self.body is not None:
            return Reply(self.body, self.status)
        opened = int((closing_time(FRIDAY) - timedelta(hours=6.5)).timestamp())
        results = [
            {"symbol": name, "response": [{
                "meta": {"currency": self.currencies.get(name, "USD"), "symbol": name},
                "timestamp": [opened - 86_400, opened],
                "indicators": {"quote": [{"close": [1, self.closes[name]]}]},
            }]}
            for name in asked if name in self.closes
        ]  # fmt: skip
        return Reply(json.dumps({"spark": {"result": results, "error": None}}).encode(), self.status)


@pytest.fixture
def market(monkeypatch, settings):
    with Yahoo().serve() as server:
        settings.PRICE_PROVIDER = "yahoo"
        monkeypatch.setattr(yahoo, "CLOSES_URL", server.url)
        monkeypatch.setattr(yahoo, "ALLOWED_HOSTS", {"127.0.0.1"})
        monkeypatch.setattr(yahoo, "READ_SECONDS", 0.5)
        yield server


def hold(user, *instruments):
    account = make_account(user)
    for instrument in instruments:
        make_position(account, instrument)


def test_it_is_off_unless_chosen(settings):
    settings.PRICE_PROVIDER, settings.POLYGON_API_KEY = "massive", ""
    assert not has_provider() and configured_provider() is None


def test_held_instruments_are_priced_in_one_request(market, alice):
    vti, brk, other = priced("VTI"), priced("BRK.B"), priced("OTHER")
    hold(alice, vti, brk)
    market.closes = {"VTI": 101.25, "BRK-B": 99, "OTHER": 5}
    assert run_daily_update(now=SATURDAY_NOON).failure == ""
    assert market.questions == [["BRK-B", "VTI"]]
    quotes = {quote.instrument.symbol: quote for quote in PriceQuote.objects.all()}
    assert (quotes["VTI"].date, quotes["VTI"].close, quotes["VTI"].source) == (FRIDAY, Decimal("101.25"), "yahoo")
    vti.refresh_from_db(), other.refresh_from_db()
    assert (vti.current_price, vti.price_source, other.current_price) == (Decimal("101.25"), "market", 100)


def test_symbols_that_people_entered_are_not_sent(market, alice):
    hold(alice, priced("VTI"), priced("HOUSE", owner=alice), priced("SAP", owner=alice))
    market.closes = {"VTI": 101, "HOUSE": 3, "SAP": 250}
    run_daily_update(now=SATURDAY_NOON)
    assert market.questions == [["VTI"]]
    assert set(PriceQuote.objects.values_list("instrument__symbol", flat=True)) == {"VTI"}


def test_a_coin_and_a_fund_share_a_symbol_but_no_price(market, alice):
    coin = make_instrument("BTC", instrument_type="other")
    fund = priced("BTC", owner=alice, instrument_type="etf")
    hold(alice, coin, fund)
    market.closes = {"BTC-USD": 91_000}
    run_daily_update(now=SATURDAY_NOON)
    coin.refresh_from_db(), fund.refresh_from_db()
    assert (coin.current_price, fund.current_price) == (91_000, 100)


def test_many_symbols_are_asked_in_batches(market):
    market.closes = {f"S{n}": 5 for n in range(45)}
    found = YahooProvider({f"S{n}": "etf" for n in range(45)}).closes(FRIDAY)
    assert len(found) == 45 and [len(asked) for asked in market.questions] == [20, 20, 5]


def test_other_currencies_and_days_give_no_price(market):
    market.closes, market.currencies = {"A": 5, "B": 6}, {"B": "GBp"}
    provider = YahooProvider({"A": "stock", "B": "stock"})
    assert provider.closes(FRIDAY) == {"A": 5}
    assert provider.closes(date(2026, 11, 18)) == {}
    assert provider.fetch_close("B", FRIDAY) is None and provider.fetch_close("UNKNOWN", FRIDAY) is None


@pytest.mark.parametrize(("body", "status"), [
    (b"", 200), (b"[]", 200), (b"{}", 200), (b'{"spark": null}', 200), (b'{"spark": {"result": [{}]}}', 200),
    (b'{"spark": {"result": [{"symbol": "A", "response": [{"meta": {}}]}]}}', 200), (b"<html>", 200),
    (b"busy", 429), (b"", 404), (b"", 500), (b"", 301), (b"", 401),
])  # fmt: skip
def test_a_wrong_answer_is_a_named_failure(market, body, status):
    market.body, market.status = body, status
    with pytest.raises(PriceFailure):
        YahooProvider({"A": "stock"}).closes(FRIDAY)


def test_another_host_is_never_asked(market, monkeypatch):
    monkeypatch.setattr(yahoo, "ALLOWED_HOSTS", {"query1.finance.yahoo.com"})
    with pytest.raises(PriceFailure):
        YahooProvider({"A": "stock"}).closes(FRIDAY)
    assert market.questions == []


@pytest.mark.parametrize(("symbol", "kind", "name"), [
    ("BRK.B", "stock", "BRK-B"), ("VTI", "etf", "VTI"), ("BTC", "other", "BTC-USD"), ("BTC", "etf", "BTC"),
    ("SAP.DE", "stock", ""),
    ("A,B", "stock", ""), ("", "etf", ""),
])  # fmt: skip
def test_symbols_are_written_as_yahoo_writes_them(symbol, kind, name):
    assert yahoo_symbol(symbol, kind) == name
