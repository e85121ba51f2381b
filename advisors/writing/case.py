"""One person's case as every writer reads it: the frozen portfolio, all facts, and the questions rules ask of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from portfolios.facts.allocation import find_breached_targets
from portfolios.facts.fact import FactSheet
from portfolios.quality.grade import BLURRED, HALF
from portfolios.rebalancing.recommendation import RebalanceRecommendation
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue, ProfileValue

FAR, CLEARLY = Decimal(20), Decimal("0.5")


@dataclass(frozen=True)
class Situation:
    """facts: the portfolio's and the projection's, joined. plans: the three rebalancing plans, where there are targets.

    The facts speak of the trades of one plan, trade by trade: that with the fewest (`trades_plan`).
    """

    portfolio: Portfolio
    facts: FactSheet
    plans: tuple[RebalanceRecommendation, ...] = ()

    @property
    def profile(self) -> ProfileValue:
        return self.portfolio.snapshot.profile

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Words that may hold digits without being figures."""
        snapshot = self.portfolio.snapshot
        accounts = [text for account in snapshot.accounts for text in (account.name, account.purpose)]
        instruments = [text for i in (*snapshot.instruments, *snapshot.alternatives) for text in (i.symbol, i.name)]
        incomes = [stream.name for stream in self.profile.income]
        return tuple(name for name in (*accounts, *instruments, *incomes, *self._dates()) if name)

    def _dates(self) -> Iterator[str]:
        """The days that are known, as they are written: of the accounts and of the prices."""
        snapshot = self.portfolio.snapshot
        days = {i.priced_at.date() for i in snapshot.instruments if i.priced_at} | {snapshot.taken_at.date()}
        for day in sorted(days):
            yield from (f"{day:%Y-%m-%d}", f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B %Y}", f"{day:%B %Y}")

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
        """Half or more of everything in cash, and not because this person wants it so."""
        return self.facts.value("asset_cash_share") >= HALF and self.cash_above_target >= FAR

    @property
    def cash_above_target(self) -> Decimal:
        """Points, of everything: what nobody has classified makes cash no larger. Without targets all of it."""
        return self.facts.value("asset_cash_share") - self.facts.value("asset_cash_target")

    @property
    def has_too_much_unclassified(self) -> bool:
        """So much is unclassified that shares, drifts and trades say little."""
        return self.facts.value("unclassified_share") > BLURRED

    @cached_property
    def concentrated_company(self) -> InstrumentValue | None:
        """The company that is too much of everything, if one is."""
        if self.facts.value("largest_company_share") >= self.facts.value("company_limit", Decimal(100)) + CLEARLY:
            return self.portfolio.companies[0][0]
        return None

    @cached_property
    def drifts(self) -> tuple[tuple[str, Decimal], ...]:
        """What the 5/25 rule says to act on: fact prefix and points; worst first. None while the picture is blurred."""
        if self.has_too_much_unclassified:
            return ()
        found = find_breached_targets({"asset": self.portfolio.asset_drifts, "group": self.portfolio.region_drifts})
        shown = [(key, self.facts.value(f"{key}_drift")) for key, _ in found]
        return tuple(sorted((item for item in shown if item[1]), key=lambda item: (-abs(item[1]), item[0])))

    @cached_property
    def fewest_trades_plan(self) -> RebalanceRecommendation | None:
        """The plan with the fewest trades; None where nothing is far enough off target, or that is not known."""
        plan = next((plan for plan in self.plans if plan.plan == "minimal"), None)
        return plan if self.drifts else None

    @property
    def has_targets(self) -> bool:
        return any(fact.id.endswith("_drift") for fact in self.facts.on("targets"))

    @property
    def has_tax_advantaged_money(self) -> bool:
        """Something in an account where a trade costs no tax."""
        return self.facts.value("tax_advantaged_value") > 0


def ref(fact_id: str, style: str = "") -> str:
    """How a writer writes a figure."""
    return f"[[{fact_id}|{style}]]" if style else f"[[{fact_id}]]"
