"""What must be true of claims about income beside the portfolio, and about the money of the next years."""

from decimal import Decimal

from advisors.tests.claims.oracle import Expected, key_of
from advisors.tests.claims.oracle_retirement import has_projection
from portfolios.valuation.snapshot import IncomeValue

PAID_OF_FULL = {(1960, 62): 0.7, (1960, 67): 1.0, (1960, 70): 1.24, (1959, 67): 1 + 2 * 2 / 300}
"""The part of the benefit at full age that is paid by year of birth, 1960 or later, and age of the claim."""


def incomes(raw):
    """Return the incomes that the plan counts, in ages of the person: entries replace recorded Social Security."""
    profile, year, found = raw.snapshot.profile, raw.snapshot.taken_at.year, []
    partner = profile.household.partner
    born = {"self": year - profile.age, "partner": partner.birth_year if partner else year - profile.age}
    benefits = {"self": profile.household.social_security, "partner": partner and partner.social_security}
    for one in profile.income:
        is_benefit = one.kind == "social_security" or "Social Security" in one.name or "SSA" in one.name
        if not is_benefit or benefits[one.owner if partner else "self"] is None:
            found.append(one)
    for owner, name in (("self", "Social Security"), ("partner", "your partner's Social Security")):
        benefit, older = benefits[owner], born[owner] - born["self"]
        if benefit:
            key = (min(born[owner], 1960), benefit.claim_age)
            paid = 12 * float(benefit.monthly) * (PAID_OF_FULL[key] if benefit.at == "full_age" else 1)
            amount = Decimal(round(paid, 2))
            found.append(IncomeValue(name=name, amount=amount, start_age=benefit.claim_age + older))
    if partner and partner.wage:
        last = partner.retirement_age - 1 + born["partner"] - born["self"]
        found.append(
            IncomeValue(name="your partner's wage", amount=partner.wage, start_age=profile.age, end_age=last)
        )  # fmt: skip
    return found


def income(arguments, raw):
    profile = raw.snapshot.profile
    stream = next((s for s in incomes(raw) if key_of(s.name) == arguments[0]), None)
    if stream is None or not has_projection(raw) or stream.start_age >= profile.plan_to_age:
        return None
    if stream.end_age is not None and stream.end_age < profile.age:
        return None
    figures, runs = {"amount": float(stream.amount)}, stream.start_age <= profile.age
    if not runs:
        figures["start"] = stream.start_age
    if stream.end_age is not None:
        figures["end"] = stream.end_age
    verdict = ("runs" if runs else "starts") + ("_and_ends" if stream.end_age is not None else "")
    words, never = (("receive",), ("from",)) if runs else (("from", "count"), ("receive",))
    return Expected(verdict, figures, {"name": stream.name}, words=words, never=never)


def income_missing(arguments, raw):
    has_any = any("social security" in stream.name.lower() for stream in incomes(raw))
    if has_any or raw.snapshot.profile.age >= 70:
        return None
    return Expected("missing", words=("recorded", "Social Security", "count"))


def paid_today(raw):
    profile = raw.snapshot.profile
    return [s for s in incomes(raw) if s.start_age <= profile.age and (s.end_age or 999) >= profile.age]


def spending_and_draw(raw):
    """Return the goal of a retired person and what is left of it after other income; None for anybody else."""
    if raw.success is None or raw.snapshot.profile.years_until_retirement:
        return None
    goal = float(raw.snapshot.profile.target_retirement_income)
    return goal, max(0.0, goal + taxes_of(raw, 1) - received(raw))


def received(raw, year=1):
    """Return the incomes of a plan year: of a household those of both people, else those that are paid today."""
    result = raw.baseline.projection.household
    if result is None:
        return sum(float(s.amount) for s in paid_today(raw))
    names = ("social_security", "wages", "pension", "untaxed")
    return sum(result.figures[name]["50"][year - 1] for name in names)


