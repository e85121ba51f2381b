"""Match columns to fields: first by a broker's own headings, then by common headings."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

from portfolios.importers.headings import (
    BROKER_PRESETS,
    FIELDS_BY_HEADING,
    HEADINGS,
    TRANSACTION_HEADINGS,
    BrokerPreset,
)
from portfolios.importers.values import NotationStyle

BETWEEN_WORDS = re.compile(r"[\W_]+")
LONGEST_HEADING = 100


@dataclass(frozen=True)
class ColumnMapping:
    """The column of each field (from 0), the notation of the file, and the date for rows without one."""

    columns: dict[str, int] = field(default_factory=dict)
    style: NotationStyle = NotationStyle()
    dated: date | None = None


def normalize_heading(heading: str) -> str:
    return " ".join(BETWEEN_WORDS.sub(" ", heading.lower()).split())


def count_known_headings(cells: tuple[str, ...] | list[str]) -> int:
    """Count the different fields that these headings name."""
    return len(_find_named_fields(cells))


def _find_named_fields(cells: tuple[str, ...] | list[str]) -> set[str]:
    """Return the fields that these headings name. A very long cell is not a heading."""
    headings = (normalize_heading(cell) for cell in cells if len(cell) <= LONGEST_HEADING)
    return {FIELDS_BY_HEADING[heading] for heading in headings if heading in FIELDS_BY_HEADING}


def is_header(cells: tuple[str, ...] | list[str]) -> bool:
    """Return whether there are at least two known headings, one of them for a symbol, a name or an account."""
    names = _find_named_fields(cells)
    return len(names) >= 2 and not names.isdisjoint({"symbol", "name", "account"})


def is_transactions_header(cells: tuple[str, ...] | list[str]) -> bool:
    return len(TRANSACTION_HEADINGS.intersection(map(str.lower, cells))) >= 2


def find_preset(header: tuple[str, ...]) -> BrokerPreset | None:
    present = set(map(normalize_heading, header))
    return next((preset for preset in BROKER_PRESETS if present.issuperset(preset.columns.values())), None)


def guess_columns(header: tuple[str, ...]) -> dict[str, int]:
    """Guess the column of each field: from a broker preset if one matches, then from the first common heading."""
    positions: dict[str, int] = {}
    for index, cell in enumerate(header):
        positions.setdefault(normalize_heading(cell), index)
    preset = find_preset(header)
    found = {name: positions[heading] for name, heading in preset.columns.items()} if preset else {}
    for name, headings in HEADINGS.items():
        column = next((positions[heading] for heading in headings if heading in positions), None)
        if name not in found and column is not None and column not in found.values():
            found[name] = column
    return found


def header_fingerprint(header: tuple[str, ...]) -> str:
    """Return a hash that is the same for every file with these headings."""
    return hashlib.sha256("\n".join(map(normalize_heading, header)).encode()).hexdigest()
