"""Read OFX and QFX, the files of banks and brokers for finance programs, into a table of positions and balances."""

import re
import warnings
from collections.abc import Iterator
from datetime import datetime
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
"""Tags of one program that are not in the standard."""
POSITION_TAG_NAME = re.compile(r"POS[A-Z0-9]{1,29}")
LOWERCASE_TAG = re.compile(rb"<[a-z][a-z0-9.]*>")
"""A tag that ofxtools would silently ignore."""
ANY_POSITION_TAG = re.compile(f"<({POSITION_TAG_NAME.pattern})>".encode())
TOO_MANY_ROWS_MESSAGE = f"This file has more than {MAX_ROWS:,} rows."
TYPES_BY_TAG = {"POSSTOCK": "Stock", "POSMF": "Mutual fund", "POSDEBT": "Bond", "POSOPT": "Option", "POSOTHER": ""}


def is_ofx(data: bytes) -> bool:
    start = data[:2000].upper()
    return b"OFXHEADER" in start or b"<OFX>" in start


def read_ofx(data: bytes) -> Table:
    """Return positions of investment accounts and balances of bank accounts, in the order of the file."""
    if len(POSITION_TAG_START.findall(data)) > MAX_ROWS:
        raise FileUnreadable(TOO_MANY_ROWS_MESSAGE)
    document, unknown_kinds = _parse_document(data)
    securities = {security.secinfo.secid.uniqueid: security.secinfo for security in document.securities or ()}
    left_out = [
        SkippedLine(line, found[1].decode(), "Not a standard OFX position. Alex cannot read it.")
        for line, found in _find_with_lines(data, ANY_POSITION_TAG)
        if found[1].decode() in unknown_kinds
    ]
    # ofxtools gives positions and balances in the order of the file
    position_lines = (line for line, _ in _find_with_lines(data, POSITION_TAG_START))
    balance_lines = (line for line, _ in _find_with_lines(data, BALANCE_TAG))
    rows, days = [], []
    for statement in document.statements:
        positions, cash, moment = _read_statement(statement)
        account, currency = clean_text(str(statement.account.acctid)), str(statement.curdef)
        rows += [
            Row(next(position_lines, 0), _position_cells(position, account, securities, currency))
            for position in positions
        ]
        if cash is None:
            left_out.append(SkippedLine(1, account, "This account has no cash balance."))
        else:
            cells = (account, "CASH", "Cash", "Cash", "", "", "", str(cash), currency, "")
            rows.append(Row(next(balance_lines, 0), cells))
        if isinstance(moment, datetime):
            days.append(moment.date())
    if not rows:
        raise FileUnreadable("This file has no positions and no balances. Download it again with positions included.")
    return Table(OFX_HEADER, 1, tuple(rows), tuple(left_out), max(days, default=None), "OFX")


def _parse_document(data: bytes) -> tuple[Any, set[str]]:
    """Return the document, and the kinds of position in it that are not in the standard.

    ofxtools is strict and raises many kinds of exceptions. It drops elements in unexpected places with a warning only,
    so this function counts the positions itself.
    """
    from ofxtools.models.base import PrivateTagWarning, UnknownTagWarning

    from portfolios.importers.readers import ofx_tree

    if LOWERCASE_TAG.search(data):
        raise FileUnreadable("This is not standard OFX: standard tags are in capital letters.")
    for warning in (UnknownTagWarning, PrivateTagWarning):
        warnings.filterwarnings("ignore", category=warning)
    try:
        tree = ofx_tree.parse(PRIVATE_TAG.sub(b"", data.lstrip()))
        listed = [position.tag for part in tree.iter("INVPOSLIST") for position in part]
        expected = sum(part.tag in TYPES_BY_TAG for part in tree.iter())
        document = tree.convert()
    except (FileUnreadable, MemoryError):
        raise
    except Exception as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise FileUnreadable(f"This is not standard OFX: {reason}") from error
    unknown = set(listed) - set(TYPES_BY_TAG)
    understood = sum(len(_read_statement(statement)[0]) for statement in document.statements)
    if len(listed) > MAX_ROWS:
        raise FileUnreadable(TOO_MANY_ROWS_MESSAGE)
    if understood < expected or not all(POSITION_TAG_NAME.fullmatch(kind) for kind in unknown):
        raise FileUnreadable(
            "This file has positions where standard OFX has none. Nothing was read, so that nothing is missing."
        )
    return document, unknown


def _find_with_lines(data: bytes, pattern: re.Pattern[bytes]) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Yield every match with the line where it starts."""
    line, counted_to = 1, 0
    for found in pattern.finditer(data):
        line += data.count(b"\n", counted_to, found.start())
        counted_to = found.start()
        yield line, found


def _read_statement(statement: Any) -> tuple[Any, Any, Any]:
    """Return the positions, cash balance and moment of a statement; None if the statement does not say.

    The name of its class comes first: ofxtools searches all parts of a statement for an attribute that it lacks.
    """
    if type(statement).__name__ == "INVSTMTRS":
        cash = None if statement.invbal is None else statement.invbal.availcash
        return statement.invposlist or (), cash, statement.dtasof
    balance = statement.ledgerbal
    return ((), None, None) if balance is None else ((), balance.balamt, balance.dtasof)


def _position_cells(position: Any, account: str, securities: dict[str, Any], currency: str) -> tuple[str, ...]:
    invested = position.invpos
    security = securities.get(invested.secid.uniqueid)
    symbol = (None if security is None else security.ticker) or invested.secid.uniqueid
    quantity = -abs(invested.units) if invested.postype == "SHORT" else invested.units
    name = "" if security is None else security.secname
    kind = TYPES_BY_TAG.get(type(position).__name__, "")
    own_currency = currency if invested.currency is None else invested.currency.cursym
    priced_at = invested.dtpriceasof
    day = priced_at.date().isoformat() if isinstance(priced_at, datetime) else ""
    cells = (
        account, symbol, name, kind, quantity, invested.unitprice, invested.avgcostbasis, invested.mktval, own_currency,
        day,
    )  # fmt: skip
    return tuple("" if cell is None else clean_text(str(cell)) for cell in cells)
