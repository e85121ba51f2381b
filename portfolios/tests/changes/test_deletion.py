"""A deleted position comes back unchanged, or the answer says why not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.catalogue.promotion import promote
from portfolios.changes import daily
from portfolios.changes.deletion import delete_account, delete_position, restore
from portfolios.changes.demo import delete_all_accounts
from portfolios.models import Instrument, Position, Removal
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.removals import HTMX, LARGE, SMALLEST, as_stored, refusal_of, rows_of, undo


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
    restored = Position.objects.get()
    assert (restored.quantity, restored.cost_basis, restored.as_of_date) == (SMALLEST, None, None)


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
    assert '<section class="stack" id="account-head" hx-swap-oob="true">' in response
    row = undo(as_alice, HTMX).content.decode()
    assert f'<tr id="position-{alices_position.pk}">' in row
    assert "$2,775.60" in row


@pytest.mark.parametrize("headers", [None, HTMX])
def test_undoing_twice_changes_nothing(as_alice, alices_position, headers):
    as_alice.post(f"/positions/{alices_position.pk}/delete/")
    undo(as_alice)
    before = list(Position.objects.values())
    response = undo(as_alice, headers)
    assert response.status_code == 409
    assert "VTI was already restored" in response.content.decode()
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
    assert "Undo that first" in refusal_of(as_stored(first))
    restore(removal=as_stored(second))
    restore(removal=as_stored(first))
    assert rows_of(Position) == before


def test_a_lost_account_suggests_another(alice, alices_position):
    removal = delete_position(position=alices_position)
    delete_all_accounts(user=alice)
    assert refusal_of(as_stored(removal)) == "The account that held VTI was deleted, too. Add it to another account."


def test_a_lost_instrument_blocks_the_undo(alice, alices_account):
    removal = delete_position(position=make_position(alices_account, make_instrument("ZZZ", owner=alice), "7"))
    Instrument.objects.filter(symbol="ZZZ").delete()
    assert "7 of ZZZ cannot be held any more" in refusal_of(as_stored(removal))
    assert not Position.objects.exists()


def test_an_undo_follows_a_promoted_instrument(alice, alices_account, sam):
    private, shared = make_instrument("ACME", owner=alice), make_instrument("ACME")
    removal = delete_position(position=make_position(alices_account, private, "7"))
    promote(instrument=private, by=sam)
    restore(removal=as_stored(removal))
    (position,) = Position.objects.all()
    assert (position.instrument, position.quantity, position.version) == (shared, 7, 2)


def test_another_persons_deletion_is_not_found(as_bob, alices_position):
    removal = delete_position(position=alices_position)
    assert as_bob.post(f"/removals/{removal.pk}/undo/").status_code == 404
    assert not Position.objects.exists()


def test_the_daily_run_deletes_old_removals(alices_account, vti):
    now = timezone.now()
    for age in (timedelta(hours=25), timedelta(hours=23)):
        removal = delete_position(position=make_position(alices_account, vti))
        Removal.objects.filter(pk=removal.pk).update(created_at=now - age)
    daily.run_daily_update(now=now)
    assert [row.created_at for row in Removal.objects.all()] == [now - timedelta(hours=23)]
