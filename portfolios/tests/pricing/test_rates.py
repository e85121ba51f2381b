"""Exchange rates: fetched from the European Central Bank where somebody needs them, or entered by a person."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from people.tests.support.http_server import Reply, StubServer
from portfolios.changes.daily import run_daily_update
from portfolios.models import ExchangeRate
from portfolios.models.rates import load_rates
from portfolios.pricing import ecb
from portfolios.pricing.ecb import read_rates
from portfolios.pricing.provider import ProviderResponseUnreadable
from portfolios.pricing.rates import update_rates
from portfolios.tests.conftest import make_account, make_instrument
from portfolios.tests.support.price_server import FRIDAY, SATURDAY_NOON

pytestmark = pytest.mark.django_db

PUBLISHED = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"><Cube><Cube time='2026-11-20'>
<Cube currency='USD' rate='1.0850'/><Cube currency='JPY' rate='164.75'/><Cube currency='GBP' rate='0.83510'/>
</Cube></Cube></gesmes:Envelope>"""


@pytest.fixture
def bank(monkeypatch, settings):
    """Yield a running stand-in for the bank's server."""

    class Bank(StubServer):
        body, status, questions = PUBLISHED, 200, 0

        def answer(self, request):
            self.questions += 1
            return Reply(self.body, self.status)

    with Bank().serve() as server:
        monkeypatch.setattr(ecb, "RATES_URL", server.url)
        monkeypatch.setattr(ecb, "ALLOWED_HOSTS", {"127.0.0.1"})
        yield server


def test_rates_are_crossed_through_the_euro():
    rates = read_rates(PUBLISHED)
    assert rates.day == date(2026, 11, 20)
    assert rates.dollars == {
        "EUR": Decimal("1.0850000000"), "JPY": Decimal("0.0065857360"), "GBP": Decimal("1.2992455993"),
    }  # fmt: skip


def test_the_first_answer_has_the_days_before(bank, alice):
    make_account(alice, currency="GBP")
    earlier = PUBLISHED.replace(b"2026-11-20", b"2026-09-01").replace(b"1.0850", b"1.1000")
    bank.body = PUBLISHED + earlier
    assert update_rates(now=SATURDAY_NOON) == ""
    rows = ExchangeRate.objects.filter(currency="EUR").order_by("date").values_list("date", "dollars")
    assert list(rows) == [(date(2026, 9, 1), Decimal("1.1")), (FRIDAY, Decimal("1.085"))]


@pytest.mark.parametrize("content", [
    b"", b"<html>", b"<Cube time='2026-11-20'/>", PUBLISHED.replace(b"USD", b"AUD"),
    PUBLISHED.replace(b"2026-11-20", b"2026-13-45"), PUBLISHED.replace(b"164.75", b"1.2.3"),
    PUBLISHED.replace(b"164.75", b"0.000"), PUBLISHED.replace(b"1.0850", b"0"),
])  # fmt: skip
def test_an_unreadable_answer_gives_no_rates(content):
    with pytest.raises(ProviderResponseUnreadable):
        read_rates(content)


def test_nobody_is_asked_without_a_foreign_currency(bank, alice):
    make_account(alice)
    assert update_rates(now=SATURDAY_NOON) == ""
    assert bank.questions == 0


def test_rates_are_stored_once_a_day(bank, alice):
    make_account(alice, currency="EUR")
    for _ in range(3):
        assert run_daily_update(now=SATURDAY_NOON).failure == ""
    assert bank.questions == 1
    row = ExchangeRate.objects.get(currency="EUR")
    assert (row.owner, row.date, row.dollars, row.source) == (None, FRIDAY, Decimal("1.085"), "ecb")


def test_a_failure_keeps_the_stored_rates(bank, alice):
    make_account(alice, currency="EUR")
    ExchangeRate.objects.create(currency="EUR", date=date(2026, 11, 1), dollars=2, source="staff")
    bank.status = 500
    assert "is out of order" in update_rates(now=SATURDAY_NOON)
    assert [rate.dollars for rate in load_rates(alice.pk, {"EUR"})] == [2]


def test_another_host_is_never_asked(bank, monkeypatch, alice):
    make_account(alice, currency="EUR")
    monkeypatch.setattr(ecb, "ALLOWED_HOSTS", {"www.ecb.europa.eu"})
    assert "could not be reached" in update_rates(now=SATURDAY_NOON)
    assert bank.questions == 0


def test_rates_can_be_switched_off(bank, alice, settings):
    settings.EXCHANGE_RATES = "off"
    make_account(alice, currency="EUR")
    assert update_rates(now=SATURDAY_NOON) == ""
    assert bank.questions == 0


def test_the_newest_rate_counts_and_shared_before_own(alice, bob):
    today = timezone.localdate()
    for owner, day, dollars in ((alice, 1, 5), (None, 2, 6), (alice, 2, 7), (bob, 3, 9)):
        ExchangeRate.objects.create(owner=owner, currency="CHF", date=date(2026, 1, day), dollars=dollars, source="ecb")
    assert [(rate.dollars, rate.date.day) for rate in load_rates(alice.pk, {"CHF", "USD"})] == [(6, 2)]
    assert [rate.dollars for rate in load_rates(bob.pk, {"CHF"})] == [9]
    assert load_rates(alice.pk, {"USD"}) == () and today


def test_a_person_enters_a_rate_of_their_own(as_alice, alice, bob):
    make_account(alice, currency="CHF", cash_balance=100)
    make_instrument("NESN", owner=alice, currency="CHF")
    assert "No rate for CHF" in as_alice.get("/rates/").content.decode()
    sent = {"currency": "CHF", "dollars": "1.1234", "day": "2026-11-02"}
    assert as_alice.post("/rates/", sent).status_code == 302
    page = as_alice.get("/rates/").content.decode()
    assert "1.1234" in page and "entered by you" in page and "No rate for" not in page
    assert load_rates(bob.pk, {"CHF"}) == ()


@pytest.mark.parametrize("sent", [
    {"dollars": "0"}, {"dollars": "-1"}, {"dollars": "NaN"}, {"dollars": "1000"}, {"currency": "USD"},
    {"currency": "XXX"}, {"day": "2999-01-01"}, {"currency": ""},
])  # fmt: skip
def test_a_rate_that_is_none_is_refused(as_alice, sent):
    values = {"currency": "CHF", "dollars": "1.1", "day": "2026-11-02", **sent}
    assert as_alice.post("/rates/", values).status_code == 422
    assert not ExchangeRate.objects.exists()
