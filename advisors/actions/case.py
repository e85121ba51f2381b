"""A person's case as the kinds of actions read it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, wraps
from typing import Any, TypeVar

from advisors.claims.case import ClaimCase
from advisors.claims.thresholds import BLIND_PERCENT, BLURRED_PERCENT, UNMODELLED_PERCENT
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.baseline import WhatIf
from advisors.retirement.scenarios.change_kinds import ChangeKind
from portfolios.risk.coins import find_coins
from portfolios.valuation.purposes import RESERVE_MONTHS, is_reserve
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ZERO, ValuedAccount

Result = TypeVar("Result")
TESTED_FIELDS = frozenset({"birth_year", "years_until_retirement"})
"""Nobody's chance means much while one of these is assumed."""


@dataclass(frozen=True)
class ActionCase(ClaimCase):
    """What is computed once is kept.

    runs: what-ifs that were projected already, by change and amount. results: of functions of a case, by name.
    """

    runs: dict[tuple[ChangeKind, float], WhatIf] = field(default_factory=dict)
    results: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, case: ClaimCase) -> "ActionCase":
        return cls(case.situation, case.facts, case.baseline, case.what_ifs, case.stress_tests)

    def with_plan(self, plan: Plan) -> "ActionCase":
        """Return the case with another plan on the same paths, drawn again to keep the returns of this plan."""
        assert self.baseline is not None
        return replace(self, baseline=self.baseline.with_plan(plan), runs={}, results={})

    @cached_property
    def total(self) -> Decimal:
        return self.portfolio.valuation.exact_total

    @cached_property
    def coins(self) -> tuple[tuple[InstrumentValue, Decimal], ...]:
        return find_coins(self.portfolio)

    @cached_property
    def coins_share(self) -> Decimal:
        return self.portfolio.share(sum((value for _, value in self.coins), ZERO))

    @cached_property
    def unknown(self) -> tuple[tuple[InstrumentValue, Decimal], ...]:
        """Return holdings of which nobody knows what they hold. Coins are known, only their return is not."""
        coins = {instrument.id for instrument, _ in self.coins}
        return tuple((i, worth) for i, worth in self.portfolio.holdings if not i.asset_class and i.id not in coins)

    @cached_property
    def unknown_share(self) -> Decimal:
        return self.portfolio.share(sum((worth for _, worth in self.unknown), ZERO))

    @property
    def knows_too_little(self) -> bool:
        """Return whether so much is unknown that nothing but data and a reserve can be advised."""
        return self.unknown_share >= BLIND_PERCENT

    @property
    def is_unclear(self) -> bool:
        """Return whether so much is unknown that nothing can be said of the mix."""
        return self.unknown_share >= BLURRED_PERCENT

    @property
    def can_be_projected(self) -> bool:
        return self.has_projection and self.coins_share < UNMODELLED_PERCENT

    @property
    def has_confirmed_targets(self) -> bool:
        return bool(self.profile.asset_class_targets) and "asset_class_targets" not in self.profile.assumed

    @cached_property
    def reserve_goal(self) -> Decimal | None:
        """Return three months of the income goal in dollars, to the dollar; None without a goal."""
        goal = self.profile.target_retirement_income
        return (goal * RESERVE_MONTHS / 12).quantize(Decimal(1)) if goal else None

    @cached_property
    def open_cash(self) -> Decimal:
        """Return the cash that this person can reach without a penalty, money market funds included."""
        return sum((cash_in(worth) for worth in self.portfolio.valuation.accounts if is_open(worth)), ZERO)

    @cached_property
    def reserve_short(self) -> Decimal:
        """Return the dollars that are missing to three months of the goal; 0 without a goal or in retirement."""
        if self.is_retired or self.reserve_goal is None:
            return ZERO
        return max(ZERO, self.reserve_goal - self.open_cash)


def once_per_case(compute: Callable[[ActionCase], Result]) -> Callable[[ActionCase], Result]:
    """Return a function that computes its result for a case once."""

    @wraps(compute)
    def find_or_compute(case: ActionCase) -> Result:
        if compute.__name__ not in case.results:
            case.results[compute.__name__] = compute(case)
        result: Result = case.results[compute.__name__]
        return result

    return find_or_compute


def is_open(worth: ValuedAccount) -> bool:
    """Return whether the cash of an account is free at any time, without a penalty, and for no other aim."""
    account = worth.account
    return not account.tax_advantaged and (account.counts_for_retirement or is_reserve(account))


def cash_in(worth: ValuedAccount) -> Decimal:
    """Return the cash of an account with the cash part of what it holds."""
    held = (
        (one.value or ZERO) * one.instrument.asset_class.get("cash", ZERO) / 100
        for one in worth.positions
        if one.instrument.asset_class
    )
    return worth.cash + sum(held, ZERO)
