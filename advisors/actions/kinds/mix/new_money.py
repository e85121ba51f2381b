"""Actions on a class below its confirmed target where trades do not help: new saving, or a fund of it."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.gaps import (
    Exchange,
    Gap,
    TargetName,
    find_exchange,
    has_fund,
    list_gaps,
    saved_share,
    years_of_saving,
)
from advisors.actions.guards import Proposer, Refusal, Refused, require_confirmed
from advisors.actions.kinds.cost import OPEN_MENUS
from advisors.actions.kinds.mix.sequence import start_effects
from advisors.actions.kinds.options import AGE_FIELDS, WORK_FIELDS
from advisors.actions.results import (
    ShareChange,
    choose_effect,
    explain_chance,
    explain_ride,
    explain_share,
    measure_chance,
)
from advisors.actions.tiers import Tier
from advisors.actions.trades import FAMILIES, find_plan, plan_after
from advisors.actions.words import check_price
from advisors.claims.names import name_of, owned
from advisors.claims.own_trades import leave_to_others
from advisors.claims.statement import Name, Slot
from advisors.claims.thresholds import COMPANY_LIMIT_PERCENT, OWN_SWINGS_PERCENT, SAME_RANK_POINTS, SPECULATIVE_PERCENT
from advisors.rebalancing.plans import build_limited_problem
from portfolios.catalogue.core_funds import find_core_fund
from portfolios.facts.families import Measure
from portfolios.rebalancing.problem import REGION, RebalancingProblem
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ZERO

NO_TAX = ", where no tax is due"
SOON_YEARS, MOST_YEARS = Decimal(3), Decimal(10)
"""New saving goes before a taxed sale if it does the same so soon. Later than the second, it is no answer."""
FUND_NOUNS = {
    "equity": "a broad stock fund", "north_america": "a broad US stock fund", "fixed_income": "a broad bond fund",
    "international": "a broad international fund", "real_estate": "a real estate fund",
    "commodities": "a commodity fund",
}  # fmt: skip
"""How a fund of a class is called. No fund of alternatives suits everybody."""


class DirectNewMoney(Action):
    """Put new saving in a class below its target."""

    name = "direct_new_money"
    tier = Tier.GOAL
    place = 3
    needs_projection = True
    needs_clear_mix = True
    rests_on = WORK_FIELDS
    targets: TargetName
    member: str

    @property
    def id(self) -> str:
        return f"{self.name}_{self.member}"


class AddFund(Action):
    """Own a class or region of which no account holds a fund. sells: what pays for it."""

    name = "add_fund"
    tier = Tier.GOAL
    place = 3
    needs_projection = True
    needs_clear_mix = True
    rests_on = AGE_FIELDS
    targets: TargetName
    member: str
    sells: str

    @property
    def id(self) -> str:
        return f"{self.name}_{self.member}"

    @property
    def sold(self) -> frozenset[str]:
        return frozenset({self.sells})


def is_covered_by_saving(case: ActionCase) -> bool:
    """Return whether new saving brings everything that is below its target back within a few years."""
    if case.is_retired or "annual_contribution" in case.profile.assumed:
        return False
    gaps = list_gaps(case, build_limited_problem(case.portfolio))
    years = sum((years_of_saving(case, gap) or MOST_YEARS for gap in gaps), ZERO)
    return bool(gaps) and years <= SOON_YEARS


def propose_direct_new_money(case: ActionCase) -> Iterator[Advised]:
    """Yield it for the class furthest below its target, where every sale would be taxed or saving is enough soon."""
    if case.is_retired or not case.profile.annual_contribution:
        return
    require_confirmed(case, DirectNewMoney.rests_on)
    if case.has_dominant_company or case.coins_share > OWN_SWINGS_PERCENT:
        raise Refused("compatible", "new saving goes to broad funds first")
    problem, plan = leave_to_others(case.portfolio, build_limited_problem(case.portfolio)), find_plan(case)
    gap = next((one for one in list_gaps(case, problem) if can_take_saving(case, one, problem)), None)
    if gap is None:
        raise Refused("material", "nothing that new saving can buy is far below its target")
    if plan is not None and not (plan.sold_taxed and is_covered_by_saving(case)):
        raise Refused("compatible", "trades do the same at once")
    years = years_of_saving(case, gap)
    if years is None or years > MOST_YEARS:
        raise Refused("material", "new saving takes too long")
    yield direct_new_money(case, gap, years, None if has_fund(gap, problem) else find_core_fund(gap.drift.key))


def can_take_saving(case: ActionCase, gap: Gap, problem: RebalancingProblem) -> bool:
    """Return whether a fund of a class is held, or is known and cannot be had by an exchange without tax."""
    return has_fund(gap, problem) or (
        find_core_fund(gap.drift.key) is not None and find_exchange(case, problem, gap) is None
    )


def direct_new_money(case: ActionCase, gap: Gap, years: Decimal, fund: InstrumentValue | None) -> Advised:
    """Return the action. fund: what to buy, if no account holds anything of this class."""
    family, member = FAMILIES[gap.targets], gap.drift.key
    action = DirectNewMoney(targets=gap.targets, member=member)
    name, target = name_of(case, family, member), case.figure(family, Measure.TARGET, member)
    now = case.figure(family, Measure.SHARE_OF_CLASSIFIED, member)
    saving = action.figure(
        Measure.SAVING, case.profile.annual_contribution * saved_share(case, gap), "money_per_year",
        "New saving a year that goes there", "your saving a year, for a region x the part of it for stocks",
    )  # fmt: skip
    wait = action.figure(
        Measure.YEARS, years, "years", "Years of new saving to the target",
        "dollars missing / (new saving a year x the rest of the mix)",
    )  # fmt: skip
    slots: dict[str, Slot] = {"saving": saving, "name": name, "target": target}
    new = "the stock part of your new saving, {saving}," if gap.targets == REGION else "your new saving of {saving}"
    where, what = "{name}", "they" if name.is_plural else "it"
    if fund is not None:
        where, what, slots["fund"] = f"{FUND_NOUNS[member]}, such as {{fund}},", "{name}", Name(fund.symbol)
    reach = "reach" if name.is_plural else "reaches"
    title = action.say(f"Put {new} in {where} until {what} {reach} your target of {{target}}.", "neutral", **slots)
    is_held = now.value >= SAME_RANK_POINTS
    start = f"{'They are' if name.is_plural else 'It is'} {{now}} now" if is_held else "You own none now"
    text = f"{start}. That takes about {{wait}} at today's prices, and nothing has to be sold."
    figures: dict[str, Slot] = {"wait": wait, **({"now": now} if is_held else {})}
    reason = action.say(text, "neutral", **figures)
    share = Effect(measure="share_points", before=now.value, after=target.value)
    return Advised(action, title, (reason,), share, tier=Tier.GOAL, rank=gap.points)


def propose_add_fund(case: ActionCase) -> Iterator[Advised | Refusal]:
    """Yield a fund for each class or region that no account holds one of, where an exchange is not taxed."""
    problem = leave_to_others(case.portfolio, build_limited_problem(case.portfolio))
    for gap in list_gaps(case, problem):
        if has_fund(gap, problem) or gap.drift.key not in FUND_NOUNS:
            continue
        exchange = find_exchange(case, problem, gap)
        if sum_excess(case) >= gap.drift.gap:
            yield Refusal(f"add_fund_{gap.drift.key}", "compatible", "another sale pays for the target mix")
        elif exchange is None:
            yield Refusal(f"add_fund_{gap.drift.key}", "compatible", "nothing can be exchanged for it without tax")
        else:
            yield add_fund(case, gap, exchange)


def sum_excess(case: ActionCase) -> Decimal:
    """Return the dollars that sales of companies and coins above their limits free."""
    excess = [worth - case.total * COMPANY_LIMIT_PERCENT / 100 for _, worth in case.portfolio.companies]
    excess.append(case.total * (case.coins_share - SPECULATIVE_PERCENT) / 100)
    return sum((one for one in excess if one > 0), ZERO)


def add_fund(case: ActionCase, gap: Gap, exchange: Exchange) -> Advised:
    """Return the action with the exchange that pays for the fund, and what it changes."""
    family, member, source = FAMILIES[gap.targets], gap.drift.key, exchange.source
    action = AddFund(targets=gap.targets, member=member, sells=case.portfolio.fact_keys[source.id])
    slots: dict[str, Slot] = {
        "dollars": action.figure(
            Measure.AMOUNT,
            exchange.dollars,
            "money",
            "To exchange",
            "dollars missing / what the new fund adds for each dollar",
        ),
        "source": Name(source.symbol),
        "account": owned(Name(exchange.account.name)),
    }
    noun = FUND_NOUNS[member]
    if exchange.account.kind not in OPEN_MENUS:
        how = f"{noun} that your plan offers"
    elif exchange.fund:
        how, slots["fund"] = f"{noun}, such as {{fund}}", Name(exchange.fund.symbol)
    else:
        how = noun
    fund = exchange.fund
    plan = plan_after(case, [(source, -exchange.dollars), *([(fund, exchange.dollars)] if fund else [])])
    effect = measure_chance(start_effects(case).case, plan) if fund else None
    now = case.value(family, Measure.SHARE_OF_CLASSIFIED, member)
    title = action.say(f"Exchange {{dollars}} of {{source}} in {{account}}{NO_TAX}, for {how}.", "neutral", **slots)
    reasons = [
        explain_share(action, case, ShareChange(family, member, exchange.after)),
        *(explain_ride(action, case, plan) if fund else ()),
        *explain_chance(action, case, plan, effect),
    ]
    return Advised(
        action, title, tuple(reasons), choose_effect(effect, now, exchange.after),
        check_price(action, case, [source]), tier=Tier.GOAL, rank=gap.points,
    )  # fmt: skip


PROPOSERS: dict[type[Action], Proposer] = {DirectNewMoney: propose_direct_new_money, AddFund: propose_add_fund}
