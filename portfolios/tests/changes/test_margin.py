"""Money borrowed from a broker is negative cash, and part of every total."""

from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.changes.history import record_value
from portfolios.models import PortfolioValue
from portfolios.models.snapshots import take_snapshot
from portfolios.rebalancing.problem import BORROWED_REASON, build_problem
from portfolios.tests.conftest import make_account, make_position
from portfolios.valuation.portfolio import Portfolio

DEBT = Decimal("-500.25")


@pytest.fixture
def margin_account(alice, vti):
    account = make_account(alice, name="Margin", cash_balance=DEBT)
    make_position(account, vti, "10")
    return account


@pytest.fixture
def portfolio(alice, margin_account):
    return Portfolio(take_snapshot(alice.pk, now=timezone.now()))


def test_a_debt_is_part_of_every_total(portfolio, vti):
    worth = 10 * vti.current_price
    assert portfolio.valuation.total == round(worth + DEBT, 2)
    assert sum(portfolio.asset_classes.values()) == portfolio.valuation.total
    assert portfolio.asset_classes["cash"] == DEBT


def test_an_account_with_a_debt_is_left_alone(portfolio):
    assert portfolio.rebalanced.accounts == ()
    assert [one.reason for one in build_problem(portfolio).left_alone] == [BORROWED_REASON]


@pytest.mark.parametrize("address", ["/dashboard/", "/accounts/"])
def test_pages_show_an_account_with_a_debt(as_alice, margin_account, address):
    page = as_alice.get(address)
    assert page.status_code == 200


def test_the_page_of_an_account_shows_its_debt(as_alice, margin_account):
    assert "−$500.25" in as_alice.get(margin_account.get_absolute_url()).content.decode()


def test_a_portfolio_of_debts_alone_is_recorded(alice):
    make_account(alice, name="Margin", cash_balance=DEBT)
    record_value(user_id=alice.pk, now=timezone.now())
    assert PortfolioValue.objects.get().total == DEBT
