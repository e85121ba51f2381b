"""What is deleted comes back as it was, or it is said why not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.tests.support.cast import signed_in
from portfolios.catalogue.promotion import promote
from portfolios.changes import daily
from portfolios.changes.deletion import RestoreRefused, delete_account, delete_position, restore
from portfolios.changes.demo import delete_all_accounts
from portfolios.models import Account, Instrument, PortfolioValue, Position, Removal
from portfolios.tests.conftest import make_account, make_instrument, make_position

HTMX = {"HX-Request": "true"}
SMALLEST, LARGE = Decimal("0.00000001"), Decimal("123456789.12345678")


def rows_of(model):
    """Everything stored but the version and the moment of the last change."""
    rows = model.objects.order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in ("version", "updated_at")} for row in rows]


def undo(client, headers=None):
    return client.post(f"/removals/{Removal.objects.latest('created_at').pk}/undo/", headers=headers)


def why_not(removal):
    with pytest.raises(RestoreRefused) as refused:
        restore(removal=removal)
    return str(refused.value)


def as_stored(removal):
    return Removal.objects.get(pk=removal.pk)


# Positions


def test_a_position_comes_back_unchanged(as_alice, alices_account, vti):
    position = make_position(alices_account, vti, LARGE, cost_basis=Decimal("0.01"), as_of_date=date(2024, 2, 29))
    before = rows_of(Position)
    as_alice.post(f"/positions/{position.pk}/delete/")
    assert not Position.objects.exists()
    assert undo(as_alice)["Location"] == f"/accounts/{alices_account.pk}/"
    assert rows_of(Position) == before
    assert Position.objects.get().version == 2


def test_the_smallest_quantity_comes_back(alices_account, vti):
    position = make_position(alices_account, vti, SMALLEST)
    restore(removal=as_stored(delete_position(position=position)))
    again = Position.objects.get()
    assert (again.quantity, again.cost_basis, again.as_of_date) == (SMALLEST, None, None)


def test_an_open_edit_is_stale_after_an_undo(as_alice, alices_position):
    as_alice.post(f"/positions/{alices_position.pk}/delete/")
    undo(as_alice)
    response = as_alice.post(f"/positions/{alices_position.pk}/edit/", {"version": "1", "quantity": "5"})
    assert response.status_code == 409


def test_the_account_page_offers_undo_for_a_day(as_alice, alices_position):
    address = f"/accounts/{alices_position.account_id}/"
    page = as_alice.post(f"/positions/{alices_position.pk}/delete/", follow=True).content.decode()
    assert "VTI is deleted from Savings." in page
    assert f"/removals/{Removal.objects.get().pk}/undo/" in page
    Removal.objects.update(created_at=timezone.now() - timedelta(hours=24))
    assert "/undo/" not in as_alice.get(address).content.decode()
    assert undo(as_alice).status_code == 404
    assert not Position.objects.exists()


def test_only_the_newest_deletions_are_offered(as_alice, alice, alices_account):
    other = make_account(alice, name="Other")
    for account, symbol in [(alices_account, "AA"), (alices_account, "BB"), (alices_account, "CC"),
                            (alices_account, "DD"), (other, "EE")]:  # fmt: skip
        delete_position(position=make_position(account, make_instrument(symbol, owner=alice)))
    page = as_alice.get(f"/accounts/{alices_account.pk}/").content.decode()
    assert [name for name in ("DD", "CC", "BB", "AA", "EE") if f"{name} deleted" in page] == ["DD", "CC", "BB"]


def test_htmx_shows_the_deletion_in_its_row(as_alice, alices_position):
    response = as_alice.post(f"/positions/{alices_position.pk}/delete/", headers=HTMX).content.decode()
    assert "VTI deleted." in response
    assert "Undo" in response
    assert "<html" not in response
    assert '<section class="card stack" id="account-head" hx-swap-oob="true">' in response
    row = undo(as_alice, HTMX).content.decode()
    assert f'<tr id="position-{alices_position.pk}">' in row
    assert "$2,775.60" in row


@pytest.mark.parametrize("headers", [None, HTMX])
def test_undoing_twice_is_told_and_does_nothing(as_alice, alices_position, headers):
    as_alice.post(f"/positions/{alices_position.pk}/delete/")
    undo(as_alice)
    before = list(Position.objects.values())
    again = undo(as_alice, headers)
    assert again.status_code == 409
    assert "VTI was already restored" in again.content.decode()
    assert list(Position.objects.values()) == before


def test_an_undo_keeps_a_newer_position(as_alice, alices_position, vti):
    as_alice.post(f"/positions/{alices_position.pk}/delete/")
    make_position(alices_position.account, vti, "4.5")
    refused = undo(as_alice)
    assert refused.status_code == 409
    assert "Savings holds VTI again: 4.5 now, 10 were deleted." in refused.content.decode()
    assert Position.objects.get().quantity == Decimal("4.5")


def test_a_position_waits_for_its_account(as_alice, alices_position):
    before = rows_of(Position)
    first = delete_position(position=alices_position)
    second = delete_account(account=alices_position.account)
    assert "Undo that first" in why_not(as_stored(first))
    restore(removal=as_stored(second))
    restore(removal=as_stored(first))
    assert rows_of(Position) == before


def test_a_lost_account_suggests_another(alice, alices_position):
    removal = delete_position(position=alices_position)
    delete_all_accounts(user=alice)
    assert why_not(as_stored(removal)) == "The account that held VTI was deleted, too. Add it to another account."


def test_without_its_instrument_it_cannot_be_held(alice, alices_account):
    removal = delete_position(position=make_position(alices_account, make_instrument("ZZZ", owner=alice), "7"))
    Instrument.objects.filter(symbol="ZZZ").delete()
    assert "7 of ZZZ cannot be held any more" in why_not(as_stored(removal))
    assert not Position.objects.exists()


def test_an_undo_follows_a_promoted_instrument(alice, alices_account, sam):
    own, shared = make_instrument("ACME", owner=alice), make_instrument("ACME")
    removal = delete_position(position=make_position(alices_account, own, "7"))
    promote(instrument=own, by=sam)
    restore(removal=as_stored(removal))
    (position,) = Position.objects.all()
    assert (position.instrument, position.quantity, position.version) == (shared, 7, 2)


# Accounts


@pytest.fixture
def furnished(alice, alices_account, vti):
    Account.objects.filter(pk=alices_account.pk).update(
        purpose="House", cash_interest=Decimal("0.0425"), counts_for_retirement=False
    )
    make_position(alices_account, vti, LARGE, cost_basis=Decimal("2000.00"))
    make_position(alices_account, make_instrument("ZZZ", owner=alice), SMALLEST, as_of_date=date(2024, 2, 29))
    return alices_account


def test_an_account_comes_back_with_all_it_held(as_alice, furnished):
    before = rows_of(Account), rows_of(Position)
    page = as_alice.post(f"/accounts/{furnished.pk}/delete/", follow=True).content.decode()
    assert "Savings deleted" in page
    assert not Account.objects.exists()
    assert not Position.objects.exists()
    assert undo(as_alice)["Location"] == f"/accounts/{furnished.pk}/"
    assert (rows_of(Account), rows_of(Position)) == before
    assert {*Account.objects.values_list("version"), *Position.objects.values_list("version")} == {(2,)}


def test_an_empty_account_comes_back(as_alice, alices_account):
    delete_account(account=alices_account)
    redirect = undo(as_alice, HTMX)["HX-Redirect"]
    again = Account.objects.get(cash_balance=Decimal("100.50"))
    assert redirect == f"/accounts/{again.pk}/"


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


def test_an_undo_needs_the_instruments(as_alice, furnished, alice):
    delete_account(account=furnished)
    delete_all_accounts(user=alice)
    refused = undo(as_alice)
    assert refused.status_code == 409
    assert "0.00000001 of ZZZ cannot be held any more" in refused.content.decode()
    assert not Account.objects.exists()


def test_deleting_all_accounts_is_final(as_alice, furnished):
    as_alice.post("/accounts/reset/")
    assert not Removal.objects.exists()


def test_another_persons_deletion_is_not_found(as_bob, alices_position):
    removal = delete_position(position=alices_position)
    assert as_bob.post(f"/removals/{removal.pk}/undo/").status_code == 404
    assert not Position.objects.exists()


def test_an_api_deletion_can_be_undone(as_alice, furnished):
    before = rows_of(Account), rows_of(Position)
    first = Position.objects.first()
    assert as_alice.delete(f"/api/positions/{first.pk}").status_code == 204
    undo(as_alice)
    assert as_alice.delete(f"/api/accounts/{furnished.pk}").status_code == 204
    undo(as_alice)
    assert (rows_of(Account), rows_of(Position)) == before


def test_the_deletion_label_is_escaped(as_alice, alice):
    delete_account(account=make_account(alice, name="<b>Mine"))
    page = as_alice.get("/accounts/").content.decode()
    assert "&lt;b&gt;Mine deleted" in page
    assert "<b>Mine" not in page


# Size, time, value


def questions(deed, **what):
    with CaptureQueriesContext(connection) as captured:
        deed(**what)
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
    assert questions(delete_account, account=alices_account) == 8
    assert questions(restore, removal=Removal.objects.get()) == 10
    assert Position.objects.count() == how_many


@pytest.mark.django_db(transaction=True)
def test_deletion_and_undo_record_the_value(alice):
    account = make_account(alice, cash_balance=Decimal(100))
    for deed, worth in ((lambda: signed_in(alice).post(f"/accounts/{account.pk}/delete/"), 0),
                        (lambda: undo(signed_in(alice)), 100)):  # fmt: skip
        deed()
        assert PortfolioValue.objects.get().total == worth


def test_after_a_day_the_daily_round_forgets_it(alices_account, vti):
    now = timezone.now()
    for age in (timedelta(hours=25), timedelta(hours=23)):
        removal = delete_position(position=make_position(alices_account, vti))
        Removal.objects.filter(pk=removal.pk).update(created_at=now - age)
    daily.run_daily_update(now=now)
    assert [row.created_at for row in Removal.objects.all()] == [now - timedelta(hours=23)]
