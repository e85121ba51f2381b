"""What an import would do to a portfolio, row by row, before anything is done."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from portfolios.changes.editing import PositionChange
from portfolios.importers.rows import ImportLine
from portfolios.models import Account, Instrument

SKIP_ACCOUNT, NEW_ACCOUNT_PREFIX = "skip", "new:"
OUTCOME_LABELS = {
    "refused": "Refused",
    "changed": "Changed",
    "new": "Accepted, new",
    "same": "Accepted, nothing changes",
    "left_out": "Left out",
}
MAX_SHOWN_LINES, MAX_SHOWN_CHANGES = 6, 200


@dataclass(frozen=True)
class ImportChange:
    """One position or cash balance of the file, or one row that is not taken. what: a symbol, or Cash."""

    outcome: str
    lines: tuple[int, ...]
    account: str
    what: str
    words: tuple[str, ...] = ()

    @property
    def line_numbers_text(self) -> str:
        shown = ", ".join(map(str, self.lines[:MAX_SHOWN_LINES]))
        return shown if len(self.lines) <= MAX_SHOWN_LINES else f"{shown} and {len(self.lines) - MAX_SHOWN_LINES} more"


@dataclass(frozen=True)
class OutcomeGroup:
    """rows: of the file. more: changes beyond those that are shown."""

    outcome: str
    title: str
    rows: int
    changes: list[ImportChange]
    more: int


@dataclass
class ImportPlan:
    """changes: what is shown. The rest is what is written if it is applied.

    instruments: those that are known, by symbol. new_instruments and prices: the lines they are made of.
    """

    changes: list[ImportChange] = field(default_factory=list)
    new_accounts: list[Account] = field(default_factory=list)
    cash: list[tuple[Account, Decimal]] = field(default_factory=list)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    new_instruments: dict[str, ImportLine] = field(default_factory=dict)
    prices: dict[str, ImportLine] = field(default_factory=dict)
    new_positions: list[tuple[Account, ImportLine]] = field(default_factory=list)
    changed_positions: list[PositionChange] = field(default_factory=list)
    unaffected_positions: int = 0

    @property
    def digest(self) -> str:
        """Changes when anything that was shown would be done otherwise."""
        return hashlib.sha256(repr((self.changes, self.unaffected_positions)).encode()).hexdigest()[:24]

    def rows(self, outcome: str) -> int:
        """How many rows of the file have this outcome."""
        return sum(len(change.lines) for change in self.changes if change.outcome == outcome)

    @property
    def groups(self) -> list[OutcomeGroup]:
        """What is shown: each outcome with its first changes."""
        found = []
        for outcome, words in OUTCOME_LABELS.items():
            changes = [change for change in self.changes if change.outcome == outcome]
            more = max(0, len(changes) - MAX_SHOWN_CHANGES)
            found.append(OutcomeGroup(outcome, words, self.rows(outcome), changes[:MAX_SHOWN_CHANGES], more))
        return found

    @property
    def has_changes(self) -> bool:
        return any(change.outcome in {"new", "changed"} for change in self.changes) or bool(self.new_accounts)

    @property
    def accepted_row_count(self) -> int:
        return sum(map(self.rows, ("new", "changed", "same")))


def route_to_accounts(lines: Iterable[ImportLine], targets: dict[str, str]) -> Iterator[ImportLine]:
    """Lines under what their account becomes, so that two accounts of a file can be one account here."""
    for line in lines:
        if line.refused or line.left_out:
            yield line
            continue
        target = targets.get(line.account, "")
        if target == SKIP_ACCOUNT:
            yield line._replace(left_out="Its account is left out.")
        elif not target:
            yield line._replace(refused="It is not said which account this goes to.")
        else:
            yield line._replace(account=f"{target}:{line.account}" if target.startswith(NEW_ACCOUNT_PREFIX) else target)
