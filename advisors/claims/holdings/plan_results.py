"""Claims about what a rebalancing plan costs and leaves."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.holdings.targets import TargetFamily, require_target
from advisors.claims.holdings.trades import require_plan
from advisors.claims.names import name_of
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from portfolios.facts.families import Family, Measure
from portfolios.rebalancing.problem import NO_PRICE_REASON, NOT_CLASSIFIED_REASON
from portfolios.rebalancing.reasons import NO_INSTRUMENT_REASON, ROUNDING_REASON

PLAN_NAMES = {"new_money": "the plan that only buys", "minimal": "the plan with the fewest trades",
              "full": "the plan that goes all the way"}  # fmt: skip

PLAN_COSTS = {
    "untaxed": " and sells {sold}, none of it where you would owe tax",
    "partly_taxed": " and sells {sold}, {taxed} of it where you may owe tax",
    "taxed": " and sells {sold}, all of it where you may owe tax",
    "buys": " and sells nothing",
}

PLAN_COST_VERDICTS = {
    **{verdict: ("{trades} trades", words) for verdict, words in PLAN_COSTS.items()},
    **{f"{verdict}_one": ("one trade", PLAN_COSTS[verdict]) for verdict in ("untaxed", "taxed", "buys")},
}


class PlanCost(Claim):
    """How many trades a plan takes, and what it sells where tax may be due."""

    name = "plan_cost"
    section = Section.TARGETS
    weights: ClassVar = dict.fromkeys(PLAN_COST_VERDICTS, 26)
    phrasings: ClassVar = {
        verdict: (
            f"{{plan_first}} takes {trades}{words}.",
            f"It takes {trades} to follow {{plan}}, which{words.removeprefix(' and')}.",
        )
        for verdict, (trades, words) in PLAN_COST_VERDICTS.items()
    }
    plan: Literal["new_money", "minimal", "full"]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["PlanCost"]:
        yield from (cls(plan=plan) for plan in ("new_money", "minimal", "full"))

    def judge(self, case: ClaimCase) -> Statement:
        require_plan(case, self.plan)
        trades = case.figure(Family.TRADES, Measure.TRADES, self.plan)
        sold = case.figure(Family.TRADES, Measure.SOLD, self.plan)
        taxed = case.figure(Family.TRADES, Measure.TAXED, self.plan)
        verdict = "taxed" if taxed.value == sold.value else "partly_taxed" if taxed.value else "untaxed"
        name = Name(PLAN_NAMES[self.plan])
        one = "" if trades.value > 1 else "_one"
        return self.statement(
            f"{verdict if sold.value else 'buys'}{one}",
            decided_by=(trades.fact.id, sold.fact.id, taxed.fact.id),
            plan=name,
            plan_first=name.capitalized,
            trades=trades,
            sold=sold,
            taxed=taxed,
        )


MISSED_REASONS = {NO_INSTRUMENT_REASON: "no_fund", ROUNDING_REASON: "rounding"}
"""The solver's other reasons weigh all targets together, so they are not true of one alone."""


class MissedTarget(Claim):
    """Why the plan with the fewest trades does not reach a target."""

    name = "missed_target"
    section = Section.TARGETS
    weights: ClassVar = {"no_fund": 56, "rounding": 8}
    phrasings: ClassVar = {
        "no_fund": (
            "None of {accounts} holds a fund for {name}, so add one to reach your target of {target}.",
            "Your target for {name} is {target}, but none of {accounts} holds a fund for that yet.",
        ),
        "rounding": (
            "Trades have a minimum size, so the plan ends near your target of {target} for {name}, not right on it.",
            "The plan ends near your target of {target} for {name}, because trades have a minimum size.",
        ),
    }
    family: TargetFamily
    member: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["MissedTarget"]:
        yield from (cls(family="asset_class", member=of) for of in case.profile.asset_class_targets)
        yield from (cls(family="region_group", member=of) for of in case.profile.region_targets)

    def judge(self, case: ClaimCase) -> Statement:
        family = Family(self.family)
        require_target(case, family, self.member)
        missed = [one for p in case.situation.plans if p.plan == "minimal" for one in p.missed]
        reason = next((one.reason for one in missed if one.key == self.member), None)
        if reason not in MISSED_REASONS:
            raise CannotSay("none", "the plan reaches this target or leaves it inside its band")
        some_are_left_alone = case.portfolio.leaves_accounts_alone
        accounts = Name("the accounts you can rebalance" if some_are_left_alone else "your accounts")
        return self.statement(
            MISSED_REASONS[reason], "bad", name=name_of(case, family, self.member), accounts=accounts,
            target=case.figure(family, Measure.TARGET, self.member),
        )  # fmt: skip


class LeftAlone(Claim):
    """Which holding no plan trades, and why."""

    name = "left_alone"
    section = Section.TARGETS
    weights: ClassVar = {"no_price": 24, "unclassified": 24}
    phrasings: ClassVar = {
        "no_price": (
            "We leave {holding} out of every plan, because it has no price in dollars.",
            "No plan trades {holding}, because it has no price in dollars.",
        ),
        "unclassified": (
            "We leave {holding} out of every plan, because nobody has classified it yet.",
            "No plan trades {holding}, because nobody has classified it yet.",
        ),
    }
    holding: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["LeftAlone"]:
        yield from (cls(holding=case.portfolio.fact_keys[i.id]) for i in case.portfolio.snapshot.instruments)

    def judge(self, case: ClaimCase) -> Statement:
        symbol = name_of(case, Family.HOLDING, self.holding)
        plan = next((plan for plan in case.situation.plans if plan.plan == "minimal"), None)
        left = set() if plan is None else {one.reason for one in plan.left_alone if one.symbol == symbol.text}
        if NO_PRICE_REASON in left:
            return self.statement("no_price", holding=symbol, decided_by=("data.unpriced",))
        if NOT_CLASSIFIED_REASON in left:
            return self.statement("unclassified", holding=symbol, decided_by=("data.unclassified",))
        raise CannotSay("none", "plans may trade it")


KINDS: tuple[type[Claim], ...] = (PlanCost, MissedTarget, LeftAlone)
