"""What must be true of claims about rebalancing plans, which are solved again from the snapshot."""

from advisors.claims.own_trades import build_own_plans
from advisors.tests.claims.look_through import (
    charted,
    fractions,
    home_share_of_stocks,
    look_through,
    percent_of,
    valued_rows,
)
from advisors.tests.claims.oracle import Expected, key_of
from advisors.tests.claims.oracle_mix import CLASS_WORDS
from advisors.tests.claims.oracle_own import reachable_cash, rebalanced_ids, reserve_months
from advisors.tests.claims.oracle_targets import (
    FIELDS,
    REGION_WORDS,
    base_of,
    class_shares,
    is_blurred,
    without_unclassified,
)
from portfolios.valuation.portfolio import Portfolio

SOLVED = {}


def plans_of(raw):
    """Return the plans by name, solved again once for each snapshot."""
    key = raw.snapshot.digest
    if key not in SOLVED:
        SOLVED[key] = {plan.plan: plan for plan in build_own_plans(Portfolio(raw.snapshot))}
    return SOLVED[key]


def needed_reserve(raw):
    """Return the dollars that stay in cash: months of spending, and all of it in retirement or without a goal."""
    profile = raw.snapshot.profile
    if not profile.target_retirement_income or not profile.years_until_retirement:
        return reachable_cash(raw)
    return reserve_months(raw) * float(profile.target_retirement_income) / 12


def tradable_plan(raw, kind):
    """Return a plan with trades that rests on confirmed targets and leaves other money alone, or None."""
    assumed = set(raw.snapshot.profile.assumed) & {"asset_class_targets", "region_targets"}
    plan = plans_of(raw).get(kind)
    if assumed or is_blurred(raw) or plan is None or not plan.trades:
        return None
    if any(trade.account_id not in {str(key) for key in rebalanced_ids(raw)} for trade in plan.trades):
        return None
    taxable = {str(a.id) for a in raw.snapshot.accounts if a.kind in ("taxable", "other")}
    moves = [
        float(t.quantity) * float(t.price) * (1 if t.side == "buy" else -1)
        for t in plan.trades
        if t.account_id in taxable
    ]
    if sum(moves) > 0.005 and reachable_cash(raw) - sum(moves) < needed_reserve(raw) - 0.005:
        return None
    sold = [trade for trade in plan.trades if trade.side == "sell" and trade.account_id in taxable]
    return plan if all(may_be_taxed(trade, raw) for trade in sold) else None


def may_be_taxed(trade, raw):
    """Return whether a sale in a taxable account may be: at a loss, of a large company, or out of what is far off."""
    row = next(one for one in raw.snapshot.instruments if one.symbol == trade.symbol)
    lots = [p for p in raw.snapshot.positions if (str(p.account_id), p.instrument_id) == (trade.account_id, row.id)]
    costs = [lot.cost_basis for lot in lots]
    if None not in costs and float(sum(lot.quantity for lot in lots)) * raw.prices[row.id] <= float(sum(costs)) + 0.005:
        return True
    of_company = sum(worth for worth, other, _ in valued_rows(raw) if other.id == row.id)
    if row.instrument_type in ("stock", "reit") and of_company > 0.1 * raw.total:
        return True
    profile, split = raw.snapshot.profile, fractions(row, "asset_class")
    shares = percent_of(without_unclassified(look_through(raw, "asset_class", rebalanced_ids(raw))))
    far = [key for key in shares if shares[key] - float(profile.asset_class_targets.get(key, 0)) >= 5 - 1e-6]
    if any(split.get(key, 0) >= 0.5 for key in far):
        return True
    home = home_share_of_stocks(raw, rebalanced_ids(raw))
    return bool(profile.region_targets) and home is not None and is_far_region(row, home, profile.region_targets)


def is_far_region(row, home, targets):
    """Return whether half of a holding is stocks of a region that is five points above its target."""
    regions = {k: v for k, v in fractions(row, "regions").items() if k not in ("cash", "unclassified")}
    at_home = sum(part * {"north_america": 1, "global": 0.6}.get(key, 0) for key, part in regions.items())
    equity = fractions(row, "asset_class").get("equity", 0)
    split = {"north_america": equity * at_home, "international": equity * (sum(regions.values()) - at_home)}
    shares = {"north_america": home, "international": 100 - home}
    return any(split[key] >= 0.5 and shares[key] - float(targets.get(key, 0)) >= 5 - 1e-6 for key in split)


def shares_after(raw, plan):
    """Return shares of the classes after the trades of a plan."""
    dollars = without_unclassified(look_through(raw, "asset_class", rebalanced_ids(raw)))
    by_symbol = {row.symbol: row for row in raw.snapshot.instruments}
    for trade in plan.trades:
        moved = float(trade.quantity) * float(trade.price) * (1 if trade.side == "buy" else -1)
        dollars["cash"] = dollars.get("cash", 0.0) - moved
        for key, fraction in fractions(by_symbol[trade.symbol], "asset_class").items():
            dollars[key] = dollars.get(key, 0.0) + moved * fraction
    return charted(dollars)


