"""Money in other currencies is converted at one dated rate, in every place that sums it, and never one to one."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.changes.history import record_value
from portfolios.facts.sheet import build_portfolio_facts
from portfolios.models import ExchangeRate, PortfolioValue
from portfolios.models.snapshots import load_account_totals, take_snapshot
from portfolios.quality.health import find_issues
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.valuation.base_currency import BaseCurrency
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def rate(currency, dollars, day=1, **more):
    return ExchangeRate.objects.create(
        currency=currency, dollars=Decimal(dollars), date=date(2026, 11, day), source="ecb", **more
    )


@pytest.fixture
def abroad(alice):
    """Give Alice 100 euros in cash, 10 shares at 20 euros that cost 150 euros, 1,000 dollars, and 5 pounds' worth."""
    account = make_account(alice, name="Depot", currency="EUR", cash_balance=100)
    make_account(alice, name="Home", cash_balance=1000)
    stocks = {"allocation_asset_class": {"equity": 100}, "classified_by": "owner"}
    priced = {"priced_at": NOW, "price_source": "entered", "owner": alice, **stocks}
    make_position(account, make_instrument("SAP", currency="EUR", current_price=20, **priced), 10, cost_basis=150)
    make_position(account, make_instrument("RIO", currency="GBP", current_price=5, **priced), 1, cost_basis=4)
    return alice


def portfolio_of(user):
    return Portfolio(take_snapshot(user.pk, now=NOW))


def test_every_total_is_converted_at_the_same_rate(abroad):
    rate("EUR", "1.1"), rate("GBP", "1.25")
    portfolio = portfolio_of(abroad)
    assert portfolio.valuation.total == Decimal("1336.25")  # 110 + 220 + 6.25 + 1000
    assert {row.symbol: worth for row, worth in portfolio.holdings} == {"SAP": 220, "RIO": Decimal("6.25")}
    assert load_account_totals(abroad.pk, BaseCurrency()) == [worth.totals for worth in portfolio.valuation.accounts]
    assert {w.instrument.symbol: w.gain for w in portfolio.valuation.positions} == {"SAP": 55, "RIO": Decimal("1.25")}
    assert portfolio.asset_classes == {"cash": 1110, "equity": Decimal("226.25")}


def test_without_a_rate_nothing_counts_one_to_one(abroad):
    rate("EUR", "1.1")
    portfolio = portfolio_of(abroad)
    assert portfolio.valuation.total == 1330
    assert portfolio.not_converted == ("RIO",)
    assert load_account_totals(abroad.pk, BaseCurrency()) == [worth.totals for worth in portfolio.valuation.accounts]
    assert "No exchange rate for RIO, so totals are incomplete." in [one.text for one in find_issues(portfolio)]
    assert build_portfolio_facts(portfolio)["data.not_converted"].value == 1


def test_cash_without_a_rate_is_named_and_left_out(abroad):
    portfolio = portfolio_of(abroad)
    assert portfolio.valuation.total == 1000
    assert set(portfolio.not_converted) == {"RIO", "SAP", "Depot"}
    assert all(w.position.cost_basis is None for w in portfolio.valuation.positions)
    assert load_account_totals(abroad.pk, BaseCurrency()) == [worth.totals for worth in portfolio.valuation.accounts]


def test_the_snapshot_freezes_its_rates(abroad):
    rate("EUR", "1.1"), rate("GBP", "1.25")
    before = take_snapshot(abroad.pk, now=NOW)
    rate("EUR", "1.2", day=2)
    again = Snapshot.model_validate_json(before.model_dump_json())
    assert Portfolio(again).valuation.total == Decimal("1336.25")
    assert {(one.currency, one.dollars, one.date.day) for one in again.rates} == {
        ("EUR", Decimal("1.1"), 1), ("GBP", Decimal("1.25"), 1),
    }  # fmt: skip
    after = take_snapshot(abroad.pk, now=NOW)
    assert Portfolio(after).valuation.total == Decimal("1366.25") and after.digest != before.digest


def test_facts_say_at_which_rate_of_which_day(abroad):
    rate("EUR", "1.1"), rate("GBP", "1.25")
    facts = build_portfolio_facts(portfolio_of(abroad))
    assert (facts["currency.eur.rate"].value, facts["currency.eur.rate"].as_of) == (Decimal("1.1"), date(2026, 11, 1))
    for name in ("portfolio.value", "holding.sap.value", "account.depot.value", "account.depot.cash"):
        assert "1 EUR = $1.1 of 2026-11-01" in facts[name].formula
        assert "currency.eur.rate" in facts[name].inputs
    assert "GBP" not in facts["holding.sap.value"].formula
    assert facts["account.home.cash"].formula == "the account's cash balance, as it was entered"


def test_a_change_of_the_rate_is_movement(abroad):
    rate("EUR", "1.1"), rate("GBP", "1.25")
    record_value(user_id=abroad.pk, now=NOW)
    PortfolioValue.objects.update(date=date(2026, 1, 1), added=0)
    rate("EUR", "1.2", day=2)
    row = record_value(user_id=abroad.pk, now=NOW)
    assert (row.total, row.added) == (Decimal("1366.25"), 0)


def test_rates_of_others_convert_nothing(abroad, bob):
    rate("EUR", "9", owner=bob)
    assert portfolio_of(abroad).valuation.total == 1000


def test_dollars_alone_need_no_query_of_rates(alice, django_assert_num_queries):
    make_position(make_account(alice), make_instrument("VTI", current_price=5, priced_at=NOW, price_source="market"))
    with django_assert_num_queries(4):
        take_snapshot(alice.pk, now=NOW)
