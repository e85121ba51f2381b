"""Read the XML of an Interactive Brokers Flex query: elements whose attributes are the cells of a row.

Only the elements below are looked at, and nothing in the file is expanded or followed.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape

from portfolios.cleaning import clean_text
from portfolios.importers.readers.csv_text import decode
from portfolios.importers.table import MAX_CELL_LENGTH, FileUnreadable, Row, Table, check_size
from portfolios.importers.transactions.activity import check_positions, read_positions, sum_quantities

START = re.compile(rb"<FlexQueryResponse[\s>]")
START_LENGTH = 2_000
ELEMENT = re.compile(r"<(OpenPosition|Trade|CorporateAction|Transfer|CashReportCurrency)\s([^<>]*)>")
ATTRIBUTE = re.compile(r'([A-Za-z]{1,40})="([^"]*)"')
POSITION_HEADER = (
    "accountId", "symbol", "description", "assetCategory", "currency", "position", "markPrice", "positionValue",
    "costBasisMoney", "reportDate", "cusip", "isin",
)  # fmt: skip
HEADINGS = ("ClientAccountID", "Symbol", "Description", "AssetClass", "CurrencyPrimary", "Quantity", "MarkPrice",
            "PositionValue", "CostBasisMoney", "ReportDate", "CUSIP", "ISIN")  # fmt: skip
TRADE_HEADER = (
    "accountId", "tradeDate", "buySell", "symbol", "description", "assetCategory", "quantity", "tradePrice", "netCash",
    "currency", "levelOfDetail",
)  # fmt: skip
TRADE_HEADINGS = ("ClientAccountID", "TradeDate", "Buy/Sell", "Symbol", "Description", "AssetClass", "Quantity",
                  "TradePrice", "NetCash", "CurrencyPrimary", "Level of detail")  # fmt: skip
OTHER_HISTORY = {"CorporateAction": "corporate actions", "Transfer": "transfers"}
UNREADABLE = "This Flex query has {} that Alex does not compute positions from. Add open positions to the query."
EMPTY = "This Flex query has no open positions, no trades and no cash. Add open positions to the query."
WRITTEN = "Flex XML of Interactive Brokers"


def is_flex(data: bytes) -> bool:
    return START.search(data[:START_LENGTH]) is not None


def read_flex(data: bytes) -> Table:
    """Return positions and cash. Positions that the query does not list are computed from its trades."""
    found: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for number, (line, tag, attributes) in enumerate(_read_elements(decode(data)[0])):
        check_size(rows=number, columns=len(attributes), cells=0)
        found[tag].append((line, attributes))
    summaries = [one for one in found["OpenPosition"] if one[1].get("levelOfDetail", "").upper() != "LOT"]
    positions = [_row(line, one, POSITION_HEADER) for line, one in summaries or found["OpenPosition"]]
    trades = tuple(_row(line, one, TRADE_HEADER) for line, one in found["Trade"])
    activity = Table(TRADE_HEADINGS, 1, trades, written=WRITTEN)
    cash = [_cash_row(line, one) for line, one in found["CashReportCurrency"] if len(one.get("currency", "")) == 3]
    others = [name for tag, name in OTHER_HISTORY.items() if found[tag]]
    if trades and not positions:
        if others:
            raise FileUnreadable(UNREADABLE.format(" and ".join(others)))
        return read_positions(activity)
    if not positions and not cash:
        raise FileUnreadable(EMPTY)
    cells = [dict(zip(POSITION_HEADER, row.cells, strict=True)) for row in positions]
    held = sum_quantities((one["accountId"], one["symbol"], one["position"]) for one in cells)
    remarks = (check_positions(activity, held)[1],) if trades and not others else ()
    return Table(HEADINGS, 1, (*positions, *cash), written=WRITTEN, remarks=remarks)


def _row(line: int, attributes: dict[str, str], names: tuple[str, ...]) -> Row:
    return Row(line, tuple(attributes.get(name, "") for name in names))


def _read_elements(text: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    line, counted_to = 1, 0
    for element in ELEMENT.finditer(text):
        line += text.count("\n", counted_to, element.start())
        counted_to = element.start()
        cells = {name: clean_text(unescape(value[:MAX_CELL_LENGTH])) for name, value in ATTRIBUTE.findall(element[2])}
        yield line, element[1], cells


def _cash_row(line: int, values: dict[str, str]) -> Row:
    cells = {"accountId": values.get("accountId", ""), "symbol": "CASH", "currency": values["currency"],
             "positionValue": values.get("endingCash", ""), "assetCategory": "Cash"}  # fmt: skip
    return _row(line, cells, POSITION_HEADER)
