"""Compute the positions of an OFX account from its transactions, or check those that it lists."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from xml.etree.ElementTree import Element

from portfolios.importers.readers.ofx.rows import Cells, Statement
from portfolios.importers.readers.ofx.transactions import read_transactions
from portfolios.importers.readers.ofx.values import parse_decimal
from portfolios.importers.table import Row, Table
from portfolios.importers.transactions.activity import check_positions, compute_history
from portfolios.importers.transactions.holdings import NEGLIGIBLE, Key, NoPositions

ZERO = Decimal(0)


def compute_missing_positions(found: Statement, transactions: Table | None, blank: Cells) -> None:
    """Add the positions after all transactions, or why they give none. Raises FileUnreadable if they are unclear."""
    if transactions is None:
        return
    found.transactions = name_account(transactions, blank.account_number)
    try:
        history = compute_history(transactions)
    except NoPositions as error:
        found.gap = str(error)
        return
    found.history = history
    found.left_out += history.left_out
    for holding in history.holdings.values():
        if holding.quantity <= NEGLIGIBLE:
            continue
        cells = blank._replace(
            symbol=holding.symbol, name=holding.name, instrument_type=holding.instrument_type,
            quantity=f"{holding.quantity:f}", price=holding.price_text, total_cost=holding.cost_text,
            price_as_of="" if holding.priced_on is None else holding.priced_on.isoformat(),
            currency=holding.currency or blank.currency, as_of=history.span.last.isoformat(),
        )  # fmt: skip
        found.rows.append(Row(holding.line, cells))


def name_account(transactions: Table, number: str) -> Table:
    """Return transactions with the number of their account."""
    column = transactions.header.index("Account")
    rows = (Row(row.line, (*row.cells[:column], number, *row.cells[column + 1 :])) for row in transactions.rows)
    return replace(transactions, rows=tuple(rows))


def check_listed_positions(found: Statement, statement: Element, securities: dict[str, Element]) -> None:
    """Compare the positions with what the transactions come to, and take the cost from them where they agree."""
    transactions = read_transactions(statement, securities)
    if transactions is None:
        return
    held: dict[Key, Decimal] = defaultdict(Decimal)
    positions = [Cells(*row.cells) for row in found.rows]
    for one in positions:
        held["", one.symbol.upper()] += parse_decimal(one.quantity) or ZERO
    history, remark = check_positions(transactions, held)
    found.remarks.append(remark)
    if history is None:
        return
    symbols = [one.symbol for one in positions]
    for n, one in enumerate(positions):
        key = ("", one.symbol.upper())
        if not one.cost_per_share and symbols.count(one.symbol) == 1 and history.agrees(key, held[key]):
            cells = one._replace(total_cost=history.holdings[key].cost_text)
            found.rows[n] = Row(found.rows[n].line, cells)
