"""Claims about trades of a rebalancing plan."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.holdings.targets import TARGET_FIELDS, require_clear_drifts, require_target
from advisors.claims.names import name_of, owned
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import ON_TARGET_POINTS
from portfolios.facts.families import Family, Measure
from portfolios.rebalancing.recommendation import RebalanceRecommendation


def taxable_accounts(case: ClaimCase) -> set[str]:
    return {str(account.id) for account in case.portfolio.snapshot.accounts if not account.tax_advantaged}


def require_plan(case: ClaimCase, kind: str) -> RebalanceRecommendation:
    """Return a rebalancing plan with trades.

    Raises CannotSay for a plan that rests on an assumed target, or that spends the cash reserve.
    """
    require_clear_drifts(case)
    if not set(TARGET_FIELDS.values()).isdisjoint(case.profile.assumed):
        raise CannotSay("assumed_target", "the plan rests on a target that nobody has confirmed")
    plan = next((plan for plan in case.situation.plans if plan.plan == kind), None)
    if plan is None or not plan.trades:
        raise CannotSay("none", "there is nothing to trade")
    spent = sum(row.before - row.after for row in plan.cash if row.account_id in taxable_accounts(case))
    cash = case.facts.value(Family.RESERVE, Measure.VALUE)
    if spent > 0 and cash - spent < case.facts.value(Family.RESERVE, Measure.TARGET, default=cash):
        raise CannotSay("implausible", "the plan spends the cash reserve")
    return plan


class TradeEffect(Claim):
    """Where the plan with the fewest trades brings an asset class."""

    name = "trade_effect"
    section = Section.TARGETS
    weights: ClassVar = {"reaches": 30, "nearer": 28}
    phrasings: ClassVar = {
        "reaches": (
            "The plan brings {name} from {before} to {after}, in line with your target of {target}.",
            "With the plan, {name} would go from {before} to {after}, in line with your target of {target}.",
        ),
        "nearer": (
            "The plan brings {name} from {before} to {after}, nearer to your target of {target}.",
            "With the plan, {name} would go from {before} to {after}, nearer to your target of {target}.",
        ),
    }
    asset_class: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["TradeEffect"]:
        yield from (cls(asset_class=of) for of in case.profile.asset_class_targets)

    def judge(self, case: ClaimCase) -> Statement:
        family = Family.ASSET_CLASS
        require_target(case, family, self.asset_class)
        if require_plan(case, "minimal").after_sales:
            raise CannotSay("none", "a sale comes first, so the trades alone end elsewhere")
        before = case.figure(family, Measure.SHARE_OF_CLASSIFIED, self.asset_class)
        after = case.figure(family, Measure.AFTER, self.asset_class)
        target = case.figure(family, Measure.TARGET, self.asset_class)
        distance = abs(after.value - target.value)
        if distance >= abs(before.value - target.value):
            raise CannotSay("small", "the plan brings it no nearer to its target")
        verdict = "reaches" if distance <= ON_TARGET_POINTS else "nearer"
        name = name_of(case, family, self.asset_class)
        return self.statement(verdict, "good", name=name, before=before, after=after, target=target)


class Trade(Claim):
    """One trade of the plan with the fewest trades."""

    name = "trade"
    section = Section.TARGETS
    weights: ClassVar = {"buy": 20, "sell": 22}
    phrasings: ClassVar = {
        "buy": ("Buy {dollars} of {symbol} in {account}.", "In {account}, buy {dollars} of {symbol}."),
        "sell": ("Sell {dollars} of {symbol} in {account}.", "In {account}, sell {dollars} of {symbol}."),
    }
    trade: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Trade"]:
        yield from (cls(trade=of) for of in case.facts.by_member(Family.TRADE, Measure.DOLLARS))

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.trade, case.facts.by_member(Family.TRADE, Measure.DOLLARS), "trade")
        plan = require_plan(case, "minimal")
        row = next(row for row in plan.trades if row.fact_key == self.trade)
        return self.statement(
            row.side,
            dollars=case.figure(Family.TRADE, Measure.DOLLARS, self.trade),
            symbol=Name(row.symbol),
            account=owned(Name(row.account)),
        )


KINDS: tuple[type[Claim], ...] = (
    TradeEffect,
    Trade,
)
