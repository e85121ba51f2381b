"""Totals in the currency that a person chooses: converted at a dated rate that is shown, never one to one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from people.models import AuditEvent
from portfolios.models import ExchangeRate, PortfolioValue, Profile
from portfolios.models.rates import load_base_currency
from portfolios.models.snapshots import load_account_totals, take_snapshot
from portfolios.pages.overview import build_account_table
from portfolios.tests.conftest import make_account, make_position
from portfolios.tests.support.market_prices import priced
from portfolios.valuation.growth import RecordedHoldings
from portfolios.valuation.value import compute_valuation

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 27)


def rate(code, dollars, owner=None):
    return ExchangeRate.objects.create(currency=code, date=DAY, dollars=Decimal(dollars), source="ecb", owner=owner)


def choose(client, code):
    return client.post("/rates/base/", {"code": code}, follow=True)


@pytest.fixture
def holdings(alice):
    """10 shares at $100 that cost $800, 5 at 40 EUR, and 333.33 EUR of cash: $1,000, 200 EUR, 333.33 EUR."""
    rate("EUR", "1.25")
    account = make_account(alice, currency="EUR", cash_balance=Decimal("333.33"))
    make_position(account, priced("VTI"), 10, cost_basis=800)
    make_position(account, priced("SAP.DE", "40", owner=alice, currency="EUR"), 5, cost_basis=150)
    return account


def test_totals_are_in_the_chosen_currency(as_alice, alice, holdings):
    page = as_alice.get("/accounts/").content.decode()
    assert "$1,666.66" in page and "base-rate" not in page
    choose(as_alice, "EUR")
    page = as_alice.get("/accounts/").content.decode()
    assert "1,333.33 EUR in all" in page and "790.00 EUR" in page and "+210.00 EUR" in page
    assert "at 1 EUR = 1.2500 USD (European Central Bank, Nov 27, 2026)" in page
    assert "$" not in page.split("<main")[1].split("</main>")[0]
    page = as_alice.get(f"/accounts/{holdings.pk}/").content.decode()
    assert "800.00 EUR" in page and "200.00 EUR" in page and "333.33 EUR" in page and "base-rate" in page
    assert "640.00 EUR" in page and "+160.00 EUR" in page and "+25.0%" in page
    assert "100.00 USD" in page, "a price keeps the currency of its market"
    assert "$1,000" not in page and "$800" not in page


def test_what_is_in_that_currency_stays_exact(alice, holdings):
    ExchangeRate.objects.update(dollars=Decimal("1.0837"))
    Profile.objects.update_or_create(user=alice, defaults={"base_currency": "EUR"})
    table = build_account_table(
        load_account_totals(alice.pk, load_base_currency(alice.pk)), base=load_base_currency(alice.pk)
    )
    assert table.cash == Decimal("333.33") and table.base.code == "EUR"
    assert table.lines[0].gains.worth.quantize(Decimal("0.01")) == Decimal("1122.76")


def test_without_a_rate_only_its_own_counts(as_alice, alice, holdings):
    page = choose(as_alice, "CHF").content.decode()
    assert "No exchange rate is known, so what is in other currencies is in no total yet." in page
    page = as_alice.get("/accounts/").content.decode()
    assert "1,666.66" not in page and "0.00 CHF in all" in page and "There is no exchange rate for it" in page
    as_alice.post("/rates/", {"currency": "CHF", "dollars": "1.25", "day": ""})
    assert "1,333.33 CHF in all" in as_alice.get("/accounts/").content.decode()


def test_its_own_currency_needs_no_rate(as_alice, alice):
    make_account(alice, currency="CHF", cash_balance=500)
    choose(as_alice, "CHF")
    assert "500.00 CHF in all" in as_alice.get("/accounts/").content.decode()
    snapshot = take_snapshot(alice.pk, now=timezone.now())
    assert compute_valuation(snapshot).total == 500 and snapshot.currency == "CHF" and snapshot.rates == ()


def test_a_changed_position_shows_the_same_currency(as_alice, alice, holdings):
    choose(as_alice, "EUR")
    position = holdings.positions.get(instrument__symbol="VTI")
    answer = as_alice.post(
        f"/positions/{position.pk}/edit/", {"quantity": "20", "cost_basis": "800", "version": "1"},
        headers={"HX-Request": "true"},
    ).content.decode()  # fmt: skip
    assert "1,600.00 EUR" in answer and "2,133.33 EUR" in answer and "$2," not in answer


def test_the_choice_is_theirs_alone_and_recorded(as_alice, as_bob, alice, bob, holdings):
    choose(as_alice, "EUR"), choose(as_bob, "XXX")
    assert Profile.objects.get(user=alice).base_currency == "EUR"
    assert not Profile.objects.filter(user=bob, base_currency="EUR").exists()
    assert load_base_currency(bob.pk).code == "USD"
    (event,) = AuditEvent.objects.filter(user=alice, action="profile_changed")
    assert {(change.field, change.after) for change in event.changes} >= {("base_currency", "EUR")}


def test_the_api_reads_and_changes_it(as_alice, alice, holdings):
    version = as_alice.get("/api/user").json()["user"]["version"]
    body = {"base_currency": "EUR", "version": version}
    answer = as_alice.put("/api/user", body, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["user"]["base_currency"] == "EUR"
    body = {"base_currency": "XXX", "version": version + 1}
    assert as_alice.put("/api/user", body, content_type="application/json").status_code == 400
    assert load_base_currency(alice.pk).code == "EUR"


def test_history_is_converted_at_the_rate_of_its_day(as_alice, alice, holdings):
    today = timezone.localdate()
    for ago, total, dollars in ((2, 900, "1.20"), (1, 950, "1.00")):
        PortfolioValue.objects.create(
            user=alice, date=today - timedelta(days=ago), total=total, holdings=RecordedHoldings()
        )
        ExchangeRate.objects.filter(currency="EUR", date=today - timedelta(days=ago)).delete()
        ExchangeRate.objects.create(
            currency="EUR", date=today - timedelta(days=ago), dollars=Decimal(dollars), source="ecb"
        )
    choose(as_alice, "EUR")
    history = as_alice.get("/dashboard/").content.decode().split('id="history"')[1].split("</details>")[0]
    assert "750 EUR" in history and "950 EUR" in history and "$" not in history