def taxes_of(raw, year):
    """Return the taxes and premiums of a plan year in the middle scenario; 0 before taxes."""
    result = raw.baseline.projection.household
    names = ("federal_tax", "state_tax", "penalty", "premiums")
    return sum(result.figures[name]["50"][year - 1] for name in names) if result else 0.0


def draw(arguments, raw):
    found = spending_and_draw(raw)
    if found is None:
        return None
    goal, drawn = found
    paid = received(raw)
    if not paid and drawn - goal >= 1:
        return Expected("all_taxed", {"goal": goal, "draw": drawn}, words=("all", "taxes"), never=("pays $",))
    if not paid:
        return Expected("all", {"goal": goal}, words=("all",))
    if not drawn:
        return Expected("covered", {"goal": goal, "income": paid}, words=("covers", "nothing"))
    names = {str(place): stream.name for place, stream in enumerate(paid_today(raw))}
    verdict, verb = ("one_income", "pays") if len(names) == 1 else ("incomes", "pay")
    figures = {"goal": goal, "income": paid, "draw": drawn}
    words = (verb, f"draw ${drawn:,.0f}")
    if drawn - (goal - paid) >= 1:
        return Expected(f"{verdict}_taxed", figures, names, words=(*words, "taxes"), never=("nothing", "all"))
    return Expected(verdict, figures, names, words=words, never=("nothing", "all"))


def near_money_dollars(raw):
    """Return cash, money-market funds and short Treasuries of the accounts that count for retirement."""
    counted = {a.id: float(a.cash_balance) for a in raw.snapshot.accounts if a.counts_for_retirement}
    shares = {
        i.id: 1.0 if i.exposure_group == "treasury_short" else float(i.asset_class.get("cash", 0)) / 100
        for i in raw.snapshot.instruments
    }
    held = [p for p in raw.snapshot.positions if p.account_id in counted]
    worth = sum(float(p.quantity) * (raw.prices[p.instrument_id] or 0) * shares[p.instrument_id] for p in held)
    return sum(counted.values()) + worth


def near_money(arguments, raw):
    found = spending_and_draw(raw)
    if found is None or not found[1]:
        return None
    gross, net = (near_money_dollars(raw) / dollars for dollars in found)
    if round(gross, 1) == 0:
        return Expected("none", words=("next to", "short Treasuries"))
    verdict = "covered" if round(net, 1) >= 3 else "thin"
    words = ("short Treasuries",) if verdict == "covered" else ("short Treasuries", "only")
    never = ("only",) if verdict == "covered" else ()
    if round(gross, 1) == round(net, 1):
        return Expected(f"{verdict}_alone", {"gross": gross}, words=words, never=never)
    return Expected(verdict, {"gross": gross, "net": net}, words=(*words, "all your spending"), never=never)


def safe_years(arguments, raw):
    profile = raw.snapshot.profile
    if raw.success is None or profile.years_until_retirement > 5:
        return None
    weights = raw.baseline.plan.returns.weights
    safe = sum(weights.get(name, 0.0) for name in ("us_aggregate_bonds", "us_tips", "cash")) * raw.baseline.mix.value
    goal, at = float(profile.target_retirement_income), profile.retirement_age
    paid = sum(float(s.amount) for s in profile.income if s.start_age <= at and (s.end_age or 999) >= at)
    year = profile.years_until_retirement + 1
    paid = received(raw, year) if raw.baseline.plan.household else paid
    gross, drawn = safe / goal, goal + taxes_of(raw, year) - paid
    if drawn <= 0 or round(safe / drawn, 1) == round(gross, 1):
        return Expected("gross", {"gross": gross}, words=("all your spending",))
    figures = {"gross": gross, "net": safe / drawn}
    if drawn > goal:
        return Expected("taxed", figures, words=("all your spending", "taxes"), never=("other income",))
    return Expected("both", figures, words=("all your spending", "other income"))


ORACLES = {
    "income": income, "income_missing": income_missing, "draw": draw, "near_money": near_money,
    "safe_years": safe_years,
}  # fmt: skip
