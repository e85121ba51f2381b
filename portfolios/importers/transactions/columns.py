"""The columns of a list of transactions, by the headings that brokers use."""

from collections.abc import Mapping
from typing import NamedTuple

from portfolios.importers.columns import heading_key, normalize_heading


class TransactionCells(NamedTuple):
    """The cells of a transaction that a reader has understood, in the order of `TRANSACTION_HEADER`."""

    date: str = ""
    action: str = ""
    symbol: str = ""
    name: str = ""
    security_type: str = ""
    quantity: str = ""
    price: str = ""
    amount: str = ""
    currency: str = ""
    account: str = ""


TRANSACTION_HEADER = tuple(name.replace("_", " ").capitalize() for name in TransactionCells._fields)

ACTIVITY_HEADINGS = {
    "as_of": (
        "date", "time", "trade date", "run date", "activity date", "transaction date", "transactiondate", "datum",
        "timestamp", "date time", "completed date", "buchungstag",
    ),
    "action": (
        "action", "transaction type", "transactiontype", "type", "trans code", "activity", "typ", "buy sell",
        "transaction", "activity type", "transaction description", "side", "order side", "direction", "b s",
    ),
    "symbol": ("symbol", "ticker", "instrument", "asset", "ticker symbol", "security id"),
    "isin": ("isin",),
    "cusip": ("cusip",),
    "name": ("name", "security", "security name", "wertpapiername", "description", "investment name", "product"),
    "instrument_type": ("security type", "asset type", "asset class", "asset category", "instrument type"),
    "quantity": (
        "quantity", "no of shares", "shares", "quantity transacted", "stück", "units", "qty", "anzahl", "number",
    ),
    "price": ("price", "trade price", "price share", "price per share", "t price", "share price",
              "spot price at transaction", "price at transaction", "kurs"),
    "value": (
        "net cash", "amount", "total", "total amount", "net amount", "wert", "principal amount", "betrag", "proceeds",
        "total inclusive of fees and or spread", "total inclusive of fees", "subtotal",
    ),
    "currency": ("currency", "currency primary", "currency price share", "price currency", "währung",
                 "spot price currency"),
    "account": ("account", "account name", "konto"),
    "account_number": ("account number", "for account", "account id", "client account id"),
    "status": ("status", "order status", "state"),
    "level": ("level of detail",),
}  # fmt: skip


def guess_activity_columns(header: tuple[str, ...]) -> Mapping[str, int]:
    """Return the column of each field of a transaction: the first of its headings that is there."""
    places: dict[str, int] = {}
    for index, cell in enumerate(header):
        places.setdefault(heading_key(cell), index)
        places.setdefault(normalize_heading(cell), index)
        places.setdefault(normalize_heading(cell).replace(" ", ""), index)  # such as TradeDate
    found: dict[str, int] = {}
    for name, headings in ACTIVITY_HEADINGS.items():
        column = next(
            (places[key] for h in headings for key in (h, h.replace(" ", ""))
             if key in places and places[key] not in found.values()), None,
        )  # fmt: skip
        if column is not None:
            found[name] = column
    return found
