"""A deleted account comes back with its positions, or the answer says why not."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.tests.support.cast import signed_in
from portfolios.changes.deletion import delete_account, restore
from portfolios.changes.demo import delete_all_accounts
from portfolios.models import Account, Instrument, PortfolioValue, Position, Removal
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.removals import HTMX, LARGE, SMALLEST, as_stored, rows_of, undo


@pytest.fixture
def full_account(alice, alices_account, vti):
    Account.objects.filter(pk=alices_account.pk).update(
        purpose="House", cash_interest=Decimal("0.0425"), counts_for_retirement=False
    )
    make_position(alices_account, vti, LARGE, cost_basis=Decimal("2000.00"))
    make_position(alices_account, make_instrument("ZZZ", owner=alice), SMALLEST, as_of_date=date(2024, 2, 29))
    return alices_account


def test_an_account_comes_back_with_all_it_held(as_alice, full_account):
    before = rows_of(Account), rows_of(Position)
    page = as_alice.post(f"/accounts/{full_account.pk}/delete/", follow=True).content.decode()
    assert "Savings deleted" in page
    assert not Account.objects.exists()
    assert not Position.objects.exists()
    assert undo(as_alice)["Location"] == f"/accounts/{full_account.pk}/"
    assert (rows_of(Account), rows_of(Position)) == before
    assert {*Account.objects.values_list("version"), *Position.objects.values_list("version")} == {(2,)}


def test_an_empty_account_comes_back(as_alice, alices_account):
    delete_account(account=alices_account)
    redirect = undo(as_alice, HTMX)["HX-Redirect"]
    restored = Account.objects.get(cash_balance=Decimal("100.50"))
    assert redirect == f"/accounts/{restored.pk}/"


def test_an_undo_renames_if_the_name_is_taken(as_alice, alice, alices_account):
    delete_account(account=alices_account)
    make_account(alice, name="SAVINGS")
    make_account(alice, name="Savings (restored)")
    page = as_alice.post(f"/removals/{Removal.objects.get().pk}/undo/", follow=True).content.decode()
    assert "Savings is back as “Savings (restored 2)”, because another account took its name." in page
    assert Account.objects.filter(name="Savings (restored 2)").exists()


def test_a_renamed_account_keeps_the_length_limit(alice):
    removal = delete_account(account=make_account(alice, name="x" * 80))
    make_account(alice, name="x" * 80)
    assert restore(removal=as_stored(removal)).name == "x" * 69 + " (restored)"


def test_lost_instruments_block_the_account(as_alice, full_account, alice):
    delete_account(account=full_account)
    delete_all_accounts(user=alice)
    refused = undo(as_alice)
    assert refused.status_code == 409
    assert "0.00000001 of ZZZ cannot be held any more" in refused.content.decode()
    assert not Account.objects.exists()


def test_deleting_all_accounts_is_final(as_alice, full_account):
    as_alice.post("/accounts/reset/")
    assert not Removal.objects.exists()


def test_an_api_deletion_can_be_undone(as_alice, full_account):
    before = rows_of(Account), rows_of(Position)
    first = Position.objects.first()
    assert as_alice.delete(f"/api/positions/{first.pk}").status_code == 204
    undo(as_alice)
    assert as_alice.delete(f"/api/accounts/{full_account.pk}").status_code == 204
    undo(as_alice)
    assert (rows_of(Account), rows_of(Position)) == before


def test_the_deletion_label_is_escaped(as_alice, alice):
    delete_account(account=make_account(alice, name="<b>Mine"))
    page = as_alice.get("/accounts/").content.decode()
    assert "&lt;b&gt;Mine deleted" in page
    assert "<b>Mine" not in page


def count_queries(action, **arguments):
    with CaptureQueriesContext(connection) as captured:
        action(**arguments)
    return len(captured)


def own_positions(account, how_many):
    rows = [
        Instrument(owner=account.user, symbol=f"OWN{n}", name="Own", instrument_type="stock") for n in range(how_many)
    ]
    Instrument.objects.bulk_create(rows)
    Position.objects.bulk_create(
        Position(user=account.user, account=account, instrument=row, quantity=1) for row in rows
    )


@pytest.mark.parametrize("how_many", [2, 700])
def test_deletion_needs_a_constant_query_count(alices_account, how_many):
    own_positions(alices_account, how_many)
    assert count_queries(delete_account, account=alices_account) == 9
    assert count_queries(restore, removal=Removal.objects.get()) == 13
    assert Position.objects.count() == how_many


@pytest.mark.django_db(transaction=True)
def test_deletion_and_undo_record_the_value(alice):
    account = make_account(alice, cash_balance=Decimal(100))
    for action, total in ((lambda: signed_in(alice).post(f"/accounts/{account.pk}/delete/"), 0),
                        (lambda: undo(signed_in(alice)), 100)):  # fmt: skip
        action()
        assert PortfolioValue.objects.get().total == total
