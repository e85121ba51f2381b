"""What must be true of claims about a plan after tax, from the household and its projection."""

from advisors.retirement.facts.marginal import marginal_facts
from advisors.retirement.scenarios.claim_ages import monthly_benefits
from advisors.tests.claims.oracle import Expected
from advisors.tests.claims.oracle_retirement import is_after_tax


def result_of(raw):
    return raw.baseline.projection.household


def share_in(raw, year):
    """Return taxes in percent of taxes, spending and premiums in a plan year of the middle scenario."""
    figures = result_of(raw).figures
    taxes = sum(figures[name]["50"][year - 1] for name in ("federal_tax", "state_tax", "penalty"))
    return 100 * taxes / (taxes + figures["spending"]["50"][year - 1] + figures["premiums"]["50"][year - 1] or 1)


def spendable(arguments, raw):
    if not is_after_tax(raw):
        return None
    month = raw.baseline.projection.sustainable_spending["0.90"] / 12
    return Expected("month", {"month": month}, words=("90", "after taxes", "a month"), never=("before taxes",))


def tax_rate(arguments, raw):
    if not is_after_tax(raw):
        return None
    plan, result = raw.baseline.plan, result_of(raw)
    first = plan.years_to_retirement + 1
    when, other = "first year of retirement", "this year"
    if first == 1:
        when, other = other, when
    if share_in(raw, first) < 1:
        return Expected("none", words=("next to nothing", when), never=("about", other))
    due = [year for year in result.first_required if year is not None]
    year = max(first, min(due)) if due and any(result.figures["rmd"]["50"]) else first
    figures = {"first": share_in(raw, first)}
    if year in (first, plan.horizon + 1):
        return Expected("first", figures, words=(when,), never=("required", other))
    figures |= {"required": share_in(raw, year), "age": raw.snapshot.profile.age + year - 1}
    return Expected("first_and_required", figures, words=(when, "required"), never=(other,))


def lifetime(raw, *names):
    return sum(result_of(raw).lifetime[name].percentiles["50"] for name in names)


def lifetime_tax(arguments, raw):
    if not is_after_tax(raw) or lifetime(raw, "federal_tax", "state_tax", "penalty") < 1000:
        return None
    amount = lifetime(raw, "federal_tax", "state_tax", "penalty")
    return Expected("amount", {"amount": amount}, words=("taxes", "whole plan", "middle scenario"))


def surcharge(arguments, raw):
    if not is_after_tax(raw) or result_of(raw).irmaa_years < 1 or lifetime(raw, "irmaa") <= 0:
        return None
    figures = {"years": result_of(raw).irmaa_years, "amount": lifetime(raw, "irmaa")}
    return Expected("years", figures, words=("Medicare surcharges",))


def penalty_paid(arguments, raw):
    if not is_after_tax(raw) or result_of(raw).penalty_years < 1 or lifetime(raw, "penalty") <= 0:
        return None
    figures = {"years": result_of(raw).penalty_years, "amount": lifetime(raw, "penalty")}
    return Expected("years", figures, words=("penalties",))


def marginal(arguments, raw):
    """Look at the rate and its reason as the engine finds them; the law's own tests compute the tax again."""
    if not is_after_tax(raw) or raw.snapshot.profile.years_until_retirement > 10:
        return None
    facts = {fact.id: float(fact.value) for fact in marginal_facts(raw.baseline)}
    if facts.get("marginal.rate", 0) < 1:
        return None
    figures = {"rate": facts["marginal.rate"]}
    if "marginal.penalty.share" in facts:
        return Expected("penalty", figures, words=("next dollar", "penalty", "early"), never=("Social Security",))
    if "marginal.benefits.share" in facts:
        return Expected("benefits", figures, words=("next dollar", "Social Security taxable", "more"))
    return Expected("plain", figures, words=("next dollar",), never=("Social Security", "penalty"))


def survivor(arguments, raw):
    household = raw.baseline.plan.household if is_after_tax(raw) else None
    if household is None or len(household.people) < 2 or not any(one.social_security for one in household.people):
        return None
    own, partner = (12 * monthly for monthly in monthly_benefits(household)[1])
    return Expected("both", {"own": own, "partner": partner}, words=("Social Security", "partner"))


ASSUMED = {
    "has_partner": "that you file taxes alone", "state_rate": "no state income tax",
    "premiums": "that your goal includes your health premiums",
    "withdrawals": "withdrawals from taxable, then traditional, then Roth money",
}  # fmt: skip


def tax_assumed(arguments, raw):
    if not is_after_tax(raw):
        return None
    profile = raw.snapshot.profile
    words = [text for name, text in ASSUMED.items() if getattr(profile.household, name) is None]
    has_stream = any("social security" in stream.name.lower() for stream in profile.income)
    if profile.household.social_security is None and not has_stream:
        words.append("no Social Security")
    return Expected("assumed", words=(*words, "assume")) if words else None


def tax_law(arguments, raw):
    if not is_after_tax(raw):
        return None
    return Expected("law", {"year": result_of(raw).law_year}, words=("estimate", "law"))


ORACLES = {
    "spendable": spendable, "tax_rate": tax_rate, "lifetime_tax": lifetime_tax, "surcharge": surcharge,
    "penalty_paid": penalty_paid, "marginal": marginal, "survivor": survivor, "tax_assumed": tax_assumed,
    "tax_law": tax_law,
}  # fmt: skip
