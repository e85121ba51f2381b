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
from portfolios.importers.table import TransactionSpan
from portfolios.importing.comparison import PositionsCheck
from portfolios.importing.money import MoneyCheck
from portfolios.models import Account, Instrument
from portfolios.valuation.snapshot import RateValue

SKIP_ACCOUNT, NEW_ACCOUNT_PREFIX, SAME_ACCOUNT_PREFIX = "skip", "new:", "file:"
OUTCOME_LABELS = {
    "refused": "Refused",
    "changed": "Changed",
    "new": "New",
    "same": "Unchanged",
    "left_out": "Left out",
}
MAX_SHOWN_LINES, MAX_SHOWN_CHANGES, MAX_SHOWN_FILES = 6, 200, 3


@dataclass(frozen=True)
class ImportChange:
    """A position or cash balance of the file, or a row that is not imported. what: a symbol, or Cash.

    price, value, cost: in `currency`, as far as the file says them. unnamed: the text for which a symbol can be chosen.
    file: its place in the upload. file_name: empty if it is the only one.
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
    file: int = 0
    file_name: str = ""

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


@dataclass(frozen=True)
class ImportedFile:
    """A file of the import, as it is shown. draft_id: that of its draft. broker: empty if it is not recognized."""

    draft_id: UUID
    name: str
    broker: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileLines:
    """What a file of the import says. accounts: the account here that each of its accounts becomes. computed: the
    transactions that its positions were computed from. stated: the total value that it states.
    """

    file: ImportedFile
    lines: list[ImportLine]
    accounts: Mapping[str, str]
    computed: TransactionSpan | None = None
    stated: Decimal | None = None


@dataclass
class ImportPlan:
    """changes: shown to the person. The other fields are written if the plan is applied.

    absent: positions that stay unless the person says they are gone. stored_total: what the lines will be worth where
    Alex has newer prices, None if that is what the file says. instruments: known ones, by symbol.
    new_instruments, prices: the lines they come from, by symbol. numbers: of accounts, for the next file. computed: the
    transactions from which the positions of an account are computed. checks: of transactions against positions files.
    files: those that were read. unread: the names of the others, with the reason.
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
    computed: list[TransactionSpan] = field(default_factory=list)
    checks: list[PositionsCheck] = field(default_factory=list)
    files: list[ImportedFile] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Return a hash that changes when the import would do anything other than the preview shows."""
        return hashlib.sha256(
            repr((self.changes, self.absent, self.money, self.rates, self.checks)).encode()
        ).hexdigest()[:24]

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

    def name_of(self, file: int) -> str:
        """Return the name of a file by its place; empty if it is the only one."""
        return self.files[file].name if len(self.files) > 1 else ""

    @property
    def file_names(self) -> str:
        """Return the names of the files in words, the first of many."""
        names = [one.name for one in self.files]
        more = len(names) - MAX_SHOWN_FILES
        return ", ".join(names) if more <= 0 else f"{', '.join(names[:MAX_SHOWN_FILES])} and {more} more"

    @property
    def must_accept(self) -> bool:
        """Return whether the person must accept that sums differ, or that positions are computed."""
        return bool(self.money.differing or self.computed)

    @property
    def has_changes(self) -> bool:
        return any(change.outcome in {"new", "changed"} for change in self.changes) or bool(self.new_accounts)

    @property
    def accepted_row_count(self) -> int:
        return sum(map(self.rows, ("new", "changed", "same")))


def route_to_accounts(lines: Iterable[ImportLine], accounts: Mapping[str, str]) -> Iterator[ImportLine]:
    """Replace each line's account by the one here, so that two accounts of a file can become one."""
    for line in lines:
        target = accounts.get(line.account, "")
        if line.refused or line.left_out:
            yield line
        elif target == SKIP_ACCOUNT:
            yield line._replace(left_out="You chose to leave out this account.")
        elif not target:
            yield line._replace(refused="No account is chosen for this row.")
        else:
            yield line._replace(account=target)
