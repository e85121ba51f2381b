"""Which column holds what: a broker's own headings first, then the words people use."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

from portfolios.importers.headings import HEADINGS, KNOWN, PRESETS, TRANSACTIONS, Preset
from portfolios.importers.values import Style


@dataclass(frozen=True)
class Mapping:
    """Where each field is (its column, from 0), how the file writes, and the day of rows that name none."""

    columns: dict[str, int] = field(default_factory=dict)
    style: Style = Style()
    dated: date | None = None


def normalised(heading: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", heading.lower()).split())


def recognised(cells: tuple[str, ...] | list[str]) -> int:
    """How many different fields these headings name."""
    return len({KNOWN[heading] for cell in cells if (heading := normalised(cell)) in KNOWN})


def is_header(cells: tuple[str, ...] | list[str]) -> bool:
    """At least two known headings, one of which says what is held."""
    names = {KNOWN[heading] for cell in cells if (heading := normalised(cell)) in KNOWN}
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
