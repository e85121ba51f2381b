"""The transactions of several files of one account are counted together, each once."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portfolios.importers.table import FileUnreadable
from portfolios.importing.steps import apply_import, plan_import
from portfolios.models import Position
from portfolios.models.imports import ImportDraft
from portfolios.tests.support.import_files import content
from portfolios.tests.support.import_pages import text_of
from portfolios.tests.support.import_steps import start_files

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
HEAD = "Date,Action,Symbol,Quantity,Price,Amount\n"
JUNE = HEAD + "01/05/2024,Buy,VTI,10,$200,-$2000\n06/03/2024,Buy,BND,4,$70,-$280\n06/03/2024,Buy,BND,4,$70,-$280\n"
LATER = HEAD + "06/03/2024,Buy,BND,4,$70,-$280\n06/03/2024,Buy,BND,4,$70,-$280\n07/01/2024,Sell,VTI,4,$210,$840\n"

SALE = HEAD + "07/01/2024,Sell,VTI,4,$210,$840\n"


def plan(account, *texts, **files):
    return plan_import(draft=start_files(account, files or {f"{n}.csv": text for n, text in enumerate(texts)}))


def held(plan):
    return {line.symbol: (line.quantity, line.cost_basis) for _, line in plan.new_positions}


def refusals(plan):
    return [note for change in plan.changes if change.outcome == "refused" for note in change.notes]


@pytest.mark.parametrize("texts", [(JUNE, LATER), (LATER, JUNE)])
def test_overlapping_periods_count_once(alices_account, catalogue, texts):
    found = plan(alices_account, *texts)
    assert held(found) == {"VTI": (6, 1200), "BND": (8, 560)}
    (span,) = found.computed
    assert str(span) == "computed from 4 transactions from 2024-01-05 to 2024-07-01"
    (said,) = [remark for file in found.files for remark in file.remarks]
    assert "2 that stand in more than one of them count once." in said
    assert not refusals(found) and found.must_accept


def test_a_repeated_row_of_one_file_stays(alices_account, catalogue):
    assert held(plan(alices_account, JUNE, JUNE)) == {"VTI": (10, 2000), "BND": (8, 560)}


def test_a_file_that_starts_later_is_completed(alices_account, catalogue):
    assert held(plan(alices_account, SALE, JUNE)) == {"VTI": (6, 1200), "BND": (8, 560)}


def test_three_files_of_years_are_one_history(alices_account, catalogue):
    years = [HEAD + f"02/0{n}/202{n},Buy,VTI,{n},$100,-${n}00\n" for n in (1, 2, 3)]
    found = plan(alices_account, *years)
    assert held(found) == {"VTI": (6, 600)}
    draft = ImportDraft.objects.first()
    apply_import(draft=draft, digest=found.digest, accepts_difference=True)
    assert Position.objects.get().quantity == 6


def test_files_that_do_not_complete_each_other(alices_account, catalogue):
    found = plan(alices_account, HEAD + "07/01/2024,Sell,VTI,40,$210,$8400\n", JUNE)
    assert not held(found) and len(refusals(found)) == 3
    assert "line 2 of 0.csv sells more of VTI than it buys" in refusals(found)[0]


def test_a_single_incomplete_file_is_refused(alices_account, catalogue):
    with pytest.raises(FileUnreadable, match="line 2 sells more of VTI than it buys"):
        start_files(alices_account, {"a.csv": SALE})
    found = plan(alices_account, SALE, "Symbol,Quantity,Price ($)\nVTI,6,210\n")
    assert "line 2 sells more of VTI" in found.unread[0][1] and held(found) == {"VTI": (6, None)}


def test_other_columns_of_the_same_time_are_refused(alices_account, catalogue):
    other = "Trade date,Type,Ticker,Shares,Unit price,Total\n01/05/2024,Buy,VTI,10,$200,-$2000\n"
    later = other.replace("01/05/2024", "08/05/2024")
    assert "of the same time in different columns" in refusals(plan(alices_account, JUNE, other))[0]
    assert held(plan(alices_account, JUNE, later))["VTI"] == (20, 4000)


def test_accounts_are_counted_each_on_its_own(alice, alices_account, catalogue):
    head = "Account,Date,Action,Symbol,Quantity,Price,Amount\n"
    one = head + "Roth IRA,01/05/2024,Buy,VTI,10,$200,-$2000\nHSA,01/05/2024,Buy,VTI,1,$200,-$200\n"
    two = head + "Roth IRA,02/05/2024,Sell,VTI,3,$200,$600\nHSA,02/05/2024,Buy,VTI,2,$200,-$400\n"
    found = plan_import(draft=start_files(None, {"a.csv": one, "b.csv": two}, alice))
    assert {account.name: line.quantity for account, line in found.new_positions} == {"Roth IRA": 7, "HSA": 3}


def test_a_positions_file_is_checked_against_all(alices_account, catalogue):
    listed = "Symbol,Quantity,Price ($)\nVTI,6,210\nBND,8,70\n"
    found = plan(alices_account, JUNE, LATER, listed)
    (check,) = found.checks
    assert (check.agreeing, check.differences) == (2, ())
    assert not found.computed and {line.cost_basis for _, line in found.new_positions} == {1200, 560}


OFX = content("kinds/ofx-transactions-only.ofx").decode()
HELD = {"VTI": ("10.05", 2300), "NVDA": (30, 2700), "91282CGH8": (5000, 4925), "SMTH": (3, None)}


def ofx(numbers, cash):
    """Return the OFX file with these of its transactions, and another cash balance."""
    kept = [line for line in OFX.splitlines() if "<FITID>" not in line or {*re.findall(r"FITID>(\d+)", line)} & numbers]
    return "\n".join(kept).replace("1320.20", cash)


@pytest.mark.parametrize("is_later_first", [True, False])
def test_ofx_files_of_quarters_are_one_history(alices_account, catalogue, is_later_first):
    early, late = ofx({"1", "2", "3", "4"}, "5000.00"), ofx({"4", "5", "6", "7", "8", "9"}, "1320.20")
    found = plan(alices_account, *((late, early) if is_later_first else (early, late)))
    assert not refusals(found)
    assert held(found) == {symbol: (Decimal(size), cost) for symbol, (size, cost) in HELD.items()}
    assert [cash for _, cash in found.cash] == [Decimal("1320.20")]
    assert str(found.computed[0]) == "computed from 8 transactions from 2024-01-10 to 2024-08-16"


def test_an_ofx_file_without_its_start_is_refused(alices_account, catalogue):
    late = ofx({"4", "5", "6"}, "1320.20")
    with pytest.raises(FileUnreadable, match="not from the beginning"):
        start_files(alices_account, {"late.ofx": late})
    found = plan(alices_account, late, ofx({"6"}, "1.00"))
    assert "not from the beginning" in " ".join(refusals(found)) and not found.cash


IBKR = content("kinds/ibkr-trades.csv").decode()


def test_statements_of_years_are_one_history(alices_account, catalogue):
    lines, first_half = IBKR.splitlines(), re.compile(r"2024-0[23]-\d\d, 09:30:0[01]")
    early = "\n".join(one for one in lines if ",-40," not in one and "Split" not in one).replace("120.5", "9.5")
    late = "\n".join(one for one in lines if not first_half.search(one) or ",-40," in one)
    found = plan(alices_account, early, late)
    assert not [one for one in refusals(found) if "option" not in one.lower()]
    assert {symbol: quantity for symbol, (quantity, _) in held(found).items()} == {"AAPL": 60, "NVDA": 10_000}
    assert [cash for _, cash in found.cash] == [Decimal("120.50")]
    with pytest.raises(FileUnreadable, match="not from the beginning"):
        start_files(alices_account, {"late.csv": late})


def test_the_pages_ask_for_the_account_of_each(as_alice, alice, catalogue):
    files = [SimpleUploadedFile("sale.csv", SALE.encode()), SimpleUploadedFile("june.csv", JUNE.encode())]
    address = as_alice.post("/accounts/import/", {"file": files})["Location"]
    for answer in ("new:taxable", ""):
        assert "/columns/" in address
        form = as_alice.get(address).context["form"]
        answers = {name: form[name].value() or "" for name in form.fields}
        (account,) = form.accounts
        address = as_alice.post(address, {**answers, account.name: answers[account.name] or answer})["Location"]
    page = as_alice.get(address)
    assert "sale.csv and june.csv are counted together: computed from 4 transactions" in text_of(page)
    as_alice.post(address, {"digest": page.context["plan"].digest, "accept_difference": "on"})
    assert {(row.instrument.symbol, row.quantity) for row in Position.objects.owned_by(alice)} == {
        ("VTI", 6), ("BND", 8)
    }  # fmt: skip
