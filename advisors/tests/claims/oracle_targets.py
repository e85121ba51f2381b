"""What must be true of claims about the mix against its targets. Plans are solved again from the snapshot."""

from advisors.rebalancing.plans import build_all_plans
from advisors.tests.claims.look_through import charted, fractions, home_share_of_stocks, look_through
from advisors.tests.claims.oracle import Expected, key_of
from advisors.tests.claims.oracle_mix import CLASS_WORDS
from advisors.tests.claims.oracle_own import aims_of, reachable_cash, reserve_months
from portfolios.valuation.portfolio import Portfolio

REGION_WORDS = {"north_america": "stocks in North America", "international": "stocks outside North America"}
FIELDS = {"asset_class": "asset_class_targets", "region_group": "region_targets"}
SOLVED = {}


def plans_of(raw):
    """Return the plans by name, solved again once for each snapshot."""
    key = raw.snapshot.digest
    if key not in SOLVED:
        SOLVED[key] = {plan.plan: plan for plan in build_all_plans(Portfolio(raw.snapshot))}
    return SOLVED[key]


def without_unclassified(dollars):
    return {key: value for key, value in dollars.items() if key != "unclassified"}


def class_shares(raw):
    return charted(without_unclassified(look_through(raw, "asset_class")))


def retirement_shares(raw):
    """Return shares in the money for retirement: no reserve, no cash of an HSA, no account for another aim."""
    rows = [a for a in raw.snapshot.accounts if a.counts_for_retirement and "reserve" not in aims_of(a.purpose)]
    dollars = without_unclassified(look_through(raw, "asset_class", {a.id for a in rows}))
    dollars["cash"] = dollars.get("cash", 0.0) - sum(float(a.cash_balance) for a in rows if a.kind == "hsa")
    return charted(dollars)


def region_shares(raw):
    home = home_share_of_stocks(raw)
    return {} if home is None else charted({"north_america": home, "international": 100 - home})


def drift(family, member, raw):
    """Return share and target in percent, "unclear", or None where it must not be said."""
    if member not in getattr(raw.snapshot.profile, FIELDS[family]):
        return None
    return drift_without_target(family, member, raw)


def drift_without_target(family, member, raw):
    profile, field = raw.snapshot.profile, FIELDS[family]
    shares = class_shares(raw) if family == "asset_class" else region_shares(raw)
    if field in profile.assumed or raw.unclassified_percent >= 10 or not shares:
        return None
    share, target = shares.get(member, 0.0), float(getattr(profile, field).get(member, 0))
    other = retirement_shares(raw) if family == "asset_class" else {}
    if other:
        change = other.get(member, 0.0) - target
        if (share - target) * change < 0 and min(abs(share - target), abs(change)) > 0.5 + 1e-9:
            return "unclear"
    return share, target


def against_target(arguments, raw):
    family, member = arguments
    found = drift(family, member, raw)
    if found is None or found == "unclear":
        return None
    share, target = found
    place = {"north_america": "home_", "international": "abroad_"}.get(member, "") if family == "region_group" else ""
    where = {"home_": ("in North America",), "abroad_": ("outside North America",), "": (CLASS_WORDS.get(member),)}
    figures, words, change = {"target": target, "share": share}, where[place], share - target
    if abs(change) <= 0.5 + 1e-9:
        return Expected(f"{place}on", figures, words=(*words, "in line"), never=("above", "below"))
    if share <= 0.05 and place != "home_":
        return Expected(f"{place}none" if place else "none_held", {"target": target}, words=words, never=("all",))
    if share >= 99.95 and place == "home_":
        return Expected("home_all", {"target": target}, words=(*words, "all"), never=("no", "none"))
    side, never = ("above", "below") if change > 0 else ("below", "above")
    far = "far_" if abs(change) >= 5 - 1e-9 else ""
    return Expected(f"{place}{far}{side}", {**figures, "points": abs(change)}, words=(*words, side), never=(never,))


def is_far(share, target):
    change = abs(share - target)
    return change >= 5 - 1e-9 or (target > 0 and change >= target / 4 - 1e-9)


