"""What an import would do to a portfolio, row by row, before anything is done."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.importers.lines import AccountDetails, Line
from portfolios.importers.lots import Gathered, gather
from portfolios.models import Account, Instrument, Position
from portfolios.taxonomy import label

SKIP, NEW = "skip", "new:"
NOT_FOR_RETIREMENT = frozenset({"529"})
OUTCOMES = {
    "refused": "Refused",
    "changed": "Changed",
    "new": "Accepted, new",
    "same": "Accepted, nothing changes",
    "left_out": "Left out",
}
SHOWN_LINES, SHOWN_CHANGES = 6, 200


@dataclass(frozen=True)
class Change:
    """One position or cash balance of the file, or one row that is not taken. what: a symbol, or Cash."""

    outcome: str
    lines: tuple[int, ...]
    account: str
    what: str
    words: tuple[str, ...] = ()

    @property
    def lines_words(self) -> str:
        shown = ", ".join(map(str, self.lines[:SHOWN_LINES]))
        return shown if len(self.lines) <= SHOWN_LINES else f"{shown} and {len(self.lines) - SHOWN_LINES} more"


@dataclass(frozen=True)
class Group:
    """rows: of the file. more: changes beyond those that are shown."""

    outcome: str
    title: str
    rows: int
    changes: list[Change]
    more: int


@dataclass
class Plan:
    """changes: what is shown. The rest is what is written if it is applied."""

    changes: list[Change] = field(default_factory=list)
    new_accounts: list[Account] = field(default_factory=list)
    cash: list[tuple[Account, Decimal]] = field(default_factory=list)
    new_instruments: dict[str, Instrument] = field(default_factory=dict)
    prices: dict[str, tuple[Instrument, Line]] = field(default_factory=dict)
    new_positions: list[Position] = field(default_factory=list)
    changed_positions: list[Position] = field(default_factory=list)
    untouched: int = 0

    @property
    def digest(self) -> str:
        """Changes when anything that was shown would be done otherwise."""
        return hashlib.sha256(repr((self.changes, self.untouched)).encode()).hexdigest()[:24]

    def rows(self, outcome: str) -> int:
        """How many rows of the file have this outcome."""
        return sum(len(change.lines) for change in self.changes if change.outcome == outcome)

    @property
    def groups(self) -> list[Group]:
        """What is shown: each outcome with its first changes."""
        found = []
        for outcome, words in OUTCOMES.items():
            changes = [change for change in self.changes if change.outcome == outcome]
            more = max(0, len(changes) - SHOWN_CHANGES)
            found.append(Group(outcome, words, self.rows(outcome), changes[:SHOWN_CHANGES], more))
        return found

    @property
    def does_something(self) -> bool:
        return any(change.outcome in {"new", "changed"} for change in self.changes) or bool(self.new_accounts)

    @property
    def accepted(self) -> int:
        return sum(map(self.rows, ("new", "changed", "same")))


def directed(lines: Iterable[Line], targets: dict[str, str]) -> Iterator[Line]:
    """Lines under what their account becomes, so that two accounts of a file can be one account here."""
    for line in lines:
        if line.refused or line.left_out:
            yield line
            continue
        target = targets.get(line.account, "")
        if target == SKIP:
            yield replace(line, left_out="Its account is left out.")
        elif not target:
            yield replace(line, refused="It is not said which account this goes to.")
        else:
            yield replace(line, account=f"{target}:{line.account}" if target.startswith(NEW) else target)


class Planner:
    """Compares what a file says with what is stored. `owned` accounts by id; rows are locked by the caller or not."""

    def __init__(self, user: Any, accounts: dict[str, Account], *, today: date) -> None:
        self.user, self.accounts, self.today = user, dict(accounts), today
        self.plan = Plan()

    def plan_for(self, lines: Iterable[Line], targets: dict[str, str], positions: Iterable[Position]) -> Plan:
        """`targets` must name accounts of `accounts`, or new ones."""
        gathered = gather(directed(lines, targets))
        self._open_accounts(gathered)
        self._compare_cash(gathered)
        self._compare_positions(gathered, list(positions))
        for line in (*gathered.refused, *gathered.left_out):
            outcome = "refused" if line.refused else "left_out"
            what = line.symbol or line.name
            self._tell(outcome, (line.number,), self._shown(line.account), what, line.refused or line.left_out)
        self.plan.changes.sort(key=lambda change: change.lines)
        return self.plan

    def _tell(self, outcome: str, lines: Iterable[int], account: str, what: str, *words: str) -> None:
        self.plan.changes.append(Change(outcome, tuple(lines), account, what, tuple(filter(None, words))))

    def _shown(self, account: str) -> str:
        known = self.accounts.get(account)
        return account if known is None else known.name

    def _open_accounts(self, gathered: Gathered) -> None:
        for key, details in gathered.accounts.items():
            if key.startswith(NEW):
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
            counts_for_retirement=kind not in NOT_FOR_RETIREMENT if counts is None else counts,
        )

    def _compare_cash(self, gathered: Gathered) -> None:
        for key, line in gathered.cash.items():
            account, cash = self.accounts[key], line.cash or Decimal(0)
            lines = gathered.rows[key, ""]
            if key.startswith(NEW):
                account.cash_balance = cash
                self._tell("new", lines, account.name, "Cash", f"${cash:,.2f}")
            elif account.cash_balance == cash:
                self._tell("same", lines, account.name, "Cash", f"${cash:,.2f}")
            else:
                self.plan.cash.append((account, cash))
                self._tell("changed", lines, account.name, "Cash", f"${account.cash_balance:,.2f} → ${cash:,.2f}")

    def _compare_positions(self, gathered: Gathered, stored: list[Position]) -> None:
        instruments = self._instruments({symbol for _, symbol in gathered.positions})
        held = {(str(row.account_id), row.instrument_id): row for row in stored}
        named = 0
        for (key, symbol), line in gathered.positions.items():
            instrument, words = self._instrument(symbol, line, instruments)
            before = held.get((key, instrument.pk))
            named += before is not None
            self._compare(
                self.accounts[key], instrument, before, line, (*line.notes, *words), gathered.rows[key, symbol]
            )
        touched = {key for key, _ in (*gathered.positions, *((key, "") for key in gathered.cash))}
        self.plan.untouched = sum(str(row.account_id) in touched for row in stored) - named

    def _instruments(self, symbols: set[str]) -> dict[str, Instrument]:
        """By symbol; one's own before the catalogue's."""
        rows = Instrument.objects.visible_to(self.user).filter(symbol__in=symbols)
        return {row.symbol: row for row in sorted(rows, key=lambda row: row.owner_id is not None)}

    def _instrument(self, symbol: str, line: Line, known: dict[str, Instrument]) -> tuple[Instrument, tuple[str, ...]]:
        """The instrument, and what is to be said of it: that it is new, or priced anew."""
        if symbol not in known:
            kind = line.instrument_type or "other"
            known[symbol] = Instrument(owner=self.user, symbol=symbol, name=line.name, instrument_type=kind)
            self.plan.new_instruments[symbol] = known[symbol]
            self.plan.prices[symbol] = (known[symbol], line)
            return known[symbol], (f"Alex does not know {symbol} yet: it becomes yours, type {label(kind)}.",)
        instrument = known[symbol]
        if self._is_newer_price(instrument, line):
            was = "no price" if instrument.current_price is None else f"${instrument.current_price.normalize():,f}"
            self.plan.prices[symbol] = (instrument, line)
            return instrument, (f"Price {was} → ${(line.price or Decimal(0)).normalize():,f}.",)
        return instrument, ()

    def _is_newer_price(self, instrument: Instrument, line: Line) -> bool:
        """Only for one's own instruments: nobody prices the shared catalogue by a file."""
        if instrument.owner_id is None or line.price is None or instrument.symbol in self.plan.prices:
            return False
        priced = instrument.priced_at
        is_newer = priced is None or (line.as_of or self.today) >= priced.date()
        return is_newer and line.price != instrument.current_price

    def _compare(
        self, account: Account, instrument: Instrument, before: Position | None, line: Line, words: tuple[str, ...],
        rows: list[int],
    ) -> None:  # fmt: skip
        if before is None:
            after = {"quantity": line.quantity, "cost_basis": line.cost_basis, "as_of_date": line.as_of}
            self.plan.new_positions.append(Position(user=self.user, account=account, instrument=instrument, **after))
            self._tell("new", rows, account.name, line.symbol, *_described(after), *words)
            return
        was = {name: getattr(before, name) for name in ("quantity", "cost_basis", "as_of_date")}
        after = _after(was, line)
        if after == was:
            priced = line.symbol in self.plan.prices and bool(words)
            self._tell("changed" if priced else "same", rows, account.name, line.symbol, *_described(was), *words)
            return
        for name, value in after.items():
            setattr(before, name, value)
        before.version += 1
        self.plan.changed_positions.append(before)
        self._tell("changed", rows, account.name, line.symbol, *_differences(was, after), *words)


def _after(was: dict[str, Any], line: Line) -> dict[str, Any]:
    """A file that is silent on cost or day leaves them as they are, unless the quantity they belong to is another."""
    same_quantity = was["quantity"] == line.quantity
    cost = was["cost_basis"] if line.cost_basis is None and same_quantity else line.cost_basis
    same = same_quantity and cost == was["cost_basis"]
    return {
        "quantity": line.quantity,
        "cost_basis": cost,
        "as_of_date": was["as_of_date"] if line.as_of is None and same else line.as_of,
    }


def _described(values: dict[str, Any]) -> tuple[str, ...]:
    return tuple(words for name in values if (words := _words(name, values[name])))


def _differences(was: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"{_words(name, was[name]) or NOT_KNOWN[name]} → {_words(name, after[name]) or NOT_KNOWN[name]}"
        for name in was
        if was[name] != after[name]
    )


NOT_KNOWN = {"cost_basis": "cost not known", "as_of_date": "no day"}


def _words(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "quantity":
        return f"{value.normalize():,f}"
    return f"cost ${value:,.2f}" if name == "cost_basis" else f"as of {value}"
