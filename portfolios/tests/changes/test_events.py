"""Every edit of what a person owns is an audit event with old and new values, whichever way it came."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people import acting_as
from people.models import AuditEvent
from portfolios.changes import deletion, editing
from portfolios.changes.editing import NewPosition, PositionChange
from portfolios.models import Position, Profile
from portfolios.tests.conftest import make_account, make_income, make_instrument, make_position

pytestmark = pytest.mark.django_db


@pytest.fixture
def position(alice):
    return make_position(make_account(alice, name="Broker"), make_instrument("VTI"), quantity=Decimal(10))


def events(**of):
    return list(AuditEvent.objects.filter(**of).order_by("pk"))


def values(event):
    return {change.field: (change.before, change.after) for change in event.changes}


def test_interleaved_edits_are_each_an_event(alice, position, as_alice, monkeypatch):
    monkeypatch.setattr("people.api.views.OwnedView.throttle_classes", [])
    for number in range(100):
        position.refresh_from_db()
        body = {"quantity": str(number + 11), "version": position.version}
        address = f"/api/positions/{position.pk}"
        assert as_alice.patch(address, body, content_type="application/json").status_code == 200
        account = position.account
        account.refresh_from_db()
        body = {"cash_balance": str(number + 1), "version": account.version}
        address = f"/api/accounts/{account.pk}"
        assert as_alice.patch(address, body, content_type="application/json").status_code == 200
    found = events(user=alice)
    assert [event.action for event in found] == ["position_changed", "account_changed"] * 100
    assert values(found[0]) == {"quantity": ("10", "11")} and values(found[-2])["quantity"] == ("109", "110")
    assert values(found[-1])["cash_balance"] == ("99", "100")


def test_a_deletion_and_its_undoing_are_events(alice, position):
    with acting_as(alice.pk):
        removal = deletion.delete_position(position=position)
        deletion.restore(removal=removal)
        deletion.delete_account(account=position.account)
    deleted, undone, account = events(user=alice)
    assert (deleted.action, deleted.details, values(deleted)["quantity"]) == ("position_deleted", "VTI", ("10", ""))
    assert (undone.action, undone.details) == ("deletion_undone", "VTI")
    assert (account.action, account.details) == ("account_deleted", "Broker, with 1 positions")


def test_many_rows_at_once_are_one_event(alice):
    account = make_account(alice)
    rows = [NewPosition(account.pk, make_instrument(f"S{n}").pk, Decimal(n + 1)) for n in range(30)]
    with acting_as(alice.pk):
        created = editing.create_positions(user=alice, rows=rows)
        changes = [PositionChange(row.pk, row.version, {"quantity": Decimal(500)}) for row in created]
        editing.change_positions(user=alice, changes=changes)
    added, changed = events(user=alice)
    assert (added.action, added.object_id, added.details) == ("position_added", "", "30 rows")
    assert (changed.action, changed.details, len(changed.changes)) == ("position_changed", "30 rows", 30)
    assert changed.changes[0].field.endswith(", quantity") and changed.changes[0].after == "500"


def test_an_edit_that_changes_nothing_is_no_event(alice, position):
    with acting_as(alice.pk):
        change = PositionChange(position.pk, position.version, {"quantity": Decimal("10.000")})
        editing.change_positions(user=alice, changes=[change])
    assert events(user=alice) == []


def test_profile_and_income_changes_are_events(alice, as_alice):
    version = Profile.objects.get(user=alice).version
    as_alice.put("/api/user", {"birth_year": 1980, "version": version}, content_type="application/json")
    income = make_income(alice, name="Pension")
    as_alice.post(f"/settings/plan/income/{income.pk}/delete/")
    profile, deleted = events(user=alice)
    assert (profile.action, values(profile)["birth_year"]) == ("profile_changed", ("", "1980"))
    assert (deleted.action, deleted.details) == ("income_deleted", "Pension")


def test_import_and_export_are_events(alice, as_alice):
    make_instrument("VTI")
    file = SimpleUploadedFile("pos.csv", b"Account,Symbol,Quantity\nBroker,VTI,5\n")
    page = as_alice.post("/accounts/import/", {"file": file}, follow=True)
    assert page.status_code == 200
    as_alice.get("/accounts/export.csv")
    as_alice.get("/accounts/export.json")
    assert [(e.action, e.details) for e in events(user=alice)] == [("exported", "as CSV"), ("exported", "as JSON")]


def test_the_events_of_many_people_stay_apart(alice, bob, position):
    with acting_as(bob.pk), pytest.raises(Position.DoesNotExist):
        editing.change_position(user=bob, position_id=position.pk, version=1, values={"quantity": Decimal(1)})
    assert events(user=bob) == [] == events(user=alice)
