"""Action for the retired: keep the money of the next years, which a target mix would sell."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer, Refused, require_confirmed, require_projection
from advisors.actions.tiers import Tier
from advisors.claims.names import name_of
from advisors.claims.statement import Part, join_parts
from advisors.claims.thresholds import NEAR_MONEY_YEARS, ON_TARGET_POINTS
from advisors.retirement.facts.retired import SHORT_TREASURY_GROUPS
from advisors.retirement.scenarios.baseline import retirement_accounts
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

MIN_PART_USD = Decimal(1000)
"""A smaller part is not named."""
NEARLY_ALL_CASH_PERCENT = Decimal(90)
"""A fund with at least this much in cash is a money market fund."""


class Keep(Action):
    """Keep cash and short Treasuries, and draw from them first when stocks are down."""

    name = "keep"
    tier = Tier.GOAL
    place = 3
    needs_projection = True
    rests_on = frozenset({"asset_class_targets"})
    holdings: tuple[str, ...]

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
        Measure.CASH, sum_cash(case), "usd", "Cash that counts for retirement", "cash in the accounts for retirement"
    )
    parts: list[tuple[Part, ...]] = [
        *([(cash, " of cash")] if cash.value >= MIN_PART_USD else []),
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


def sum_cash(case: ActionCase) -> Decimal:
    """Return the dollars of cash in accounts that count for retirement."""
    return sum((account.cash for account in retirement_accounts(case.portfolio)), ZERO)


def find_near_funds(case: ActionCase) -> tuple[str, ...]:
    """Return the keys of the large holdings for retirement that are short Treasuries or a money market fund."""
    found = (
        case.portfolio.fact_keys[lot.instrument.id]
        for account in retirement_accounts(case.portfolio)
        for lot in account.positions
        if lot.instrument.exposure_group in SHORT_TREASURY_GROUPS
        or lot.instrument.asset_class.get("cash", ZERO) >= NEARLY_ALL_CASH_PERCENT
    )
    return tuple(
        key for key in dict.fromkeys(found) if case.facts.value(Family.HOLDING, Measure.VALUE, key) >= MIN_PART_USD
    )


PROPOSERS: dict[type[Action], Proposer] = {Keep: propose_keep}
