"""Actions on the money of the next years: keep what a target mix would sell, or match spending with bonds and cash."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer, Refused, require_confirmed, require_projection
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.actions.tiers import Tier
from advisors.claims.names import name_of
from advisors.claims.own_trades import find_near_money
from advisors.claims.printing import Figure
from advisors.claims.statement import Part, Slot, join_parts
from advisors.claims.thresholds import FAR_OFF_POINTS, NEAR_MONEY_YEARS, NEAR_RETIREMENT_YEARS, ON_TARGET_POINTS
from advisors.retirement.from_snapshot.plan import retirement_accounts
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

MIN_PART_USD = Decimal(1000)
"""A smaller part is not named."""


class Keep(Action):
    """Keep cash and short Treasuries, and draw from them first when stocks are down."""

    name = "keep"
    tier = Tier.GOAL
    place = 3
    needs_projection = True
    rests_on = AGE_FIELDS | {"asset_class_targets"}
    holdings: tuple[str, ...]

    @property
    def kept(self) -> frozenset[str]:
        return frozenset(self.holdings)


class MatchSpending(Action):
    """Let bonds and cash pay for the first years of retirement. years: that they cover. holdings: that must stay."""

    name = "match_spending"
    tier = Tier.GOAL
    place = 4
    needs_projection = True
    needs_clear_mix = True
    rests_on = AGE_FIELDS
    years: int
    holdings: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.name}_{self.years}"

    @property
    def kept(self) -> frozenset[str]:
        return frozenset(self.holdings)


def propose_keep(case: ActionCase) -> Iterator[Advised]:
    """Yield it for the retired whose near money lasts for some years of draws, while their target has less cash."""
    if not case.is_retired or not case.has_goal:
        return
    require_confirmed(case, Keep.rests_on)
    require_projection(case)
    years = case.facts.one(Family.PLAN, Measure.NEAR_YEARS_NET)
    if years is None or years.value is None or years.value < NEAR_MONEY_YEARS:
        raise Refused("material", "cash and short Treasuries do not last for long")
    cash_share = case.facts.value(Family.ASSET_CLASS, Measure.SHARE, "cash")
    if cash_share <= case.profile.asset_class_targets.get("cash", ZERO) + ON_TARGET_POINTS:
        raise Refused("material", "the target mix keeps as much cash")
    action = Keep(holdings=find_near_funds(case))
    cash = action.figure(
        Measure.CASH, sum_cash(case), "money", "Cash that counts for retirement", "cash in the accounts for retirement"
    )
    parts: list[tuple[Part, ...]] = [
        *([(cash, " of cash")] if cash.value >= case.near_amount(MIN_PART_USD) else []),
        *((case.figure(Family.HOLDING, Measure.VALUE, key), " of ", name_of(case, Family.HOLDING, key))
          for key in action.holdings),
    ]  # fmt: skip
    if not parts:
        raise Refused("material", "no part of it is large enough to name")
    yield Advised(
        action, action.say("Keep your {parts}.", parts=join_parts(parts)),
        (action.say("Draw from them first when stocks are down, so that you need not sell stocks at a low price."),),
        tier=Tier.GOAL,
    )  # fmt: skip


def propose_match_spending(case: ActionCase) -> Iterator[Advised]:
    """Yield it around retirement, where bonds and cash cover some years of all spending and stocks may fall."""
    require_confirmed(case, MatchSpending.rests_on)
    require_projection(case)
    if not case.has_goal:
        return
    if case.profile.years_until_retirement > NEAR_RETIREMENT_YEARS:
        raise Refused("material", "retirement is too far away")
    gross = case.figure(Family.PLAN, Measure.SAFE_YEARS_GROSS)
    if gross.value < NEAR_MONEY_YEARS:
        raise Refused("material", "bonds and cash do not last for long")
    if case.facts.value(Family.ASSET_CLASS, Measure.SHARE, "equity") < FAR_OFF_POINTS:
        raise Refused("material", "there are hardly any stocks to sell at a low price")
    action = MatchSpending(years=int(gross.value), holdings=find_near_funds(case))
    title = "Spend from your bonds and cash first when stocks are down." if case.is_retired else (
        "Let your bonds and cash pay for your first years of retirement."
    )  # fmt: skip
    net = case.facts.one(Family.PLAN, Measure.SAFE_YEARS_NET)
    covered = "They cover {gross} of all your spending"
    slots: dict[str, Slot] = {"gross": gross}
    if net is not None and net.value != gross.value:
        slots["net"] = years = Figure(net)
        more = "of what you draw after other income" if years.value > gross.value else "with taxes and premiums"
        covered = f"{covered}, or {{net}} {more}"
    reasons = (
        action.say(f"{covered}.", "good", **slots),
        action.say("So you need not sell stocks at a low price. Bond funds can fall too, so use cash before bonds."),
    )
    yield Advised(action, action.say(title), reasons, Effect(measure="years", after=gross.value), tier=Tier.GOAL)


def sum_cash(case: ActionCase) -> Decimal:
    """Return the dollars of cash in accounts that count for retirement."""
    return sum((account.cash for account in retirement_accounts(case.portfolio)), ZERO)


def find_near_funds(case: ActionCase) -> tuple[str, ...]:
    """Return the keys of the large holdings for retirement that are short Treasuries or a money market fund."""
    keys = (case.portfolio.fact_keys[fund.id] for fund in find_near_money(case.portfolio))
    return tuple(key for key in keys if case.facts.value(Family.HOLDING, Measure.VALUE, key) >= MIN_PART_USD)


PROPOSERS: dict[type[Action], Proposer] = {Keep: propose_keep, MatchSpending: propose_match_spending}
