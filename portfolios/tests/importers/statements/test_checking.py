"""What a language model proposes of a statement counts only where every figure is that of the text."""

from datetime import date

import pytest

from portfolios.importers.readers.formats import guess_mapping
from portfolios.importers.readers.pdf import read_pdf
from portfolios.importers.rows import read_lines
from portfolios.importers.statements.checking import check_proposal
from portfolios.importers.statements.identity import is_number
from portfolios.importers.statements.proposal import ProposedHolding
from portfolios.importers.statements.text import StatementText
from portfolios.importers.table import Table
from portfolios.tests.support.statement_files import LINES, holding, propose, write_pdf

TODAY = date(2025, 12, 1)


def check(proposal, lines=LINES):
    return check_proposal(proposal, StatementText(read_pdf(write_pdf(lines))), today=TODAY)


def changed(line, text):
    """Return the lines of the statement with another one in this place (from 1)."""
    return [*LINES[: line - 1], text, *LINES[line:]]


def with_holding(number, /, **changes):
    """Return the right proposal with one holding of it changed."""
    right = propose().accounts[0].holdings
    return propose(holdings=[one.model_copy(update=changes) if one.line == number else one for one in right])


def test_a_right_proposal_becomes_rows():
    table = check(propose())
    assert isinstance(table, Table) and table.is_exact and table.dated == date(2025, 11, 30)
    mapping = guess_mapping(table)
    lines = [line for line in read_lines(table, mapping, today=TODAY) if not line.is_total]
    assert [(line.symbol, line.quantity, line.price, line.value) for line in lines[:2]] == [
        ("VTI", 100, 250, 25_000), ("BND", 50, 70, 3_500),
    ]  # fmt: skip
    assert (lines[2].cash, mapping.currency) == (500, "USD")
    assert {line.account for line in lines} == {"Roth IRA"} and lines[0].details.number == "...5678"
    assert "$250.00  $25,000.00" in lines[0].notes[-1]


WRONG = {
    "a figure of another line": (with_holding(6, value="3,500.00"), "does not hold the value"),
    "an invented quantity": (with_holding(6, quantity="101.000"), "does not hold the quantity"),
    "quantity and price swapped": (with_holding(6, quantity="250.00", price="100.000"), "which is no quantity"),
    "the cost as value": (with_holding(7, price="70.00", value="4,000.00"), "do not agree"),
    "an invented symbol": (with_holding(6, symbol="NVDA"), "does not hold the symbol"),
    "an invented name": (with_holding(6, name="Another fund"), "does not hold the name"),
    "a holding as cash": (with_holding(6, quantity="", price=""), "its name is none of cash"),
    "no value": (with_holding(6, value=""), "has no value"),
    "a line twice": (with_holding(7, line=6), "Line 6 is used twice"),
    "a line that is not there": (with_holding(7, line=99), "does not hold the quantity"),
    "a row left out": (propose(holdings=propose().accounts[0].holdings[1:]), "add up to 4,000.00"),
    "an invented total": (propose(total="$28,500.00"), "does not say that the total is"),
    "a total of another line": (propose(total="$25,000.00", total_line=5), "does not say that the total is"),
    "an invented account": (propose(name="Traditional IRA"), "has the account name"),
    "an invented day": (propose(dated="November 29, 2025"), "does not say the day"),
    "no holdings": (propose(holdings=[], total="$0.00"), "No holding was found"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_proposal_is_refused(name):
    proposal, reason = WRONG[name]
    assert reason in " ".join(check(proposal))


TWO_LINES = [
    *LINES[:5], "VANGUARD TOTAL STOCK ETF             100.000    $250.00     $25,000.00", "VTI",
    "VANGUARD TOTAL BOND ETF               50.000     $70.00      $3,500.00", "BND", *LINES[7:],
]  # fmt: skip


def on_two_lines(first, second):
    holdings = [
        holding(6, first, "VANGUARD TOTAL STOCK ETF", "100.000", "250.00", "25,000.00"),
        holding(8, second, "VANGUARD TOTAL BOND ETF", "50.000", "70.00", "3,500.00"),
        holding(10, "", "Cash balance", "", "", "500.00"),
    ]
    return check(propose(holdings=holdings, total_line=11), TWO_LINES)


def test_symbols_below_their_lines_are_found():
    assert isinstance(on_two_lines("VTI", "BND"), Table)


@pytest.mark.parametrize("symbols", [("", "VTI"), ("VTI", "VTI"), ("BND", "VTI"), ("BND", "BND"), ("VTI", "")])
def test_symbols_are_not_those_of_the_next_line(symbols):
    assert isinstance(on_two_lines(*symbols), list)


def test_the_symbol_of_another_row_is_refused():
    assert "does not hold the symbol" in check(with_holding(6, symbol="BND"))[0]


def test_a_short_word_is_no_symbol():
    lines = changed(6, "VANGUARD TOTAL STOCK CLASS A         100.000    $250.00     $25,000.00")
    assert "does not hold the symbol" in check(with_holding(6, symbol="A", name=""), lines)[0]


def test_two_accounts_of_one_name_are_refused():
    account = propose().accounts[0]
    assert "Two accounts have the name" in " ".join(check(propose().model_copy(update={"accounts": [account] * 2})))


@pytest.mark.parametrize("whole", ["Total account value", "Ending account value", "Balance", "Net worth", "Assets"])
def test_a_part_with_its_own_sum_is_refused(whole):
    lines = [*LINES[:7], "Total exchange traded funds            $28,500.00", LINES[7], f"{whole}   $29,000.00"]
    part = propose(holdings=propose().accounts[0].holdings[:2], total="$28,500.00", total_line=8)
    assert "states 29,000.00, which is more than all rows together" in check(part, lines)[0]


def test_the_cost_columns_are_no_price_and_value():
    lines = changed(5, "Description                         Quantity   Unit cost     Total cost        Value")
    assert "which is no price" in check(propose(), lines)[0]


def test_without_headings_a_sign_must_tell_the_price():
    assert isinstance(check(with_holding(7), changed(5, "Your holdings")), Table)
    plain = [line.replace("$", " ") for line in changed(5, "Your holdings")]
    assert "no heading and no sign" in check(propose(), plain)[0]


def test_a_bond_is_priced_per_hundred():
    bond = "US TREASURY NOTE 4.25% 11/15/2030   10000.000     $99.50      $9,950.00    $9,900.00"
    lines = [*LINES[:7], bond, LINES[7], "Total account value                                         $38,950.00"]
    found = holding(8, "", "US TREASURY NOTE", "10000.000", "99.50", "9,950.00")
    holdings = [*propose().accounts[0].holdings[:2], found, holding(9, "", "Cash balance", "", "", "500.00")]
    table = check(propose(holdings=holdings, total="38,950.00", total_line=10), lines)
    assert isinstance(table, Table)


def test_a_model_sees_no_name_and_no_number():
    shown = "\n".join(StatementText(read_pdf(write_pdf(LINES))).shown().values())
    assert "Alice" not in shown and "Main Street" not in shown and "X12345678" not in shown
    assert "Roth IRA Account Number ...5678" in shown and "VANGUARD TOTAL BOND ETF" in shown


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [("VTI", False), ("", False), ("7203", False), ("922908769", False), ("BRK.B", False), ("100.000", True),
     ("$25,000.00", True), ("40", True)],
)  # fmt: skip
def test_a_figure_is_no_symbol(symbol, expected):
    holding = ProposedHolding(line=5, symbol=symbol, name="A", quantity="40", price="$2.00", value="$80.00")
    assert is_number(holding) is expected
