"""Fetch closes from the provider and store them, without inventing a price."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from portfolios.models import Instrument, PriceQuote
from portfolios.pricing import cache, http, massive, update
from portfolios.pricing.calendar import closing_time
from portfolios.pricing.massive import MassiveProvider
from portfolios.pricing.provider import (
    FAILURES_BY_CODE,
    KeyRefused,
    PriceFailure,
    ProviderBusy,
    ProviderFailing,
    ProviderResponseUnreadable,
    ProviderUnreachable,
)
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.market_prices import THURSDAY, priced
from portfolios.tests.support.price_server import API_KEY, FRIDAY, SATURDAY_NOON

pytestmark = pytest.mark.django_db


def update_prices(**options):
    return update.update_prices(provider=update.configured_provider(), now=SATURDAY_NOON, **options).stored


def price_fields_of(instrument):
    instrument.refresh_from_db()
    return instrument.current_price, instrument.priced_at, instrument.price_source


def test_a_close_is_stored_with_time_and_source(market):
    vti, market.closes = priced("VTI"), {"VTI": 101.25, "ELSE": 5}
    assert update_prices().priced == {"VTI"}
    assert price_fields_of(vti) == (Decimal("101.25"), closing_time(FRIDAY), "market")
    quote = vti.quotes.get()
    assert (quote.date, quote.close, quote.source, quote.status) == (FRIDAY, Decimal("101.25"), "massive", "accepted")
    assert market.keys == {f"Bearer {API_KEY}"} and f"/{FRIDAY}" in market.questions[0]


def test_a_fund_with_a_coins_symbol_prices_no_coin(market, alice):
    """On the stock exchange BTC is a fund of Grayscale, at a thousandth of the coin."""
    coin, fund = make_instrument("BTC", instrument_type="other"), priced("BTC", owner=alice, instrument_type="etf")
    market.closes = {"BTC": 101}
    update_prices()
    assert price_fields_of(coin)[0] is None and price_fields_of(fund)[0] == 101


def test_closes_are_requested_once_a_day(market):
    priced("VTI"), priced("BND")
    market.closes = {"VTI": 101, "BND": 102}
    for _ in range(100):
        update_prices(symbols=["VTI"])
    assert update_prices().priced == {"VTI", "BND"}
    assert len(market.questions) == 1
    assert PriceQuote.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_share_one_answer(market):
    market.closes = {"VTI": 101}

    def load_closes(_):
        try:
            return cache.load_closes_of_day(update.configured_provider(), FRIDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as executor:
        assert list(executor.map(load_closes, range(16))) == [{"VTI": 101}] * 16
    assert len(market.questions) == 1


def test_a_holiday_falls_back_to_the_day_before(market):
    vti, market.closes, market.by_day = priced("VTI", day=date(2026, 11, 2)), {"VTI": 99}, {str(FRIDAY): {}}
    update_prices()
    assert price_fields_of(vti)[1] == closing_time(THURSDAY)


def test_a_partial_answer_keeps_the_last_price(market):
    vti, bnd, market.closes = priced("VTI"), priced("BND"), {"VTI": 101}
    assert update_prices().missing == {"BND"}
    assert price_fields_of(bnd) == (Decimal(100), closing_time(THURSDAY), "market")
    assert price_fields_of(vti)[0] == 101


@pytest.mark.parametrize("close", [-3, 0, float("nan"), float("inf"), 1e12])
def test_an_invalid_price_is_never_stored(market, close):
    vti, market.closes = priced("VTI"), {"VTI": close}
    assert "is not a price" in update_prices().refused["VTI"]
    assert price_fields_of(vti) == (Decimal(100), closing_time(THURSDAY), "market")
    assert not PriceQuote.objects.exists()


@pytest.mark.parametrize("close", [None, "101", True, [101], {"c": 1}])
def test_a_close_without_a_number_is_missing(market, close):
    vti, market.closes = priced("VTI"), {"VTI": close, "BND": 3}
    assert update_prices().missing == {"VTI"}
    assert price_fields_of(vti)[0] == 100


@pytest.mark.parametrize(("close", "reason"), [(1000.5, "10.0"), (7, "0.07"), (50.2, "2-for-1 split")])
def test_a_jump_is_held_back_for_staff(market, close, reason):
    vti, market.closes = priced("VTI"), {"VTI": close}
    assert reason in update_prices().quarantined["VTI"]
    assert price_fields_of(vti) == (Decimal(100), closing_time(THURSDAY), "market")
    assert vti.quotes.get().status == "quarantined"


def test_a_decision_of_staff_is_final(market):
    vti, market.closes = priced("VTI"), {"VTI": 1000}
    update_prices()
    vti.quotes.update(status=PriceQuote.Status.REJECTED)
    update_prices()
    assert vti.quotes.get().status == "rejected"
    assert price_fields_of(vti)[0] == 100


def test_private_instruments_are_priced_too(market, alice):
    private, market.closes = priced("ACME", source="entered", owner=alice), {"ACME": 104}
    update_prices()
    assert price_fields_of(private) == (Decimal(104), closing_time(FRIDAY), "market")


def test_a_price_entered_after_the_close_stays(market, alice):
    private, market.closes = priced("ACME", source="entered", owner=alice), {"ACME": 104}
    Instrument.objects.filter(pk=private.pk).update(priced_at=closing_time(FRIDAY) + timedelta(hours=1))
    update_prices()
    assert price_fields_of(private)[0::2] == (Decimal(100), "entered")
    assert private.quotes.get().close == 104


def test_an_older_close_changes_no_price(market):
    vti, market.closes = priced("VTI"), {"VTI": 98}
    update_prices(day=THURSDAY - timedelta(days=7))
    assert price_fields_of(vti)[0] == 100
    assert vti.quotes.get().close == 98


def test_cash_gets_no_market_price(market):
    cash, market.closes = make_instrument("CASH", instrument_type="cash"), {"CASH": 62}
    update_prices()
    assert price_fields_of(cash)[0] is None


FAILURES = [
    ({"status": 500}, ProviderFailing),
    ({"status": 302, "headers": {"Location": "http://169.254.169.254/latest"}}, ProviderFailing),
    ({"status": 401}, KeyRefused),
    ({"status": 403}, KeyRefused),
    ({"status": 429, "headers": {"Retry-After": "90"}}, ProviderBusy),
    ({"hangs": True}, ProviderUnreachable),
    ({"hangs_up": True}, ProviderUnreachable),
    ({"body": b'{"results": [{"T": "VTI", "c": 10'}, ProviderResponseUnreadable),
    ({"body": b"[1, 2]"}, ProviderResponseUnreadable),
    ({"body": b'{"results": "none"}'}, ProviderResponseUnreadable),
    ({"body": b"\xff\xfe"}, ProviderResponseUnreadable),
    ({"headers": {"Content-Length": "100000"}}, ProviderUnreachable),
]


@pytest.mark.faults
@pytest.mark.parametrize(("behavior", "failure"), FAILURES)
def test_a_failure_changes_no_price(market, behavior, failure):
    vti = priced("VTI")
    vars(market).update(behavior)
    for _ in range(3):
        with pytest.raises(failure, match="The price provider"):
            update_prices()
    assert len(market.questions) == 1
    assert price_fields_of(vti) == (Decimal(100), closing_time(THURSDAY), "market")


@pytest.mark.faults
def test_a_busy_provider_is_left_alone(market):
    market.status, market.headers = 429, {"Retry-After": "90"}
    with pytest.raises(ProviderBusy) as busy:
        MassiveProvider(API_KEY).closes(FRIDAY)
    assert busy.value.wait == timedelta(seconds=90)
    market.headers = {"Retry-After": "999999"}
    with pytest.raises(ProviderBusy) as busy:
        MassiveProvider(API_KEY).closes(FRIDAY)
    assert busy.value.wait == http.MAX_RETRY_AFTER


@pytest.mark.faults
def test_a_slow_answer_ends_at_the_time_limit(market, monkeypatch):
    monkeypatch.setattr(http, "TOTAL_SECONDS", 0.25)
    market.drips = True
    with pytest.raises(ProviderUnreachable, match="too slow"):
        MassiveProvider(API_KEY).closes(FRIDAY)


@pytest.mark.faults
def test_an_endless_answer_is_cut_off(market, monkeypatch):
    monkeypatch.setattr(http, "MAX_RESPONSE_BYTES", 10)
    with pytest.raises(ProviderResponseUnreadable, match="too long"):
        MassiveProvider(API_KEY).closes(FRIDAY)


def test_the_key_is_sent_to_no_other_host(market, monkeypatch):
    monkeypatch.setattr(massive, "ALLOWED_HOSTS", {"api.massive.com"})
    with pytest.raises(ProviderUnreachable, match="not an address"):
        MassiveProvider(API_KEY).closes(FRIDAY)
    assert market.questions == []


def test_a_paid_plan_asks_for_missing_closes(market, settings, alice):
    account = make_account(alice)
    fund, odd = priced("VTSAX"), priced("../X", owner=alice)
    priced("VFIAX")
    make_position(account, fund), make_position(account, odd)
    market.closes, market.single = {"BND": 70}, {"VTSAX": 103.5, "VFIAX": 9}
    assert update_prices().missing == {"VTSAX", "../X", "VFIAX"}
    settings.POLYGON_PLAN = "paid"
    for _ in range(3):
        assert update_prices().priced == {"VTSAX"}
    assert [q.split("?")[0] for q in market.questions[1:]] == [f"/v1/open-close/VTSAX/{FRIDAY}"]


@pytest.mark.parametrize("failure", [*FAILURES_BY_CODE.values()])
def test_failure_messages_contain_no_figures(failure):
    assert issubclass(failure, PriceFailure)
    assert not any(letter.isdigit() for letter in failure.words)
