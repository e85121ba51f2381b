"""The dry run: what a file says against what is stored."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.account_kinds import find_account_kind
from portfolios.changes.editing import PositionChange
from portfolios.importers.lots import MergedLines, merge_lines
from portfolios.importers.rows import AccountDetails, ImportLine
from portfolios.importers.splits import format_split
from portfolios.importing.plan import NEW_ACCOUNT_PREFIX, ImportChange, ImportPlan, route_to_accounts
from portfolios.models import Account, Instrument, Position
from portfolios.taxonomy import label

DEFAULT_INSTRUMENT_TYPE = "other"
COMPARED_FIELDS = ("owner", "symbol", "current_price", "priced_at")
"""Reading the splits of many instruments would take longer than all the rest."""


class ImportPlanner:
    """Compares what a file says with what is stored; `accounts` of this person by id."""

    def __init__(self, user: Any, accounts: dict[str, Account], *, today: date) -> None:
        self.user, self.accounts, self.today = user, dict(accounts), today
        self.plan = ImportPlan()
        self.priced: set[str] = set()

    def build_plan(
        self, lines: Iterable[ImportLine], targets: dict[str, str], positions: Iterable[Position]
    ) -> ImportPlan:
        """`targets` must name accounts of `accounts`, or new ones."""
        gathered = merge_lines(route_to_accounts(lines, targets))
        self._open_accounts(gathered)
        self._compare_cash(gathered)
        self._compare_positions(gathered, list(positions))
        for line in (*gathered.refused, *gathered.left_out):
            outcome = "refused" if line.refused else "left_out"
            what = line.symbol or line.name
            self._add_change(
                outcome, (line.number,), self._account_label(line.account), what, line.refused or line.left_out
            )
        return self.plan

    def _add_change(self, outcome: str, lines: Iterable[int], account: str, what: str, *words: str) -> None:
        self.plan.changes.append(ImportChange(outcome, tuple(lines), account, what, tuple(filter(None, words))))

    def _account_label(self, account: str) -> str:
        known = self.accounts.get(account)
        return account if known is None else known.name

    def _open_accounts(self, gathered: MergedLines) -> None:
        for key, details in gathered.accounts.items():
            if key.startswith(NEW_ACCOUNT_PREFIX):
                _, kind, name = key.split(":", 2)
                account = self._new_account(name, kind, details)
                self.accounts[key] = account
                self.plan.new_accounts.append(account)

    def _new_account(self, name: str, kind: str, details: AccountDetails) -> Account:
        counts = details.counts_for_retirement
        return Account(
            user=self.user,
            name=name,
            kind=kind,
            purpose=details.purpose,
            cash_interest=details.cash_interest,
            counts_for_retirement=find_account_kind(kind).counts_for_retirement if counts is None else counts,
        )

    def _compare_cash(self, gathered: MergedLines) -> None:
        for key, line in gathered.cash.items():
            account, cash = self.accounts[key], line.cash or Decimal(0)
            lines = gathered.rows[key, ""]
            if key.startswith(NEW_ACCOUNT_PREFIX):
                account.cash_balance = cash
                self._add_change("new", lines, account.name, "Cash", f"${cash:,.2f}")
            elif account.cash_balance == cash:
                self._add_change("same", lines, account.name, "Cash", f"${cash:,.2f}")
            else:
                self.plan.cash.append((account, cash))
                self._add_change("changed", lines, account.name, "Cash", f"${account.cash_balance:,.2f} → ${cash:,.2f}")

    def _compare_positions(self, gathered: MergedLines, stored: list[Position]) -> None:
        self._find_instruments({symbol for _, symbol in gathered.positions})
        held = {(str(row.account_id), row.instrument_id): row for row in stored}
        named = 0
        for (key, symbol), line in gathered.positions.items():
            instrument = self.plan.instruments.get(symbol)
            before = None if instrument is None else held.get((key, instrument.pk))
            named += before is not None
            words = (
                *line.notes,
                *(self._plan_new_instrument(line) if instrument is None else self._plan_price_change(instrument, line)),
            )
            self._compare(self.accounts[key], before, line, words, gathered.rows[key, symbol])
        touched = {key for key, _ in gathered.positions} | set(gathered.cash)
        self.plan.unaffected_positions = sum(str(row.account_id) in touched for row in stored) - named

    def _find_instruments(self, symbols: set[str]) -> None:
        """One's own before the catalogue's."""
        rows = Instrument.objects.visible_to(self.user).filter(symbol__in=symbols).only(*COMPARED_FIELDS)
        for row in sorted(rows, key=lambda row: row.owner_id is not None):
            self.plan.instruments[row.symbol] = row

    def _plan_new_instrument(self, line: ImportLine) -> tuple[str, ...]:
        made_of = self.plan.new_instruments.setdefault(line.symbol, line)
        if made_of is not line:
            made_of = self.plan.new_instruments[line.symbol] = made_of.completed_by(line)
        kind = label(made_of.instrument_type or DEFAULT_INSTRUMENT_TYPE)
        says = "" if made_of.made_of is None else f", made of {format_split(made_of.made_of.asset_class)}"
        return (f"Alex does not know {line.symbol} yet: it becomes yours, type {kind}{says}.",)

    def _plan_price_change(self, instrument: Instrument, line: ImportLine) -> tuple[str, ...]:
        """Whether it is priced anew, in words: only one's own is (nobody prices the shared catalogue by a file), by the
        first line that names it."""
        if instrument.owner_id is None or line.price is None or line.symbol in self.priced:
            return ()
        self.priced.add(line.symbol)
        was, at = instrument.current_price, instrument.priced_at
        is_older = at is not None and (line.price_day or self.today) < at.date()
        if is_older or line.price == was:
            return ()
        self.plan.prices[line.symbol] = line
        before = "no price" if was is None else f"${was.normalize():,f}"
        return (f"Price {before} → ${line.price.normalize():,f}.",)

    def _compare(
        self, account: Account, before: Position | None, line: ImportLine, words: tuple[str, ...], rows: list[int]
    ) -> None:
        if before is None:
            self.plan.new_positions.append((account, line))
            self._add_change("new", rows, account.name, line.symbol, *_describe_values(_said(line)), *words)
            return
        was = {name: getattr(before, name) for name in ("quantity", "cost_basis", "as_of_date")}
        after = _merge_values(was, line)
        if after == was:
            is_priced = self.plan.prices.get(line.symbol) is line
            self._add_change(
                "changed" if is_priced else "same", rows, account.name, line.symbol, *_describe_values(was), *words
            )
            return
        self.plan.changed_positions.append(PositionChange(before.pk, before.version, after))
        self._add_change(
            "changed", rows, account.name, line.symbol, *_describe_differences(was, after), *_kept(was, line), *words
        )


def _merge_values(was: dict[str, Any], line: ImportLine) -> dict[str, Any]:
    """Return the values after the import. What the file does not say stays: an empty cell erases nothing."""
    says = _said(line)
    return {name: was[name] if says[name] is None else says[name] for name in was}


def _said(line: ImportLine) -> dict[str, Any]:
    return {"quantity": line.quantity, "cost_basis": line.cost_basis, "as_of_date": line.as_of}


def _kept(was: dict[str, Any], line: ImportLine) -> tuple[str, ...]:
    """Name what stays although the quantity it was recorded for changes, so that its owner can correct it."""
    if was["quantity"] == line.quantity:
        return ()
    kept = [_describe_value(name, was[name]) for name, value in _said(line).items() if value is None]
    shown = ", ".join(filter(None, kept))
    return (f"Not in the file, so it stays: {shown}.",) if shown else ()


def _describe_values(values: dict[str, Any]) -> tuple[str, ...]:
    return tuple(words for name in values if (words := _describe_value(name, values[name])))


def _describe_differences(was: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"{_describe_value(name, was[name]) or MISSING_VALUE_LABELS[name]} → {_describe_value(name, after[name]) or MISSING_VALUE_LABELS[name]}"
        for name in was
        if was[name] != after[name]
    )


MISSING_VALUE_LABELS = {"cost_basis": "cost not known", "as_of_date": "no day"}


def _describe_value(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "quantity":
        return f"{value.normalize():,f}"
    return f"cost ${value:,.2f}" if name == "cost_basis" else f"as of {value}"
