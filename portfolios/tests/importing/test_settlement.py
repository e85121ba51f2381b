"""Amounts in other currencies are converted at a dated rate, or refused by name."""

from datetime import date
from decimal import Decimal

import pytest

from portfolios.importing.steps import plan_import
from portfolios.models import Account, ExchangeRate, Instrument, Position
from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.import_pages import check, send, text_of
from portfolios.tests.support.import_steps import run, start

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
HEAD = "Symbol,Quantity,Price,Value,Total cost,Currency\n"


@pytest.fixture
def euro():
    return ExchangeRate.objects.create(currency="EUR", date=date(2025, 1, 31), dollars=Decimal("1.25"), source="staff")


def test_without_a_rate_a_row_is_refused_by_name(alices_account):
    plan = plan_import(draft=start(alices_account, HEAD + "ZZZ,10,4,40,30,EUR\n"))
    assert "Amounts are in euros, and there is no exchange rate" in plan.changes[0].notes[0]
    assert (plan.money.missing[0].amount, plan.money.missing[0].currency) == (40, "EUR")


def test_a_position_keeps_its_currency(alices_account, alice, euro):
    plan = run(alices_account, HEAD + "ZZZ,10,4,40,30,EUR\n")
    position = Position.objects.get()
    assert (position.instrument.currency, position.instrument.current_price, position.cost_basis) == ("EUR", 4, 30)
    assert (plan.money.total, [rate.dollars for rate in plan.rates]) == (50, [Decimal("1.25")])
    assert not plan_import(draft=start(alices_account, HEAD + "ZZZ,10,4,40,30,EUR\n")).has_changes


def test_another_listing_of_a_catalogue_symbol_is_private(alices_account, alice, vti, euro):
    run(alices_account, HEAD + "VTI,10,4,40,30,EUR\n")
    own = Instrument.objects.get(owner=alice)
    assert (own.symbol, own.currency, Position.objects.get().instrument) == ("VTI", "EUR", own)


def test_one_symbol_in_two_currencies_is_refused(alices_account, alice, euro):
    make_instrument("ZZZ", owner=alice)
    plan = plan_import(draft=start(alices_account, HEAD + "ZZZ,10,4,40,30,EUR\nYYY,1,1,1,1,EUR\nYYY,1,1,1,1,USD\n"))
    refused = [change.notes[0] for change in plan.changes if change.outcome == "refused"]
    assert refused == [
        "Your ZZZ is in US dollars, but this row is in euros.", "Your YYY is in euros, but this row is in US dollars.",
    ]  # fmt: skip


def test_cash_in_another_currency_is_a_position(alices_account, euro):
    run(alices_account, HEAD + "CASH,,,500,,USD\nCASH,,,40,,EUR\n")
    alices_account.refresh_from_db()
    position = Position.objects.get()
    assert (alices_account.cash_balance, alices_account.currency) == (500, "USD")
    assert (position.instrument.symbol, position.quantity, position.instrument.currency) == ("CASH-EUR", 40, "EUR")


def test_a_new_account_takes_the_currency_of_its_cash(alice, euro):
    run(None, "Account,Account type,Symbol,Quantity,Price,Value,Currency\nDepot,HSA,CASH,,,40,EUR\n", alice)
    depot = Account.objects.get(name="Depot")
    assert (depot.currency, depot.cash_balance) == ("EUR", 40)


def test_a_debt_in_another_currency_is_refused(alices_account, euro):
    plan = plan_import(draft=start(alices_account, HEAD + "CASH,,,-40,,EUR\n"))
    assert "a debt in euros" in plan.changes[0].notes[0]


def test_a_row_without_amounts_has_no_currency(alices_account, alice, euro):
    make_instrument("ZZZ", owner=alice, currency="EUR")
    run(alices_account, "Symbol,Quantity\nZZZ,10\n")
    assert Position.objects.get().instrument.currency == "EUR"


def test_the_total_of_a_file_is_converted(alices_account, euro):
    money = plan_import(draft=start(alices_account, HEAD + "ZZZ,10,4,40,30,EUR\nTotal,,,100,,EUR\n")).money
    (one,) = money.accounts
    assert (one.total, one.in_file, one.difference) == (50, 125, 75)


def test_the_page_says_the_rate_and_its_day(as_alice, alices_account, euro):
    send(
        as_alice,
        alices_account,
        "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value\n1,Zebra,ZZZ,10,€4,40\n",
    )
    page = text_of(check(as_alice))
    assert "1 EUR = $1.2500 of January 31, 2025 (entered by staff)" in page
    assert "4.00 EUR" in page


def test_a_row_of_no_currency_is_refused(alices_account):
    plan = plan_import(draft=start(alices_account, "Symbol,Quantity,Currency\nZZZ,10,NO CURRENCY\n"))
    assert "NO CURRENCY" in plan.changes[0].notes[0] and not plan.new_instruments


def test_a_value_beyond_all_bounds_is_refused(alices_account):
    rows = f"ZZZ,-{'9' * 20},{'9' * 8},,,USD\nYYY,1,2,2,,USD\n"
    plan = plan_import(draft=start(alices_account, HEAD + rows))
    assert [change.outcome for change in plan.changes] == ["refused", "new"]
