"""Match columns to fields: first by a broker's own headings, then by common headings."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

from portfolios.currency_marks import SPELLINGS
from portfolios.importers.currency import is_code
from portfolios.importers.headings import (
    FIELDS_BY_WORD,
    HEADINGS,
    NUMBER_FIELDS,
    SURE_TRANSACTION_HEADINGS,
    TRANSACTION_HEADINGS,
)
from portfolios.importers.presets import BROKER_PRESETS, BrokerPreset
from portfolios.importers.values import NotationStyle

BETWEEN_WORDS = re.compile(r"[\W_]+")
IDENTITY_FIELDS = ("symbol", "cusip", "isin", "local_id", "name")
"""What a row can be known by, strongest first."""
MONEY_FIELDS = tuple(name for name in NUMBER_FIELDS if name != "quantity")
LONGEST_HEADING = 100
DOLLAR_OF = re.compile(r"[A-Za-z]{1,3}\$")
"""The dollar sign of a country in a heading, such as S$."""
QUANTITY_BESIDE_VALUE = ("amount", "balance", "holdings")
"""Headings of quantities where price and value have columns of their own."""


@dataclass(frozen=True)
class ColumnMapping:
    """The column of each field (from 0), the notation of the file, and what its rows do not say themselves.

    currency: the code of amounts without a currency of their own; empty if nothing says it. names: the symbol that a
    person gave to a row without one, by the text of the row.
    """

    columns: dict[str, int] = field(default_factory=dict)
    style: NotationStyle = NotationStyle()
    dated: date | None = None
    currency: str = ""
    names: dict[str, str] = field(default_factory=dict)


def normalize_heading(heading: str) -> str:
    return " ".join(BETWEEN_WORDS.sub(" ", heading.lower()).split())


def heading_key(heading: str) -> str:
    """Return a heading as `HEADINGS` and presets name it: without currencies. “Wert in EUR” and “Wert” are the same."""
    words = normalize_heading(DOLLAR_OF.sub(" ", heading.replace("#", " number "))).split()
    plain = [word for word in words if not is_code(word.upper()) and word.upper() not in SPELLINGS]
    return " ".join(plain[:-1] if plain[1:] and plain[-1] == "in" else plain or words)


def count_known_headings(cells: tuple[str, ...] | list[str]) -> int:
    """Count the different fields that these headings name."""
    return len(find_named_fields(cells))


def find_named_fields(cells: tuple[str, ...] | list[str]) -> set[str]:
    """Return the fields that these headings name. A very long cell is not a heading."""
    headings = (heading_key(cell).replace(" ", "") for cell in cells if len(cell) <= LONGEST_HEADING)
    return {FIELDS_BY_WORD[heading] for heading in headings if heading in FIELDS_BY_WORD}


def is_header(cells: tuple[str, ...] | list[str]) -> bool:
    """Return whether there are at least two known headings, one of them for a symbol, a name or an account."""
    names = find_named_fields(cells)
    return len(names) >= 2 and not names.isdisjoint({*IDENTITY_FIELDS, "account"})


def is_transactions_header(cells: tuple[str, ...] | list[str]) -> bool:
    """Return whether the headings are those of transactions: one that positions never have, or two others."""
    headings = {normalize_heading(cell).replace(" ", "") for cell in cells if len(cell) <= LONGEST_HEADING}
    return bool(headings & SURE_TRANSACTION_HEADINGS) or len(TRANSACTION_HEADINGS & headings) >= 2


def find_preset(header: tuple[str, ...]) -> BrokerPreset | None:
    present = set(map(heading_key, header))
    return next((preset for preset in BROKER_PRESETS if present.issuperset(preset.columns.values())), None)


def guess_columns(header: tuple[str, ...]) -> dict[str, int]:
    """Guess the column of each field: from a broker preset if one matches, then from the first common heading."""
    positions: dict[str, int] = {}
    for index, cell in enumerate(header):
        positions.setdefault(heading_key(cell), index)
        positions.setdefault(heading_key(cell).replace(" ", ""), index)
    preset = find_preset(header)
    found = {name: positions[heading] for name, heading in preset.columns.items()} if preset else {}
    for name, headings in HEADINGS.items():
        column = next((positions[key] for h in headings for key in (h, h.replace(" ", "")) if key in positions), None)
        if name not in found and column is not None and column not in found.values():
            found[name] = column
    if "quantity" not in found and {"price", "value"} <= found.keys():  # coins: amount, price and value
        column = next((positions[word] for word in QUANTITY_BESIDE_VALUE if word in positions), None)
        found |= {} if column is None or column in found.values() else {"quantity": column}
    return found


def header_fingerprint(header: tuple[str, ...]) -> str:
    """Return a hash that is the same for every file with these headings."""
    return hashlib.sha256("\n".join(map(normalize_heading, header)).encode()).hexdigest()
