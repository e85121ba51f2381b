"""Read a list of prices that somebody pastes or uploads: symbol, price, day and currency, with or without headings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from portfolios import bounds
from portfolios.cleaning import normalize_symbol
from portfolios.currency_marks import find_mark
from portfolios.importers.currency import SUBUNITS, find_in_words
from portfolios.importers.readers.csv_text import Record, guess_delimiter, read_records
from portfolios.importers.table import FileUnreadable
from portfolios.importers.values import (
    CellUnreadable,
    NotationStyle,
    guess_day_first,
    guess_decimal_comma,
    parse_amount,
    parse_day,
    quote_cell,
)

COLUMNS = ("symbol", "price", "day", "currency")
HEADINGS = {
    "symbol": {"symbol", "ticker", "code", "fund symbol", "security"},
    "price": {"price", "close", "last", "last price", "closing price", "nav", "kurs", "cours", "adj close"},
    "day": {"date", "day", "as of", "price date", "datum", "price as of"},
    "currency": {"currency", "ccy", "währung", "devise"},
}
MAX_PRICES = 5_000


@dataclass(frozen=True)
class ListedPrice:
    """A price in the currency of the instrument. day: None for the price of this moment."""

    line: int
    symbol: str
    price: Decimal
    day: date | None


@dataclass(frozen=True)
class RefusedLine:
    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class PriceList:
    prices: tuple[ListedPrice, ...]
    refused: tuple[RefusedLine, ...]


def read_price_list(
    text: str, *, currencies: Mapping[str, str], shared_symbols: Collection[str] = (), today: date
) -> PriceList:
    """Return the prices of what is held, and each other line with the reason why it is refused.

    currencies: that of each held symbol. shared_symbols: those of several held instruments. Raises FileUnreadable.
    """
    records = list(read_records(text, guess_delimiter(text)))
    places, rows = find_columns(records)
    if len(rows) > MAX_PRICES:
        raise FileUnreadable(f"This list has more than {MAX_PRICES:,} prices.")
    cells = {name: [get_cell(row, places, name) for row in rows] for name in COLUMNS}
    style = NotationStyle(guess_decimal_comma(cells["price"]) or False, guess_day_first(cells["day"]) or False)
    prices: dict[tuple[str, date | None], ListedPrice] = {}
    refused = []
    for row in rows:
        symbol = normalize_symbol(get_cell(row, places, "symbol").strip())
        try:
            check_symbol(symbol, currencies, shared_symbols)
            day = read_day(get_cell(row, places, "day"), style, today)
            price = read_price(row, places, style, currencies[symbol])
            if (symbol, day) in prices:
                first = prices[symbol, day].line
                raise CellUnreadable(f"Line {first} has a price of {symbol} for the same day.")
        except CellUnreadable as error:
            refused.append(RefusedLine(row.line, quote_cell(" ".join(row.filled_cells)), str(error)))
        else:
            prices[symbol, day] = ListedPrice(row.line, symbol, price, day)
    return PriceList(tuple(prices.values()), tuple(refused))


def check_symbol(symbol: str, held: Collection[str], shared: Collection[str]) -> None:
    """Raise CellUnreadable unless exactly one held instrument has this symbol."""
    if not symbol:
        raise CellUnreadable("No symbol.")
    if symbol in shared:
        raise CellUnreadable(f"You hold two instruments called {quote_cell(symbol)}. Enter it in the table.")
    if symbol not in held:
        raise CellUnreadable(f"You hold nothing called {quote_cell(symbol)}.")


def read_day(cell: str, style: NotationStyle, today: date) -> date | None:
    """Return the day, None for an empty cell. Raises CellUnreadable also for a day in the future."""
    day = parse_day(cell, style)
    if day is not None and day > today:
        raise CellUnreadable(f"{day} is in the future.")
    return day


def find_columns(records: list[Record]) -> tuple[dict[str, int], list[Record]]:
    """Return the place of each column, and the rows below the headings. Raises FileUnreadable."""
    if not records:
        raise FileUnreadable("There is no price in this list.")
    for number, record in enumerate(records[:10]):
        words = [cell.strip().lower() for cell in record.cells]
        places = {name: words.index(word) for name, known in HEADINGS.items() for word in words if word in known}
        if {"symbol", "price"} <= places.keys():
            return places, records[number + 1 :]
    if len(records[0].cells) < 2:
        raise FileUnreadable("Write one price a line: symbol, price, and if you like date and currency.")
    return {name: place for place, name in enumerate(COLUMNS)}, records


def get_cell(row: Record, places: Mapping[str, int], name: str) -> str:
    place = places.get(name, len(row.cells))
    return row.cells[place] if place < len(row.cells) else ""


def read_price(row: Record, places: Mapping[str, int], style: NotationStyle, currency: str) -> Decimal:
    """Return the price in the currency of its instrument. Raises CellUnreadable for another one, or for no price."""
    cell = get_cell(row, places, "price")
    price = parse_amount(cell, style)
    if price is None:
        raise CellUnreadable("No price.")
    written = find_in_words(get_cell(row, places, "currency").strip()) or find_mark(cell)
    stated = get_cell(row, places, "currency").strip()
    if stated and not written:
        raise CellUnreadable(f"“{quote_cell(stated)}” is no currency that we know.")
    if SUBUNITS.get(written) == currency:
        price /= 100
    elif written not in ("", "$", currency):
        raise CellUnreadable(f"It is quoted in {currency}, and this price is in {written}.")
    elif written == "$" and not currency.endswith("D"):
        raise CellUnreadable(f"It is quoted in {currency}, and this price is in dollars.")
    price = price.quantize(bounds.PRICE.quantum, ROUND_HALF_EVEN)
    if price not in bounds.PRICE:
        raise CellUnreadable(f"{price.normalize():f} is not a price.")
    return price
