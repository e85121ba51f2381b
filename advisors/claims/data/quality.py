"""Claims about what is not known."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Part, Statement, join_parts
from advisors.claims.thresholds import (
    CARE_AGE,
    ESTATE_TAX_USD,
    HIGH_INCOME_SHARE,
    INSURANCE_AGE,
    MEDICARE_AGE,
    MIN_UNKNOWN_PERCENT,
)
from portfolios.facts.families import Family, Measure
from portfolios.quality.grade import compute_grade
from portfolios.valuation.portfolio import FUND_TYPES

MAX_LISTED = 3

UNKNOWN_TAILS = {
    "small": "",
    "blurred": "Until we know, we do not judge your mix.",
    "blind": "Until we know, we do not judge your mix, your goal or your retirement age.",
}


class Unclassified(Claim):
    """Which holdings have no class, and what cannot be said because of them."""

    name = "unclassified"
    section = Section.DATA
    weights: ClassVar = {
        f"{kind}_{size}": {"small": 46, "blurred": 76, "blind": 90}[size]
        for kind in ("fund", "holding")
        for size in UNKNOWN_TAILS
    }
    phrasings: ClassVar = {
        **{
            f"fund_{size}": (
                f"We do not know what is inside {{names}}, where you have {{share}} of your money. {tail}".rstrip(),
                f"You have {{share}} of your money in {{names}}, and we do not know what that holds. {tail}".rstrip(),
            )
            for size, tail in UNKNOWN_TAILS.items()
        },
        **{
            f"holding_{size}": (
                f"We could not classify {{names}}, where you have {{share}} of your money. {tail}".rstrip(),
                f"You have {{share}} of your money in {{names}}, which we could not classify. {tail}".rstrip(),
            )
            for size, tail in UNKNOWN_TAILS.items()
        },
    }

    def judge(self, case: ClaimCase) -> Statement:
        share = case.figure(Family.DATA, Measure.UNCLASSIFIED)
        rows = case.portfolio.unclassified
        if not rows or share.value < MIN_UNKNOWN_PERCENT:
            raise CannotSay("none", "everything is classified, or nearly so")
        names: list[tuple[Part, ...]] = [(Name(row.symbol),) for row in rows[:MAX_LISTED]]
        names += [(Name("others"),)] if len(rows) > MAX_LISTED else []
        kind = "fund" if all(row.instrument_type in FUND_TYPES for row in rows) else "holding"
        size = "blind" if case.is_blind else "blurred" if case.is_blurred else "small"
        return self.statement(f"{kind}_{size}", "bad", names=join_parts(names), share=share)


class Grade(Claim):
    """How good the data is, with the reason that holds."""

    name = "grade"
    section = Section.DATA
    weights: ClassVar = {
        "complete": 14, "good": 14, "one_unpriced": 30, "unpriced": 30, "unclassified": 30, "samples": 28,
        "old_prices": 28, "contradiction": 72,
    }  # fmt: skip
    phrasings: ClassVar = {
        "complete": (
            "Your data is complete, so these figures are as exact as we can make them.",
            "Nothing is missing from your data, so these figures are as exact as we can make them.",
        ),
        "good": (
            "Your data is good, and only smaller items are missing, old or not confirmed.",
            "Only smaller items of your data are missing, old or not confirmed.",
        ),
        "one_unpriced": (
            "Your data is incomplete, because one of your holdings has no price in dollars.",
            "These figures are rough, because one of your holdings has no price in dollars.",
        ),
        "unpriced": (
            "Your data is incomplete, because {unpriced} of your holdings have no price in dollars.",
            "These figures are rough, because {unpriced} of your holdings have no price in dollars.",
        ),
        "unclassified": (
            "Your data is incomplete, because {unclassified} of your money is unclassified.",
            "These figures are rough, because {unclassified} of your money is unclassified.",
        ),
        "samples": (
            "These figures are rough, because most of your money stands at sample prices.",
            "Most of your money stands at sample prices, so these figures are rough.",
        ),
        "old_prices": (
            "These figures are rough, because most of your money stands at old or sample prices.",
            "Most of your money stands at old or sample prices, so these figures are rough.",
        ),
        "contradiction": (
            "Your profile contradicts itself, because your plan ends at {end} but you retire at {retirement}.",
            "You plan to age {end} but retire at {retirement}, so please correct one of them.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        if not case.situation.has_value:
            raise CannotSay("none", "nothing has a value yet")
        letter = compute_grade(case.portfolio).letter
        if letter in ("A", "B"):
            ids = ("data.unclassified", "data.unpriced")
            return self.statement("complete" if letter == "A" else "good", "good", decided_by=ids)
        if case.profile.plan_to_age <= case.profile.retirement_age:
            end = case.figure(Family.PROFILE, Measure.PLAN_TO_AGE)
            retirement = case.figure(Family.PROFILE, Measure.RETIREMENT_AGE)
            return self.statement("contradiction", "bad", end=end, retirement=retirement)
        unpriced = case.figure(Family.DATA, Measure.UNPRICED)
        if unpriced.value == 1:
            return self.statement("one_unpriced", "bad", decided_by=(unpriced.fact.id,))
        if unpriced.value:
            return self.statement("unpriced", "bad", unpriced=unpriced)
        if case.is_blurred:
            unclassified = case.figure(Family.DATA, Measure.UNCLASSIFIED)
            return self.statement("unclassified", "bad", unclassified=unclassified)
        old = case.fact(Family.DATA, Measure.OLD_PRICES)
        verdict = "old_prices" if old.value else "samples"
        return self.statement(verdict, "bad", decided_by=(old.id, "data.sample_prices"))


class NotModelled(Claim):
    """What matters to this person and is in none of the figures."""

    name = "not_modelled"
    section = Section.DATA
    weights: ClassVar = {"list": 57}
    phrasings: ClassVar = {
        "list": ("These figures leave out {items}.", "Not in these figures: {items}."),
    }

    def judge(self, case: ClaimCase) -> Statement:
        profile, items = case.profile, list(list_untold(case))
        if profile.age >= CARE_AGE:
            items.append("long-term care")
        if any(account.kind == "529" for account in case.portfolio.snapshot.accounts):
            items.append("the cost of college")
        if profile.age < INSURANCE_AGE:
            items.append("life and disability insurance")
        if not case.is_retired:
            items += ["a home", "debts"]
        if case.value(Family.PORTFOLIO, Measure.VALUE) >= case.near_amount(ESTATE_TAX_USD):
            items.append("estate tax")
        if not items:
            raise CannotSay("none", "nothing that matters to this person is left out")
        names = join_parts([(Name(item),) for item in items])
        return self.statement("list", items=names, decided_by=("profile.age", "portfolio.value"))


def list_untold(case: ClaimCase) -> Iterator[str]:
    """Yield what the plan leaves out of taxes, people and premiums. What it assumes of them is no such thing."""
    if case.baseline and not case.is_after_tax:
        yield "taxes"
    if not case.is_after_tax:
        yield from list_untold_premiums(case)
        yield "a spouse"
    result = case.baseline and case.baseline.projection.household
    if result and result.high_income >= HIGH_INCOME_SHARE:
        yield "the alternative minimum tax"


def list_untold_premiums(case: ClaimCase) -> Iterator[str]:
    leaves_work = case.profile.age if case.is_retired else case.profile.retirement_age
    if leaves_work < MEDICARE_AGE:
        yield "health cover before Medicare"
    if case.profile.age >= CARE_AGE:
        yield "Medicare premiums"


KINDS: tuple[type[Claim], ...] = (
    Unclassified,
    Grade,
    NotModelled,
)
