"""Compare the lines of a file with what is stored, and plan the changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.account_kinds import find_account_kind
from portfolios.account_numbers import find_whole_number, hide_number
from portfolios.changes.editing import EnteredPrice, PositionChange
from portfolios.currencies import BASE_CURRENCY, write_amount
from portfolios.importers.lines import ImportLine
from portfolios.importers.lots import MergedLines, merge_lines
from portfolios.importers.splits import format_split
from portfolios.importing.money import CENT, TOLERANCE, MoneyCheck, MoneySums, join_checks
from portfolios.importing.overlaps import settle_overlaps
from portfolios.importing.plan import (
    NEW_ACCOUNT_PREFIX,
    AbsentPosition,
    FileLines,
    ImportChange,
    ImportPlan,
    route_to_accounts,
)
from portfolios.importing.settlement import settle_currencies
from portfolios.models import Account, Instrument, Position
from portfolios.models.own_prices import with_own_prices
from portfolios.models.rates import load_base_currency, load_used_rates
from portfolios.taxonomy import label
from portfolios.valuation.base_currency import Conversion

DEFAULT_INSTRUMENT_TYPE = "other"
COMPARED_FIELDS = ("owner", "symbol", "currency", "current_price", "priced_at")
"""Only these columns: loading the splits of many instruments would take most of the time."""
MISSING_VALUE_LABELS = {"cost_basis": "no cost", "as_of_date": "no date"}


class ImportPlanner:
    """Compares the lines of files with what is stored.

    counted: what a share will be worth for this person after the import, by known symbol.
    accounts: accounts of the user, by id.
    """

    def __init__(self, user: Any, accounts: dict[str, Account], *, today: date) -> None:
        self.user, self.accounts, self.today = user, dict(accounts), today
        self.conversion = Conversion()
        self.plan = ImportPlan()
        self.priced: set[str] = set()
        self.counted: dict[str, Decimal | None] = {}

    def build_plan(self, files: Sequence[FileLines], positions: Iterable[Position]) -> ImportPlan:
        """Plan the import of files. Each of their accounts must be a key of `accounts`, or a new account."""
        read = [line._replace(file=number) for number, one in enumerate(files) for line in one.lines]
        base = load_base_currency(self.user.pk).code
        self.plan.rates = load_used_rates(self.user.pk, {line.currency for line in read}, base)
        self.conversion = Conversion.at(self.plan.rates, base)
        routed = self._settle(read, files)
        merged = merge_lines(routed)
        self._open_accounts(merged)
        self._plan_numbers(routed)
        for key, line in merged.cash.items():
            account, cash = self.accounts[key], line.cash or Decimal(0)
            rows, before = merged.rows[key, ""], account.cash_balance
            if key.startswith(NEW_ACCOUNT_PREFIX):
                account.cash_balance = cash
                self._add_change("new", rows, account.name, line)
            elif before == cash:
                self._add_change("same", rows, account.name, line)
            else:
                self.plan.cash.append((account, cash))
                self._add_change(
                    "changed", rows, account.name, line, f"{format_money(before, line)} → {format_money(cash, line)}"
                )
        self._compare_positions(merged, list(positions))
        for line in (*merged.refused, *merged.left_out):
            outcome = "refused" if line.refused else "left_out"
            known = self.accounts.get(line.account)
            name = line.account if known is None else known.name
            self._add_change(outcome, (line.number,), name, line, line.refused or line.left_out)
        self.plan.money = self._check_money(files, read, routed, {line.place for line in merged.refused})
        return self.plan

    def _settle(self, read: list[ImportLine], files: Sequence[FileLines]) -> list[ImportLine]:
        """Return the lines with accounts of this person, and settle their currencies and what several files list."""
        routed = [
            line
            for number, one in enumerate(files)
            for line in route_to_accounts((line for line in read if line.file == number), one.accounts)
        ]
        accounts = {key: account.currency for key, account in self.accounts.items()}
        symbols = {line.symbol for line in routed if line.symbol}
        own = Instrument.objects.filter(owner=self.user, symbol__in=symbols).values_list("symbol", "currency")
        settled = list(settle_currencies(routed, conversion=self.conversion, accounts=accounts, owned=dict(own)))
        computed = {number: one.computed for number, one in enumerate(files) if one.computed is not None}
        self.plan.files = [one.file for one in files]
        result = settle_overlaps(settled, [one.file.name for one in files], computed)
        self.plan.checks = result.checks
        counting = {line.file for line in result.lines if not line.refused and not line.left_out}
        self.plan.computed = [span for number, span in computed.items() if number in counting]
        return result.lines

    def _check_money(
        self,
        files: Sequence[FileLines],
        read: list[ImportLine],
        routed: list[ImportLine],
        refused: set[tuple[int, int]],
    ) -> MoneyCheck:
        """Compare what the lines give with what each file says. read, routed: with accounts of the file, and here."""
        sums = [MoneySums(self.conversion) for _ in files]
        names: list[dict[str, str]] = [{} for _ in files]
        at_own_prices = Decimal(0)
        for old, new in zip(read, routed, strict=True):
            if old.is_total:
                sums[old.file].add_total(old)
            elif new.refused or new.left_out or new.place in refused:
                sums[old.file].add_missing(new)
            else:
                names[old.file][old.account] = self.accounts[new.account].name
                sums[old.file].add_accepted(old, self._worth(old))
                at_own_prices += self.conversion.convert(self._stored_worth(new), new.currency) or Decimal(0)
        money = join_checks(
            [sums[n].compare(names[n], one.stated) for n, one in enumerate(files)],
            [self.plan.name_of(n) for n in range(len(files))],
        )
        if abs(at_own_prices - money.total) > TOLERANCE * abs(money.total):
            self.plan.stored_total = at_own_prices.quantize(CENT)
        return money

    def _stored_worth(self, line: ImportLine) -> Decimal | None:
        """Return what an accepted line will be worth at once: a price that Alex has and that is newer counts."""
        if line.cash is not None or line.symbol not in self.counted:
            return self._worth(line)
        price = self.counted[line.symbol]
        return None if price is None else line.quantity * price

    def _worth(self, line: ImportLine) -> Decimal | None:
        """Return what an accepted line is worth: by the file, else at the price that is stored."""
        if line.cash is not None or line.price is not None:
            return line.value
        price = self.counted.get(line.symbol)
        return line.value if price is None else line.quantity * price

    def _add_change(self, outcome: str, lines: Iterable[int], account: str, line: ImportLine, *notes: str) -> None:
        what = "Cash" if line.cash is not None else line.symbol or line.name
        value = None if line.value is None else line.value.quantize(CENT)
        self.plan.changes.append(
            ImportChange(
                outcome, tuple(lines), account, what, tuple(filter(None, notes)), line.price, value, line.cost_basis,
                line.currency, line.unnamed, line.file, self.plan.name_of(line.file),
            )
        )  # fmt: skip

    def _open_accounts(self, merged: MergedLines) -> None:
        for key, details in merged.accounts.items():
            if not key.startswith(NEW_ACCOUNT_PREFIX):
                continue
            _, kind, name = key.split(":", 2)
            counts = details.counts_for_retirement
            account = Account(
                user=self.user,
                name=name,
                kind=kind,
                purpose=details.purpose,
                currency=merged.cash[key].currency if key in merged.cash else BASE_CURRENCY,
                cash_interest=details.cash_interest,
                counts_for_retirement=find_account_kind(kind).counts_for_retirement if counts is None else counts,
            )
            self.accounts[key] = account
            self.plan.new_accounts.append(account)
        self.plan.checks = [replace(one, account=self.accounts[one.account].name) for one in self.plan.checks]

    def _plan_numbers(self, routed: list[ImportLine]) -> None:
        """Plan to store the number of each account that gets the rows of exactly one number, whole or masked."""
        numbers: dict[str, set[str]] = {}
        for line in routed:
            if not line.refused and not line.left_out and line.details.number:
                numbers.setdefault(line.account, set()).add(line.details.number)
        for key, found in numbers.items():
            hidden = hide_number(find_whole_number(found), self.user.pk)
            known = self.accounts[key]
            if hidden is not None and (hidden.hash != known.number_hash if hidden.hash else not known.number_end):
                self.plan.numbers.append((self.accounts[key], hidden))

    def _compare_positions(self, merged: MergedLines, stored: list[Position]) -> None:
        symbols = {symbol for _, symbol in merged.positions}
        visible = Instrument.objects.visible_to(self.user).filter(symbol__in=symbols)
        currencies = {symbol: line.currency for (_, symbol), line in merged.positions.items()}
        for row in sorted(  # a private instrument comes last and wins
            with_own_prices(visible.only(*COMPARED_FIELDS), "", self.user), key=lambda row: row.owner_id is not None
        ):
            if row.currency == currencies[row.symbol]:
                self.plan.instruments[row.symbol] = row
        by_holding = {(str(row.account_id), row.instrument_id): row for row in stored}
        matched: set[Any] = set()
        for (key, symbol), line in merged.positions.items():
            instrument = self.plan.instruments.get(symbol)
            before = None if instrument is None else by_holding.get((key, instrument.pk))
            matched |= set() if before is None else {before.pk}
            if instrument is None:
                first = self.plan.new_instruments.setdefault(symbol, line)
                if first is not line:
                    first = self.plan.new_instruments[symbol] = first.completed_by(line)
                kind = label(first.instrument_type or DEFAULT_INSTRUMENT_TYPE)
                splits = "" if first.splits is None else f" ({format_split(first.splits.asset_class)})"
                note = f"New symbol; added privately as “{kind}”{splits}."
            else:
                note = self._plan_price_change(instrument, line)
            self._compare_position(self.accounts[key], before, line, (*line.notes, note), merged.rows[key, symbol])
        affected = {key for key, _ in merged.positions} | set(merged.cash)
        refused = {line.symbol.upper() for line in merged.refused}
        rest = [row for row in stored if str(row.account_id) in affected and row.pk not in matched]
        names = dict(Instrument.objects.filter(pk__in={row.instrument_id for row in rest}).values_list("pk", "symbol"))
        self.plan.absent = [
            AbsentPosition(row.pk, self.accounts[str(row.account_id)].name, names[row.instrument_id], row.quantity)
            for row in rest
            if names[row.instrument_id] not in refused
        ]

    def _plan_price_change(self, instrument: Any, line: ImportLine) -> str:
        """Plan a newer price and describe it. The first line with a price decides.

        The price of a shared instrument becomes this person's own: files never change the catalogue.
        """
        is_own_newer = instrument.entered_at is not None and (
            instrument.priced_at is None or instrument.entered_at > instrument.priced_at
        )
        was, priced_at = (
            (instrument.entered_price, instrument.entered_at)
            if is_own_newer
            else (instrument.current_price, instrument.priced_at)
        )
        self.counted.setdefault(line.symbol, was)
        if line.price is None or line.symbol in self.priced:
            return ""
        self.priced.add(line.symbol)
        moment = EnteredPrice(line.price, line.price_day).columns["priced_at"]
        if line.price == was or (priced_at is not None and moment < priced_at):
            return ""
        self.plan.prices[line.symbol], self.counted[line.symbol] = line, line.price
        before, now = (
            "none" if one is None else write_amount(f"{one.normalize():,f}", line.currency) for one in (was, line.price)
        )
        for_you = "" if instrument.owner_id else ", for you until a newer one is published"
        return f"Price: {before} → {now}{for_you}."

    def _compare_position(
        self, account: Account, before: Position | None, line: ImportLine, notes: tuple[str, ...], rows: list[int]
    ) -> None:
        in_file = {"quantity": line.quantity, "cost_basis": line.cost_basis, "as_of_date": line.as_of}
        if before is None:
            self.plan.new_positions.append((account, line))
            self._add_change("new", rows, account.name, line, *_describe_values(in_file, line.currency), *notes)
            return
        was = {name: getattr(before, name) for name in in_file}
        after = {name: was[name] if value is None else value for name, value in in_file.items()}  # empty erases nothing
        if after == was:
            outcome = "changed" if self.plan.prices.get(line.symbol) is line else "same"
            self._add_change(outcome, rows, account.name, line, *_describe_values(was, line.currency), *notes)
            return
        self.plan.changed_positions.append(PositionChange(before.pk, before.version, after))
        self._add_change("changed", rows, account.name, line, *_describe_changes(was, in_file, line.currency), *notes)


def format_money(amount: Decimal, line: ImportLine) -> str:
    """Format an amount in the currency of a line."""
    return write_amount(f"{abs(amount):,.2f}", line.currency, sign="-" if amount < 0 else "")


def _describe_changes(was: dict[str, Any], in_file: dict[str, Any], code: str) -> Iterator[str]:
    """Describe each change, then the values that stay although the quantity changes: the owner may correct them."""
    kept_values = []
    for name, value in in_file.items():
        old, new = _describe_value(name, was[name], code), _describe_value(name, value, code)
        if value is None:
            kept_values.append(old)
        elif value != was[name]:
            yield f"{old or MISSING_VALUE_LABELS[name]} → {new}"
    kept = ", ".join(filter(None, kept_values))
    if kept and was["quantity"] != in_file["quantity"]:
        yield f"Not in the file, so kept: {kept}."


def _describe_values(values: dict[str, Any], code: str) -> list[str]:
    return [_describe_value(name, value, code) for name, value in values.items()]


def _describe_value(name: str, value: Any, code: str) -> str:
    if value is None:
        return ""
    if name == "quantity":
        return f"{value.normalize():,f}"
    return (
        f"cost {write_amount(f'{value:,.2f}', code)}"
        if name == "cost_basis"
        else f"as of {value:%b} {value.day}, {value.year}"
    )
