"""Turn the trades, splits and transfers of an Interactive Brokers statement into a table of transactions."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from portfolios.importers.table import Row, Table
from portfolios.importers.transactions.columns import TRANSACTION_HEADER, TransactionCells
from portfolios.importers.values import CellUnreadable, NotationStyle, parse_amount

Section = list[tuple[int, dict[str, str]]]
TRADE_HEADINGS = {"Symbol", "Date/Time", "Quantity", "T. Price"}
TRANSFER_HEADINGS = {"Symbol", "Date", "Direction", "Qty"}
CORPORATE_HEADINGS = {"Report Date", "Description", "Quantity"}
OUTWARD = frozenset({"Out", "Ausgehend", "Sortie", "Sortant"})
CORPORATE = re.compile(r"(?P<symbol>[A-Z0-9. ]{1,20})\([A-Z0-9]{9,12}\) (?P<action>[^(]{1,200})")
SPLIT_WORDS = re.compile(r"\b(?:split|aktiensplit|fractionnement|division)\b", re.IGNORECASE)


def build_transactions(
    trades: Section, corporate: Section, transfers: Section, names: Mapping[str, str]
) -> Table | None:
    """Return the transactions of a statement; None if it has none. Executions below an order are no trades."""
    levels = {values.get("DataDiscriminator", "") for _, values in trades}
    level = next((one for one in ("Order", "Trade") if one in levels), "")
    orders = [(line, one) for line, one in trades if one.get("DataDiscriminator", "") in {level, ""}]
    cells = [
        *((line, _read_trade(values, names)) for line, values in orders),
        *((line, _read_corporate_action(values)) for line, values in corporate),
        *((line, _read_transfer(values, names)) for line, values in transfers),
    ]
    rows = tuple(Row(line, tuple(one)) for line, one in cells)
    return Table(TRANSACTION_HEADER, 1, rows, written="Interactive Brokers") if rows else None


def _read_trade(values: Mapping[str, str], names: Mapping[str, str]) -> TransactionCells:
    proceeds, fee = _amounts(values, ("Proceeds", "Comm/Fee"))
    paid = None if proceeds is None else abs(proceeds) + abs(fee or Decimal(0))
    return TransactionCells(
        date=_day(values.get("Date/Time", "")), symbol=values["Symbol"], name=names.get(values["Symbol"], ""),
        security_type=values.get("Asset Category", "").partition(" - ")[0], quantity=values["Quantity"],
        price=values["T. Price"], amount="" if paid is None else f"{paid:f}", currency=values.get("Currency", ""),
        account=values.get("Account", ""), action="Sell" if values["Quantity"].startswith("-") else "Buy",
    )  # fmt: skip


def _read_corporate_action(values: Mapping[str, str]) -> TransactionCells:
    """Return a split; any other action keeps its own words, which nothing understands."""
    described = values["Description"]
    found = CORPORATE.match(described)
    action = found["action"] if found else described
    return TransactionCells(
        date=_day(values.get("Date/Time") or values["Report Date"]), symbol=found["symbol"].strip() if found else "?",
        action="Split" if SPLIT_WORDS.search(action) else action, quantity=values["Quantity"],
        security_type=values.get("Asset Category", "").partition(" - ")[0], currency=values.get("Currency", ""),
        account=values.get("Account", ""),
    )  # fmt: skip


def _read_transfer(values: Mapping[str, str], names: Mapping[str, str]) -> TransactionCells:
    is_out = values["Direction"] in OUTWARD or values["Qty"].startswith("-")
    return TransactionCells(
        date=_day(values["Date"]), action="Transfer out" if is_out else "Transfer", symbol=values["Symbol"],
        name=names.get(values["Symbol"], ""), quantity=values["Qty"], currency=values.get("Currency", ""),
        security_type=values.get("Asset Category", "").partition(" - ")[0], account=values.get("Account", ""),
    )  # fmt: skip


def _amounts(values: Mapping[str, str], headings: Iterable[str]) -> list[Decimal | None]:
    """Return amounts by heading; None for one that is missing or no number."""
    found: list[Decimal | None] = []
    for heading in headings:
        try:
            found.append(parse_amount(values.get(heading, ""), NotationStyle()))
        except CellUnreadable:
            found.append(None)
    return found


def _day(text: str) -> str:
    """Return the day of “2024-03-15, 10:30:00”."""
    return text.partition(",")[0].strip()
