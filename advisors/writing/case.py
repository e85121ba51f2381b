"""One person's case: portfolio, facts, and the questions that rules ask."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from portfolios.facts.allocation import find_breached_targets
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.quality.grade import HALF_PERCENT, ROUGH_FROM
from portfolios.rebalancing.recommendation import RebalanceRecommendation
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue, ProfileValue

CASH_EXCESS_POINTS, COMPANY_LIMIT_MARGIN = Decimal(20), Decimal("0.5")


class OffTarget(NamedTuple):
    """A class or group of regions far enough off its target to act on. points: share now - target."""

    family: Family
    key: str
    points: Decimal


@dataclass(frozen=True)
class Situation:
    """facts: of portfolio and projection together. plans: of their own trades, or none without confirmed targets."""

    portfolio: Portfolio
    facts: FactSheet
    plans: tuple[RebalanceRecommendation, ...] = ()

    @property
    def profile(self) -> ProfileValue:
        return self.portfolio.snapshot.profile

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return names that may contain digits without being figures: accounts, instruments and dates."""
        snapshot = self.portfolio.snapshot
        accounts = [text for account in snapshot.accounts for text in (account.name, account.purpose)]
        instruments = [text for i in (*snapshot.instruments, *snapshot.alternatives) for text in (i.symbol, i.name)]
        incomes = [stream.name for stream in self.profile.income]
        days = {i.priced_at.date() for i in snapshot.instruments if i.priced_at} | {snapshot.taken_at.date()}
        dates = [
            text
            for day in sorted(days)
            for text in (f"{day:%Y-%m-%d}", f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B %Y}", f"{day:%B %Y}")
        ]
        return tuple(name for name in (*accounts, *instruments, *incomes, *dates) if name)

    @property
    def is_empty(self) -> bool:
        return not self.portfolio.snapshot.positions and not self.portfolio.valuation.cash

    @property
    def has_value(self) -> bool:
        return self.portfolio.valuation.total > 0

    @property
    def is_retired(self) -> bool:
        return self.profile.years_until_retirement == 0

    @property
    def has_projection(self) -> bool:
        return "plan.sustained_90" in self.facts

    @property
    def is_mostly_cash(self) -> bool:
        """Return whether at least half is cash, and far more than the target."""
        return (
            self.facts.value(Family.ASSET_CLASS, Measure.SHARE, "cash") >= HALF_PERCENT
            and self.cash_above_target >= CASH_EXCESS_POINTS
        )

    @property
    def cash_above_target(self) -> Decimal:
        """Return percentage points of the whole portfolio, unclassified part included; without targets, all cash."""
        return self.facts.value(Family.ASSET_CLASS, Measure.SHARE, "cash") - self.facts.value(
            Family.ASSET_CLASS, Measure.TARGET, "cash"
        )

    @property
    def has_too_much_unclassified(self) -> bool:
        """Return whether too much is unclassified for shares, drifts and trades to mean anything."""
        return self.facts.value(Family.DATA, Measure.UNCLASSIFIED) >= ROUGH_FROM

    @property
    def company_key(self) -> str:
        """Return the member of the family of companies that the largest one is; empty without companies."""
        return self.portfolio.fact_keys[self.portfolio.companies[0][0].id] if self.portfolio.companies else ""

    @cached_property
    def concentrated_company(self) -> InstrumentValue | None:
        """Return the company whose share is clearly above the limit, if there is one."""
        limit = self.facts.value(Family.COMPANY, Measure.LIMIT, default=Decimal(100)) + COMPANY_LIMIT_MARGIN
        if self.portfolio.companies and self.facts.value(Family.COMPANY, Measure.SHARE, self.company_key) >= limit:
            return self.portfolio.companies[0][0]
        return None

    @cached_property
    def drifts(self) -> tuple[OffTarget, ...]:
        """Return the targets to act on by the 5/25 rule, worst first.

        Empty if too much is unclassified. A class on different sides of its target in all accounts and in those open to
        trades is none of them.
        """
        if self.has_too_much_unclassified or self.portfolio.rebalanced_unclassified_share >= ROUGH_FROM:
            return ()
        drifts = {Family.ASSET_CLASS: self.portfolio.asset_drifts, Family.REGION_GROUP: self.portfolio.region_drifts}
        off = [
            OffTarget(family, drift.key, self.facts.value(family, Measure.DRIFT, drift.key))
            for family, drift in find_breached_targets(drifts)
            if family != Family.ASSET_CLASS or drift.key not in self.portfolio.disputed_classes
        ]
        return tuple(sorted((one for one in off if one.points), key=lambda one: (-abs(one.points), one)))

    @property
    def has_tax_advantaged_money(self) -> bool:
        """Return whether any money is in an account where trades are not taxed."""
        return self.facts.value(Family.TAX_STATUS, Measure.VALUE, "tax_advantaged") > 0
