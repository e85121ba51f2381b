"""An import keeps every stored value that the file does not mention."""

import json
from datetime import date
from decimal import Decimal

import pytest

from portfolios.importers.readers.alex_export import EXPORT_FORMAT, format_csv, format_json
from portfolios.models import Account, Instrument, Position
from portfolios.pages.export_rows import load_export_rows
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.import_files import content
from portfolios.tests.support.import_steps import run

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
DAY = date(2024, 6, 28)
FILES_WITHOUT_COST = {
    "no cost column": "Symbol,Quantity\nVTI,12\n",
    "an empty cost": "Symbol,Quantity,Total cost,As of\nVTI,12,,\n",
    "a cost not available": "Symbol,Quantity,Total cost,As of\nVTI,12,n/a,--\n",
    "an empty cost of one share": "Symbol,Quantity,Cost per share\nVTI,12,\n",
    "one lot without its cost": "Symbol,Quantity,Total cost\nVTI,10,2000\nVTI,2,\n",
    "our own JSON without the cost": json.dumps({
        "format": EXPORT_FORMAT, "version": 1, "accounts": [
            {"account": "Savings", "cash_balance": "100.50", "positions": [{"symbol": "VTI", "quantity": "12"}]}
        ],
    }),
    "our own JSON with an empty cost": json.dumps({
        "format": EXPORT_FORMAT, "version": 1, "accounts": [
            {"account": "Savings", "cash_balance": "100.50", "cash_interest": "", "account_purpose": None,
             "positions": [{"symbol": "VTI", "quantity": "12", "cost_basis": "", "as_of": None}]}
        ],
    }),
}  # fmt: skip


@pytest.fixture
def holding(alices_position):
    """Return ten shares with cost and date, in an account with every attribute set."""
    account = alices_position.account
    account.change(
        purpose="House", cash_interest=Decimal("0.04"), counts_for_retirement=False, kind="other",
        cash_balance=Decimal("100.50"),
    )  # fmt: skip
    alices_position.change(as_of_date=DAY)
    return alices_position


def attributes(account):
    account.refresh_from_db()
    return account.kind, account.purpose, account.cash_balance, account.cash_interest, account.counts_for_retirement


@pytest.mark.parametrize("text", FILES_WITHOUT_COST.values(), ids=FILES_WITHOUT_COST)
def test_unmentioned_cost_and_date_are_kept(holding, text):
    before = attributes(holding.account)
    plan = run(holding.account, text)
    holding.refresh_from_db()
    assert (holding.quantity, holding.cost_basis, holding.as_of_date) == (12, 2000, DAY)
    assert attributes(holding.account) == before
    (change,) = (change for change in plan.changes if change.what == "VTI")
    assert change.notes[:1] == ("10 → 12",)
    assert "Not in the file, so kept: cost $2,000.00, as of Jun 28, 2024." in change.notes


def test_the_same_quantity_is_not_a_change(holding):
    version = holding.version
    plan = run(holding.account, "Symbol,Quantity\nVTI,10\n")
    holding.refresh_from_db()
    assert (holding.cost_basis, holding.as_of_date, holding.version) == (2000, DAY, version)
    assert [change.outcome for change in plan.changes] == ["same"]


def test_a_new_cost_keeps_the_date(holding):
    run(holding.account, "Symbol,Quantity,Total cost\nVTI,12,2400\n")
    holding.refresh_from_db()
    assert (holding.cost_basis, holding.as_of_date) == (2400, DAY)


def test_a_new_date_keeps_the_cost(holding):
    run(holding.account, "Symbol,Quantity,As of\nVTI,12,2024-07-01\n")
    holding.refresh_from_db()
    assert (holding.cost_basis, holding.as_of_date) == (2000, date(2024, 7, 1))


def test_an_ofx_file_without_costs_keeps_them(holding):
    run(holding.account, content("brokerage.ofx"))
    holding.refresh_from_db()
    assert (holding.quantity, holding.cost_basis) == (Decimal("12.5"), 2000)
    assert holding.as_of_date == date(2025, 1, 3)


@pytest.mark.parametrize("format_rows", [format_csv, lambda rows: format_json(rows, exported_at="now")])
def test_an_old_export_keeps_later_entries(holding, alice, format_rows):
    holding.change(cost_basis=None, as_of_date=None)
    text = format_rows(load_export_rows(alice))
    holding.change(cost_basis=Decimal(2000), as_of_date=DAY, quantity=Decimal(12))
    run(None, text, alice)
    holding.refresh_from_db()
    assert (holding.quantity, holding.cost_basis, holding.as_of_date) == (10, 2000, DAY)


