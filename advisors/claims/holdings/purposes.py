"""Claims about what accounts and funds are for."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.names import find_account, name_of, owned
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import TARGET_DATE_YEARS
from portfolios.facts.families import Family, Measure
from portfolios.valuation.purposes import find_aims, has_mixed_purpose


class MixedPurpose(Claim):
    """That the purpose of an account leaves open how much of it is for retirement."""

    name = "mixed_purpose"
    section = Section.OWN
    weights: ClassVar = {"mixed": 67, "dated": 66}
    phrasings: ClassVar = {
        "mixed": (
            "{account_first} serves more than one purpose, so we do not know how much of it is for retirement.",
            "We do not know how much of {account} is for retirement, because it has more than one purpose.",
        ),
        "dated": (
            "{account_first} is meant for a set year, so we do not know how much of it is for retirement.",
            "You need money from {account} in a set year, so we do not know how much is for retirement.",
        ),
    }
    account: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["MixedPurpose"]:
        for member in case.facts.by_member(Family.ACCOUNT, Measure.VALUE):
            yield cls(account=member)

    def judge(self, case: ClaimCase) -> Statement:
        row = find_account(case, self.account)
        value = case.figure(Family.ACCOUNT, Measure.VALUE, self.account)
        if not has_mixed_purpose(row.purpose) or not row.counts_for_retirement or value.value <= 0:
            raise CannotSay("none", "its purpose is clear")
        account = owned(name_of(case, Family.ACCOUNT, self.account))
        return self.statement(
            "mixed" if len(find_aims(row.purpose)) > 1 else "dated",
            account=account,
            account_first=account.capitalized,
            decided_by=(value.fact.id,),
        )


class TargetDate(Claim):
    """Whether the year in the name of a target-date fund fits the year of retirement."""

    name = "target_date"
    section = Section.OWN
    weights: ClassVar = {"fits": 57, "early": 60, "late": 60}
    phrasings: ClassVar = {
        "fits": (
            "The name of {fund} says {year}, and you plan to retire in {retirement}, so the date fits. Such a fund "
            "grows calmer as its date comes closer.",
            "You plan to retire in {retirement}, which fits the {year} in the name of {fund}. Such a fund grows calmer "
            "as its date comes closer.",
        ),
        "early": (
            "The date of {fund} is {year}, which is {gap} before you plan to retire.",
            "You plan to retire {gap} after {year}, the date of {fund}.",
        ),
        "late": (
            "The date of {fund} is {year}, which is {gap} after you plan to retire.",
            "You plan to retire {gap} before {year}, the date of {fund}.",
        ),
    }
    holding: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["TargetDate"]:
        for member in case.facts.by_member(Family.HOLDING, Measure.TARGET_YEAR):
            yield cls(holding=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.holding, case.facts.by_member(Family.HOLDING, Measure.TARGET_YEAR), "dated fund")
        if case.is_retired:
            raise CannotSay("retired", "this person has retired already")
        if not {"years_until_retirement", "birth_year"}.isdisjoint(case.profile.assumed):
            raise CannotSay("assumed_target", "nobody has confirmed the year of retirement")
        gap = case.figure(Family.HOLDING, Measure.TARGET_YEAR_GAP, self.holding, style="size")
        fund = name_of(case, Family.HOLDING, self.holding)
        year = case.figure(Family.HOLDING, Measure.TARGET_YEAR, self.holding)
        if abs(gap.value) <= TARGET_DATE_YEARS:
            retirement = case.figure(Family.PROFILE, Measure.RETIREMENT_YEAR)
            return self.statement(
                "fits", "good", fund=fund, year=year, retirement=retirement, decided_by=(gap.fact.id,)
            )
        return self.statement("late" if gap.value > 0 else "early", fund=fund, year=year, gap=gap)


KINDS: tuple[type[Claim], ...] = (
    MixedPurpose,
    TargetDate,
)
