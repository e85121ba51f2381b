"""What holdings are worth, in exact Decimals. Rounding happens once, at the end, so that parts sum to the whole."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import cached_property
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import PlainSerializer

from portfolios.valuation.gain import Gains
from portfolios.valuation.snapshot import AccountValue, InstrumentValue, PositionValue, Snapshot

EXACT_CONTEXT = Context(prec=60)
CENT = Decimal("0.01")
ZERO = Decimal(0)
Key = TypeVar("Key", bound=Hashable)
Number = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""A Decimal that is stored as a JSON number."""


@dataclass(frozen=True, slots=True)
class ValuedPosition:
    """value: dollars, None if the instrument has no price."""

    position: PositionValue
    instrument: InstrumentValue
    account: AccountValue
    value: Decimal | None

    @property
    def gain(self) -> Decimal | None:
        """Return dollars above cost; None if price or cost is unknown."""
        if self.value is None or self.position.cost_basis is None:
            return None
        return EXACT_CONTEXT.subtract(self.value, self.position.cost_basis)

    @property
    def gains(self) -> Gains:
        """Return cost, gain and change of the day, as far as they are known; cash has none."""
        if self.value is None or self.instrument.instrument_type == "cash":
            return Gains()
        cost, before = self.position.cost_basis, self.instrument.previous_close
        known = {} if cost is None else {"cost": cost, "worth": self.value}
        if before is not None:
            earlier = EXACT_CONTEXT.multiply(self.position.quantity, before)
            known |= {"day_before": earlier, "day_change": EXACT_CONTEXT.subtract(self.value, earlier)}
        return Gains(**known, costless=int(cost is None))


@dataclass(frozen=True, slots=True)
class AccountTotals:
    """Totals of one account. invested: exact dollars of its priced positions. unpriced: the number without a price.

    gains: of its positions.
    """

    account: AccountValue
    invested: Decimal
    positions: int
    unpriced: int
    gains: Gains = Gains()

    @property
    def cash(self) -> Decimal:
        return self.account.cash_balance

    @property
    def total(self) -> Decimal:
        return EXACT_CONTEXT.add(self.invested, self.cash)


@dataclass(frozen=True)
class ValuedAccount:
    account: AccountValue
    positions: tuple[ValuedPosition, ...]
    invested: Decimal

    @cached_property
    def lots_by_instrument(self) -> Mapping[UUID, Sequence[ValuedPosition]]:
        """Return the positions of this account by the id of their instrument."""
        return group_by_instrument(self.positions)

    @property
    def totals(self) -> AccountTotals:
        unpriced = sum(worth.value is None for worth in self.positions)
        return AccountTotals(self.account, self.invested, len(self.positions), unpriced, self.gains)

    @cached_property
    def gains(self) -> Gains:
        return sum((worth.gains for worth in self.positions), Gains())

    @property
    def cash(self) -> Decimal:
        return self.account.cash_balance

    @property
    def total(self) -> Decimal:
        return self.totals.total


@dataclass(frozen=True)
class Valuation:
    """All money in exact dollars. `unpriced` positions are listed but not summed."""

    accounts: tuple[ValuedAccount, ...]
    invested: Decimal
    cash: Decimal
    unpriced: tuple[ValuedPosition, ...]

    @property
    def exact_total(self) -> Decimal:
        return EXACT_CONTEXT.add(self.invested, self.cash)

    @property
    def total(self) -> Decimal:
        """Return the portfolio total, to the cent."""
        return round_half_even(self.exact_total)

    @cached_property
    def positions(self) -> tuple[ValuedPosition, ...]:
        return tuple(worth for account in self.accounts for worth in account.positions)

    @cached_property
    def lots_by_instrument(self) -> Mapping[UUID, Sequence[ValuedPosition]]:
        """Return the positions of all accounts by the id of their instrument."""
        return group_by_instrument(self.positions)

    def only(self, accounts: Collection[UUID]) -> "Valuation":
        """Return the valuation of the accounts with these ids."""
        kept = tuple(worth for worth in self.accounts if worth.account.id in accounts)
        return _sum_accounts(kept)

    def account_totals(self) -> dict[UUID, Decimal]:
        """Return dollars and cents by account id; they sum to `total`."""
        return round_account_totals([worth.totals for worth in self.accounts])

    def value_by_instrument(self) -> dict[UUID, Decimal]:
        """Return exact dollars by priced instrument over all accounts, largest first."""
        sums: dict[UUID, Decimal] = defaultdict(Decimal)
        with localcontext(EXACT_CONTEXT):
            for worth in self.positions:
                if worth.value is not None:
                    sums[worth.instrument.id] += worth.value
        return dict(sorted(sums.items(), key=lambda item: (-item[1], str(item[0]))))


