"""Claims about income in retirement."""

from collections.abc import Iterator
from typing import Any, ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import LAST_SOCIAL_SECURITY_AGE
from portfolios.facts.families import Family, Measure


class IncomeStream(Claim):
    """One income beside the portfolio, and when it is paid."""

    name = "income"
    section = Section.RETIREMENT
    weights: ClassVar = dict.fromkeys(("starts", "starts_and_ends", "runs", "runs_and_ends"), 58)
    phrasings: ClassVar = {
        "starts": (
            "From {start} we count {amount} of {name}.",
            "We count {amount} of {name} from age {start}.",
        ),
        "starts_and_ends": (
            "From {start} to {end} we count {amount} of {name}.",
            "We count {amount} of {name} from age {start} to age {end}.",
        ),
        "runs": (
            "You receive {amount} of {name}, and your plan counts it.",
            "Your plan counts the {amount} of {name} that you receive.",
        ),
        "runs_and_ends": (
            "You receive {amount} of {name}, and your plan counts it to age {end}.",
            "Your plan counts the {amount} of {name} that you receive, to age {end}.",
        ),
    }
    stream: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["IncomeStream"]:
        for member in case.facts.by_member(Family.INCOME, Measure.AMOUNT):
            yield cls(stream=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.stream, case.facts.by_member(Family.INCOME, Measure.AMOUNT), "income")
        case.require_projection()
        amount = case.figure(Family.INCOME, Measure.AMOUNT, self.stream)
        start = case.figure(Family.INCOME, Measure.START_AGE, self.stream)
        ends = case.facts.one(Family.INCOME, Measure.END_AGE, self.stream)
        age = case.value(Family.PROFILE, Measure.AGE)
        if start.value >= case.profile.plan_to_age or (ends and ends.value is not None and ends.value < age):
            raise CannotSay("none", "it is not paid in the years of this plan")
        verdict = "runs" if start.value <= age else "starts"
        slots: dict[str, Any] = {"amount": amount, "name": Name(amount.fact.subject[0])}
        if verdict == "starts":
            slots["start"] = start
        if ends is not None:
            slots["end"] = Figure(ends)
        return self.statement(f"{verdict}_and_ends" if ends else verdict, decided_by=(start.fact.id,), **slots)


class IncomeMissing(Claim):
    """That no Social Security is recorded."""

    name = "income_missing"
    section = Section.RETIREMENT
    weights: ClassVar = {"missing": 68}
    phrasings: ClassVar = {
        "missing": (
            "You have recorded no Social Security, so we count none.",
            "We count no Social Security, because you have recorded none. Enter your estimate to see the difference.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        if case.profile.has_social_security:
            raise CannotSay("none", "Social Security is recorded")
        if case.profile.age >= LAST_SOCIAL_SECURITY_AGE:
            raise CannotSay("none", "at that age it would have begun")
        return self.statement("missing", "bad", decided_by=("profile.age",))


KINDS: tuple[type[Claim], ...] = (
    IncomeStream,
    IncomeMissing,
)
