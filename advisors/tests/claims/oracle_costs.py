"""What must be true of claims about what the funds cost."""

from math import sqrt

from advisors.tests.claims.oracle import Expected, key_of
from advisors.tests.claims.oracle_ride import risk_of
from advisors.tests.claims.oracle_risk import holdings

LEVELS = ("very low", "low", "about average", "high")


def fees_of(raw):
    """Return dollars a year, and the dollars whose costs are known, cash included."""
    known = [(float(i.expense_ratio), worth) for i, worth in holdings(raw) if i.expense_ratio is not None]
    cash = sum(float(account.cash_balance) for account in raw.snapshot.accounts)
    return sum(ratio * worth for ratio, worth in known), sum(worth for _, worth in known) + cash


def knows_half(raw):
    return raw.total > 0 and fees_of(raw)[1] >= raw.total / 2


def fees(arguments, raw):
    if not knows_half(raw):
        return None
    yearly, covered = fees_of(raw)
    ratio, known = 100 * yearly / covered, 100 * covered / raw.total
    tail = {"known": known} if known < 99.9 else {}
    if not yearly:
        return None if tail else Expected("none", never=LEVELS)
    level = 0 if ratio <= 0.1 else 1 if ratio <= 0.2 else 3 if ratio >= 0.6 else 2
    others = tuple(word for word in LEVELS if word not in LEVELS[level])
    never = (*others, "that is low") if level == 0 else (*others, "very low") if level == 1 else others
    verdict = ("very_low", "low", "average", "high")[level]
    return Expected(verdict, {"yearly": yearly, "ratio": ratio, **tail}, words=(LEVELS[level],), never=never)


def fee_drag(arguments, raw):
    yearly, covered = fees_of(raw)
    if not knows_half(raw) or not yearly or risk_of(raw) is None:
        return None
    profile = raw.snapshot.profile
    years = profile.years_until_retirement or profile.plan_to_age - profile.age
    share = 1 - (1 - yearly / covered) ** years
    if 100 * share < 0.5:
        return None
    risk, volatility, _ = risk_of(raw)
    mean = 1 + risk.expected.arithmetic
    growth = mean / sqrt(1 + (volatility / mean) ** 2) / risk.market.inflation.growth
    drag = covered * growth**years * share
    never = ("under", "save", "saves")
    return Expected("takes", {"years": years, "drag": drag, "share": 100 * share}, words=("final amount",), never=never)


def dearest(arguments, raw):
    costs = sorted(((float(i.expense_ratio), worth, i) for i, worth in holdings(raw) if i.expense_ratio),
                   key=lambda row: -row[0])  # fmt: skip
    if not knows_half(raw) or not costs or 100 * costs[0][0] < 0.2 - 1e-9:
        return None
    if len(costs) > 1 and costs[0][0] == costs[1][0]:
        return None
    ratio, worth, fund = costs[0]
    if ratio * worth < 1:
        return None
    figures, names = {"ratio": 100 * ratio, "yearly": ratio * worth}, {"fund": fund.symbol}
    if ratio >= 0.006:
        return Expected("high", figures, names, ("high price",), ("least", "cheapest"))
    return Expected("some", figures, names, ("most",), ("least", "cheapest", "high price"))


def cheaper(arguments, raw):
    held = {i.symbol for i, _ in holdings(raw)}
    offered = [i for i in (*raw.snapshot.instruments, *raw.snapshot.alternatives) if i.expense_ratio is not None]
    for instrument, worth in holdings(raw):
        group = [i for i in offered if i.exposure_group and i.exposure_group == instrument.exposure_group]
        if not group or instrument.expense_ratio is None:
            continue
        best = min(group, key=lambda i: (i.expense_ratio, i.symbol not in held, i.symbol))
        now, then = 100 * float(instrument.expense_ratio), 100 * float(best.expense_ratio)
        saving = worth * (now - then) / 100
        if f"{key_of(instrument.symbol)}_{key_of(best.symbol)}" != arguments[0] or then >= now or saving < 1:
            continue
        kinds = {a.id: a.kind for a in raw.snapshot.accounts}
        is_taxed = any(
            kinds[p.account_id] in ("taxable", "other") for p in raw.snapshot.positions
            if p.instrument_id == instrument.id
        )  # fmt: skip
        return Expected(
            "saves_but_taxed" if is_taxed else "saves", {"then": then, "now": now, "saving": saving},
            {"held": instrument.symbol, "other": best.symbol}, ("instead of", "saves you"),
            () if is_taxed else ("tax",),
        )  # fmt: skip
    return None


def cost_unknown(arguments, raw):
    for instrument, worth in holdings(raw):
        is_fund = instrument.instrument_type in ("etf", "mutual_fund", "bond_fund")
        share = 100 * worth / raw.total
        if key_of(instrument.symbol) == arguments[0] and is_fund and instrument.expense_ratio is None and share >= 10:
            return Expected(
                "unknown", {}, {"holding": instrument.symbol}, words=("charges",), never=("under", "we know")
            )
    return None


ORACLES = {
    "fees": fees, "fee_drag": fee_drag, "dearest": dearest, "cheaper": cheaper, "cost_unknown": cost_unknown,
}  # fmt: skip
