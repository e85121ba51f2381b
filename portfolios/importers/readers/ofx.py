"""Read OFX and QFX, the files of banks and brokers for finance programs, into a table of positions and balances.

Only accounts, positions, balances and securities are looked at: whatever else a bank gets wrong costs nothing.
"""

import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, DecimalException
from typing import NamedTuple
from xml.etree.ElementTree import Element

from portfolios.cleaning import clean_text
from portfolios.importers.readers import ofx_tree
from portfolios.importers.readers.ofx_tree import LINE
from portfolios.importers.table import MAX_ROWS, FileUnreadable, Row, SkippedLine, Table

OFX_HEADER = (
    "Account number", "Account type", "Symbol", "Name", "Instrument type", "Quantity", "Price", "Cost of one share",
    "Value", "Currency", "As of",
)  # fmt: skip
POSITION = re.compile(rb"<INVPOS>", re.IGNORECASE)
TYPES_BY_TAG = {"POSSTOCK": "Stock", "POSMF": "Mutual fund", "POSDEBT": "Bond", "POSOPT": "Option", "POSOTHER": ""}
TOTAL_NAMES = frozenset({"networth", "net worth", "accountvalue", "account value", "total account value", "totalvalue"})
CLOSE = Decimal("0.005")
DEBT_MESSAGE = "A credit card or a credit line is a debt. Alex records what you own."
EMPTY_MESSAGE = "This file has no positions and no balances. Download it again with positions included."
DEBTS_ONLY_MESSAGE = "This file is about a credit card or a credit line, which is a debt. Alex records what you own."
ZERO, ONE = Decimal(0), Decimal(1)


class Cash(NamedTuple):
    """The cash of an account and its line. note: why the file's own balance is not used, if so."""

    amount: Decimal | None
    line: int
    note: str = ""


def is_ofx(data: bytes) -> bool:
    start = data[:2000].upper()
    return b"OFXHEADER" in start or b"<OFX>" in start


def read_ofx(data: bytes) -> Table:
    """Return positions of investment accounts and balances of bank accounts, in the order of the file."""
    expected = len(POSITION.findall(data))
    if expected > MAX_ROWS:
        raise FileUnreadable(f"This file has more than {MAX_ROWS:,} rows.")
    root = ofx_tree.parse(data)
    securities = {_text(one, "SECID/UNIQUEID"): one for one in root.iter("SECINFO")}
    rows: list[Row] = []
    left_out: list[SkippedLine] = []
    days: list[date] = []
    statements = [one for one in root.iter() if one.tag in {"INVSTMTRS", "STMTRS", "CCSTMTRS"}]
    for statement in statements:
        if statement.tag == "CCSTMTRS" or _text(statement, "BANKACCTFROM/ACCTTYPE").upper() == "CREDITLINE":
            account = _text(statement, "CCACCTFROM/ACCTID") or _text(statement, "BANKACCTFROM/ACCTID")
            left_out.append(SkippedLine(_line(statement), account, DEBT_MESSAGE))
            continue
        found, skipped, day = _read_statement(statement, securities)
        rows += found
        left_out += skipped
        days += [day] if day else []
    lists = [one for statement in statements for one in statement.iter("INVPOSLIST")]
    understood = sum(position.find("INVPOS") is not None for one in lists for position in one)
    if understood != expected:
        raise FileUnreadable(
            "This file has positions where standard OFX has none. Nothing was read, so that nothing is missing."
        )
    if not rows:
        has_debts = any(line.reason == DEBT_MESSAGE for line in left_out)
        raise FileUnreadable(DEBTS_ONLY_MESSAGE if has_debts else EMPTY_MESSAGE)
    return Table(OFX_HEADER, 1, tuple(rows), tuple(left_out), max(days, default=None), "OFX")


