"""A snapshot with everything that is computed of it, each once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from uuid import UUID

from portfolios.allocation import allocate
from portfolios.snapshot import AccountValue, InstrumentValue, Snapshot
from portfolios.valuation import EXACT, ZERO, Valuation, rounded, value

SINGLE_COMPANY_TYPES = frozenset({"stock", "bond"})


@dataclass(frozen=True)
class Portfolio:
    snapshot: Snapshot

    @cached_property
    def valuation(self) -> Valuation:
        return value(self.snapshot)

    @cached_property
    def keys(self) -> dict[UUID, str]:
        """The part of a fact's id that stands for an account or an instrument."""
        return {**_keys(self.snapshot.accounts, "name"), **_keys(self.snapshot.instruments, "symbol")}

    @cached_property
    def asset_classes(self) -> dict[str, Decimal]:
        return allocate(self.valuation, "asset_class")

    @cached_property
    def regions(self) -> dict[str, Decimal]:
        return allocate(self.valuation, "regions")

    @cached_property
    def sectors(self) -> dict[str, Decimal]:
        return allocate(self.valuation, "sectors")

    @cached_property
    def holdings(self) -> tuple[tuple[InstrumentValue, Decimal], ...]:
        """Instruments with a price and their dollars over all accounts, largest first."""
        known = self.snapshot.by_instrument
        return tuple((known[key], worth) for key, worth in self.valuation.by_instrument().items())

    @cached_property
    def companies(self) -> tuple[tuple[InstrumentValue, Decimal], ...]:
        """Holdings that are one issuer's: a fund spreads its risk, these do not."""
        return tuple((i, worth) for i, worth in self.holdings if i.instrument_type in SINGLE_COMPANY_TYPES)

    @cached_property
    def unclassified(self) -> tuple[InstrumentValue, ...]:
        return tuple(instrument for instrument, _ in self.holdings if not instrument.asset_class)

    @cached_property
    def unpriced(self) -> tuple[InstrumentValue, ...]:
        return tuple({worth.instrument.id: worth.instrument for worth in self.valuation.unpriced}.values())

    def share(self, amount: Decimal) -> Decimal:
        """Per cent of the whole, 0 for an empty portfolio."""
        return percent(amount, self.valuation.exact_total)


def percent(part: Decimal, whole: Decimal, places: str = "0.01") -> Decimal:
    with localcontext(EXACT):
        return rounded(100 * part / whole, Decimal(places)) if whole else ZERO


def key_of(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "unnamed"


def _keys(rows: Sequence[AccountValue] | Sequence[InstrumentValue], field: str) -> dict[UUID, str]:
    taken: dict[str, int] = {}
    keys = {}
    for row in rows:
        key = key_of(getattr(row, field))[:40]
        taken[key] = taken.get(key, 0) + 1
        keys[row.id] = key if taken[key] == 1 else f"{key}_{taken[key]}"
    return keys
