"""One person's case as the kinds of claims read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from threading import RLock
from typing import Any, TypeVar, cast

from advisors.claims.printing import Figure, Style
from advisors.claims.statement import CannotSay, Name
from advisors.claims.thresholds import BLIND_PERCENT, BLURRED_PERCENT, OWN_SWINGS_PERCENT, PlanVerdict, judge_plan
from advisors.retirement.facts.scenarios import change_key, what_if_facts
from advisors.retirement.scenarios.baseline import Baseline, WhatIf
from advisors.retirement.scenarios.stress_tests import StressTests
from advisors.writing.case import Situation
from portfolios.currencies import Number, near_amount
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import ProfileValue
from portfolios.valuation.value import ZERO

T = TypeVar("T")
_COMPUTING = RLock()


@dataclass(frozen=True)
class ClaimCase:
    """facts: of the portfolio, the plan and the what-ifs together."""

    situation: Situation
    facts: FactSheet
    baseline: Baseline | None = None
    what_ifs: tuple[WhatIf, ...] = ()
    stress_tests: StressTests | None = None

    @property
    def portfolio(self) -> Portfolio:
        return self.situation.portfolio

    @property
    def profile(self) -> ProfileValue:
        return self.situation.profile

    @property
    def digest(self) -> str:
        return self.portfolio.snapshot.digest

    @property
    def currency(self) -> str:
        """Return the currency of all its money."""
        return self.portfolio.snapshot.currency

    def near_amount(self, dollars: Number) -> Number:
        """Return a threshold or step that is given in dollars as a round amount of the person's currency."""
        return near_amount(dollars, self.currency)

    @property
    def is_retired(self) -> bool:
        return self.situation.is_retired

    @property
    def is_blurred(self) -> bool:
        """Return whether too much is unclassified to judge the mix."""
        return self.portfolio.unclassified_share >= BLURRED_PERCENT

    @property
    def is_blind(self) -> bool:
        """Return whether too much is unclassified to project anything."""
        return self.portfolio.unclassified_share >= BLIND_PERCENT

    @property
    def has_dominant_company(self) -> bool:
        """Return whether one company is so much of the money that whole markets say little about it."""
        return any(self.portfolio.share(worth) > OWN_SWINGS_PERCENT for _, worth in self.portfolio.companies[:1])

    @property
    def has_projection(self) -> bool:
        return self.baseline is not None and not self.is_blind

    @property
    def is_after_tax(self) -> bool:
        """Return whether the figures of the plan are after taxes."""
        return self.baseline is not None and self.baseline.is_after_tax

    @property
    def terms(self) -> Name:
        """Return whether the plan's spending is after or before taxes, as words within a sentence."""
        return Name("after taxes" if self.is_after_tax else "before taxes")

    @property
    def has_goal(self) -> bool:
        return self.facts.one(Family.PLAN, Measure.SUCCESS) is not None

    @cached_property
    def stressed_success(self) -> Decimal:
        """Return the success in percent with returns one point lower every year."""
        lower = self.facts.value(Family.SWING, Measure.POINTS, "lower_return")
        return max(ZERO, self.facts.value(Family.PLAN, Measure.SUCCESS) + lower)

    @cached_property
    def plan_verdict(self) -> PlanVerdict:
        return judge_plan(self.facts.value(Family.PLAN, Measure.SUCCESS), self.stressed_success)

    @cached_property
    def _computed(self) -> dict[Callable[["ClaimCase"], Any], Any]:
        return {}

    def once(self, compute: Callable[["ClaimCase"], T]) -> T:
        """Return what a function makes of this case. It is called once, also by agents at work in several threads."""
        with _COMPUTING:
            if compute not in self._computed:
                self._computed[compute] = compute(self)
            return cast(T, self._computed[compute])

    def with_what_ifs(self, added: Iterable[WhatIf]) -> "ClaimCase":
        """Return the case with more tested changes and their facts, each once."""
        if self.baseline is None:
            return self
        tested = {change_key(what_if) for what_if in self.what_ifs}
        new = {key: what_if for what_if in added if (key := change_key(what_if)) not in tested}
        facts = [fact for what_if in new.values() for fact in what_if_facts(self.baseline, what_if).facts]
        return replace(self, facts=self.facts.with_facts(facts), what_ifs=(*self.what_ifs, *new.values()))

    def fact(self, family: Family, measure: Measure, of: str = "") -> Fact:
        """Return a known fact. Raises CannotSay without one."""
        fact = self.facts.one(family, measure, of)
        if fact is None:
            raise CannotSay("no_fact", f"{build_fact_id(family, measure, of)} is not known")
        return fact

    def figure(self, family: Family, measure: Measure, of: str = "", style: Style = "") -> Figure:
        """Return the figure of a known fact. Raises CannotSay without one."""
        return Figure(self.fact(family, measure, of), style)

    def value(self, family: Family, measure: Measure, of: str = "") -> Decimal:
        """Return the value of a known fact. Raises CannotSay without one."""
        value = self.fact(family, measure, of).value
        assert value is not None
        return value

    def require_clear_mix(self) -> None:
        """Raise CannotSay if too much is unclassified to judge the mix."""
        if self.is_blurred:
            raise CannotSay("blurred", "too much is unclassified to judge the mix")

    def require_projection(self) -> None:
        """Raise CannotSay without a projection that can be trusted."""
        if self.is_blind:
            raise CannotSay("blind", "too much is unclassified: a projection would be a guess")
        if self.baseline is None:
            raise CannotSay("no_fact", "there is nothing to project")

    def require_goal(self) -> None:
        """Raise CannotSay without a projection and an income goal."""
        self.require_projection()
        if not self.has_goal:
            raise CannotSay("no_goal", "this person has set no income goal")
