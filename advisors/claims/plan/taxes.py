"""Claims about a plan after tax: what is left to spend a month, what taxes take and when, and what they rest on."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement, join_parts
from advisors.claims.thresholds import MIN_LIFETIME_TAX_USD, MIN_TAX_PERCENT, SOON_RETIRED_YEARS
from portfolios.facts.families import Family, Measure
from portfolios.household.assumptions import ASSUMPTIONS


class Spendable(Claim):
    """What can be spent a month after taxes with 90% confidence."""

    name = "spendable"
    section = Section.RETIREMENT
    weights: ClassVar = {"month": 61}
    phrasings: ClassVar = {
        "month": (
            "After taxes, you can spend about {month} a month with 90% confidence.",
            "That leaves about {month} a month to spend after taxes, with 90% confidence.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        return self.statement("month", month=case.figure(Family.PLAN, Measure.SUSTAINED_MONTH))


class TaxRate(Claim):
    """What taxes take of what comes in: in the first year of retirement, and when distributions are required."""

    name = "tax_rate"
    section = Section.TAXES
    weights: ClassVar = {"none": 30, "first": 42, "first_and_required": 46}
    phrasings: ClassVar = {
        "none": (
            "Next to nothing of what comes in goes to taxes {when}.",
            "Taxes take next to nothing {when}.",
        ),
        "first": (
            "About {first} of what comes in goes to taxes {when}.",
            "Taxes take about {first} of what comes in {when}.",
        ),
        "first_and_required": (
            "Taxes take about {first} of what comes in {when}, and {required} at {age}, when distributions are "
            "required.",
            "About {first} of what comes in goes to taxes {when}. At {age}, when distributions are required, it is "
            "{required}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        first = case.figure(Family.TAX, Measure.RATE, "first")
        when = Name("this year" if case.is_retired else "in your first year of retirement")
        if first.value < MIN_TAX_PERCENT:
            return self.statement("none", "good", when=when, decided_by=(first.fact.id,))
        required = case.facts.one(Family.TAX, Measure.RATE, "rmd")
        if required is None or case.value(Family.TAX, Measure.AGE, "rmd") == case.value(
            Family.TAX, Measure.AGE, "first"
        ):
            return self.statement("first", first=first, when=when)
        return self.statement(
            "first_and_required", first=first, when=when, required=case.figure(Family.TAX, Measure.RATE, "rmd"),
            age=case.figure(Family.TAX, Measure.AGE, "rmd"),
        )  # fmt: skip


class LifetimeTax(Claim):
    """What taxes take over the whole plan."""

    name = "lifetime_tax"
    section = Section.TAXES
    weights: ClassVar = {"amount": 40}
    phrasings: ClassVar = {
        "amount": (
            "Over your whole plan, taxes take about {amount} in the middle scenario, in today's dollars.",
            "In the middle scenario you pay about {amount} in taxes over your whole plan, in today's dollars.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        amount = case.figure(Family.TAX, Measure.AMOUNT, "lifetime")
        if amount.value < case.near_amount(MIN_LIFETIME_TAX_USD):
            raise CannotSay("small", "taxes take next to nothing")
        return self.statement("amount", amount=amount)


class Surcharge(Claim):
    """The years in which the income is so high that Medicare costs more."""

    name = "surcharge"
    section = Section.TAXES
    weights: ClassVar = {"years": 48}
    phrasings: ClassVar = {
        "years": (
            "Your income is high enough for Medicare surcharges in {years}, about {amount} in all.",
            "You pay Medicare surcharges in {years} of the middle scenario, about {amount} in all.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        years = case.figure(Family.SURCHARGE, Measure.YEARS, style="whole")
        return self.statement("years", "bad", years=years, amount=case.figure(Family.SURCHARGE, Measure.AMOUNT))


class PenaltyPaid(Claim):
    """The penalties for early withdrawals that the plan pays."""

    name = "penalty_paid"
    section = Section.TAXES
    weights: ClassVar = {"years": 63}
    phrasings: ClassVar = {
        "years": (
            "Your plan pays penalties for early withdrawals in {years}, about {amount} in all.",
            "Early withdrawals cost you about {amount} in penalties, over {years}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        years = case.figure(Family.PENALTY, Measure.YEARS, style="whole")
        return self.statement("years", "bad", years=years, amount=case.figure(Family.PENALTY, Measure.AMOUNT))


class Marginal(Claim):
    """What the next $100 of traditional money costs, and why: of those who are retired or soon will be."""

    name = "marginal"
    section = Section.TAXES
    weights: ClassVar = {"plain": 34, "benefits": 44, "penalty": 60}
    phrasings: ClassVar = {
        "plain": (
            "The next dollar from your traditional accounts costs about {rate} in tax.",
            "Of the next dollar that you take from traditional accounts, about {rate} goes to taxes.",
        ),
        "penalty": (
            "The next dollar from your traditional accounts costs about {rate} in tax and penalty, because it is drawn "
            "early.",
            "Of the next dollar that you take from traditional accounts, about {rate} goes to taxes and the penalty "
            "for drawing early.",
        ),
        "benefits": (
            "The next dollar from your traditional accounts costs about {rate} in tax, because it also makes more of "
            "your Social Security taxable.",
            "About {rate} of the next dollar from traditional accounts goes to taxes, since it also makes more of your "
            "Social Security taxable.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        if case.profile.years_until_retirement > SOON_RETIRED_YEARS:
            raise CannotSay("small", "retirement is many years away")
        rate = case.figure(Family.MARGINAL, Measure.RATE)
        if rate.value < MIN_TAX_PERCENT:
            raise CannotSay("small", "the next dollar costs next to nothing")
        penalty = case.facts.one(Family.MARGINAL, Measure.SHARE, "penalty")
        if penalty:
            return self.statement("penalty", "bad", rate=rate, decided_by=(penalty.id,))
        counted = case.facts.one(Family.MARGINAL, Measure.SHARE, "benefits")
        ids = (counted.id,) if counted else ()
        return self.statement("benefits" if counted else "plain", rate=rate, decided_by=ids)


class SurvivorIncome(Claim):
    """What each of two people would have of Social Security alone."""

    name = "survivor"
    section = Section.RETIREMENT
    weights: ClassVar = {"both": 52}
    phrasings: ClassVar = {
        "both": (
            "Left alone, you would have about {own} of Social Security, and your partner {partner}.",
            "After a death, Social Security would pay you about {own}, or your partner {partner}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        return self.statement(
            "both", own=case.figure(Family.SURVIVOR, Measure.INCOME, "self"),
            partner=case.figure(Family.SURVIVOR, Measure.INCOME, "partner"),
        )  # fmt: skip


class TaxLaw(Claim):
    """Which law the taxes follow, and that they are an estimate."""

    name = "tax_law"
    section = Section.TAXES
    weights: ClassVar = {"law": 50}
    phrasings: ClassVar = {
        "law": (
            "We estimate taxes under the law of {year}.",
            "The taxes are our estimate under the law of {year}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        return self.statement("law", year=case.figure(Family.TAX, Measure.YEAR, "law"))


class TaxAssumed(Claim):
    """What the taxes rest on that nobody has confirmed."""

    name = "tax_assumed"
    section = Section.TAXES
    weights: ClassVar = {"assumed": 51}
    phrasings: ClassVar = {
        "assumed": ("For the taxes we assume {items}.", "Our taxes assume {items}."),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        law = case.fact(Family.TAX, Measure.YEAR, "law")
        parts = case.profile.assumed_household
        if not parts:
            raise CannotSay("none", "everything that the taxes rest on is entered")
        items = join_parts([(Name(ASSUMPTIONS[part].text),) for part in parts])
        return self.statement("assumed", items=items, decided_by=(law.id,))


KINDS: tuple[type[Claim], ...] = (
    Spendable,
    TaxRate,
    LifetimeTax,
    Surcharge,
    PenaltyPaid,
    Marginal,
    SurvivorIncome,
    TaxLaw,
    TaxAssumed,
)
