"""What must be true of claims about what the projection covers, shows and leaves out."""

import numpy as np

from advisors.tests.claims.oracle import Expected
from advisors.tests.claims.oracle_retirement import company_percent, has_projection
from advisors.tests.claims.oracle_risk import coins, share_of
from advisors.tests.claims.own_swings import plan_growth_percent


def when(arguments, raw):
    profile = raw.snapshot.profile
    figures = {"age": profile.age, "retirement": profile.retirement_age, "end": profile.plan_to_age}
    if "birth_year" in profile.assumed:
        return Expected("assumed_age", figures, words=("your age", "assume"))
    if profile.years_until_retirement == 0:
        del figures["retirement"]
        return Expected("retired", figures, words=("retired",), never=("assume", "want"))
    if "years_until_retirement" in profile.assumed:
        return Expected("assumed", figures, words=("assume", "not told us"), never=("want to retire at",))
    return Expected("plans", figures, words=("want to retire",), never=("assume", "retired"))


def no_projection(arguments, raw):
    if has_projection(raw):
        return None
    if raw.unclassified_percent >= 50:
        if share_of(raw, coins(raw)) >= 50:
            return Expected("unmodelled", words=("most of your money is in coins",), never=("know",))
        return Expected("blind", words=("at least half of your money", "know"), never=("coins",))
    if raw.snapshot.profile.plan_to_age <= raw.snapshot.profile.retirement_age:
        return Expected("ages", words=("your ages",))
    counted = [raw.worth_by_account[a.id] for a in raw.snapshot.accounts if a.counts_for_retirement]
    if sum(counted) > 0:
        return Expected("unknown", words=("retirement money",))
    return Expected("nothing", words=("no money for retirement",))


def goal_multiple(arguments, raw):
    goal = float(raw.snapshot.profile.target_retirement_income or 0)
    if has_projection(raw) or not goal or raw.total <= 0:
        return None
    years = raw.total / goal
    if round(years, 1) < 1:
        return Expected("under_a_year", {"goal": goal}, never=("more today", "less than you own", "equals"))
    return Expected("years", {"years": years, "goal": goal}, words=("equals",), never=("more", "less"))


def company_swings(arguments, raw):
    share = company_percent(raw)
    if not has_projection(raw) or share < 5:
        return None
    company, account_ids = largest_company(raw)
    counted = {a.id for a in raw.snapshot.accounts if a.counts_for_retirement}
    if not company.asset_class or not account_ids & counted:
        return None
    names, figures = {"company": company.symbol}, {"volatility": 40}
    if share > 25:
        return Expected("large", figures, names, words=("outcome", "far more"), never=("less", "scenarios"))
    return Expected("some", figures, names, words=("swings", "far more"), never=("outcome", "less"))


def largest_company(raw):
    """Return the company with most money in it, and the ids of the accounts that hold it."""
    worth = {}
    for position in raw.snapshot.positions:
        dollars = float(position.quantity) * (raw.prices[position.instrument_id] or 0)
        worth[position.instrument_id] = worth.get(position.instrument_id, 0) + dollars
    companies = [i for i in raw.snapshot.instruments if i.instrument_type in ("stock", "reit")]
    company = max(companies, key=lambda i: worth.get(i.id, 0))
    return company, {p.account_id for p in raw.snapshot.positions if p.instrument_id == company.id}


def not_counted(arguments, raw):
    dollars = sum(raw.worth_by_account[a.id] for a in raw.snapshot.accounts if not a.counts_for_retirement)
    if not has_projection(raw) or dollars < 1:
        return None
    return Expected("is", {"dollars": dollars}, words=("other goals",))


def at_retirement(arguments, raw):
    if not has_projection(raw) or not raw.snapshot.profile.years_until_retirement:
        return None
    low, median = np.percentile(raw.baseline.projection.outcome.at_retirement, (10, 50))
    if low >= median:
        return None
    return Expected("is", {"median": median, "low": low}, words=("more than", "less than", "half", "one in ten"))


def at_end(arguments, raw):
    if raw.success is None:
        return None
    low, median = np.percentile(raw.baseline.projection.outcome.terminal, (10, 50))
    if median < 1:
        return Expected("half_empty", words=("nothing", "at least half"), never=("more",))
    if low < 1:
        words = ("nothing", "more than", "half", "one in ten")
        return Expected("one_in_ten_empty", {"median": median}, words=words, never=("less",))
    words = ("more than", "less than", "half", "one in ten")
    return Expected("leaves", {"median": median, "low": low}, words=words, never=("nothing",))


def scenarios(arguments, raw):
    return Expected("is", {"paths": 10_000}) if has_projection(raw) else None


def real_growth(arguments, raw):
    if not has_projection(raw) or company_percent(raw) > 25:
        return None
    growth, inflation = plan_growth_percent(raw), 100 * (raw.baseline.market.inflation.growth - 1)
    figures, real = {"growth": growth, "inflation": inflation}, growth - inflation
    verdicts = {"shrinks": "loses", "barely": "barely", "slowly": "slowly", "well": "outgrows"}
    verdict = "shrinks" if real <= 0 else "barely" if real < 1.5 else "slowly" if real < 3 else "well"
    never = tuple(word for name, word in verdicts.items() if name != verdict)
    return Expected(verdict, figures, words=(verdicts[verdict], "prices rise"), never=never)


ORACLES = {
    "when": when, "no_projection": no_projection, "goal_multiple": goal_multiple, "company_swings": company_swings,
    "not_counted": not_counted, "at_retirement": at_retirement, "at_end": at_end, "scenarios": scenarios,
    "real_growth": real_growth,
}  # fmt: skip