def off_target(arguments, raw):
    if raw.unclassified_percent >= 10:
        return None
    found, unclear = {}, False
    for family, field in FIELDS.items():
        targets = getattr(raw.snapshot.profile, field)
        held = class_shares(raw) if family == "asset_class" and targets else {}
        for member in {**targets, **{key: 0 for key in held if key != "cash"}}:
            one = drift_without_target(family, member, raw)
            unclear = unclear or one == "unclear"
            if one and one != "unclear":
                found[member] = one
    far = {
        member: share - target
        for member, (share, target) in found.items()
        if member != "north_america" and is_far(share, target)
    }
    if not found or (not far and unclear):
        return None
    if not far:
        return Expected("none", words=("close", "nothing"))
    worst = sorted(far, key=lambda m: -abs(far[m]))[:3]
    over, under = [m for m in worst if far[m] > 0], [m for m in worst if far[m] < 0]
    names = {**CLASS_WORDS, **REGION_WORDS}
    figures = {member: abs(far[member]) for member in (*over, *under)}
    verdict = "both" if over and under else "over" if over else "under"
    needed = (("too much",) if over else ()) + (("too little",) if under else ())
    never = (() if over else ("too much", "above")) + (() if under else ("too little", "below"))
    return Expected(verdict, figures, words=(*needed, *(names[m] for m in figures)), never=(*never, "close"))


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
    if assumed or raw.unclassified_percent >= 10 or plan is None or not plan.trades:
        return None
    kept = {str(a.id) for a in raw.snapshot.accounts if not a.counts_for_retirement or "reserve" in aims_of(a.purpose)}
    if any(trade.account_id in kept for trade in plan.trades):
        return None
    taxable = {str(a.id) for a in raw.snapshot.accounts if a.kind in ("taxable", "other")}
    moves = [
        float(t.quantity) * float(t.price) * (1 if t.side == "buy" else -1)
        for t in plan.trades
        if t.account_id in taxable
    ]
    if sum(moves) > 0.005 and reachable_cash(raw) - sum(moves) < needed_reserve(raw):
        return None
    is_taxed = any(trade.side == "sell" and trade.account_id in taxable for trade in plan.trades)
    targets, shares = raw.snapshot.profile.asset_class_targets, class_shares(raw)
    is_near = all(abs(shares.get(key, 0.0) - float(target)) < 5 - 1e-9 for key, target in targets.items())
    return None if is_taxed and is_near else plan


def shares_after(raw, plan):
    """Return shares of the classes after the trades of a plan."""
    dollars = without_unclassified(look_through(raw, "asset_class"))
    by_symbol = {row.symbol: row for row in raw.snapshot.instruments}
    for trade in plan.trades:
        moved = float(trade.quantity) * float(trade.price) * (1 if trade.side == "buy" else -1)
        dollars["cash"] = dollars.get("cash", 0.0) - moved
        for key, fraction in fractions(by_symbol[trade.symbol], "asset_class").items():
            dollars[key] = dollars.get(key, 0.0) + moved * fraction
    return charted(dollars)


def trade_effect(arguments, raw):
    (member,) = arguments
    profile, plan = raw.snapshot.profile, tradable_plan(raw, "minimal")
    if plan is None or member not in profile.asset_class_targets:
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
    plan = tradable_plan(raw, arguments[0])
    if plan is None or (arguments[0] == "full" and is_same_plan(plan, plans_of(raw)["minimal"])):
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
    if member not in targets or FIELDS[family] in profile.assumed or raw.unclassified_percent >= 10 or plan is None:
        return None
    missed = next((one for one in plan.missed if one.key == member), None)
    if missed is None:
        return None
    figures = {"target": float(targets[member])}
    name = {**CLASS_WORDS, **REGION_WORDS}[member]
    if missed.reason.startswith("No account holds"):
        return Expected("no_fund", figures, words=(name, "fund"))
    if missed.reason.startswith("Whole shares") and family == "asset_class":
        return Expected("rounding", figures, words=(name, "whole shares"))
    return None


def left_alone(arguments, raw):
    row = next((i for i in raw.snapshot.instruments if key_of(i.symbol) == arguments[0]), None)
    held = {position.instrument_id for position in raw.snapshot.positions}
    if row is None or row.id not in held or not plans_of(raw):
        return None
    if row.price is None:
        return Expected("no_price", {}, {"holding": row.symbol}, ("no price",), ("classified",))
    return (
        None if row.asset_class else Expected("unclassified", {}, {"holding": row.symbol}, ("classified",), ("price",))
    )


ORACLES = {
    "against_target": against_target, "off_target": off_target, "trade_effect": trade_effect, "trade": trade,
    "plan_cost": plan_cost, "missed_target": missed_target, "left_alone": left_alone,
}  # fmt: skip
