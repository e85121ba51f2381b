"""Plan and apply a file, and check what is stored."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from people.models import AuditEvent
from portfolios.importers.table import FileUnreadable
from portfolios.importing import steps
from portfolios.importing.steps import apply_import, plan_import
from portfolios.models import Account, Instrument, Position
from portfolios.models.imports import ImportDraft, ImportMapping
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.import_files import EXPECTED_POSITIONS, content
from portfolios.tests.support.import_steps import run, start, stored_portfolio

pytestmark = pytest.mark.usefixtures("reads_in_this_process")


def outcomes(plan):
    return {change.what: change.outcome for change in plan.changes}


def test_a_dry_run_writes_nothing(alices_account, vti):
    plan = plan_import(draft=start(alices_account, "Symbol,Quantity\nVTI,5\nZZZ,3\n"))
    assert outcomes(plan) == {"VTI": "new", "ZZZ": "new"}
    assert not Position.objects.exists()
    assert not Instrument.objects.filter(symbol="ZZZ").exists()


def test_applying_adds_positions_and_instruments(alices_account, alice, vti):
    run(alices_account, "Symbol,Name,Quantity,Price,Total cost,As of\nVTI,,5,1,100,2024-01-02\nZZZ,Zebra,3,2.5,,\n")
    first, second = Position.objects.order_by("instrument__symbol")
    assert (first.instrument, first.quantity, first.cost_basis, str(first.as_of_date)) == (vti, 5, 100, "2024-01-02")
    zebra = second.instrument
    assert (zebra.owner, zebra.name, zebra.instrument_type, zebra.current_price) == (
        alice, "Zebra", "other", Decimal("2.5")
    )  # fmt: skip
    assert (zebra.price_source, zebra.priced_at is None, first.user, second.user) == ("entered", False, alice, alice)


def test_an_import_is_an_audit_event(alices_account, alice, vti):
    draft = start(alices_account, "Symbol,Quantity\nVTI,5\n")
    draft_id = str(draft.pk)
    apply_import(draft=draft, digest=plan_import(draft=draft).digest)
    event = AuditEvent.objects.get(action="imported")
    assert (event.user, event.object_type, event.object_id) == (alice, "importdraft", draft_id)
    assert event.details == f"1 rows of {draft.file_name}, import {draft_id}"
    added = AuditEvent.objects.get(action="position_added")
    assert "quantity" in {change.field for change in added.changes}


def test_a_file_never_prices_the_catalogue(alices_account, vti):
    before = vti.current_price
    run(alices_account, "Symbol,Quantity,Price\nVTI,5,1.23\n")
    vti.refresh_from_db()
    assert vti.current_price == before


def test_quantities_are_replaced_not_added(alices_position):
    plan = run(alices_position.account, "Symbol,Quantity,Total cost\nVTI,12,2400\n")
    alices_position.refresh_from_db()
    assert (alices_position.quantity, alices_position.cost_basis, alices_position.version) == (12, 2400, 2)
    assert plan.changes[0].notes == ("10 → 12", "cost $2,000.00 → cost $2,400.00")


def test_a_position_not_in_the_file_stays(alices_position):
    plan = run(alices_position.account, "Symbol,Quantity\nBND,12\n")
    assert [one.symbol for one in plan.absent] == ["VTI"]
    assert sorted(Position.objects.values_list("instrument__symbol", "quantity")) == [("BND", 12), ("VTI", 10)]


def test_a_file_without_costs_keeps_the_cost(alices_position):
    run(alices_position.account, "Symbol,Quantity\nVTI,10\n")
    alices_position.refresh_from_db()
    assert (alices_position.cost_basis, alices_position.version) == (2000, 1)
    plan = run(alices_position.account, "Symbol,Quantity\nVTI,11\n")
    alices_position.refresh_from_db()
    assert (alices_position.cost_basis, alices_position.version) == (2000, 2)
    assert "Not in the file, so kept: cost $2,000.00." in plan.changes[0].notes


def test_equal_lots_are_summed(alices_account, vti):
    plan = run(alices_account, "Symbol,Quantity,Cost per share\nVTI,10,100\nBND,1,70\nVTI,30,200\n")
    position = Position.objects.get(instrument=vti)
    assert (position.quantity, position.cost_basis) == (40, 7000)
    assert plan.changes[0].lines == (2, 4)


def test_cash_rows_set_the_cash_of_the_account(alices_account, vti):
    run(alices_account, content("schwab_positions.csv"))
    alices_account.refresh_from_db()
    assert (alices_account.cash_balance, alices_account.version) == (Decimal("12345.67"), 2)


@pytest.mark.parametrize("name", [name for name in EXPECTED_POSITIONS if name != "bank.qfx"])
def test_the_same_file_twice_changes_nothing(alices_account, alice, catalogue, name):
    draft = start(alices_account, content(name))
    draft.targets = {account: target or str(alices_account.pk) for account, target in draft.targets.items()}
    apply_import(draft=draft, digest=plan_import(draft=draft).digest, accepts_difference=True)
    before = stored_portfolio(alice)
    versions = list(Position.objects.order_by("pk").values_list("version", "updated_at"))
    again = start(alices_account, content(name))
    again.targets = {account: target or str(alices_account.pk) for account, target in again.targets.items()}
    plan = plan_import(draft=again)
    assert not plan.has_changes
    apply_import(draft=again, digest=plan.digest, accepts_difference=True)
    assert stored_portfolio(alice) == before
    assert list(Position.objects.order_by("pk").values_list("version", "updated_at")) == versions


def test_a_newer_private_price_is_imported(alices_account, alice):
    private = make_instrument("ZZZ", owner=alice)
    make_position(alices_account, private, "3")
    plan = run(alices_account, "Symbol,Quantity,Price\nZZZ,3,2.50\n")
    private.refresh_from_db()
    assert (private.current_price, private.price_source) == (Decimal("2.5"), "entered")
    assert plan.changes[0].notes[-1] == "Price: none → $2.5."


def test_the_first_price_of_the_file_is_used(alices_account, alice):
    text = "Account,Account type,Symbol,Quantity,Price\nA,HSA,ZZZ,1,\nB,HSA,ZZZ,1,2\nC,HSA,ZZZ,1,3\n"
    run(None, text, alice)
    assert Instrument.objects.get(symbol="ZZZ").current_price == 2
    assert not plan_import(draft=start(None, text, alice)).has_changes


def test_an_older_price_is_not_imported(alices_account, alice):
    private = make_instrument("ZZZ", owner=alice, current_price=9, priced_at=timezone.now(), price_source="entered")
    run(alices_account, "Symbol,Quantity,Price,As of\nZZZ,3,2.50,2020-01-01\n")
    private.refresh_from_db()
    assert private.current_price == 9


def test_rows_go_to_named_and_new_accounts(alices_account, alice, catalogue):
    text = "Account,Account type,Symbol,Quantity\nSAVINGS,,VTI,1\nCollege,529,BND,2\n"
    draft = start(None, text, alice)
    assert draft.targets == {"SAVINGS": str(alices_account.pk), "College": "new:529"}
    apply_import(draft=draft, digest=plan_import(draft=draft).digest)
    college = Account.objects.get(name="College")
    assert (college.user, college.kind, college.counts_for_retirement) == (alice, "529", False)
    assert college.positions.get().quantity == 2


def test_rows_without_chosen_account_are_refused(alices_account, alice, catalogue):
    plan = plan_import(draft=start(None, "Account,Symbol,Quantity\nElsewhere,VTI,1\n", alice))
    assert plan.changes[0].notes == ("No account is chosen for this row.",)


def test_two_file_accounts_can_become_one(alices_account, catalogue):
    draft = start(alices_account, "Account,Symbol,Quantity\nA,VTI,1\nB,VTI,2\nC,BND,2\n")
    draft.targets = {"A": str(alices_account.pk), "B": str(alices_account.pk), "C": "skip"}
    plan = apply_import(draft=draft, digest=plan_import(draft=draft).digest)
    assert Position.objects.get().quantity == 3
    assert plan.rows("left_out") == 1


def test_another_users_account_is_not_a_target(alices_account, bobs_account, vti):
    draft = start(alices_account, "Symbol,Quantity\nVTI,1\n")
    draft.targets = {"": str(bobs_account.pk)}
    with pytest.raises(steps.TargetAccountMissing):
        plan_import(draft=draft)


def test_another_users_instrument_is_not_used(alices_account, bob, vti):
    bobs = make_instrument("BOBS", owner=bob)
    run(alices_account, "Symbol,Quantity\nBOBS,1\n")
    assert Position.objects.get().instrument != bobs
    assert Position.objects.get().instrument.owner == alices_account.user


def test_a_later_edit_is_not_overwritten(alices_position):
    draft = start(alices_position.account, "Symbol,Quantity\nVTI,12\n")
    digest = plan_import(draft=draft).digest
    alices_position.change(quantity=Decimal(20))
    with pytest.raises(steps.PlanChanged):
        apply_import(draft=draft, digest=digest)
    alices_position.refresh_from_db()
    assert alices_position.quantity == 20


def test_a_failure_halfway_leaves_nothing_behind(alices_account, alice, vti, monkeypatch):
    draft = start(alices_account, "Symbol,Quantity,Value\nVTI,5,\nZZZ,3,\nCASH,,500\n")
    digest = plan_import(draft=draft).digest
    monkeypatch.setattr(Position.objects, "bulk_create", raise_integrity_error)
    with pytest.raises(steps.PlanChanged):
        apply_import(draft=draft, digest=digest)
    alices_account.refresh_from_db()
    assert alices_account.cash_balance == Decimal("100.50")
    assert not Instrument.objects.filter(symbol="ZZZ").exists()
    assert ImportDraft.objects.filter(pk=draft.pk).exists()


def raise_integrity_error(*_args, **_options):
    raise IntegrityError


def test_a_file_without_valid_rows_is_refused(alices_account, vti):
    with pytest.raises(steps.NothingToImport):
        run(alices_account, "Symbol,Quantity\nVTI,-5\n")


def test_a_deleted_target_account_raises(alices_account, alice, vti):
    draft = start(None, "Account,Symbol,Quantity\nSavings,VTI,1\n", alice)
    alices_account.delete()
    with pytest.raises(steps.TargetAccountMissing):
        plan_import(draft=draft)


def test_the_next_upload_replaces_the_draft(alices_account, alice):
    start(alices_account, "Symbol,Quantity\nVTI,1\n")
    second = start(alices_account, "Symbol,Quantity\nVTI,2\n")
    assert ImportDraft.objects.get() == second
    with pytest.raises(FileUnreadable):
        start(alices_account, "")
    assert ImportDraft.objects.get() == second


def test_a_draft_expires_after_a_day(alices_account, alice):
    draft = start(alices_account, "Symbol,Quantity\nVTI,1\n")
    assert ImportDraft.objects.active_for(alice, now=timezone.now()).get() == draft
    assert not ImportDraft.objects.active_for(alice, now=timezone.now() + timedelta(hours=25)).exists()


def test_the_mapping_is_remembered_per_user(alices_account, alice, bob):
    text = "What,How many\nVTI,1\n"
    draft = start(alices_account, text)
    mapping = steps.ColumnMapping({"symbol": 0, "quantity": 1}, currency="USD")
    steps.save_mapping(draft=draft, mapping=mapping, targets={"": str(alices_account.pk)})
    assert start(alices_account, "WHAT,How  many\nBND,1\n").mapping == mapping
    assert ImportMapping.objects.get().user == alice
    assert start(make_account(bob), text).mapping.columns == {}


@pytest.mark.parametrize("cell", ["equity", "equity x", "equity 60", "gold 100", "equity NaN", "equity -1; cash 101"])
def test_an_invalid_split_is_refused(alices_account, cell):
    plan = plan_import(draft=start(alices_account, f"Symbol,Quantity,Made of\nZZZ,3,{cell}\n"))
    assert outcomes(plan) == {"ZZZ": "refused"} and plan.changes[0].notes[0].startswith("Made of: ")