def group_by_instrument(positions: Iterable[ValuedPosition]) -> Mapping[UUID, Sequence[ValuedPosition]]:
    """Return positions by the id of their instrument; an unknown id has none."""
    lots: dict[UUID, list[ValuedPosition]] = defaultdict(list)
    for worth in positions:
        lots[worth.instrument.id].append(worth)
    return dict(lots)


def compute_valuation(snapshot: Snapshot) -> Valuation:
    """Value every position, every account and the whole at the prices in the snapshot.

    Position: quantity x price in exact dollars; None without a price, then in no sum. Account: positions plus cash.
    Raises KeyError for a position whose instrument or account is not in the snapshot.
    """
    by_account: dict[UUID, list[ValuedPosition]] = {account.id: [] for account in snapshot.accounts}
    accounts = {account.id: account for account in snapshot.accounts}
    with localcontext(EXACT_CONTEXT):
        for position in snapshot.positions:
            instrument = snapshot.instruments_by_id[position.instrument_id]
            by_account[position.account_id].append(value_position(position, instrument, accounts[position.account_id]))
        valued = tuple(
            ValuedAccount(account, tuple(positions), sum((one.value or ZERO for one in positions), ZERO))
            for account, positions in ((account, by_account[account.id]) for account in snapshot.accounts)
        )
    return _sum_accounts(valued)


def _sum_accounts(accounts: tuple[ValuedAccount, ...]) -> Valuation:
    with localcontext(EXACT_CONTEXT):
        return Valuation(
            accounts=accounts,
            invested=sum((account.invested for account in accounts), ZERO),
            cash=sum((account.cash for account in accounts), ZERO),
            unpriced=tuple(w for account in accounts for w in account.positions if w.value is None),
        )


def value_position(position: PositionValue, instrument: InstrumentValue, account: AccountValue) -> ValuedPosition:
    """Return a position with its value: quantity x price in exact dollars, None without a price."""
    price = instrument.price
    worth = None if price is None else EXACT_CONTEXT.multiply(position.quantity, price)
    return ValuedPosition(position, instrument, account, worth)


def round_account_totals(sums: Iterable[AccountTotals]) -> dict[UUID, Decimal]:
    """Return dollars and cents by account id; they sum to the rounded total."""
    return apportion({one.account.id: one.total for one in sums})


def round_half_even(amount: Decimal, unit: Decimal = CENT) -> Decimal:
    """Round half to even, by default to the cent."""
    with localcontext(EXACT_CONTEXT):
        return amount.quantize(unit, rounding=ROUND_HALF_EVEN)


def apportion(parts: Mapping[Key, Decimal], unit: Decimal = CENT) -> dict[Key, Decimal]:
    """Round parts of a whole so that they sum to the rounded whole (largest remainder; ties go to the larger part).

    The order of the keys is kept. Source: Hamilton's method of apportionment.
    """
    with localcontext(EXACT_CONTEXT):
        floors = {key: part.quantize(unit, rounding=ROUND_FLOOR) for key, part in parts.items()}
        missing = int((round_half_even(sum(parts.values(), ZERO), unit) - sum(floors.values(), ZERO)) / unit)
        by_remainder = sorted(parts, key=lambda key: (floors[key] - parts[key], -parts[key], str(key)))
        for key in by_remainder[:missing]:
            floors[key] += unit
        return floors


def percentages(parts: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """Return percent with one decimal that sum to exactly 100.0; all zero if the whole is zero."""
    with localcontext(EXACT_CONTEXT):
        whole = sum(parts.values(), ZERO)
        if not whole:
            return dict.fromkeys(parts, Decimal("0.0"))
        return apportion({key: 100 * part / whole for key, part in parts.items()}, Decimal("0.1"))
