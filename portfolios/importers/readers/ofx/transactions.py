"""Read the transactions of an OFX investment account into a table, to compute positions or to check them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple
from xml.etree.ElementTree import Element

from portfolios.importers.readers.ofx.values import (
    amount_of,
    line_of,
    parse_decimal,
    parse_ofx_day,
    plain_number,
    text_of,
)
from portfolios.importers.table import MAX_ROWS, FileUnreadable, Row, SkippedLine, Table
from portfolios.importers.transactions.columns import TRANSACTION_HEADER, TransactionCells


class TransactionTag(NamedTuple):
    """An OFX element of a transaction. action: in a word that `actions` knows. kind: the type of its instrument."""

    action: str
    kind: str = ""


OPTIONS = "Option"
TAGS = {
    "BUYSTOCK": TransactionTag("Buy", "Stock"),
    "BUYMF": TransactionTag("Buy", "Mutual fund"),
    "BUYDEBT": TransactionTag("Buy", "Bond"),
    "BUYOTHER": TransactionTag("Buy"),
    "BUYOPT": TransactionTag("Buy", OPTIONS),
    "SELLSTOCK": TransactionTag("Sell", "Stock"),
    "SELLMF": TransactionTag("Sell", "Mutual fund"),
    "SELLDEBT": TransactionTag("Sell", "Bond"),
    "SELLOTHER": TransactionTag("Sell"),
    "SELLOPT": TransactionTag("Sell", OPTIONS),
    "CLOSUREOPT": TransactionTag("Sell", OPTIONS),
    "REINVEST": TransactionTag("Reinvest"),
    "SPLIT": TransactionTag("Split"),
    "TRANSFER": TransactionTag("Transfer"),
    "RETOFCAP": TransactionTag("Return of capital"),
}
WITHOUT_SHARES = frozenset({"INCOME", "INVEXPENSE", "INVBANKTRAN", "JRNLFUND", "JRNLSEC", "MARGININTEREST"})
"""They move money, or shares between parts of one account."""
NOT_TRANSACTIONS = frozenset({"DTSTART", "DTEND"})


def read_transactions(statement: Element, securities: Mapping[str, Element]) -> Table | None:
    """Return the transactions of an account that change what is held; None if it lists none. Raises FileUnreadable."""
    elements = [one for part in statement.iter("INVTRANLIST") for one in part if one.tag not in NOT_TRANSACTIONS]
    if len(elements) > MAX_ROWS:
        raise FileUnreadable(f"This file has more than {MAX_ROWS:,} rows.")
    moving = [one for one in elements if one.tag not in WITHOUT_SHARES]
    if not moving:
        return None
    options = [one for one in moving if TAGS.get(one.tag, TransactionTag("")).kind == OPTIONS]
    left_out = tuple(
        SkippedLine(line_of(one), _symbol(one, securities)[0], "A transaction in options.") for one in options
    )
    currency = text_of(statement, "CURDEF").upper()
    rows = tuple(Row(line_of(one), _cells(one, securities, currency)) for one in moving if one not in options)
    return Table(TRANSACTION_HEADER, 1, rows, left_out, written="OFX") if rows else None


def _cells(element: Element, securities: Mapping[str, Element], currency: str) -> TransactionCells:
    known = TAGS.get(element.tag, TransactionTag(element.tag))
    inner = next((one for one in element if one.tag in {"INVBUY", "INVSELL"}), element)
    day = next((found for one in element.iter("DTTRADE") if (found := parse_ofx_day(one.text or ""))), None)
    paid = find_paid(element, inner)
    code = text_of(inner, "CURRENCY/CURSYM").upper() or currency
    symbol, name = _symbol(element, securities)
    return TransactionCells(
        "" if day is None else day.isoformat(), _action(element, known.action), symbol, name, known.kind,
        find_units(element, inner), plain_number(text_of(inner, "UNITPRICE")),
        "" if paid is None else f"{paid:f}", code,
    )  # fmt: skip


def find_paid(element: Element, inner: Element) -> Decimal | None:
    """Return what the shares cost or brought, without accrued interest; of a transfer, what they had cost."""
    total = amount_of(inner, "TOTAL")
    if total is None:
        each, units = amount_of(element, "AVGCOSTBASIS"), amount_of(element, "UNITS")
        return None if each is None or units is None else abs(each * units)
    accrued = next(element.iter("ACCRDINT"), None)
    return abs(total) - abs((None if accrued is None else parse_decimal(accrued.text or "")) or Decimal(0))


def _action(element: Element, action: str) -> str:
    """Return the action, with what a sale or a transfer says of its direction."""
    if text_of(element, "BUYTYPE").upper() == "BUYTOCOVER" or text_of(element, "SELLTYPE").upper() == "SELLSHORT":
        return f"{action} short"
    return f"{action} out" if text_of(element, "TFERACTION").upper() == "OUT" else action


def find_units(element: Element, inner: Element) -> str:
    """Return the quantity; of a split, the shares that are added."""
    if element.tag == "RETOFCAP":
        return ""
    if element.tag != "SPLIT":
        return plain_number(text_of(inner, "UNITS"))
    old, new = amount_of(element, "OLDUNITS"), amount_of(element, "NEWUNITS")
    return "" if old is None or new is None else f"{new - old:f}"


def _symbol(element: Element, securities: Mapping[str, Element]) -> tuple[str, str]:
    """Return the ticker, or the CUSIP or other id where there is none, and the name."""
    found = next(element.iter("UNIQUEID"), None)
    unique = "" if found is None or found.text is None else found.text.strip()
    security = securities.get(unique)
    ticker, name = ("", "") if security is None else (text_of(security, "TICKER"), text_of(security, "SECNAME"))
    return ticker or unique or "?", name
