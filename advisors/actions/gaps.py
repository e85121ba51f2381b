"""What is below a confirmed target, and what can close it: new saving, or an exchange for a new fund."""

from decimal import ROUND_DOWN, Decimal
from typing import Literal, NamedTuple

from advisors.actions.case import ActionCase
from advisors.actions.kinds.cost import OPEN_MENUS
from advisors.actions.trades import require_targets
from advisors.rebalancing.plans import MIN_GAIN_POINTS, MIN_TRADE_DOLLARS
from portfolios.catalogue.core_funds import find_core_fund
from portfolios.facts.families import Family, Measure
from portfolios.rebalancing.guards import MIN_SERVED_SHARE
from portfolios.rebalancing.problem import (
    ASSET_CLASS,
    REGION,
    Asset,
    FractionsByClass,
    RebalancingProblem,
    compute_exposure,
)
from portfolios.rebalancing.trades import compute_target_drifts
from portfolios.valuation.drift import Drift
from portfolios.valuation.portfolio import percent
from portfolios.valuation.snapshot import AccountValue, InstrumentValue
from portfolios.valuation.value import ZERO

TargetName = Literal["asset_class", "regions"]
PURE_SHARE = Decimal("0.95")
"""What is exchanged must be of one class from this fraction on, so that no other class moves."""
DOLLAR = Decimal(1)


class Gap(NamedTuple):
    """A class or region below its target. whole: the exact dollars of which its share is a part."""

    targets: TargetName
    drift: Drift
    whole: Decimal

    @property
    def points(self) -> Decimal:
        return -100 * self.drift.drift


class Exchange(NamedTuple):
    """A sale that pays for a new fund in one account. after: the share of the class or region then, in percent."""

    account: AccountValue
    source: InstrumentValue
    fund: InstrumentValue | None
    dollars: Decimal
    after: Decimal


def list_gaps(case: ActionCase, problem: RebalancingProblem) -> list[Gap]:
    """Return what is outside its band below a confirmed target, furthest first. Nobody buys cash. Raises Refused."""
    confirmed, gaps = require_targets(case), []
    for name, drifts in compute_target_drifts(problem).items():
        whole = sum((one.amount for one in drifts), ZERO)
        for one in drifts:
            is_open = name in confirmed and one.key != "cash" and (name, one.key) not in problem.disputed
            if is_open and one.breached and -100 * one.drift >= MIN_GAIN_POINTS:
                gaps.append(Gap("regions" if name == REGION else "asset_class", one, whole))
    return sorted(gaps, key=lambda gap: -gap.points)


def has_fund(gap: Gap, problem: RebalancingProblem) -> bool:
    """Return whether an account holds a fund that is mostly of this class or region."""
    exposures = (one.exposure.get(gap.targets, {}) for one in problem.assets if not one.last_choice)
    return any(exposure.get(gap.drift.key, ZERO) >= MIN_SERVED_SHARE for exposure in exposures)


def years_of_saving(case: ActionCase, gap: Gap) -> Decimal | None:
    """Return how many years of all new saving bring a class to its target at today's prices; None if none do.

    Of a region, new saving is the part that goes to stocks.
    """
    saving, rest = case.profile.annual_contribution * saved_share(case, gap), 1 - gap.drift.target
    return gap.drift.gap / (saving * rest) if saving * rest > 0 else None


def saved_share(case: ActionCase, gap: Gap) -> Decimal:
    """Return the fraction of new saving that may go to a class or region.

    Of a region it is that of stocks: by the confirmed target, otherwise as the mix is now.
    """
    if gap.targets != REGION:
        return Decimal(1)
    if case.has_confirmed_targets:
        shares = case.profile.asset_class_targets
        return shares.get("equity", ZERO) / sum(shares.values(), ZERO)
    return case.facts.value(Family.ASSET_CLASS, Measure.SHARE, "equity") / 100


def find_exchange(case: ActionCase, problem: RebalancingProblem, gap: Gap) -> Exchange | None:
    """Return the exchange that brings a class nearest to its target where no tax is due; None if there is none.

    Accounts that may hold any fund come first if they can do as much.
    """
    accounts = {str(one.account.id): one.account for one in case.portfolio.rebalanced.accounts}
    fund = find_core_fund(gap.drift.key)
    found = []
    for asset in problem.assets:
        account = accounts[asset.account]
        dollars = exchangeable_dollars(problem, asset, gap, fund) if account.tax_advantaged else ZERO
        if dollars >= case.near_amount(MIN_TRADE_DOLLARS):
            after = share_after(asset, gap, fund, dollars)
            gained = after - percent(gap.drift.amount, gap.whole)
            if gained >= MIN_GAIN_POINTS:
                found.append((-dollars, account.kind not in OPEN_MENUS, account.name, asset.symbol, account, after))
    if not found:
        return None
    dollars, _, _, symbol, account, after = min(found, key=lambda one: one[:4])
    lots = case.portfolio.valuation.positions
    source = next(one.instrument for one in lots if one.account.id == account.id and one.instrument.symbol == symbol)
    return Exchange(account, source, fund, -dollars, after)


def exchangeable_dollars(
    problem: RebalancingProblem, asset: Asset, gap: Gap, fund: InstrumentValue | None
) -> Decimal:  # fmt: skip
    """Return how much of a holding may be exchanged, to the dollar: no class moves away from its target."""
    drifts = {(name, one.key): one for name, rows in compute_target_drifts(problem).items() for one in rows}
    classes, regions = asset.exposure.get(ASSET_CLASS, {}), asset.exposure.get(REGION, {})
    main = max(classes, key=lambda key: classes[key], default="")
    gained = fund_exposure(gap, fund)[gap.drift.key] - asset.exposure.get(gap.targets, {}).get(gap.drift.key, ZERO)
    if asset.is_kept or asset.last_choice or classes.get(main, ZERO) < PURE_SHARE or gained <= 0:
        return ZERO
    most = min(asset.value, gap.drift.gap / gained)
    if gap.targets == REGION:
        return most.quantize(DOLLAR, ROUND_DOWN) if main == "equity" else ZERO
    region = max(regions, key=lambda key: regions[key], default="")
    sold, home = drifts.get((ASSET_CLASS, main)), drifts.get((REGION, region))
    if sold is None or sold.gap >= 0 or (ASSET_CLASS, main) in problem.disputed or (home and home.drift < 0):
        return ZERO
    return min(most, -sold.gap / classes[main]).quantize(DOLLAR, ROUND_DOWN)


def share_after(asset: Asset, gap: Gap, fund: InstrumentValue | None, dollars: Decimal) -> Decimal:
    """Return the share of a class or region in percent after an exchange."""
    bought, sold = fund_exposure(gap, fund), asset.exposure.get(gap.targets, {})
    more = bought[gap.drift.key] - sold.get(gap.drift.key, ZERO)
    whole = gap.whole + dollars * (sum(bought.values(), ZERO) - sum(sold.values(), ZERO))
    return percent(gap.drift.amount + dollars * more, whole)


def fund_exposure(gap: Gap, fund: InstrumentValue | None) -> FractionsByClass:
    """Return the fractions of the new fund, all of it of this class or region if nobody knows which fund that is."""
    return compute_exposure(fund)[gap.targets] if fund else {gap.drift.key: Decimal(1)}
