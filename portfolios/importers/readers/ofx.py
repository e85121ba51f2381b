"""OFX and QFX, the files banks and brokers give to finance programs, as a table of positions and balances."""

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from portfolios.cleaning import clean_text
from portfolios.importers.table import MAX_ROWS, FileUnreadable, Row, SkippedLine, Table

OFX_HEADER = (
    "Account", "Symbol", "Name", "Instrument type", "Quantity", "Price", "Cost of one share", "Value", "Currency",
    "As of",
)  # fmt: skip
POSITION_TAG_START = re.compile(rb"<POS(?:DEBT|MF|OPT|OTHER|STOCK)>")
BALANCE_TAG = re.compile(rb"<(?:AVAILCASH|LEDGERBAL)>")
PRIVATE_TAG = re.compile(rb"<INTU\.[A-Z]{1,30}>[^<\r\n]*(?:</INTU\.[A-Z]{1,30}>)?")
"""Tags of one programme, which the standard does not know."""
POSITION_TAG_NAME = re.compile(r"POS[A-Z0-9]{1,29}")
LOWERCASE_TAG = re.compile(rb"<[a-z][a-z0-9.]*>")
"""A tag that ofxtools would pass over without a word."""
ANY_POSITION_TAG = re.compile(f"<({POSITION_TAG_NAME.pattern})>".encode())
TOO_MANY_ROWS_MESSAGE = f"This file has more than {MAX_ROWS:,} rows."
TYPES_BY_TAG = {"POSSTOCK": "Stock", "POSMF": "Mutual fund", "POSDEBT": "Bond", "POSOPT": "Option", "POSOTHER": ""}


def is_ofx(data: bytes) -> bool:
    start = data[:2000].upper()
    return b"OFXHEADER" in start or b"<OFX>" in start


def read_ofx(data: bytes) -> Table:
    """Positions of investment accounts and balances of bank accounts, in the order of the file."""
    if len(POSITION_TAG_START.findall(data)) > MAX_ROWS:
        raise FileUnreadable(TOO_MANY_ROWS_MESSAGE)
    document, kinds = _parse_document(data)
    names = {security.secinfo.secid.uniqueid: security.secinfo for security in document.securities or ()}
    lines = _find_line_numbers(data)
    rows, left_out, days = [], list(_skip_unknown_positions(data, kinds)), []
    for statement in document.statements:
        account = _account_number(statement)
        currency = str(statement.curdef)
        rows += [
            Row(next(lines["position"], 0), _position_cells(position, account, names, currency))
            for position in _statement_positions(statement)
        ]
        if (cash := _cash_balance(statement)) is None:
            left_out.append(SkippedLine(1, account, "This account says no balance of cash."))
        else:
            rows.append(Row(next(lines["balance"], 0), _cash_cells(account, cash, currency)))
        days.append(_statement_day(statement))
    if not rows:
        raise FileUnreadable("There is no position and no balance in this file. Download it with positions included.")
    return Table(OFX_HEADER, 1, tuple(rows), tuple(left_out), max(filter(None, days), default=None), "OFX")


def _parse_document(data: bytes) -> tuple[Any, set[str]]:
    """The document, and the kinds of position in it that OFX does not have.

    ofxtools keeps to the letter of the standard and refuses with whatever exception its types raise; what is in a place
    of its own it leaves out with a warning, which is no place for a position: those we count ourselves.
    """
    from ofxtools.models.base import PrivateTagWarning, UnknownTagWarning

    from portfolios.importers.readers import ofx_tree

    if LOWERCASE_TAG.search(data):
        raise FileUnreadable("This is not OFX as the standard has it: its tags are in capital letters.")
    for warning in (UnknownTagWarning, PrivateTagWarning):
        warnings.filterwarnings("ignore", category=warning)
    try:
        tree = ofx_tree.parse(PRIVATE_TAG.sub(b"", data.lstrip()))
        listed = [position.tag for part in tree.iter("INVPOSLIST") for position in part]
        meant = sum(part.tag in TYPES_BY_TAG for part in tree.iter())
        document = tree.convert()
    except (FileUnreadable, MemoryError):
        raise
    except Exception as error:
        words = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise FileUnreadable(f"This is not OFX as the standard has it: {words}") from error
    unknown = set(listed) - set(TYPES_BY_TAG)
    understood = sum(len(_statement_positions(statement)) for statement in document.statements)
    if len(listed) > MAX_ROWS:
        raise FileUnreadable(TOO_MANY_ROWS_MESSAGE)
    if understood < meant or not all(POSITION_TAG_NAME.fullmatch(kind) for kind in unknown):
        raise FileUnreadable(
            "This file has positions where OFX has none. Nothing was read, so that nothing is missing."
        )
    return document, unknown


def _skip_unknown_positions(data: bytes, kinds: set[str]) -> Iterator[SkippedLine]:
    for line, found in _find_with_lines(data, ANY_POSITION_TAG):
        if (kind := found[1].decode()) in kinds:
            yield SkippedLine(line, kind, "A kind of position that OFX does not have: Alex cannot read it.")


def _find_line_numbers(data: bytes) -> dict[str, Iterator[int]]:
    """The lines in which positions and balances begin, in the order in which ofxtools gives them."""
    sought = {"position": POSITION_TAG_START, "balance": BALANCE_TAG}
    return {what: (line for line, _ in _find_with_lines(data, pattern)) for what, pattern in sought.items()}


def _find_with_lines(data: bytes, pattern: re.Pattern[bytes]) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Every match, and the line in which it begins."""
    line, seen = 1, 0
    for found in pattern.finditer(data):
        line += data.count(b"\n", seen, found.start())
        seen = found.start()
        yield line, found


def _account_number(statement: Any) -> str:
    return clean_text(str(statement.account.acctid))


def _statement_positions(statement: Any) -> Any:
    return (statement.invposlist or ()) if _is_investment_statement(statement) else ()


def _is_investment_statement(statement: Any) -> bool:
    """An attribute that an aggregate lacks is looked for in all its parts: so each kind is asked for its own only."""
    return type(statement).__name__ == "INVSTMTRS"


def _position_cells(position: Any, account: str, names: dict[str, Any], currency: str) -> tuple[str, ...]:
    invested = position.invpos
    security = names.get(invested.secid.uniqueid)
    symbol = (None if security is None else security.ticker) or invested.secid.uniqueid
    quantity = -abs(invested.units) if invested.postype == "SHORT" else invested.units
    own = currency if invested.currency is None else invested.currency.cursym
    cells = (
        account, symbol, "" if security is None else security.secname, TYPES_BY_TAG.get(type(position).__name__, ""), quantity,
        invested.unitprice, invested.avgcostbasis, invested.mktval, own, _format_iso_day(invested.dtpriceasof),
    )  # fmt: skip
    return tuple("" if cell is None else clean_text(str(cell)) for cell in cells)


def _cash_balance(statement: Any) -> Any:
    if _is_investment_statement(statement):
        return None if statement.invbal is None else statement.invbal.availcash
    return None if statement.ledgerbal is None else statement.ledgerbal.balamt


def _cash_cells(account: str, cash: Any, currency: str) -> tuple[str, ...]:
    return (account, "CASH", "Cash", "Cash", "", "", "", str(cash), currency, "")


def _statement_day(statement: Any) -> date | None:
    if _is_investment_statement(statement):
        moment = statement.dtasof
    else:
        moment = None if statement.ledgerbal is None else statement.ledgerbal.dtasof
    return moment.date() if isinstance(moment, datetime) else None


def _format_iso_day(moment: Any) -> str:
    return moment.date().isoformat() if isinstance(moment, datetime) else ""