def test_an_export_keeps_existing_accounts(holding, alice):
    text = format_csv(load_export_rows(alice))
    holding.account.change(purpose="Boat", cash_interest=Decimal("0.05"), kind="taxable", counts_for_retirement=True)
    before = attributes(holding.account)
    run(None, text, alice)
    assert attributes(holding.account) == before


def test_a_file_without_a_cash_row_keeps_the_cash(holding):
    run(holding.account, "Symbol,Quantity,Value\nVTI,12,100\nBND,1,70\n")
    holding.account.refresh_from_db()
    assert holding.account.cash_balance == Decimal("100.50")


def test_empty_cells_keep_instrument_details(holding, alice):
    zzz = make_instrument(
        "ZZZ", owner=alice, name="Zebra", instrument_type="etf", current_price=5, price_source="entered",
        priced_at=holding.updated_at,
    )  # fmt: skip
    zzz.classify(allocation_asset_class={"equity": Decimal(100)}, allocation_regions={}, allocation_sectors={})
    make_position(holding.account, zzz, "1")
    run(holding.account, "Symbol,Name,Instrument type,Quantity,Price,Made of\nZZZ,,,2,,\n")
    zzz.refresh_from_db()
    assert (zzz.name, zzz.instrument_type, zzz.current_price) == ("Zebra", "etf", 5)
    assert zzz.allocation_asset_class == {"equity": 100}


def test_empty_later_rows_keep_earlier_values(alice, catalogue):
    heading = "Account,Account type,Account purpose,Interest on cash,Symbol,Quantity,Instrument type,Made of,Price\n"
    run(None, f"{heading}College,529,,4%,ZZZ,1,ETF,equity 100,\nCollege,,Later,,ZZZ,2,,,7\n", alice)
    college, zzz = Account.objects.get(name="College"), Instrument.objects.get(symbol="ZZZ")
    assert (college.kind, college.purpose, college.cash_interest) == ("529", "Later", Decimal("0.04"))
    assert (zzz.instrument_type, zzz.current_price, zzz.allocation_asset_class) == ("etf", 7, {"equity": 100})


def test_empty_rows_of_other_accounts_keep_values(alice, catalogue):
    heading = "Account,Account type,Symbol,Quantity,Instrument type,Made of,Price\n"
    run(None, f"{heading}A,HSA,ZZZ,1,ETF,equity 100,\nB,HSA,ZZZ,2,,,7\n", alice)
    zzz = Instrument.objects.get(symbol="ZZZ")
    assert (zzz.instrument_type, zzz.current_price, zzz.allocation_asset_class) == ("etf", 7, {"equity": 100})


@pytest.mark.parametrize(
    ("answer", "quantity", "day", "kept"),
    [("replace", 5, "", DAY), ("add", 15, "", DAY), ("replace", 5, "2024-07-01", date(2024, 7, 1))],
)
def test_a_form_without_a_date_keeps_the_date(as_alice, holding, answer, quantity, day, kept):
    sent = {"symbol": "VTI", "quantity": "5", "cost_basis": "500", "as_of_date": day, "when_held": answer}
    as_alice.post(f"/accounts/{holding.account_id}/positions/", {**sent, "held_version": holding.version})
    holding.refresh_from_db()
    assert (holding.quantity, holding.as_of_date) == (quantity, kept)


def test_replacing_without_a_cost_keeps_the_cost(as_alice, holding):
    address, sent = f"/accounts/{holding.account_id}/positions/", {"symbol": "VTI", "quantity": "5"}
    page = as_alice.post(address, sent).content.decode()
    assert "Replace it: 5 in all; the recorded cost of $2,000.00 stays" in page
    as_alice.post(address, {**sent, "when_held": "replace", "held_version": holding.version})
    holding.refresh_from_db()
    assert (holding.quantity, holding.cost_basis) == (5, 2000)


def test_a_cost_never_recorded_stays_empty(bob, vti):
    """A position without a cost has none after the import."""
    position = make_position(make_account(bob), vti, "10")
    run(position.account, "Symbol,Quantity\nVTI,11\n")
    assert Position.objects.values_list("quantity", "cost_basis", "as_of_date").get() == (11, None, None)
