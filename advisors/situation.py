"""One person's case as every writer reads it: the frozen portfolio, all facts, and the questions rules ask of them."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from portfolios.facts import FactSheet
from portfolios.portfolio import Portfolio
from portfolios.snapshot import InstrumentValue, ProfileValue
from portfolios.taxonomy import UNCLASSIFIED

SAFE_CLASSES = ("fixed_income", "cash")


@dataclass(frozen=True)
class Situation:
    """facts: the portfolio's and the projection's, joined."""

    portfolio: Portfolio
    facts: FactSheet

    @property
    def profile(self) -> ProfileValue:
        return self.portfolio.snapshot.profile

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Words that may hold digits without being figures."""
        snapshot = self.portfolio.snapshot
        accounts = [text for account in snapshot.accounts for text in (account.name, account.purpose)]
        instruments = [text for i in snapshot.instruments for text in (i.symbol, i.name)]
        return tuple(name for name in (*accounts, *instruments, *(s.name for s in self.profile.income)) if name)

    @property
    def is_empty(self) -> bool:
        return not self.portfolio.snapshot.positions and not self.portfolio.valuation.cash

    @property
    def has_worth(self) -> bool:
        return self.portfolio.valuation.exact_total > 0

    @property
    def is_retired(self) -> bool:
        return self.profile.years_until_retirement == 0

    @property
    def has_projection(self) -> bool:
        return "estimated_income" in self.facts

    @property
    def is_mostly_cash(self) -> bool:
        return self.facts.value("asset_cash_share") >= Decimal(50)

    @cached_property
    def concentrated_in(self) -> InstrumentValue | None:
        """The company that is too much of everything, if one is."""
        if self.facts.value("largest_company_share") > self.facts.value("company_limit", Decimal(100)):
            return self.portfolio.companies[0][0]
        return None

    @cached_property
    def drifts(self) -> tuple[tuple[str, Decimal], ...]:
        """Asset classes and region groups off their target by five points or more: fact prefix, points; worst first."""
        found = [
            (fact.id.removesuffix("_drift"), fact.value or Decimal(0))
            for fact in self.facts.on("targets")
            if fact.id.endswith("_drift") and abs(fact.value or Decimal(0)) >= 5
        ]
        return tuple(sorted(found, key=lambda item: (-abs(item[1]), item[0])))

    @property
    def safe_share(self) -> Decimal:
        """Per cent in bonds and cash."""
        return sum((self.facts.value(f"asset_{key}_share") for key in SAFE_CLASSES), Decimal(0))

    @property
    def classes(self) -> list[str]:
        return [key for key, amount in self.portfolio.asset_classes.items() if amount and key != UNCLASSIFIED]


def ref(fact_id: str, style: str = "") -> str:
    """How a writer writes a figure."""
    return f"[[{fact_id}|{style}]]" if style else f"[[{fact_id}]]"
