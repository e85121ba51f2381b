"""Pure: what an import would give in dollars, beside what the file itself says, and what is missing from it."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from portfolios.importers.columns import ColumnMapping, normalize_heading
from portfolios.importers.currency import DOLLAR
from portfolios.importers.lines import ImportLine
from portfolios.importers.recognition import kinds
from portfolios.importers.table import Table
from portfolios.importers.values import CellUnreadable, parse_amount
from portfolios.importing.settlement import in_dollars

CENT, ZERO = Decimal("0.01"), Decimal(0)
TOLERANCE = Decimal("0.01")
"""A larger share of the file's total may be missing only if the person says so."""
NUMBER_AT_END = re.compile(r"-?[$€£]?[\d.,'’]{1,30}$")
WHOLE_FILE = "Whole file"


@dataclass(frozen=True)
class AccountMoney:
    """total: dollars that the import gives. in_file: dollars that the file says, None if it does not say."""

    account: str
    total: Decimal
    in_file: Decimal | None
    is_stated: bool = False
    unpriced: int = 0

    @property
    def difference(self) -> Decimal:
        """Return the dollars of the file that the import lacks, if more than a hundredth; negative if it gives more."""
        if self.in_file is None or abs(self.in_file - self.total) <= max(TOLERANCE * abs(self.in_file), CENT):
            return ZERO
        return self.in_file - self.total


@dataclass(frozen=True)
class MissingMoney:
    """Rows that are not imported for one reason, and what they are worth in the file.

    is_refused: they are holdings. Rows that are left out are none of this account or this day.
    """

    reason: str
    rows: int
    amount: Decimal
    currency: str = DOLLAR
    is_refused: bool = True


@dataclass(frozen=True)
class MoneyCheck:
    accounts: tuple[AccountMoney, ...] = ()
    missing: tuple[MissingMoney, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((one.total for one in self.accounts if one.account != WHOLE_FILE), ZERO)

    @property
    def in_file(self) -> Decimal:
        """Return the dollars of all accounts as the file says them."""
        stated = [one.in_file for one in self.accounts if one.account == WHOLE_FILE and one.in_file is not None]
        return stated[0] if stated else sum((one.in_file or one.total for one in self.accounts), ZERO)

    @property
    def missing_dollars(self) -> Decimal:
        return sum((one.amount for one in self.missing if one.currency == DOLLAR and one.is_refused), ZERO)

    @property
    def differing(self) -> list[AccountMoney]:
        """Return the accounts whose difference a person must accept."""
        return [one for one in self.accounts if one.difference]


def find_stated_total(table: Table, mapping: ColumnMapping) -> Decimal | None:
    """Return the value of everything as a line before or after the table says it, such as “Total value: 12,497.70”."""
    for line in table.left_out:
        label = normalize_heading(line.text)
        number = NUMBER_AT_END.search(line.text.rstrip())
        if number and any(f" {phrase} " in f" {label} " or f"depot{phrase}" in label for phrase in kinds.TOTAL_PHRASES):
            try:
                return parse_amount(number[0], mapping.style)
            except CellUnreadable:
                continue
    return None


class MoneySums:
    """Sums the lines of a file by account of the file."""

    def __init__(self, dollars: Mapping[str, Decimal]) -> None:
        self.dollars, self.currencies = dollars, set[str]()
        self.given: dict[str, Decimal] = defaultdict(Decimal)
        self.rows: dict[str, Decimal] = defaultdict(Decimal)
        self.unpriced: dict[str, int] = defaultdict(int)
        self.stated: dict[str, Decimal] = {}
        self.foreign: set[str] = set()
        self.missing: dict[tuple[str, str, bool], list[Decimal]] = defaultdict(list)

    def add_total(self, line: ImportLine) -> None:
        """Add a total row of the file. Subtotals do not count; of several totals the last one is the whole."""
        if line.value is not None and not normalize_heading(line.symbol or line.name).startswith("sub"):
            self.stated[line.account] = line.value

    def add_accepted(self, line: ImportLine, amount: Decimal | None) -> None:
        """Add what an accepted line is worth, in its own currency, and what the file itself says."""
        self._note_currency(line.account, line.currency)
        dollars = in_dollars(amount, line.currency, self.dollars)
        stated = in_dollars(line.stated, line.currency, self.dollars)
        self.unpriced[line.account] += dollars is None
        self.given[line.account] += dollars or ZERO
        self.rows[line.account] += dollars or ZERO if stated is None else stated

    def add_missing(self, line: ImportLine) -> None:
        """Add a row that is not imported. What is left out for good, such as an earlier day, is no part of the sum."""
        amount = line.value or ZERO
        if not line.refused and not amount:
            return
        self.missing[line.refused or line.left_out, line.currency, bool(line.refused)].append(amount)
        self._note_currency(line.account, line.currency)
        if line.refused and (dollars := in_dollars(amount, line.currency, self.dollars)) is not None:
            self.rows[line.account] += dollars

    def _note_currency(self, account: str, currency: str) -> None:
        self.currencies.add(currency)
        if currency != DOLLAR:
            self.foreign.add(account)

    def compare(self, names: Mapping[str, str], stated: Decimal | None) -> MoneyCheck:
        """Compare with the totals that the file states, by account or for the whole; else with the sum of its rows."""
        if len(self.currencies) == 1:  # totals are in the currency of all rows
            code = next(iter(self.currencies))
            self.stated = {label: in_dollars(one, code, self.dollars) or ZERO for label, one in self.stated.items()}
            stated, self.foreign = in_dollars(stated, code, self.dollars), set()
        accounts = []
        for label in sorted(self.given.keys() | self.rows.keys()):
            is_stated = label in self.stated and label not in self.foreign
            rows = None if self.unpriced[label] else _round(self.rows[label])
            said = _round(self.stated[label]) if is_stated else rows
            given = _round(self.given[label])
            accounts.append(AccountMoney(names.get(label, label), given, said, is_stated, self.unpriced[label]))
        whole = next((value for label, value in self.stated.items() if label not in self.rows), stated)
        if whole is not None and accounts and not self.foreign and not any(one.is_stated for one in accounts):
            name = accounts[0].account if len(accounts) == 1 else WHOLE_FILE
            total, unpriced = _round(sum(self.given.values(), ZERO)), sum(self.unpriced.values())
            kept = [] if len(accounts) == 1 else accounts
            accounts = [*kept, AccountMoney(name, total, _round(whole), is_stated=True, unpriced=unpriced)]
        gaps = (
            MissingMoney(why, len(found), _round(sum(found, ZERO)), code, is_refused)
            for (why, code, is_refused), found in self.missing.items()
        )
        return MoneyCheck(tuple(accounts), tuple(sorted(gaps, key=lambda gap: -abs(gap.amount))))


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(CENT)
