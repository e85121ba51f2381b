"""Pure: what an import would give in the person's currency, beside what the file says, and what is missing from it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from portfolios.currencies import BASE_CURRENCY
from portfolios.importers.columns import ColumnMapping, normalize_heading
from portfolios.importers.currency import DOLLAR
from portfolios.importers.lines import ImportLine
from portfolios.importers.recognition import kinds
from portfolios.importers.table import Table
from portfolios.importers.values import CellUnreadable, parse_amount
from portfolios.valuation.base_currency import Conversion

CENT, ZERO = Decimal("0.01"), Decimal(0)
TOLERANCE = Decimal("0.01")
"""A larger share of the file's total may be missing only if the person says so."""
NUMBER_AT_END = re.compile(r"-?[$€£]?[\d.,'’]{1,30}$")
WHOLE_FILE = "Whole file"


@dataclass(frozen=True)
class AccountMoney:
    """total: what the import gives. in_file: what the file says, None if it does not say. Both in one currency."""

    account: str
    total: Decimal
    in_file: Decimal | None
    is_stated: bool = False
    unpriced: int = 0
    file: int = 0
    file_name: str = ""

    @property
    def difference(self) -> Decimal:
        """Return the money of the file that the import lacks, if more than a hundredth; negative if it gives more."""
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
    """currency: of every sum, the person's own."""

    accounts: tuple[AccountMoney, ...] = ()
    missing: tuple[MissingMoney, ...] = ()
    currency: str = BASE_CURRENCY

    @property
    def total(self) -> Decimal:
        return sum((one.total for one in self.accounts if one.account != WHOLE_FILE), ZERO)

    @property
    def in_file(self) -> Decimal:
        """Return the money of all accounts as the file says it."""
        found = ZERO
        for file in {one.file for one in self.accounts}:
            accounts = [one for one in self.accounts if one.file == file]
            whole = [one for one in accounts if one.account == WHOLE_FILE and one.in_file is not None]
            found += sum((one.in_file or one.total for one in whole[:1] or accounts), ZERO)
        return found

    @property
    def missing_sum(self) -> Decimal:
        """Return what is refused of the amounts in the currency of the sums."""
        return sum((one.amount for one in self.missing if one.currency == self.currency and one.is_refused), ZERO)

    @property
    def differing(self) -> list[AccountMoney]:
        """Return the accounts whose difference a person must accept."""
        return [one for one in self.accounts if one.difference]


def join_checks(checks: Sequence[MoneyCheck], names: Sequence[str]) -> MoneyCheck:
    """Return one check of several files. names: of the files, as shown beside their accounts."""
    accounts = (
        replace(one, file=file, file_name=names[file]) for file, check in enumerate(checks) for one in check.accounts
    )
    missing = tuple(one for check in checks for one in check.missing)
    return MoneyCheck(tuple(accounts), missing, checks[0].currency if checks else BASE_CURRENCY)


def find_stated_total(table: Table, mapping: ColumnMapping) -> Decimal | None:
    """Return the total value that a line before or after the table states, such as “Total value: 12,497.70”."""
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

    def __init__(self, conversion: Conversion) -> None:
        self.conversion, self.currencies = conversion, set[str]()
        self.given: dict[str, Decimal] = defaultdict(Decimal)
        self.rows: dict[str, Decimal] = defaultdict(Decimal)
        self.unpriced: dict[str, int] = defaultdict(int)
        self.unstated: dict[str, int] = defaultdict(int)
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
        converted = self.conversion.convert(amount, line.currency)
        stated = self.conversion.convert(line.stated, line.currency)
        self.unpriced[line.account] += converted is None
        self.given[line.account] += converted or ZERO
        self.unstated[line.account] += stated is None
        self.rows[line.account] += converted or ZERO if stated is None else stated

    def add_missing(self, line: ImportLine) -> None:
        """Add a row that is not imported. What is left out for good, such as an earlier day, is no part of the sum."""
        amount = line.value or ZERO
        if not line.refused and not amount:
            return
        self.missing[line.refused or line.left_out, line.currency, bool(line.refused)].append(amount)
        self._note_currency(line.account, line.currency)
        if line.refused and (converted := self.conversion.convert(amount, line.currency)) is not None:
            self.rows[line.account] += converted

    def _note_currency(self, account: str, currency: str) -> None:
        self.currencies.add(currency)
        if currency != self.conversion.base:
            self.foreign.add(account)

    def compare(self, names: Mapping[str, str], stated: Decimal | None) -> MoneyCheck:
        """Compare with the totals that the file states, by account or for the whole; else with the sum of its rows."""
        if len(self.currencies) == 1:  # totals are in the currency of all rows
            code = next(iter(self.currencies))
            self.stated = {label: self.conversion.convert(one, code) or ZERO for label, one in self.stated.items()}
            stated, self.foreign = self.conversion.convert(stated, code), set()
        accounts = []
        for label in sorted(self.given.keys() | self.rows.keys()):
            is_stated = label in self.stated and label not in self.foreign
            is_silent = self.unpriced[label] or self.unstated[label]
            rows = None if is_silent else _round(self.rows[label])
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
        missing = tuple(sorted(gaps, key=lambda gap: -abs(gap.amount)))
        return MoneyCheck(tuple(accounts), missing, self.conversion.base)


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(CENT)
