"""A newer price in a file counts for the person who imports it, and for nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portfolios.models import Instrument, OwnPrice
from portfolios.models.snapshots import load_account_totals, take_snapshot
from portfolios.tests.conftest import make_account, make_position
from portfolios.tests.support.import_pages import apply, check, confirm, send, text_of
from portfolios.tests.support.import_steps import run

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
FILE = "Symbol,Quantity,Price,Price as of\n"


@pytest.fixture
def priced_vti(vti):
    """VTI at $100, priced ten days ago."""
    Instrument.objects.filter(pk=vti.pk).update(
        current_price=100, priced_at=timezone.now() - timedelta(days=10), price_source="market"
    )
    vti.refresh_from_db()
    return vti


def row(price, days_ago, quantity=5):
    return f"{FILE}VTI,{quantity},{price},{timezone.localdate() - timedelta(days=days_ago)}\n"


def totals(user):
    return [one.total for one in load_account_totals(user.pk)]


def price_of(user):
    return next((one.price, one.price_source) for one in take_snapshot(user.pk, now=timezone.now()).instruments)


def test_the_portfolio_is_worth_what_its_file_says(alices_account, alice, bobs_account, bob, priced_vti):
    make_position(bobs_account, priced_vti, "5")
    plan = run(alices_account, row("120", 2))
    assert plan.stored_total is None
    assert plan.changes[0].notes[-1] == "Price: $100 → $120, for you until a newer one is published."
    assert plan.money.total == 600 and price_of(alice) == (120, "file")
    assert totals(alice) == [600 + alices_account.cash_balance]
    assert totals(bob) == [500] and price_of(bob) == (100, "market")
    priced_vti.refresh_from_db()
    assert priced_vti.current_price == 100


def test_a_newer_market_price_counts_again(alices_account, alice, priced_vti):
    run(alices_account, row("120", 2))
    Instrument.objects.filter(pk=priced_vti.pk).update(current_price=130, priced_at=timezone.now())
    assert price_of(alice) == (130, "market")


def test_an_older_price_of_a_file_is_not_used(alices_account, alice, priced_vti):
    plan = run(alices_account, row("50", 20))
    assert not OwnPrice.objects.exists() and price_of(alice) == (100, "market")
    assert (plan.money.total, plan.stored_total) == (250, 500)


def test_an_older_file_keeps_the_price_of_a_newer_one(alices_account, alice, priced_vti):
    run(alices_account, row("120", 2))
    plan = run(alices_account, row("110", 5))
    assert price_of(alice) == (120, "file") and plan.stored_total == 600


def test_only_a_new_price_is_a_change(alices_account, priced_vti):
    run(alices_account, row("120", 2))
    assert not run(alices_account, row("120", 2)).has_changes
    plan = run(alices_account, row("121", 1))
    assert [change.outcome for change in plan.changes] == ["changed"]


def test_rows_without_a_price_use_the_one_that_counts(alice, alices_account, priced_vti):
    run(alices_account, row("120", 2))
    other = make_account(alice, name="Other")
    assert run(other, "Symbol,Quantity\nVTI,2\n").money.total == 240


def test_a_file_prices_an_instrument_without_a_price(alices_account, alice, vti):
    Instrument.objects.filter(pk=vti.pk).update(current_price=None, priced_at=None, price_source="")
    run(alices_account, row("120", 2))
    assert totals(alice) == [600 + alices_account.cash_balance] and price_of(alice) == (120, "file")


def test_a_page_names_the_file_as_source(as_alice, alices_account, priced_vti):
    send(as_alice, alices_account, row("120", 2))
    confirm(as_alice)
    assert "Price: $100 → $120, for you until a newer one is published." in text_of(check(as_alice))
    apply(as_alice)
    day = timezone.localdate() - timedelta(days=2)
    assert f"price from your file of {day:%b} {day.day}, {day.year}" in text_of(
        as_alice.get(f"/accounts/{alices_account.pk}/")
    )
