"""Which column holds what: a broker's own headings first, then the words people use."""

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
    """Where each field is (its column, from 0), how the file writes, and the day of rows that name none."""

    columns: dict[str, int] = field(default_factory=dict)
    style: NotationStyle = NotationStyle()
    dated: date | None = None


def normalize_heading(heading: str) -> str:
    return " ".join(BETWEEN_WORDS.sub(" ", heading.lower()).split())


def count_known_headings(cells: tuple[str, ...] | list[str]) -> int:
    """How many different fields these headings name."""
    return len(_named(cells))


def _named(cells: tuple[str, ...] | list[str]) -> set[str]:
    """Return the fields that these headings name; a longer cell is none."""
    headings = (normalize_heading(cell) for cell in cells if len(cell) <= LONGEST_HEADING)
    return {FIELDS_BY_HEADING[heading] for heading in headings if heading in FIELDS_BY_HEADING}


def is_header(cells: tuple[str, ...] | list[str]) -> bool:
    """At least two known headings, one of which says what is held."""
    names = _named(cells)
    says_what = names & {"symbol", "name", "account"}
    return len(names) >= 2 and bool(says_what)


def is_transactions_header(cells: tuple[str, ...] | list[str]) -> bool:
    return len(TRANSACTION_HEADINGS.intersection(map(str.lower, cells))) >= 2


def find_preset(header: tuple[str, ...]) -> BrokerPreset | None:
    present = set(map(normalize_heading, header))
    return next((known for known in BROKER_PRESETS if present.issuperset(known.columns.values())), None)


def guess_columns(header: tuple[str, ...]) -> dict[str, int]:
    """A broker's own headings where they are known, then the first of the usual words that is there."""
    positions: dict[str, int] = {}
    for index, cell in enumerate(header):
        positions.setdefault(normalize_heading(cell), index)
    known = find_preset(header)
    found = {name: positions[heading] for name, heading in known.columns.items()} if known else {}
    for name, headings in HEADINGS.items():
        there = next((positions[heading] for heading in headings if heading in positions), None)
        if name not in found and there is not None and there not in found.values():
            found[name] = there
    return found


def header_fingerprint(header: tuple[str, ...]) -> str:
    """The same for every file with these headings."""
    return hashlib.sha256("\n".join(map(normalize_heading, header)).encode()).hexdigest()
