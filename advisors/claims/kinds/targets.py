"""Claims about the mix against its targets."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase, members
from advisors.claims.claim import Claim, Section, require_member
from advisors.claims.names import ASSET_CLASS_NAMES, REGION_GROUP_NAMES, name_of, owned
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Name, Part, Slot, Statement, join_parts
from advisors.claims.thresholds import ON_TARGET_POINTS, is_far_off
from portfolios.facts.families import Family, Measure
from portfolios.rebalancing.problem import NO_PRICE_REASON
from portfolios.rebalancing.reasons import NO_BETTER_TRADE_REASON, NO_INSTRUMENT_REASON, ROUNDING_REASON
from portfolios.rebalancing.recommendation import RebalanceRecommendation
from portfolios.valuation.purposes import is_reserve

TargetFamily = Literal["asset_class", "region_group"]
TARGET_FIELDS = {Family.ASSET_CLASS: "asset_class_targets", Family.REGION_GROUP: "region_targets"}
MAX_LISTED = 3


def require_target(case: ClaimCase, family: Family, member: str) -> None:
    """Raise CannotSay unless this person has set a target for the member and confirmed it."""
    case.require_clear_mix()
    field = TARGET_FIELDS[family]
    if member not in getattr(case.profile, field):
        raise CannotSay("no_fact", f"there is no target for {member}")
    if field in case.profile.assumed:
        raise CannotSay("assumed_target", f"nobody has confirmed the target for {member}")


def drift_of(case: ClaimCase, family: Family, member: str) -> Figure:
    """Return the drift of a member; that of a region is measured on the stocks. Raises CannotSay.

    A class that is above its target by all the money and below it by the money for retirement is neither.
    """
    if family == Family.REGION_GROUP:
        return case.figure(family, Measure.EQUITY_DRIFT, member)
    drift = case.figure(family, Measure.DRIFT, member)
    other = case.facts.value(family, Measure.RETIREMENT_DRIFT, member, default=drift.value)
    if drift.value * other < 0 and min(abs(drift.value), abs(other)) > ON_TARGET_POINTS:
        raise CannotSay("tie", "it depends on which money the target is meant for")
    return drift


class AgainstTarget(Claim):
    """How an asset class, or the stocks at home or abroad, stand against a confirmed target."""

    name = "against_target"
    section = Section.TARGETS
    weights: ClassVar = {
        "above": 62, "below": 58, "on": 25,
        "home_above": 62, "home_below": 58, "home_on": 25, "abroad_above": 58, "abroad_below": 60, "abroad_on": 25,
    }  # fmt: skip
    phrasings: ClassVar = {
        "above": (
            "You hold {share} of your mix in {name}, {points} above your target of {target}.",
            "Your target for {name} is {target}, and at {share} you are {points} above it.",
        ),
        "below": (
            "You hold {share} of your mix in {name}, {points} below your target of {target}.",
            "Your target for {name} is {target}, and at {share} you are {points} below it.",
        ),
        "on": (
            "You hold {share} of your mix in {name}, in line with your target of {target}.",
            "Your target for {name} is {target}, and at {share} you are in line with it.",
        ),
        **{
            f"{place}_{side}": (
                f"{{share}} of your stocks are {words} North America, {position}.",
                f"You hold {{share}} of your stocks {words} North America, {position}.",
            )
            for place, words in (("home", "in"), ("abroad", "outside"))
            for side, position in (
                ("above", "{points} above your target of {target}"),
                ("below", "{points} below your target of {target}"),
                ("on", "in line with your target of {target}"),
            )
        },
    }
    family: TargetFamily
    member: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["AgainstTarget"]:
        yield from (cls(family="asset_class", member=of) for of in case.profile.asset_class_targets)
        yield from (cls(family="region_group", member=of) for of in case.profile.region_targets)

    def judge(self, case: ClaimCase) -> Statement:
        family = Family(self.family)
        require_target(case, family, self.member)
        points = drift_of(case, family, self.member)
        is_region = family == Family.REGION_GROUP
        measure = Measure.SHARE_OF_EQUITY if is_region else Measure.SHARE_OF_CLASSIFIED
        slots: dict[str, Slot] = {
            "share": case.figure(family, measure, self.member),
            "target": case.figure(family, Measure.TARGET, self.member),
        }
        if not is_region:
            slots["name"] = name_of(case, family, self.member)
        place = {"north_america": "home_", "international": "abroad_"}[self.member] if is_region else ""
        if abs(points.value) <= ON_TARGET_POINTS:
            return self.statement(f"{place}on", "good", decided_by=(points.fact.id,), **slots)
        side = "above" if points.value > 0 else "below"
        return self.statement(f"{place}{side}", "bad", points=points, **slots)


def find_drifts(case: ClaimCase) -> tuple[dict[str, Figure], bool]:
    """Return the drift from each confirmed target by member, and whether that of any class is unclear."""
    found, is_unclear = dict[str, Figure](), False
    for family, field in TARGET_FIELDS.items():
        for member in () if field in case.profile.assumed else getattr(case.profile, field):
            try:
                found[member] = drift_of(case, family, member)
            except CannotSay as refusal:
                is_unclear = is_unclear or refusal.reason == "tie"
    return found, is_unclear


class OffTarget(Claim):
    """Which classes are far enough off their confirmed targets to act on, the worst three on each side."""

    name = "off_target"
    section = Section.TARGETS
    weights: ClassVar = {"over": 57, "under": 57, "both": 57, "none": 40}
    phrasings: ClassVar = {
        "over": (
            "You hold too much in {over}, far enough above your targets to act on.",
            "Compared with your targets, you hold far too much in {over}.",
        ),
        "under": (
            "You hold too little in {under}, far enough below your targets to act on.",
            "Compared with your targets, you hold far too little in {under}.",
        ),
        "both": (
            "You hold too much in {over} and too little in {under}, far enough off target to act on.",
            "Compared with your targets, you hold too much in {over} and too little in {under}.",
        ),
        "none": (
            "Your mix is close to your targets, and nothing needs rebalancing.",
            "Nothing needs rebalancing, because your mix is close to your targets.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_clear_mix()
        drifts, is_unclear = find_drifts(case)
        if not drifts:
            raise CannotSay("assumed_target", "there is no confirmed target to measure against")
        targets = {**case.profile.asset_class_targets, **case.profile.region_targets}
        far = [of for of, drift in drifts.items() if is_far_off(drift.value, targets[of])]
        far.sort(key=lambda of: -abs(drifts[of].value))
        over = [of for of in far if drifts[of].value > 0]
        under = [of for of in far if drifts[of].value < 0]
        judged_by = tuple(drift.fact.id for drift in drifts.values())
        if not far and is_unclear:
            raise CannotSay("tie", "it depends on which money the targets are meant for")
        slots = {
            side: join_parts([_with_points(drifts[of]) for of in found[:MAX_LISTED]])
            for side, found in (("over", over), ("under", under))
            if found
        }
        verdict = "both" if over and under else next(iter(slots), "none")
        return self.statement(verdict, "bad" if far else "good", decided_by=judged_by, **slots)


def _with_points(drift: Figure) -> tuple[Part, ...]:
    name = {**ASSET_CLASS_NAMES, **REGION_GROUP_NAMES}[drift.fact.of]
    return (name, " (", drift, ")")


def require_plan(case: ClaimCase, kind: str) -> RebalanceRecommendation:
    """Return a rebalancing plan with trades. Raises CannotSay for one on assumed targets or with money for else."""
    case.require_clear_mix()
    if not set(TARGET_FIELDS.values()).isdisjoint(case.profile.assumed):
        raise CannotSay("assumed_target", "the plan rests on a target that nobody has confirmed")
    plan = next((plan for plan in case.situation.plans if plan.plan == kind), None)
    if plan is None or not plan.trades:
        raise CannotSay("none", "there is nothing to trade")
    accounts = case.portfolio.snapshot.accounts
    kept = {str(a.id) for a in accounts if not a.counts_for_retirement or is_reserve(a.purpose)}
    if any(trade.account_id in kept for trade in plan.trades):
        raise CannotSay("implausible", "the plan trades money that is not for retirement")
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
        require_plan(case, "minimal")
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
        yield from (cls(trade=of) for of in members(case.facts.members(Family.TRADE, Measure.DOLLARS)))

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.trade, members(case.facts.members(Family.TRADE, Measure.DOLLARS)), "trade")
        plan = require_plan(case, "minimal")
        row = next(row for row in plan.trades if row.fact_key == self.trade)
        return self.statement(
            row.side,
            dollars=case.figure(Family.TRADE, Measure.DOLLARS, self.trade),
            symbol=Name(row.symbol),
            account=owned(Name(row.account)),
        )


PLAN_NAMES = {"new_money": "the plan that only buys", "minimal": "the plan with the fewest trades",
              "full": "the plan that goes all the way"}  # fmt: skip
PLAN_COSTS = {
    "untaxed": " and sells {sold}, none of it where you would owe tax",
    "partly_taxed": " and sells {sold}, {taxed} of it where you may owe tax",
    "taxed": " and sells {sold}, all of it where you may owe tax",
    "buys": " and sells nothing",
}


class PlanCost(Claim):
    """How many trades a plan takes, and what it sells where tax may be due."""

    name = "plan_cost"
    section = Section.TARGETS
    weights: ClassVar = {f"{verdict}{one}": 26 for verdict in PLAN_COSTS for one in ("", "_one")}
    phrasings: ClassVar = {
        f"{verdict}{one}": (
            f"{{plan_first}} takes {trades}{words}.",
            f"It takes {trades} to follow {{plan}}, which{words.removeprefix(' and')}.",
        )
        for verdict, words in PLAN_COSTS.items()
        for one, trades in (("", "{trades} trades"), ("_one", "one trade"))
    }
    plan: Literal["new_money", "minimal", "full"]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["PlanCost"]:
        yield from (cls(plan=plan) for plan in ("new_money", "minimal", "full"))

    def judge(self, case: ClaimCase) -> Statement:
        plan = require_plan(case, self.plan)
        fewest = next(plan for plan in case.situation.plans if plan.plan == "minimal")
        if self.plan == "full" and plan.trades == fewest.trades:
            raise CannotSay("tie", "it is the plan with the fewest trades")
        trades = case.figure(Family.TRADES, Measure.TRADES, self.plan)
        sold = case.figure(Family.TRADES, Measure.SOLD, self.plan)
        taxed = case.figure(Family.TRADES, Measure.TAXED, self.plan)
        verdict = "taxed" if taxed.value == sold.value else "partly_taxed" if taxed.value else "untaxed"
        name = Name(PLAN_NAMES[self.plan])
        slots: dict[str, Slot] = {"plan": name, "plan_first": name.capitalized}
        slots |= {"sold": sold} if sold.value else {}
        slots |= {"taxed": taxed} if verdict == "partly_taxed" else {}
        slots |= {"trades": trades} if trades.value > 1 else {}
        one = "" if trades.value > 1 else "_one"
        ids = (trades.fact.id, sold.fact.id, taxed.fact.id)
        return self.statement(f"{verdict if sold.value else 'buys'}{one}", decided_by=ids, **slots)


MISSED_REASONS = {
    NO_INSTRUMENT_REASON: "no_fund",
    NO_BETTER_TRADE_REASON: "no_trade",
    ROUNDING_REASON: "rounding",
}


class MissedTarget(Claim):
    """Why the plan with the fewest trades does not reach a target."""

    name = "missed_target"
    section = Section.TARGETS
    weights: ClassVar = {"no_fund": 56, "no_trade": 30, "rounding": 8}
    phrasings: ClassVar = {
        "no_fund": (
            "None of your accounts holds a fund for {name}, so add one to reach your target of {target}.",
            "You own no fund for {name} yet, and your target is {target}.",
        ),
        "no_trade": (
            "No trade in the funds you own brings {name} closer to your target of {target}.",
            "With the funds you own, no trade brings {name} closer to your target of {target}.",
        ),
        "rounding": (
            "Whole shares leave a small gap between {name} and your target of {target}.",
            "A small gap between {name} and your target of {target} stays, because shares are whole.",
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
        verdict = MISSED_REASONS[reason]
        if family == Family.REGION_GROUP and verdict != "no_fund":
            raise CannotSay("implausible", "plans measure regions on more than the stocks")
        return self.statement(
            verdict, "bad", name=name_of(case, family, self.member),
            target=case.figure(family, Measure.TARGET, self.member),
        )  # fmt: skip


class LeftAlone(Claim):
    """Which holding no plan trades, and why."""

    name = "left_alone"
    section = Section.TARGETS
    weights: ClassVar = {"no_price": 24, "unclassified": 24}
    phrasings: ClassVar = {
        "no_price": (
            "We leave {holding} out of every plan, because it has no price.",
            "No plan trades {holding}, because it has no price.",
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
        left = [] if plan is None else [one.reason for one in plan.left_alone if one.symbol == symbol.text]
        if not left:
            raise CannotSay("none", "plans may trade it")
        if left[0] == NO_PRICE_REASON:
            return self.statement("no_price", holding=symbol, decided_by=("data.unpriced",))
        return self.statement("unclassified", holding=symbol, decided_by=("data.unclassified",))


KINDS: tuple[type[Claim], ...] = (AgainstTarget, OffTarget, TradeEffect, Trade, PlanCost, MissedTarget, LeftAlone)
