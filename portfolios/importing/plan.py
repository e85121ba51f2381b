"""The plan of an import: what it would change, row by row."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from portfolios.account_numbers import HiddenNumber
from portfolios.changes.editing import PositionChange
from portfolios.importers.currency import DOLLAR
from portfolios.importers.lines import ImportLine
from portfolios.importing.money import MoneyCheck
from portfolios.models import Account, Instrument
from portfolios.valuation.snapshot import RateValue

SKIP_ACCOUNT, NEW_ACCOUNT_PREFIX = "skip", "new:"
OUTCOME_LABELS = {
    "refused": "Refused",
    "changed": "Changed",
    "new": "New",
    "same": "Unchanged",
    "left_out": "Left out",
}
MAX_SHOWN_LINES, MAX_SHOWN_CHANGES = 6, 200


@dataclass(frozen=True)
class ImportChange:
    """A position or cash balance of the file, or a row that is not imported. what: a symbol, or Cash.

    price, value, cost: in `currency`, as far as the file says them. unnamed: the text for which a symbol can be chosen.
    """

    outcome: str
    lines: tuple[int, ...]
    account: str
    what: str
    notes: tuple[str, ...] = ()
    price: Decimal | None = None
    value: Decimal | None = None
    cost: Decimal | None = None
    currency: str = DOLLAR
    unnamed: str = ""

    @property
    def notes_text(self) -> str:
        return "".join(("; ".join(note.rstrip(".") for note in self.notes), "." if self.notes else ""))

    @property
    def line_numbers_text(self) -> str:
        shown = ", ".join(map(str, self.lines[:MAX_SHOWN_LINES]))
        return shown if len(self.lines) <= MAX_SHOWN_LINES else f"{shown} and {len(self.lines) - MAX_SHOWN_LINES} more"


@dataclass(frozen=True)
class OutcomeGroup:
    """rows: the number of file rows. more: the number of changes that are not shown."""

    outcome: str
    title: str
    rows: int
    changes: list[ImportChange]
    more: int


@dataclass(frozen=True)
class AbsentPosition:
    """A stored position of an account in the file that the file does not list: perhaps no longer held."""

    position_id: UUID
    account: str
    symbol: str
    quantity: Decimal


@dataclass
class ImportPlan:
    """changes: shown to the person. The other fields are written if the plan is applied.

    absent: positions that stay unless the person says they are gone. stored_total: what the lines will be worth in
    dollars where Alex has newer prices, None if that is what the file says. instruments: known ones, by symbol.
    new_instruments, prices: the lines they come from, by symbol. numbers: of accounts, for the next file.
    """

    changes: list[ImportChange] = field(default_factory=list)
    new_accounts: list[Account] = field(default_factory=list)
    cash: list[tuple[Account, Decimal]] = field(default_factory=list)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    new_instruments: dict[str, ImportLine] = field(default_factory=dict)
    prices: dict[str, ImportLine] = field(default_factory=dict)
    new_positions: list[tuple[Account, ImportLine]] = field(default_factory=list)
    changed_positions: list[PositionChange] = field(default_factory=list)
    absent: list[AbsentPosition] = field(default_factory=list)
    stored_total: Decimal | None = None
    money: MoneyCheck = MoneyCheck()
    rates: tuple[RateValue, ...] = ()
    numbers: list[tuple[Account, HiddenNumber]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Return a hash that changes when the import would do anything other than the preview shows."""
        return hashlib.sha256(repr((self.changes, self.absent, self.money, self.rates)).encode()).hexdigest()[:24]

    def rows(self, outcome: str) -> int:
        """Count the rows of the file with this outcome."""
        return sum(len(change.lines) for change in self.changes if change.outcome == outcome)

    @property
    def groups(self) -> list[OutcomeGroup]:
        """Return each outcome with its first changes, as shown."""
        groups = []
        for outcome, title in OUTCOME_LABELS.items():
            changes = [change for change in self.changes if change.outcome == outcome]
            more = max(0, len(changes) - MAX_SHOWN_CHANGES)
            groups.append(OutcomeGroup(outcome, title, self.rows(outcome), changes[:MAX_SHOWN_CHANGES], more))
        return groups

    @property
    def unnamed(self) -> list[str]:
        """Return the texts of rows without a symbol, for which a person can choose one."""
        return list(dict.fromkeys(change.unnamed for change in self.changes if change.unnamed))

    @property
    def has_changes(self) -> bool:
        return any(change.outcome in {"new", "changed"} for change in self.changes) or bool(self.new_accounts)

    @property
    def accepted_row_count(self) -> int:
        return sum(map(self.rows, ("new", "changed", "same")))


def route_to_accounts(
    lines: Iterable[ImportLine], targets: dict[str, str], names: Mapping[str, str]
) -> Iterator[ImportLine]:
    """Replace each line's account by its target, so that two accounts of a file can become one.

    names: of the accounts that are opened, by their name in the file where they differ.
    """
    for line in lines:
        if line.refused or line.left_out:
            yield line
            continue
        target = targets.get(line.account, "")
        if target == SKIP_ACCOUNT:
            yield line._replace(left_out="You chose to leave out this account.")
        elif not target:
            yield line._replace(refused="No account is chosen for this row.")
        else:
            is_new = target.startswith(NEW_ACCOUNT_PREFIX)
            yield line._replace(account=f"{target}:{names.get(line.account, line.account)}" if is_new else target)
