"""Read the cash and the total of an OFX account."""

from decimal import Decimal
from typing import NamedTuple
from xml.etree.ElementTree import Element

from portfolios.importers.readers.ofx.rows import Cells
from portfolios.importers.readers.ofx.values import amount_of, line_of, parse_decimal, text_of
from portfolios.importers.table import Row

TOTAL_NAMES = frozenset({"networth", "net worth", "accountvalue", "account value", "total account value", "totalvalue"})
CLOSE = Decimal("0.005")
ZERO, ONE = Decimal(0), Decimal(1)


class Cash(NamedTuple):
    """The cash of an account and its line. note: why the file's own balance is not used, if so."""

    amount: Decimal | None
    line: int
    note: str = ""


def find_total(statement: Element) -> Decimal | None:
    """Return what the file itself says the account is worth, if it does."""
    for balance in statement.iter("BAL"):
        if {text_of(balance, "NAME").lower(), text_of(balance, "DESC").lower()} & TOTAL_NAMES:
            return amount_of(balance, "VALUE")
    return amount_of(statement, "INV401KBAL/TOTAL")


def find_cash(statement: Element, rows: list[Row], total: Decimal | None) -> Cash:
    """Return the cash. Where the balance repeats a money market fund, the total of the account decides."""
    plan, balances = statement.find("INV401KBAL"), statement.find("INVBAL")
    if statement.tag != "INVSTMTRS":
        found = statement.find("LEDGERBAL")
        return Cash(None, line_of(statement)) if found is None else Cash(amount_of(found, "BALAMT"), line_of(found))
    if balances is None:
        return Cash(None, 1) if plan is None else Cash(amount_of(plan, "CASHBAL"), line_of(plan))
    available, margin = amount_of(balances, "AVAILCASH"), amount_of(balances, "MARGINBALANCE") or ZERO
    found = balances.find("AVAILCASH")
    line = line_of(balances if found is None else found)
    if available is None:
        return Cash(None, line)
    positions = [Cells(*row.cells) for row in rows]
    prices_and_values = [(parse_decimal(one.price), parse_decimal(one.value) or ZERO) for one in positions]
    invested = sum((value for _, value in prices_and_values), ZERO)
    repeats = available > 0 and any(price == ONE and value == available for price, value in prices_and_values)
    if total is not None:
        choices = (available + margin, available, margin, ZERO)
        amount = min(choices, key=lambda cash: abs(invested + cash - total))
        if abs(invested + amount - total) > CLOSE * abs(total) + 1:
            amount = available + margin
    else:
        amount = ZERO if repeats else available + margin
    if amount == 0 and available:
        return Cash(None, line, "The cash balance is the money market fund once more, so it is not counted again.")
    return Cash(amount, line)
