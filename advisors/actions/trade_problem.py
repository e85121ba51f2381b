"""The trades that this person may be advised: without what other actions sell or keep."""

from dataclasses import replace
from decimal import Decimal

from advisors.actions.case import ActionCase
from advisors.actions.guards import Refused
from advisors.actions.kinds.near_money import find_near_funds, propose_keep
from advisors.actions.kinds.spread import can_broaden
from advisors.actions.sales import SoldLot, plan_sale
from advisors.claims.thresholds import (
    COMPANY_LIMIT_PERCENT,
    MIN_MISPLACED_PERCENT,
    NEAR_MONEY_YEARS,
    ON_TARGET_POINTS,
    SPECULATIVE_PERCENT,
)
from portfolios.facts.families import Family, Measure
from portfolios.rebalancing.limits import compute_gain_limit
from portfolios.rebalancing.problem import ASSET_CLASS, REGION, Asset, RebalancingProblem
from portfolios.risk.tax_location import find_tax_location_hints
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ZERO

MAX_COMPANIES, PROCEEDS = 2, "proceeds"
NARROW_PERCENT = Decimal(75)


def leave_to_others(case: ActionCase, problem: RebalancingProblem) -> RebalancingProblem:
    """Return the problem in which nobody trades what other actions sell or keep, or buys what does not belong there.

    Left alone are a company above its limit, coins above theirs, and the near money of the retired. Nobody buys a
    company, a coin or a fund of one sector, or more of what we say would fit better in another kind of account.
    """
    hints = find_tax_location_hints(case.portfolio)
    large = [hint for hint in hints if case.portfolio.share(hint.value) >= MIN_MISPLACED_PERCENT]
    misplaced = {(str(hint.account.id), hint.instrument.symbol) for hint in large}
    coins, kept = {coin.symbol for coin, _ in case.coins}, set(problem.company_excess)
    narrow = coins | {fund.symbol for fund, _ in case.portfolio.holdings if is_narrow(fund)}
    kept |= coins if case.coins_share >= SPECULATIVE_PERCENT else set()
    accounts = problem.accounts
    if keeps_near_money(case):
        near = set(find_near_funds(case))
        kept |= {one.symbol for one, _ in case.portfolio.holdings if case.portfolio.fact_keys[one.id] in near}
        accounts = [replace(one, kept_cash=one.cash) for one in accounts]
    assets = [
        replace(
            one, is_kept=one.symbol in kept,
            may_be_bought=one.may_be_bought and not one.last_choice and one.symbol not in narrow
            and (one.account, one.symbol) not in misplaced,
        )
        for one in problem.assets
    ]  # fmt: skip
    limits = {key: limit + problem.company_excess.get(key, ZERO) for key, limit in problem.company_limits.items()}
    return replace(
        problem, accounts=accounts, assets=assets, company_limits=limits,
        gain_limit=compute_gain_limit(case.portfolio, limits),
    )  # fmt: skip


def is_narrow(fund: InstrumentValue) -> bool:
    """Return whether a fund holds stocks of nearly one sector only."""
    return fund.asset_class.get("equity", ZERO) > 0 and max(fund.sectors.values(), default=ZERO) >= NARROW_PERCENT


def with_proceeds(case: ActionCase, problem: RebalancingProblem) -> RebalancingProblem:
    """Return the problem in which companies are sold down already and the money is in the target mix.

    Otherwise these trades and the sales together would go beyond the targets.
    """
    lots = list_company_lots(case)
    if not lots:
        return problem
    sold = {(str(lot.account.id), lot.instrument.symbol): lot.dollars for lot in lots}
    shares = {one.name: one.shares for one in problem.targets}
    stocks = shares[ASSET_CLASS].get("equity", ZERO) if ASSET_CLASS in shares else Decimal(1)
    mix = {name: {key: share * (stocks if name == REGION else 1) for key, share in split.items()}
           for name, split in shares.items()}  # fmt: skip
    left = [
        replace(one, quantity=max(ZERO, one.quantity - sold.get((one.account, one.symbol), ZERO) / one.price))
        for one in problem.assets
    ]
    proceeds = [
        Asset(account, PROCEEDS, Decimal(1), mix, dollars, is_kept=True) for (account, _), dollars in sold.items()
    ]
    return replace(problem, assets=[*left, *proceeds])


def list_company_lots(case: ActionCase) -> list[SoldLot]:
    """Return what is sold of the two largest companies above the limit; nothing where a fund replaces many at once."""
    limit = COMPANY_LIMIT_PERCENT + ON_TARGET_POINTS
    large = [company for company, worth in case.portfolio.companies if case.portfolio.share(worth) >= limit]
    if len(large) > MAX_COMPANIES and can_broaden(case):
        return []
    return [lot for one in large[:MAX_COMPANIES] for lot in plan_sale(case, {one.id}, COMPANY_LIMIT_PERCENT).lots]


def keeps_near_money(case: ActionCase) -> bool:
    """Return whether cash and short Treasuries stay: of the retired who are told to keep them, or who have little."""
    years = case.facts.one(Family.PLAN, Measure.NEAR_YEARS_NET)
    if not case.is_retired or years is None or years.value is None:
        return False
    try:
        return years.value < NEAR_MONEY_YEARS or any(propose_keep(case))
    except Refused:
        return False
