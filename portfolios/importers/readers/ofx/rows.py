"""The rows of an OFX file as a table, and what one account gives."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from portfolios.importers.table import Row, SkippedLine, Table
from portfolios.importers.transactions.holdings import History


class Cells(NamedTuple):
    """The cells of a row, in the order of `OFX_HEADER`."""

    account_number: str
    account_type: str
    symbol: str = ""
    name: str = ""
    instrument_type: str = ""
    quantity: str = ""
    price: str = ""
    price_as_of: str = ""
    cost_per_share: str = ""
    total_cost: str = ""
    value: str = ""
    currency: str = ""
    as_of: str = ""


OFX_HEADER = tuple(heading.replace("_", " ").capitalize() for heading in Cells._fields)


@dataclass
class Statement:
    """What one account gives. history: its transactions, where positions were computed from them.

    transactions: as the file lists them, where it lists no positions. gap: why they give none by themselves.
    """

    rows: list[Row] = field(default_factory=list)
    left_out: list[SkippedLine] = field(default_factory=list)
    day: date | None = None
    history: History | None = None
    remarks: list[str] = field(default_factory=list)
    transactions: Table | None = None
    gap: str = ""
