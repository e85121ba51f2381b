"""Which column holds what: a broker's own headings first, then the words people use."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

from portfolios.importers.headings import HEADINGS, KNOWN, PRESETS, TRANSACTIONS, Preset
from portfolios.importers.values import Style

BETWEEN_WORDS = re.compile(r"[\W_]+")
LONGEST_HEADING = 100


@dataclass(frozen=True)
class Mapping:
    """Where each field is (its column, from 0), how the file writes, and the day of rows that name none."""

    columns: dict[str, int] = field(default_factory=dict)
    style: Style = Style()
    dated: date | None = None


def normalised(heading: str) -> str:
    return " ".join(BETWEEN_WORDS.sub(" ", heading.lower()).split())


def recognised(cells: tuple[str, ...] | list[str]) -> int:
    """How many different fields these headings name."""
    return len(_named(cells))


def _named(cells: tuple[str, ...] | list[str]) -> set[str]:
    """Return the fields that these headings name; a longer cell is none."""
    headings = (normalised(cell) for cell in cells if len(cell) <= LONGEST_HEADING)
    return {KNOWN[heading] for heading in headings if heading in KNOWN}


def is_header(cells: tuple[str, ...] | list[str]) -> bool:
    """At least two known headings, one of which says what is held."""
    names = _named(cells)
    says_what = names & {"symbol", "name", "account"}
    return len(names) >= 2 and bool(says_what)


def is_of_transactions(cells: tuple[str, ...] | list[str]) -> bool:
    return len(TRANSACTIONS.intersection(map(str.lower, cells))) >= 2


def preset(header: tuple[str, ...]) -> Preset | None:
    present = set(map(normalised, header))
    return next((known for known in PRESETS if present.issuperset(known.columns.values())), None)


def guess_columns(header: tuple[str, ...]) -> dict[str, int]:
    """A broker's own headings where they are known, then the first of the usual words that is there."""
    positions: dict[str, int] = {}
    for index, cell in enumerate(header):
        positions.setdefault(normalised(cell), index)
    known = preset(header)
    found = {name: positions[heading] for name, heading in known.columns.items()} if known else {}
    for name, headings in HEADINGS.items():
        there = next((positions[heading] for heading in headings if heading in positions), None)
        if name not in found and there is not None and there not in found.values():
            found[name] = there
    return found


def fingerprint(header: tuple[str, ...]) -> str:
    """The same for every file with these headings."""
    return hashlib.sha256("\n".join(map(normalised, header)).encode()).hexdigest()