def has_large_company(raw):
    """Return whether one company is so large that its sale is advised before any trade."""
    worth = {}
    for value, row, _ in valued_rows(raw):
        if row.instrument_type in ("stock", "reit"):
            worth[row.id] = worth.get(row.id, 0) + value
    return any(value >= 0.105 * raw.total for value in worth.values())


def trade_effect(arguments, raw):
    (member,) = arguments
    profile, plan = raw.snapshot.profile, tradable_plan(raw, "minimal")
    if plan is None or member not in profile.asset_class_targets or has_large_company(raw):
        return None
    target = float(profile.asset_class_targets[member])
    before, after = class_shares(raw).get(member, 0.0), shares_after(raw, plan).get(member, 0.0)
    if abs(after - target) >= abs(before - target):
        return None
    figures = {"target": target, "before": before, "after": after}
    if abs(after - target) <= 0.5 + 1e-9:
        return Expected("reaches", figures, words=(CLASS_WORDS[member], "in line"), never=("nearer",))
    return Expected("nearer", figures, words=(CLASS_WORDS[member], "nearer"), never=("in line",))


def trade(arguments, raw):
    plan = tradable_plan(raw, "minimal")
    for row in plan.trades[:20] if plan else ():
        if f"{key_of(row.account)[:30]}_{row.side}_{key_of(row.symbol)}" == arguments[0]:
            dollars = float(row.quantity) * float(row.price)
            names = {"account": row.account, "symbol": row.symbol}
            return Expected(row.side, {"dollars": dollars}, names, (row.side,), tuple({"buy", "sell"} - {row.side}))
    return None


def is_same_plan(one, other):
    """Return whether two plans make the same trades, each within a dollar."""
    first, second = ({(t.account, t.side, t.symbol): float(t.dollars) for t in plan.trades} for plan in (one, other))
    return set(first) == set(second) and all(abs(first[key] - second[key]) <= 1 for key in first)


def plan_cost(arguments, raw):
    plan, fewest = tradable_plan(raw, arguments[0]), plans_of(raw).get("minimal")
    if plan is None or (arguments[0] == "full" and fewest is not None and is_same_plan(plan, fewest)):
        return None
    taxable = {str(a.id) for a in raw.snapshot.accounts if a.kind in ("taxable", "other")}
    sales = [(float(t.quantity) * float(t.price), t.account_id) for t in plan.trades if t.side == "sell"]
    sold, taxed = sum(d for d, _ in sales), sum(d for d, account in sales if account in taxable)
    one = "_one" if len(plan.trades) == 1 else ""
    figures = {"trades": len(plan.trades)} if not one else {}
    if not sold:
        return Expected(f"buys{one}", figures, words=("nothing",), never=("tax",))
    figures["sold"] = sold
    if not taxed:
        return Expected(f"untaxed{one}", figures, words=("none of it",), never=("all of it",))
    if all(account in taxable for _, account in sales):
        return Expected(f"taxed{one}", figures, words=("all of it",), never=("none of it",))
    return Expected(f"partly_taxed{one}", {**figures, "taxed": taxed}, never=("all of it", "none of it"))


def missed_target(arguments, raw):
    family, member = arguments
    profile, plan = raw.snapshot.profile, plans_of(raw).get("minimal")
    targets = getattr(profile, FIELDS[family])
    if member not in targets or FIELDS[family] in profile.assumed or is_blurred(raw) or plan is None:
        return None
    missed = next((one for one in plan.missed if one.key == member), None)
    if missed is None:
        return None
    figures = {"target": float(targets[member])}
    name = {**CLASS_WORDS, **REGION_WORDS}[member]
    if missed.reason.startswith("No account holds"):
        accounts = base_of(raw, "mix").replace("your mix", "your accounts").replace("the money", "the accounts")
        return Expected("no_fund", figures, words=(name, "fund", f"none of {accounts}"))
    if missed.reason.startswith("Whole shares"):
        return Expected("rounding", figures, words=(name, "near", "minimum size"))
    return None


def left_alone(arguments, raw):
    row = next((i for i in raw.snapshot.instruments if key_of(i.symbol) == arguments[0]), None)
    held = {position.instrument_id for position in raw.snapshot.positions if position.account_id in rebalanced_ids(raw)}
    if row is None or row.id not in held or not plans_of(raw):
        return None
    if row.price is None:
        return Expected("no_price", {}, {"holding": row.symbol}, ("no price",), ("classified",))
    return (
        None if row.asset_class else Expected("unclassified", {}, {"holding": row.symbol}, ("classified",), ("price",))
    )


ORACLES = {
    "trade_effect": trade_effect, "trade": trade, "plan_cost": plan_cost, "missed_target": missed_target,
    "left_alone": left_alone,
}  # fmt: skip