def _read_statement(
    statement: Element, securities: dict[str, Element]
) -> tuple[list[Row], list[SkippedLine], date | None]:
    """Return the rows of one account, what is left out of it, and its day."""
    account = _text(statement, "INVACCTFROM/ACCTID") or _text(statement, "BANKACCTFROM/ACCTID")
    kind = "401(k)" if next(statement.iter("INV401KBAL"), None) is not None else ""
    kind = "401(k)" if next(statement.iter("INV401K"), None) is not None else kind
    currency = _text(statement, "CURDEF").upper()
    rows, left_out = [], []
    for position in (one for part in statement.iter("INVPOSLIST") for one in part):
        if position.tag not in TYPES_BY_TAG:
            reason = "Not a standard OFX position. Alex cannot read it."
            left_out.append(SkippedLine(_line(position), position.tag, reason))
            continue
        security = securities.get(_text(position, "INVPOS/SECID/UNIQUEID"))
        rows.append(Row(_line(position), (account, kind, *_position_cells(position, security, currency))))
    total = _find_total(statement)
    cash = _find_cash(statement, rows, total)
    if cash.amount is not None:
        cells = (account, kind, "CASH", "Cash", "Cash", "", "", "", f"{cash.amount:f}", currency, "")
        rows.append(Row(cash.line, cells))
    if cash.amount is None or cash.note:
        left_out.append(SkippedLine(cash.line, account, cash.note or "This account has no cash balance."))
    if total is not None:
        cells = (account, kind, "", "Account total", "", "", "", "", f"{total:f}", currency, "")
        rows.append(Row(cash.line, cells))
    day = _parse_day(_text(statement, "DTASOF") or _text(statement, "LEDGERBAL/DTASOF"))
    return rows, left_out, day


def _position_cells(position: Element, security: Element | None, currency: str) -> tuple[str, ...]:
    """Return the cells of a position from the symbol on."""
    ticker, name = ("", "") if security is None else (_text(security, "TICKER"), _text(security, "SECNAME"))
    units = _number(_text(position, "INVPOS/UNITS"))
    if _text(position, "INVPOS/POSTYPE").upper() == "SHORT" and units and not units.startswith("-"):
        units = f"-{units}"
    day = _parse_day(_text(position, "INVPOS/DTPRICEASOF"))
    return (
        ticker or _text(position, "INVPOS/SECID/UNIQUEID") or "?", name, TYPES_BY_TAG[position.tag], units,
        _number(_text(position, "INVPOS/UNITPRICE")), _number(_text(position, "INVPOS/AVGCOSTBASIS")),
        _number(_text(position, "INVPOS/MKTVAL")), _text(position, "INVPOS/CURRENCY/CURSYM").upper() or currency,
        day.isoformat() if day else "",
    )  # fmt: skip


def _find_total(statement: Element) -> Decimal | None:
    """Return what the file itself says the account is worth, if it does."""
    for balance in statement.iter("BAL"):
        if {_text(balance, "NAME").lower(), _text(balance, "DESC").lower()} & TOTAL_NAMES:
            return _amount(balance, "VALUE")
    return _amount(statement, "INV401KBAL/TOTAL")


def _find_cash(statement: Element, rows: list[Row], total: Decimal | None) -> Cash:
    """Return the cash. Where the balance repeats a money market fund, the total of the account decides."""
    plan, balances = statement.find("INV401KBAL"), statement.find("INVBAL")
    if statement.tag != "INVSTMTRS":
        found = statement.find("LEDGERBAL")
        return Cash(None, _line(statement)) if found is None else Cash(_amount(found, "BALAMT"), _line(found))
    if balances is None:
        return Cash(None, 1) if plan is None else Cash(_amount(plan, "CASHBAL"), _line(plan))
    available, margin = _amount(balances, "AVAILCASH"), _amount(balances, "MARGINBALANCE") or ZERO
    found = balances.find("AVAILCASH")
    line = _line(balances if found is None else found)
    if available is None:
        return Cash(None, line)
    prices_and_values = [(_decimal(row.cells[6]), _decimal(row.cells[8]) or ZERO) for row in rows]
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


def _text(element: Element, path: str) -> str:
    """Return the cleaned text of the first element with this path, or an empty string."""
    found = element.find(path)
    return "" if found is None or found.text is None else clean_text(found.text)


def _line(element: Element) -> int:
    return int(element.get(LINE, "1"))


def _decimal(text: str) -> Decimal | None:
    with suppress(DecimalException):
        number = Decimal(text.replace(",", ".") if "." not in text else text.replace(",", ""))
        return number if number.is_finite() and abs(number.adjusted()) < 28 else None
    return None


def _number(text: str) -> str:
    """Return a number in plain digits; text that is none stays, for the row to be refused with it."""
    number = _decimal(text)
    return text if number is None else f"{number:f}"


def _amount(element: Element, path: str) -> Decimal | None:
    return _decimal(_text(element, path))


def _parse_day(text: str) -> date | None:
    with suppress(ValueError):
        return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 - a date has no time zone
    return None
