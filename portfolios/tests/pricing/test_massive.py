"""From the provider's wire to the rows: nothing on the way invents a price."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portfolios.models import Instrument, PriceQuote
from portfolios.pricing import cache, massive, update
from portfolios.pricing.calendar import closing_time, recent_weekdays
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
from portfolios.tests.support.price_server import FRIDAY, KEY, SATURDAY_NOON

pytestmark = pytest.mark.django_db
THURSDAY = FRIDAY - timedelta(days=1)


def priced(symbol, price="100", day=THURSDAY, source="market", owner=None):
    fields = {"current_price": Decimal(price), "priced_at": closing_time(day), "price_source": source}
    return make_instrument(symbol, owner=owner, **fields)


def updated(**options):
    return update.update_prices(provider=update.configured_provider(), now=SATURDAY_NOON, **options).stored


def price_of(instrument):
    instrument.refresh_from_db()
    return instrument.current_price, instrument.priced_at, instrument.price_source


def test_a_close_becomes_the_price_with_its_time_and_source(market):
    vti, market.closes = priced("VTI"), {"VTI": 101.25, "ELSE": 5}
    assert updated().priced == {"VTI"}
    assert price_of(vti) == (Decimal("101.25"), closing_time(FRIDAY), "market")
    quote = vti.quotes.get()
    assert (quote.date, quote.close, quote.source, quote.status) == (FRIDAY, Decimal("101.25"), "massive", "accepted")
    assert market.keys == {f"Bearer {KEY}"} and f"/{FRIDAY}" in market.questions[0]


def test_one_question_a_day_whoever_asks(market):
    priced("VTI"), priced("BND")
    market.closes = {"VTI": 101, "BND": 102}
    for _ in range(100):
        updated(symbols=["VTI"])
    assert updated().priced == {"VTI", "BND"}
    assert len(market.questions) == 1
    assert PriceQuote.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_share_one_answer(market):
    market.closes = {"VTI": 101}

    def ask(_):
        try:
            return cache.load_closes_of_day(update.configured_provider(), FRIDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as askers:
        assert list(askers.map(ask, range(16))) == [{"VTI": 101}] * 16
    assert len(market.questions) == 1


def test_a_holiday_falls_back_to_the_day_before(market):
    vti, market.closes, market.by_day = priced("VTI", day=date(2026, 11, 2)), {"VTI": 99}, {str(FRIDAY): {}}
    updated()
    assert price_of(vti)[1] == closing_time(THURSDAY)


def test_a_partial_answer_keeps_the_last_price(market):
    vti, bnd, market.closes = priced("VTI"), priced("BND"), {"VTI": 101}
    assert updated().missing == {"BND"}
    assert price_of(bnd) == (Decimal(100), closing_time(THURSDAY), "market")
    assert price_of(vti)[0] == 101


@pytest.mark.parametrize("close", [-3, 0, float("nan"), float("inf"), 1e12])
def test_an_invalid_price_is_never_stored(market, close):
    vti, market.closes = priced("VTI"), {"VTI": close}
    assert "is not a price" in updated().refused["VTI"]
    assert price_of(vti) == (Decimal(100), closing_time(THURSDAY), "market")
    assert not PriceQuote.objects.exists()


@pytest.mark.parametrize("close", [None, "101", True, [101], {"c": 1}])
def test_what_is_no_number_counts_as_missing(market, close):
    vti, market.closes = priced("VTI"), {"VTI": close, "BND": 3}
    assert updated().missing == {"VTI"}
    assert price_of(vti)[0] == 100


@pytest.mark.parametrize(("close", "words"), [(1000.5, "10.0"), (7, "0.07"), (50.2, "2-for-1 split")])
def test_a_jump_is_held_back_for_staff(market, close, words):
    vti, market.closes = priced("VTI"), {"VTI": close}
    assert words in updated().quarantined["VTI"]
    assert price_of(vti) == (Decimal(100), closing_time(THURSDAY), "market")
    assert vti.quotes.get().status == "quarantined"


def test_what_staff_decided_stays_decided(market):
    vti, market.closes = priced("VTI"), {"VTI": 1000}
    updated()
    vti.quotes.update(status=PriceQuote.Status.REJECTED)
    updated()
    assert vti.quotes.get().status == "rejected"
    assert price_of(vti)[0] == 100


def test_private_instruments_are_priced_too(market, alice):
    own, market.closes = priced("ACME", source="entered", owner=alice), {"ACME": 104}
    updated()
    assert price_of(own) == (Decimal(104), closing_time(FRIDAY), "market")


def test_a_price_entered_after_the_close_stays(market, alice):
    own, market.closes = priced("ACME", source="entered", owner=alice), {"ACME": 104}
    Instrument.objects.filter(pk=own.pk).update(priced_at=closing_time(FRIDAY) + timedelta(hours=1))
    updated()
    assert price_of(own)[0::2] == (Decimal(100), "entered")
    assert own.quotes.get().close == 104


def test_an_older_close_changes_no_price(market):
    vti, market.closes = priced("VTI"), {"VTI": 98}
    updated(day=THURSDAY - timedelta(days=7))
    assert price_of(vti)[0] == 100
    assert vti.quotes.get().close == 98


def test_cash_is_worth_what_it_says(market):
    cash, market.closes = make_instrument("CASH", instrument_type="cash"), {"CASH": 62}
    updated()
    assert price_of(cash)[0] is None


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


@pytest.mark.parametrize(("behaviour", "failure"), FAILURES)
def test_a_failure_changes_no_price(market, behaviour, failure):
    vti = priced("VTI")
    vars(market).update(behaviour)
    for _ in range(3):
        with pytest.raises(failure, match="The price provider"):
            updated()
    assert len(market.questions) == 1
    assert price_of(vti) == (Decimal(100), closing_time(THURSDAY), "market")


def test_a_busy_provider_is_left_alone(market):
    market.status, market.headers = 429, {"Retry-After": "90"}
    with pytest.raises(ProviderBusy) as busy:
        MassiveProvider(KEY).closes(FRIDAY)
    assert busy.value.wait == timedelta(seconds=90)
    market.headers = {"Retry-After": "999999"}
    with pytest.raises(ProviderBusy) as busy:
        MassiveProvider(KEY).closes(FRIDAY)
    assert busy.value.wait == massive.MAX_RETRY_AFTER


def test_a_slow_answer_ends_at_the_time_limit(market, monkeypatch):
    monkeypatch.setattr(massive, "TOTAL_SECONDS", 0.25)
    market.drips = True
    with pytest.raises(ProviderUnreachable, match="too slow"):
        MassiveProvider(KEY).closes(FRIDAY)


def test_an_endless_answer_is_cut_off(market, monkeypatch):
    monkeypatch.setattr(massive, "MAX_RESPONSE_BYTES", 10)
    with pytest.raises(ProviderResponseUnreadable, match="too long"):
        MassiveProvider(KEY).closes(FRIDAY)


def test_no_other_host_hears_the_key(market, monkeypatch):
    monkeypatch.setattr(massive, "ALLOWED_HOSTS", {"api.massive.com"})
    with pytest.raises(ProviderUnreachable, match="not an address"):
        MassiveProvider(KEY).closes(FRIDAY)
    assert market.questions == []


def test_a_paid_plan_asks_for_missing_closes(market, settings, alice):
    account = make_account(alice)
    fund, odd = priced("VTSAX"), priced("../X", owner=alice)
    priced("VFIAX")
    make_position(account, fund), make_position(account, odd)
    market.closes, market.single = {"BND": 70}, {"VTSAX": 103.5, "VFIAX": 9}
    assert updated().missing == {"VTSAX", "../X", "VFIAX"}
    settings.POLYGON_PLAN = "paid"
    for _ in range(3):
        assert updated().priced == {"VTSAX"}
    assert [q.split("?")[0] for q in market.questions[1:]] == [f"/v1/open-close/VTSAX/{FRIDAY}"]


@pytest.mark.parametrize("failure", [*FAILURES_BY_CODE.values()])
def test_words_of_a_failure_hold_no_figure(failure):
    assert issubclass(failure, PriceFailure)
    assert not any(letter.isdigit() for letter in failure.words)


def run(*arguments):
    out = StringIO()
    call_command("update_prices", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_needs_a_provider_key(catalogue):
    assert "POLYGON_API_KEY is not set, so prices stay" in run()
    assert "POLYGON_API_KEY is not set" in run("--symbol", "VTI")
    assert not PriceQuote.objects.exists()


def test_the_command_reports_every_outcome(market):
    old = timezone.now().date() - timedelta(days=30)
    for symbol in ("AAA", "BBB", "CCC", "DDD"):
        priced(symbol, day=old)
    market.closes = {"AAA": 101, "BBB": 900, "CCC": -1}
    said = run()
    assert f"1 prices of {recent_weekdays(timezone.now())[0]} from massive" in said
    assert "BBB is held back for staff: 9 times the last price" in said
    assert "CCC is refused: -1 is not a price" in said
    assert "so the last price stays: DDD" in said


def test_the_command_takes_a_symbol_and_a_day(market):
    vti, bnd, market.closes = priced("VTI", day=date(2026, 1, 2)), priced("BND"), {"VTI": 101, "BND": 102}
    run("--symbol", "vti", "--date", "2026-02-03")
    assert vti.quotes.get().date == date(2026, 2, 3)
    assert not bnd.quotes.exists()


@pytest.mark.parametrize("arguments", [("--date", "2999-01-01"), ("--date", "soon"), ("--symbol", "NONE")])
def test_the_command_refuses_bad_arguments(market, arguments):
    priced("VTI")
    with pytest.raises(CommandError):
        run(*arguments)


def test_the_command_fails_when_the_provider_does(market):
    priced("VTI")
    market.status = 500
    with pytest.raises(CommandError, match="is out of order.*Prices stay as they are"):
        run()
