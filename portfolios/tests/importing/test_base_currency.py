"""Imports of a person who counts in euros: sums are in euros, and a rate is needed for other currencies only."""

from datetime import date
from decimal import Decimal

import pytest

from portfolios.models import ExchangeRate, Profile
from portfolios.tests.conftest import make_account
from portfolios.tests.support.import_pages import apply, check, send, text_of

pytestmark = pytest.mark.django_db
IN_EUROS = b"Symbol,Quantity,Price,Value,Currency\nSAP.DE,10,140.00,1400.00,EUR\nASML.AS,2,600.00,1200.00,EUR\n"
IN_DOLLARS = b"Symbol,Quantity,Price,Value,Currency\nACMEX,10,125.00,1250.00,USD\n"


@pytest.fixture
def depot(alice):
    Profile.objects.update_or_create(user=alice, defaults={"base_currency": "EUR"})
    return make_account(alice, name="Depot", currency="EUR")


def preview(client, account, content):
    send(client, account, content)
    return text_of(check(client))


def test_euros_need_no_rate_and_sum_to_euros(as_alice, depot):
    said = preview(as_alice, depot, IN_EUROS)
    assert "2,600.00 EUR" in said and "$" not in said and "Sums are in" not in said
    apply(as_alice)
    assert "2,600.00 EUR" in text_of(as_alice.get("/accounts/"))


def test_dollars_are_converted_to_euros(as_alice, depot):
    ExchangeRate.objects.create(currency="EUR", date=date(2026, 11, 27), dollars=Decimal("1.25"), source="ecb")
    said = preview(as_alice, depot, IN_DOLLARS)
    assert "Sums are in euros, at 1 EUR = 1.2500 USD of November 27, 2026 (European Central Bank)" in said
    assert "1,000.00 EUR" in said


def test_dollars_without_a_rate_are_refused(as_alice, depot):
    said = preview(as_alice, depot, IN_DOLLARS)
    assert (
        "there is no exchange rate for them. Enter one for EUR under Exchange rates" in said
        and "1,250.00 EUR" not in said
    )
