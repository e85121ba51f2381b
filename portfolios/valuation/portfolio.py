"""A snapshot and the figures derived from it, each computed once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from itertools import count
from uuid import UUID

from portfolios.taxonomy import UNCLASSIFIED
from portfolios.valuation.allocation import Dimension, allocate, group_equity, knows_regions
from portfolios.valuation.drift import Drift, compute_drifts
from portfolios.valuation.purposes import is_rebalanced
from portfolios.valuation.snapshot import AccountValue, InstrumentValue, Snapshot
from portfolios.valuation.value import (
    EXACT_CONTEXT,
    ZERO,
    Valuation,
    ValuedPosition,
    compute_valuation,
    round_half_even,
)

COMPANY_TYPES = frozenset({"stock", "reit"})
COMPANY_LIMIT = Decimal(10)
"""Percent of the whole in one company above which we call it concentrated (a common planners' rule)."""
ON_TARGET = Decimal("0.005")
"""The fraction of the money within which a class counts as on its target."""
SINGLE_ISSUER_TYPES = COMPANY_TYPES | {"bond"}
MAX_KEY_LENGTH = 30
"""Characters of a key of an account or instrument: two of them fit into one member of a family of facts."""
FUND_TYPES = frozenset({"etf", "mutual_fund", "bond_fund"})


@dataclass(frozen=True)
class Portfolio:
    snapshot: Snapshot

    @cached_property
    def valuation(self) -> Valuation:
        return compute_valuation(self.snapshot)

    @cached_property
    def fact_keys(self) -> dict[UUID, str]:
        """Return the part of a fact id that names each account and instrument."""
        return {
            **_unique_fact_keys(self.snapshot.accounts, "name"),
            **_unique_fact_keys(self.snapshot.instruments, "symbol"),
        }

    @cached_property
    def accounts_by_key(self) -> dict[str, AccountValue]:
        return {self.fact_keys[account.id]: account for account in self.snapshot.accounts}

    @cached_property
    def instruments_by_key(self) -> dict[str, InstrumentValue]:
        return {self.fact_keys[instrument.id]: instrument for instrument in self.snapshot.instruments}

    @cached_property
    def asset_classes(self) -> dict[str, Decimal]:
        return allocate(self.valuation, "asset_class")

    @cached_property
    def rebalanced(self) -> Valuation:
        """Return the accounts that rebalancing may trade in: the base of drift, of targets and of trades."""
        accounts = {account.id for account in self.snapshot.accounts if is_rebalanced(account)}
        return self.valuation.only(accounts)

    @property
    def leaves_accounts_alone(self) -> bool:
        """Return whether some money is in accounts that rebalancing may not trade in."""
        return self.rebalanced.exact_total != self.valuation.exact_total

    @cached_property
    def classified(self) -> dict[str, Decimal]:
        """Return dollars by asset class in the accounts that rebalancing may trade in."""
        amounts = allocate(self.rebalanced, "asset_class")
        return {key: amount for key, amount in amounts.items() if key != UNCLASSIFIED}

    @cached_property
    def regions(self) -> dict[str, Decimal]:
        return allocate(self.valuation, "regions")

    @cached_property
    def sectors(self) -> dict[str, Decimal]:
        return allocate(self.valuation, "sectors")

    @cached_property
    def holdings(self) -> tuple[tuple[InstrumentValue, Decimal], ...]:
        """Return priced instruments with their dollars over all accounts, largest first."""
        instruments = self.snapshot.instruments_by_id
        return tuple((instruments[key], worth) for key, worth in self.valuation.value_by_instrument().items())

    @cached_property
    def buckets(self) -> dict[Dimension, dict[str, Decimal]]:
        return {"asset_class": self.asset_classes, "regions": self.regions, "sectors": self.sectors}

    @cached_property
    def region_groups(self) -> dict[str, Decimal]:
        """Return dollars of equity in the two groups of the region targets, where rebalancing may trade."""
        return group_equity(self.rebalanced)

    @cached_property
    def knows_regions(self) -> bool:
        """Return whether nearly all equity in the accounts that rebalancing may trade in has a region."""
        return knows_regions(self.rebalanced)

    @cached_property
    def asset_drifts(self) -> tuple[Drift, ...]:
        """Return drifts over classified money only: unclassified money could be anything."""
        return self._drifts(self.classified, self.snapshot.profile.asset_class_targets)

    @cached_property
    def region_drifts(self) -> tuple[Drift, ...]:
        return self._drifts(self.region_groups, self.snapshot.profile.region_targets)

    @cached_property
    def disputed_classes(self) -> tuple[str, ...]:
        """Return asset classes above target in all accounts and below it where trades may be, or the reverse.

        Which of the two is meant, only their owner knows. Within half a point on both sides, it does not matter.
        """
        everything = {key: amount for key, amount in self.asset_classes.items() if key != UNCLASSIFIED}
        targets = self.snapshot.profile.asset_class_targets
        whole = {drift.key: drift.drift for drift in self._drifts(everything, targets)}
        pairs = {one.key: (one.drift, whole.get(one.key, ZERO)) for one in self.asset_drifts}
        return tuple(key for key, (a, b) in pairs.items() if a * b < 0 and max(abs(a), abs(b)) > ON_TARGET)

    @staticmethod
    def _drifts(amounts: Mapping[str, Decimal], targets: Mapping[str, Decimal]) -> tuple[Drift, ...]:
        """Compute drifts from targets in percent. Empty if no targets are set."""
        return compute_drifts(amounts, {key: share / 100 for key, share in targets.items()}) if targets else ()

    @cached_property
    def companies(self) -> tuple[tuple[InstrumentValue, Decimal], ...]:
        """Return holdings of a single company."""
        return tuple((i, worth) for i, worth in self.holdings if i.instrument_type in COMPANY_TYPES)

    @cached_property
    def funds(self) -> tuple[tuple[InstrumentValue, Decimal], ...]:
        """Return funds known to spread over a market. A gold trust or an unclassified fund is not one."""
        return tuple(
            (i, worth)
            for i, worth in self.holdings
            if i.instrument_type in FUND_TYPES and i.asset_class and "commodities" not in i.asset_class
        )

    @cached_property
    def unclassified(self) -> tuple[InstrumentValue, ...]:
        return tuple(instrument for instrument, _ in self.holdings if not instrument.asset_class)

    @cached_property
    def unclassified_share(self) -> Decimal:
        """Return the unclassified part in percent of the whole portfolio."""
        return self.share(sum((worth for i, worth in self.holdings if not i.asset_class), ZERO))

    @cached_property
    def rebalanced_unclassified_share(self) -> Decimal:
        """Return the unclassified part in percent of the accounts that rebalancing may trade in."""
        return percent(allocate(self.rebalanced, "asset_class").get(UNCLASSIFIED, ZERO), self.rebalanced.exact_total)

    @cached_property
    def unpriced(self) -> tuple[InstrumentValue, ...]:
        return tuple({worth.instrument.id: worth.instrument for worth in self.valuation.unpriced}.values())

    @cached_property
    def not_converted(self) -> tuple[str, ...]:
        """Return the symbols of holdings and the names of accounts whose money has no exchange rate: in no total."""
        return (
            *(row.symbol for row in self.unpriced if row.lacks_rate),
            *(account.name for account in self.snapshot.accounts if account.lacks_rate),
        )

    @cached_property
    def positions_without_cost(self) -> tuple[ValuedPosition, ...]:
        """Return positions without a recorded cost, except cash, and except what no exchange rate converts."""
        return tuple(
            worth
            for worth in self.valuation.positions
            if worth.position.cost_basis is None
            and worth.instrument.instrument_type != "cash"
            and not worth.instrument.lacks_rate
        )

    def share(self, amount: Decimal) -> Decimal:
        """Return percent of the whole, 0 for an empty portfolio."""
        return percent(amount, self.valuation.exact_total)


def percent(part: Decimal, whole: Decimal, places: str = "0.000001") -> Decimal:
    """Return percent of the whole, with enough decimals that only formatting rounds visibly."""
    with localcontext(EXACT_CONTEXT):
        return round_half_even(100 * part / whole, Decimal(places)) if whole else ZERO


def fact_key(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "unnamed"


def _unique_fact_keys(rows: Sequence[AccountValue] | Sequence[InstrumentValue], field: str) -> dict[UUID, str]:
    """Return a unique key per row. A numeric suffix tells equal names apart."""
    taken: set[str] = set()
    keys = {}
    for row in rows:
        plain = fact_key(getattr(row, field))[:MAX_KEY_LENGTH]
        numbered = (f"{plain}_{number}" for number in count(2))
        key = plain if plain not in taken else next(k for k in numbered if k not in taken)
        taken.add(key)
        keys[row.id] = key
    return keys
