"""Read OFX and QFX, the files of banks and brokers for finance programs, into a table of positions and balances.

Only accounts, positions, balances and securities are looked at: whatever else a bank gets wrong costs nothing.
"""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

from portfolios.importers.readers.ofx import tree
from portfolios.importers.readers.ofx.balances import find_cash, find_total
from portfolios.importers.readers.ofx.history import check_listed_positions, compute_missing_positions
from portfolios.importers.readers.ofx.rows import OFX_HEADER, Cells, Statement
from portfolios.importers.readers.ofx.transactions import read_transactions
from portfolios.importers.readers.ofx.values import (
    line_of,
    parse_ofx_day,
    plain_number,
    text_of,
)
from portfolios.importers.recognition.accounts import end_of
from portfolios.importers.table import MAX_ROWS, FileUnreadable, Row, SkippedLine, Table
from portfolios.importers.transactions.holdings import join_spans

POSITION = re.compile(rb"<INVPOS>", re.IGNORECASE)
TYPES_BY_TAG = {"POSSTOCK": "Stock", "POSMF": "Mutual fund", "POSDEBT": "Bond", "POSOPT": "Option", "POSOTHER": ""}
DEBT_MESSAGE = "A credit card or a credit line is a debt. Alex records what you own."
EMPTY_MESSAGE = "This file has no positions and no balances. Download it again with positions included."
DEBTS_ONLY_MESSAGE = "This file is about a credit card or a credit line, which is a debt. Alex records what you own."


def is_ofx(data: bytes) -> bool:
    start = data[:2000].upper()
    return b"OFXHEADER" in start or b"<OFX>" in start


def read_ofx(data: bytes) -> Table:
    """Return positions of investment accounts and balances of bank accounts, in the order of the file."""
    expected = len(POSITION.findall(data))
    if expected > MAX_ROWS:
        raise FileUnreadable(f"This file has more than {MAX_ROWS:,} rows.")
    root = tree.parse(data)
    securities = {text_of(one, "SECID/UNIQUEID"): one for one in root.iter("SECINFO")}
    statements = [one for one in root.iter() if one.tag in {"INVSTMTRS", "STMTRS", "CCSTMTRS"}]
    lists = [one for statement in statements for one in statement.iter("INVPOSLIST")]
    understood = sum(position.find("INVPOS") is not None for one in lists for position in one)
    if understood != expected:
        raise FileUnreadable(
            "This file has positions where standard OFX has none. Nothing was read, so that nothing is missing."
        )
    found = [_read_statement(statement, securities) for statement in statements]
    alone = found[0] if len(found) == 1 else Statement()
    if gap := next((one.gap for one in found if one is not alone and one.gap), ""):
        raise FileUnreadable(gap)
    rows = tuple(row for one in found for row in one.rows)
    if alone.gap and alone.transactions is not None and not rows:
        return replace(alone.transactions, gap=alone.gap)
    left_out = tuple(line for one in found for line in one.left_out)
    if not rows:
        has_debts = any(line.reason == DEBT_MESSAGE for line in left_out)
        raise FileUnreadable(DEBTS_ONLY_MESSAGE if has_debts else EMPTY_MESSAGE)
    day = max(filter(None, (one.day for one in found)), default=None)
    computed = join_spans([one.history for one in found if one.history is not None])
    remarks = tuple(remark for one in found for remark in one.remarks)
    return Table(OFX_HEADER, 1, rows, left_out, day, "OFX", computed, remarks, alone.transactions, alone.gap)


def _read_statement(statement: Element, securities: dict[str, Element]) -> Statement:
    """Return the positions and the cash of one account. Without a list of positions they are computed."""
    if statement.tag == "CCSTMTRS" or text_of(statement, "BANKACCTFROM/ACCTTYPE").upper() == "CREDITLINE":
        account = text_of(statement, "CCACCTFROM/ACCTID") or text_of(statement, "BANKACCTFROM/ACCTID")
        return Statement(left_out=[SkippedLine(line_of(statement), end_of(account), DEBT_MESSAGE)])
    account = text_of(statement, "INVACCTFROM/ACCTID") or text_of(statement, "BANKACCTFROM/ACCTID")
    is_plan = any(next(statement.iter(tag), None) is not None for tag in ("INV401KBAL", "INV401K"))
    blank = Cells(account, "401(k)" if is_plan else "", currency=text_of(statement, "CURDEF").upper())
    found = Statement(day=parse_ofx_day(text_of(statement, "DTASOF") or text_of(statement, "LEDGERBAL/DTASOF")))
    for position in (one for part in statement.iter("INVPOSLIST") for one in part):
        if position.tag not in TYPES_BY_TAG:
            reason = "Not a standard OFX position. Alex cannot read it."
            found.left_out.append(SkippedLine(line_of(position), position.tag, reason))
            continue
        security = securities.get(text_of(position, "INVPOS/SECID/UNIQUEID"))
        found.rows.append(Row(line_of(position), _position_cells(position, security, blank)))
    if next(statement.iter("INVPOSLIST"), None) is None:
        compute_missing_positions(found, read_transactions(statement, securities), blank)
    else:
        check_listed_positions(found, statement, securities)
    _add_balances(found, statement, blank)
    return found


def _add_balances(found: Statement, statement: Element, blank: Cells) -> None:
    """Add the cash of an account, and the total that the file says."""
    total = find_total(statement)
    cash = find_cash(statement, found.rows, total)
    if cash.amount is not None:
        cells = blank._replace(symbol="CASH", name="Cash", instrument_type="Cash", value=f"{cash.amount:f}")
        found.rows.append(Row(cash.line, cells))
    if cash.amount is None or cash.note:
        note = cash.note or "This account has no cash balance."
        found.left_out.append(SkippedLine(cash.line, end_of(blank.account_number), note))
    if total is not None:
        found.rows.append(Row(cash.line, blank._replace(name="Account total", value=f"{total:f}")))


def _position_cells(position: Element, security: Element | None, blank: Cells) -> Cells:
    """Return the cells of a position."""
    ticker, name = ("", "") if security is None else (text_of(security, "TICKER"), text_of(security, "SECNAME"))
    units = plain_number(text_of(position, "INVPOS/UNITS"))
    if text_of(position, "INVPOS/POSTYPE").upper() == "SHORT" and units and not units.startswith("-"):
        units = f"-{units}"
    day = parse_ofx_day(text_of(position, "INVPOS/DTPRICEASOF"))
    return blank._replace(
        symbol=ticker or text_of(position, "INVPOS/SECID/UNIQUEID") or "?", name=name,
        instrument_type=TYPES_BY_TAG[position.tag], quantity=units,
        price=plain_number(text_of(position, "INVPOS/UNITPRICE")),
        cost_per_share=plain_number(text_of(position, "INVPOS/AVGCOSTBASIS")),
        value=plain_number(text_of(position, "INVPOS/MKTVAL")),
        currency=text_of(position, "INVPOS/CURRENCY/CURSYM").upper() or blank.currency,
        as_of=day.isoformat() if day else "",
    )  # fmt: skip
