"""Pages, API and imports write through the same functions."""

import json
from datetime import date
from decimal import Decimal

import pytest

from portfolios.changes import editing
from portfolios.changes.editing import AlreadyHeld, NewPosition, PositionChange, StaleVersion
from portfolios.importing.steps import apply_import, plan_import, start_import
from portfolios.models import Account, Instrument, Position
from portfolios.tests.conftest import make_account

FIELDS = ("instrument__symbol", "instrument__owner", "quantity", "cost_basis", "as_of_date", "version")


def add_by_page(client, account):
    sent = {"symbol": "VTI", "quantity": "5", "cost_basis": "1000.50", "as_of_date": "2024-01-02"}
    assert client.post(f"/accounts/{account.pk}/positions/", sent).status_code == 302


def add_by_api(client, account):
    body = {"account_id": str(account.pk), "symbol": "VTI", "quantity": "5", "cost_basis": "1000.50",
            "as_of_date": "2024-01-02"}  # fmt: skip
    sent = client.post("/api/positions", json.dumps(body), content_type="application/json")
    assert sent.status_code == 201


def add_by_import(client, account):
    data = b"Symbol,Quantity,Total cost,As of\nVTI,5,$1000.50,2024-01-02\n"
    draft = start_import(user=account.user, account=account, files=[("positions.csv", data)])[0]
    apply_import(draft=draft, digest=plan_import(draft=draft).digest)


@pytest.fixture
def calls(monkeypatch):
    """Count the calls of the functions that write, by name."""
    counts = {}

    def count(name):
        function = getattr(editing, name)

        def counted(**values):
            counts[name] = counts.get(name, 0) + 1
            return function(**values)

        return counted

    for name in ("create_account", "create_positions", "change_positions"):
        monkeypatch.setattr(editing, name, count(name))
    return counts


@pytest.mark.usefixtures("reads_in_this_process")
def test_page_api_and_import_add_the_same_row(as_alice, alice, vti, calls):
    ways = (add_by_page, add_by_api, add_by_import)
    for way in ways:
        way(as_alice, make_account(alice, name=way.__name__))
    rows = Position.objects.order_by("created_at").values_list(*FIELDS)
    assert list(rows) == [("VTI", None, Decimal(5), Decimal("1000.50"), date(2024, 1, 2), 1)] * 3
    assert calls["create_positions"] == 3


@pytest.mark.usefixtures("reads_in_this_process")
def test_page_api_and_import_change_one_way(as_alice, alice, alices_position, calls):
    sent = {"quantity": "11", "cost_basis": "2000", "version": 1}
    assert as_alice.post(f"/positions/{alices_position.pk}/edit/", sent).status_code == 302
    body = json.dumps({"quantity": "12", "version": 2})
    path = f"/api/positions/{alices_position.pk}"
    assert as_alice.patch(path, body, content_type="application/json").status_code == 200
    add_by_import(as_alice, alices_position.account)
    alices_position.refresh_from_db()
    assert (alices_position.quantity, alices_position.version) == (5, 4)
    assert calls["change_positions"] == 3


@pytest.mark.usefixtures("reads_in_this_process")
def test_page_api_and_import_open_one_account(as_alice, alice, vti, calls):
    as_alice.post("/accounts/add/", {"name": "Page", "kind": "529"})
    body = json.dumps({"account_name": "API", "account_type": "529"})
    assert as_alice.post("/api/accounts", body, content_type="application/json").status_code == 201
    draft = start_import(user=alice, account=None, files=[("x.csv", b"Account,Symbol,Quantity\nFile,VTI,5\n")])[0]
    draft.targets = {"File": "new:529"}
    draft.save()
    apply_import(draft=draft, digest=plan_import(draft=draft).digest)
    rows = Account.objects.order_by("created_at").values_list("kind", "counts_for_retirement", "version")
    assert list(rows) == [("529", False, 1)] * 3
    assert calls["create_account"] == 3


def test_a_stale_version_changes_nothing(alice, alices_position):
    change = PositionChange(alices_position.pk, 7, {"quantity": Decimal(99)})
    with pytest.raises(StaleVersion) as stale:
        editing.change_positions(user=alice, changes=[change])
    assert stale.value.current == alices_position
    alices_position.refresh_from_db()
    assert (alices_position.quantity, alices_position.version) == (10, 1)


def test_a_stale_account_changes_nothing(alice, alices_account):
    with pytest.raises(StaleVersion):
        editing.update_account(user=alice, account_id=alices_account.pk, version=2, values={"name": "New"})
    alices_account.refresh_from_db()
    assert alices_account.name == "Savings"


def test_a_held_instrument_needs_an_answer(alice, alices_position):
    new = NewPosition(alices_position.account_id, alices_position.instrument_id, Decimal(5))
    with pytest.raises(AlreadyHeld) as refused:
        editing.add_position(user=alice, new=new)
    assert refused.value.position == alices_position
    assert editing.add_position(user=alice, new=new, when_held="add").quantity == 15
    assert editing.add_position(user=alice, new=new, when_held="replace").quantity == 5


def test_strangers_rows_count_as_missing(bob, bobs_account, alices_position):
    account, instrument = alices_position.account, alices_position.instrument
    with pytest.raises(Account.DoesNotExist):
        editing.update_account(user=bob, account_id=account.pk, version=1, values={"name": "Bob was here"})
    with pytest.raises(Account.DoesNotExist):
        editing.add_position(user=bob, new=NewPosition(account.pk, instrument.pk, Decimal(1)))
    with pytest.raises(Account.DoesNotExist):
        editing.create_positions(user=bob, rows=[NewPosition(account.pk, instrument.pk, Decimal(1))])
    with pytest.raises(Position.DoesNotExist):
        editing.change_position(user=bob, position_id=alices_position.pk, version=1, values={"quantity": Decimal(1)})


def test_strangers_instruments_are_not_used(alice, bob, bobs_account):
    details = editing.NewInstrument("ZZZ", "Zebra", "stock")
    private = editing.get_or_create_instrument(user=alice, details=details)
    assert editing.get_or_create_instrument(user=alice, details=details) == private
    with pytest.raises(Instrument.DoesNotExist):
        editing.create_positions(user=bob, rows=[NewPosition(bobs_account.pk, private.pk, Decimal(1))])
    with pytest.raises(Instrument.DoesNotExist):
        editing.update_instrument(user=bob, instrument_id=private.pk, name="Bob's", instrument_type="etf")
    editing.enter_prices(user=bob, prices={private.pk: editing.EnteredPrice(Decimal(1))})
    private.refresh_from_db()
    assert (private.name, private.current_price) == ("Zebra", None)
