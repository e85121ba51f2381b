"""One person's case as every writer reads it: portfolio, facts, and the questions that rules ask."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from portfolios.facts.allocation import find_breached_targets
from portfolios.facts.fact import FactSheet
from portfolios.quality.grade import HALF_PERCENT, ROUGH_ABOVE
from portfolios.rebalancing.recommendation import RebalanceRecommendation
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue, ProfileValue

CASH_EXCESS_POINTS, COMPANY_LIMIT_MARGIN = Decimal(20), Decimal("0.5")


@dataclass(frozen=True)
class Situation:
    """facts: of portfolio and projection together. plans: the three rebalancing plans, or none without targets.

    Only the trades of one plan are facts: those of the plan with the fewest trades.
    """

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
        return "estimated_income" in self.facts

    @property
    def is_mostly_cash(self) -> bool:
        """Return whether at least half is cash, and far more than the target."""
        return self.facts.value("asset_cash_share") >= HALF_PERCENT and self.cash_above_target >= CASH_EXCESS_POINTS

    @property
    def cash_above_target(self) -> Decimal:
        """Return percentage points of the whole portfolio, unclassified part included; without targets, all cash."""
        return self.facts.value("asset_cash_share") - self.facts.value("asset_cash_target")

    @property
    def has_too_much_unclassified(self) -> bool:
        """Return whether too much is unclassified for shares, drifts and trades to mean anything."""
        return self.facts.value("unclassified_share") > ROUGH_ABOVE

    @cached_property
    def concentrated_company(self) -> InstrumentValue | None:
        """Return the company whose share is clearly above the limit, if there is one."""
        if (
            self.facts.value("largest_company_share")
            >= self.facts.value("company_limit", Decimal(100)) + COMPANY_LIMIT_MARGIN
        ):
            return self.portfolio.companies[0][0]
        return None

    @cached_property
    def drifts(self) -> tuple[tuple[str, Decimal], ...]:
        """Return the targets to act on by the 5/25 rule, as fact prefix and points, worst first.

        Empty if too much is unclassified.
        """
        if self.has_too_much_unclassified:
            return ()
        breached = find_breached_targets({"asset": self.portfolio.asset_drifts, "group": self.portfolio.region_drifts})
        points = [(key, self.facts.value(f"{key}_drift")) for key, _ in breached]
        return tuple(sorted((item for item in points if item[1]), key=lambda item: (-abs(item[1]), item[0])))

    @cached_property
    def fewest_trades_plan(self) -> RebalanceRecommendation | None:
        """Return the plan with the fewest trades; None if no target is off, or if that is unknown."""
        plan = next((plan for plan in self.plans if plan.plan == "minimal"), None)
        return plan if self.drifts else None

    @property
    def has_targets(self) -> bool:
        return any(fact.id.endswith("_drift") for fact in self.facts.on("targets"))

    @property
    def has_tax_advantaged_money(self) -> bool:
        """Return whether any money is in an account where trades are not taxed."""
        return self.facts.value("tax_advantaged_value") > 0


def ref(fact_id: str, style: str = "") -> str:
    """Return the reference that code later replaces by the figure of this fact."""
    return f"[[{fact_id}|{style}]]" if style else f"[[{fact_id}]]"
