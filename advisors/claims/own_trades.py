"""The trades that this person may be advised: towards confirmed targets, without what other advice sells or keeps.

There is one problem for each person. Letter, page, API and claims all show plans of it.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from advisors.claims.thresholds import (
    COMPANY_LIMIT_PERCENT,
    MIN_MISPLACED_PERCENT,
    ON_TARGET_POINTS,
    SPECULATIVE_PERCENT,
)
from advisors.rebalancing.plans import build_all_plans, build_limited_problem
from advisors.rebalancing.sales import SoldLot, plan_sale
from advisors.retirement.facts.retired import SHORT_TREASURY_GROUPS
from advisors.retirement.from_snapshot.entered import list_counted
from portfolios.rebalancing.limits import compute_gain_limit
from portfolios.rebalancing.problem import ASSET_CLASS, REGION, Asset, RebalancingProblem
from portfolios.rebalancing.recommendation import RebalanceRecommendation, build_recommendation
from portfolios.risk.coins import find_coins
from portfolios.risk.tax_location import find_tax_location_hints
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ZERO

MAX_COMPANIES, PROCEEDS = 2, "proceeds"
NARROW_PERCENT = Decimal(75)
MOSTLY_COMPANIES_PERCENT = Decimal(50)
CORE_EQUITY_PERCENT = Decimal(90)
"""A fund with at least this much in stocks is one of stocks."""
NEARLY_ALL_CASH_PERCENT = Decimal(90)
"""A fund with at least this much in cash is a money market fund."""
TARGET_FIELDS = {ASSET_CLASS: "asset_class_targets", REGION: "region_targets"}
"""The profile field of each kind of targets."""


def build_own_plans(portfolio: Portfolio) -> tuple[RebalanceRecommendation, ...]:
    """Return up to three plans for a person; the one with the fewest trades is what a letter may advise."""
    return with_sales(portfolio, build_all_plans(build_own_problem(portfolio)))


def build_plan_without_trades(portfolio: Portfolio) -> tuple[RebalanceRecommendation, ...]:
    """Return the plan of somebody who is advised no trades: what is off target, and what no plan may touch."""
    problem = build_own_problem(portfolio)
    if not problem.total or not problem.targets:
        return ()
    return with_sales(portfolio, [build_recommendation(problem, "minimal", [0.0] * len(problem.assets))])


def with_sales(
    portfolio: Portfolio, plans: Iterable[RebalanceRecommendation]
) -> tuple[RebalanceRecommendation, ...]:  # fmt: skip
    """Return plans that name the companies whose sale comes first."""
    sold = tuple(dict.fromkeys(lot.instrument.symbol for lot in list_company_lots(portfolio)))
    return tuple(plan.model_copy(update={"after_sales": sold}) for plan in plans)


def build_own_problem(portfolio: Portfolio) -> RebalancingProblem:
    """Return the problem of a person: confirmed targets only, without what other advice sells or keeps."""
    shared, own = build_limited_problem(portfolio), find_own_targets(portfolio)
    problem = replace(shared, targets=tuple(one for one in shared.targets if one.name in own))
    return with_proceeds(portfolio, leave_to_others(portfolio, problem))


def find_own_targets(portfolio: Portfolio) -> frozenset[str]:
    """Return the names of the targets that are confirmed and that the mix can be compared with."""
    profile, knows = portfolio.snapshot.profile, {ASSET_CLASS: True, REGION: portfolio.knows_regions}
    return frozenset(
        name for name, field in TARGET_FIELDS.items()
        if knows[name] and getattr(profile, field) and field not in profile.assumed
    )  # fmt: skip


def leave_to_others(portfolio: Portfolio, problem: RebalancingProblem) -> RebalancingProblem:
    """Return the problem in which nobody trades what other actions sell or keep, or buys what does not belong there.

    Left alone are a company above its limit, coins above theirs, and the near money of the retired. Nobody buys a
    company, a coin or a fund of one sector, or more of what we say would fit better in another kind of account.
    """
    hints = find_tax_location_hints(portfolio)
    large = [hint for hint in hints if portfolio.share(hint.value) >= MIN_MISPLACED_PERCENT]
    misplaced = {(str(hint.account.id), hint.instrument.symbol) for hint in large}
    worth_of_coins = find_coins(portfolio)
    coins, kept = {coin.symbol for coin, _ in worth_of_coins}, set(problem.company_excess)
    narrow = coins | {fund.symbol for fund, _ in portfolio.holdings if is_narrow(fund)}
    coins_share = portfolio.share(sum((worth for _, worth in worth_of_coins), ZERO))
    kept |= coins if coins_share >= SPECULATIVE_PERCENT else set()
    accounts = problem.accounts
    if lives_on_near_money(portfolio):
        kept |= {fund.symbol for fund in find_near_money(portfolio)}
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
        gain_limit=compute_gain_limit(portfolio, limits),
    )  # fmt: skip


def is_narrow(fund: InstrumentValue) -> bool:
    """Return whether a fund holds stocks of nearly one sector only."""
    return fund.asset_class.get("equity", ZERO) > 0 and max(fund.sectors.values(), default=ZERO) >= NARROW_PERCENT


def with_proceeds(portfolio: Portfolio, problem: RebalancingProblem) -> RebalancingProblem:
    """Return the problem in which companies are sold down already and the money is in the target mix.

    Otherwise these trades and the sales together would go beyond the targets.
    """
    lots = list_company_lots(portfolio)
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


def list_company_lots(portfolio: Portfolio) -> list[SoldLot]:
    """Return what is sold of the two largest companies above the limit; nothing where a fund replaces many at once."""
    limit = COMPANY_LIMIT_PERCENT + ON_TARGET_POINTS
    large = [company for company, worth in portfolio.companies if portfolio.share(worth) >= limit]
    if len(large) > MAX_COMPANIES and can_broaden(portfolio):
        return []
    return [lot for one in large[:MAX_COMPANIES] for lot in plan_sale(portfolio, {one.id}, COMPANY_LIMIT_PERCENT).lots]


def can_broaden(portfolio: Portfolio) -> bool:
    """Return whether single companies are half of the money or more, and a fund of stocks is owned."""
    worth = sum((worth for _, worth in portfolio.companies), ZERO)
    return portfolio.share(worth) >= MOSTLY_COMPANIES_PERCENT and find_stock_fund(portfolio) is not None


def find_stock_fund(portfolio: Portfolio) -> InstrumentValue | None:
    """Return the largest fund of stocks that is owned, or None."""
    is_stocks = (fund for fund, _ in portfolio.funds if fund.asset_class.get("equity", ZERO) >= CORE_EQUITY_PERCENT)
    return next(is_stocks, None)


def lives_on_near_money(portfolio: Portfolio) -> bool:
    """Return whether somebody is retired and draws on this money, so that cash and short Treasuries stay."""
    profile = portfolio.snapshot.profile
    income = sum(one.amount for one in list_counted(portfolio.snapshot) if one.is_paid(profile.age))
    return profile.years_until_retirement == 0 and (profile.target_retirement_income or 0) > income


def find_near_money(portfolio: Portfolio) -> tuple[InstrumentValue, ...]:
    """Return the holdings for retirement that are short Treasuries or money market funds, each once."""
    found = {
        lot.instrument.id: lot.instrument
        for worth in portfolio.valuation.accounts if worth.account.counts_for_retirement
        for lot in worth.positions
        if lot.instrument.exposure_group in SHORT_TREASURY_GROUPS
        or lot.instrument.asset_class.get("cash", ZERO) >= NEARLY_ALL_CASH_PERCENT
    }  # fmt: skip
    return tuple(found.values())
