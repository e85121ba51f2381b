"""Statements as brokers lay them out: several accounts, headings on several lines, another language, several pages."""

from datetime import date
from decimal import Decimal

from portfolios.importers.readers.formats import guess_mapping
from portfolios.importers.readers.pdf import read_pdf
from portfolios.importers.rows import read_lines
from portfolios.importers.statements.checking import check_proposal
from portfolios.importers.statements.proposal import ProposedAccount, StatementProposal
from portfolios.importers.statements.text import StatementText
from portfolios.importers.table import Table
from portfolios.tests.support.statement_files import holding, write_pdf

TODAY = date(2025, 12, 1)


def read(pages, proposal):
    """Return what the rows of a proposal say, or the reasons why it is refused."""
    found = check_proposal(proposal, StatementText(read_pdf(write_pdf(*pages))), today=TODAY)
    if not isinstance(found, Table):
        return found
    mapping = guess_mapping(found)
    return [
        (line.account, line.symbol, line.quantity, line.price, line.value, line.currency)
        for line in read_lines(found, mapping, today=TODAY)
        if not line.is_total
    ]


def account(name, total, line, *holdings):
    return ProposedAccount(name=name, total=total, total_line=line, holdings=[holding(*one) for one in holdings])


SEVERAL = [
    "Portfolio summary, November 30, 2025",
    "Total portfolio value        $40,000.00      $39,000.00",
    "Roth IRA Account 1111-2222",
    "                             Beginning                                  Ending",
    "                             Market Value     Quantity    Price Per     Market Value    Total Cost",
    "Description                  Nov 1, 2025      Nov 30, 2025     Unit     Nov 30, 2025         Basis",
    "TOTAL STOCK ETF (VTI)         $24,000.00      100.000     $250.0000     $25,000.00     $20,000.00",
    "Total account value           $24,000.00                                $25,000.00",
]  # fmt: skip
SECOND = [
    "Brokerage Account 3333-4444",
    "Symbol     Name                 Shares     Price per share         Value",
    "BND        TOTAL BOND ETF      200.000              $75.00    $15,000.00",
    "Account total                                                 $15,000.00",
]  # fmt: skip
ROTH = account("Roth IRA", "$25,000.00", 8, (7, "VTI", "TOTAL STOCK ETF", "100.000", "250.0000", "25,000.00"))
TAXABLE = account("Brokerage", "$15,000.00", 12, (11, "BND", "TOTAL BOND ETF", "200.000", "$75.00", "$15,000.00"))


def several(*accounts):
    return StatementProposal(dated="November 30, 2025", dated_line=1, accounts=list(accounts))


def test_several_accounts_on_several_pages():
    assert read([SEVERAL, SECOND], several(ROTH, TAXABLE)) == [
        ("Roth IRA", "VTI", 100, 250, 25_000, "USD"), ("Brokerage", "BND", 200, 75, 15_000, "USD"),
    ]  # fmt: skip


def test_a_missing_account_refuses_the_statement():
    (reason,) = read([SEVERAL, SECOND], several(ROTH))
    assert "40,000.00, which is more than all rows together" in reason


def test_an_unchanged_value_is_the_ending_one():
    lines = [line.replace("$24,000.00 ", "$25,000.00 ") for line in SEVERAL]
    found = read([lines, SECOND], several(ROTH, TAXABLE))
    assert found[0] == ("Roth IRA", "VTI", 100, 250, 25_000, "USD")


def test_the_value_of_the_month_before_is_refused():
    lines = [line.replace("$250.0000     $25,000.00", "$250.0000             --") for line in SEVERAL]
    lines = [line.replace("$24,000.00 ", "$25,000.00 ") for line in lines]
    assert "beginning" in read([lines, SECOND], several(ROTH, TAXABLE))[0]


GERMAN = [
    "Depotauszug vom 30.11.2025",
    "Depot 1234567",
    "Bezeichnung                          Stück        Kurs     Kurswert in EUR",
    "FTSE All-World IE00BK5BQT80        100,000      120,50           12.050,00",
    "Gesamtwert                                                       12.050,00",
]  # fmt: skip


def test_a_german_statement_is_read():
    fund = (4, "IE00BK5BQT80", "FTSE All-World", "100,000", "120,50", "12.050,00")
    proposal = StatementProposal(
        dated="30.11.2025", dated_line=1, accounts=[account("Depot ...4567", "12.050,00", 5, fund)]
    )
    (row,) = read([GERMAN], proposal)
    assert row[1:] == ("IE00BK5BQT80", 100, Decimal("120.5"), 12_050, "EUR")
