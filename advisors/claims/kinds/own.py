"""Claims about what a person owns."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase, members
from advisors.claims.claim import Claim, Section, require_member
from advisors.claims.names import find_account, name_of, owned
from advisors.claims.statement import CannotSay, Name, Statement, join_parts
from advisors.claims.thresholds import ALL_PERCENT, HALF_PERCENT, SAVING_LEADS_PERCENT, TARGET_DATE_YEARS
from portfolios.facts.families import Family, Measure
from portfolios.valuation.purposes import find_aims, has_mixed_purpose

MAX_LISTED = 3


class Worth(Claim):
    """What everything is worth, and in how many accounts it is."""

    name = "worth"
    section = Section.OWN
    weights: ClassVar = {"one_account": 95, "accounts": 95}
    phrasings: ClassVar = {
        "one_account": ("You have {total} in one account.", "Your account holds {total}."),
        "accounts": ("You have {total} in {accounts} accounts.", "Your {accounts} accounts add up to {total}."),
    }

    def judge(self, case: ClaimCase) -> Statement:
        total = case.figure(Family.PORTFOLIO, Measure.VALUE)
        accounts = case.figure(Family.PORTFOLIO, Measure.ACCOUNTS)
        if total.value <= 0:
            raise CannotSay("none", "nothing has a value yet")
        if accounts.value == 1:
            return self.statement("one_account", total=total, decided_by=(accounts.fact.id,))
        return self.statement("accounts", total=total, accounts=accounts)


class Empty(Claim):
    """That nothing has been recorded yet."""

    name = "empty"
    section = Section.OWN
    weights: ClassVar = {"empty": 100}
    phrasings: ClassVar = {"empty": ("You have not recorded anything yet.", "There is nothing in your accounts yet.")}

    def judge(self, case: ClaimCase) -> Statement:
        if not case.situation.is_empty:
            raise CannotSay("none", "something is recorded")
        return self.statement("empty", "bad", decided_by=("portfolio.value",))


class AccountWorth(Claim):
    """What one account holds, and its share of everything."""

    name = "account_worth"
    section = Section.OWN
    weights: ClassVar = {"is": 15}
    phrasings: ClassVar = {
        "is": (
            "{account_first} holds {value}, {share} of your money.",
            "You keep {value} in {account}, which is {share} of your money.",
        )
    }
    account: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["AccountWorth"]:
        for member in members(case.facts.members(Family.ACCOUNT, Measure.VALUE)):
            yield cls(account=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.account, members(case.facts.members(Family.ACCOUNT, Measure.VALUE)), "account")
        account = owned(name_of(case, Family.ACCOUNT, self.account))
        return self.statement(
            "is",
            account=account,
            account_first=account.capitalized,
            value=case.figure(Family.ACCOUNT, Measure.VALUE, self.account),
            share=case.figure(Family.ACCOUNT, Measure.SHARE, self.account),
        )


class HoldingWorth(Claim):
    """What one holding is worth, and its share of everything."""

    name = "holding_worth"
    section = Section.OWN
    weights: ClassVar = {"is": 10}
    phrasings: ClassVar = {
        "is": (
            "You own {value} of {holding}, which is {share} of your money.",
            "Your {holding} is worth {value}, or {share} of your money.",
        )
    }
    holding: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["HoldingWorth"]:
        for member in members(case.facts.members(Family.HOLDING, Measure.VALUE)):
            yield cls(holding=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.holding, members(case.facts.members(Family.HOLDING, Measure.VALUE)), "holding")
        return self.statement(
            "is",
            holding=name_of(case, Family.HOLDING, self.holding),
            value=case.figure(Family.HOLDING, Measure.VALUE, self.holding),
            share=case.figure(Family.HOLDING, Measure.SHARE, self.holding),
        )


class LeftOut(Claim):
    """Which holdings no total includes, because they have no price."""

    name = "left_out"
    section = Section.OWN
    weights: ClassVar = {"one": 68, "several": 70, "many": 72}
    phrasings: ClassVar = {
        "one": ("{names} has no price, so no total includes it.", "We leave {names} out, because it has no price."),
        "several": (
            "{names} have no price, so no total includes them.",
            "We leave {names} out, because they have no price.",
        ),
        "many": (
            "{count} of your holdings have no price, so no total includes them.",
            "No total includes {count} of your holdings, because they have no price.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        count = case.figure(Family.DATA, Measure.UNPRICED)
        symbols = sorted(instrument.symbol for instrument in case.portfolio.unpriced)
        if not symbols:
            raise CannotSay("none", "everything has a price")
        if len(symbols) > MAX_LISTED:
            return self.statement("many", "bad", count=count)
        names = join_parts([(Name(symbol),) for symbol in symbols])
        return self.statement(
            "one" if len(symbols) == 1 else "several", "bad", names=names, decided_by=(count.fact.id,)
        )


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
        for member in members(case.facts.members(Family.ACCOUNT, Measure.VALUE)):
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
            "The name of {fund} says {year}, and you plan to retire in {retirement}, so the date fits.",
            "You plan to retire in {retirement}, which fits the {year} in the name of {fund}.",
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
        for member in members(case.facts.members(Family.HOLDING, Measure.TARGET_YEAR)):
            yield cls(holding=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.holding, members(case.facts.members(Family.HOLDING, Measure.TARGET_YEAR)), "dated fund")
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


class SavingWeight(Claim):
    """That saving matters more than markets, because it is large beside what is owned."""

    name = "saving_weight"
    section = Section.OWN
    weights: ClassVar = {"over_all": 66, "over_half": 64, "over_quarter": 60}
    phrasings: ClassVar = {
        verdict: (
            f"You save {{saving}}, {words} what you own today. For now, what you save matters more than markets do.",
            f"Your saving of {{saving}} is {words} what you own, so for now it matters more than markets do.",
        )
        for verdict, words in (
            ("over_all", "at least as much as"),
            ("over_half", "more than half of"),
            ("over_quarter", "at least a quarter of"),
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        share = case.fact(Family.PROFILE, Measure.SAVING_SHARE)
        if "annual_contribution" in case.profile.assumed:
            raise CannotSay("assumed_target", "nobody has confirmed what this person saves")
        percent = case.value(Family.PROFILE, Measure.SAVING_SHARE)
        if percent < SAVING_LEADS_PERCENT:
            raise CannotSay("small", "saving is small beside what is owned")
        over_half = "over_half" if percent > HALF_PERCENT else "over_quarter"
        return self.statement(
            "over_all" if percent >= ALL_PERCENT else over_half,
            saving=case.figure(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION),
            decided_by=(share.id,),
        )


class SavingTotal(Claim):
    """How much new money goes in until retirement."""

    name = "saving_total"
    section = Section.OWN
    weights: ClassVar = {"adds": 35}
    phrasings: ClassVar = {
        "adds": (
            "From now to age {age} you will put in {total} of your own money, before any growth.",
            "Your saving until {age} adds up to {total}, before any growth.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        total = case.figure(Family.PROFILE, Measure.SAVING_TOTAL)
        fields = {"annual_contribution", "years_until_retirement", "birth_year"}
        if not fields.isdisjoint(case.profile.assumed):
            raise CannotSay("assumed_target", "nobody has confirmed the saving or the year of retirement")
        return self.statement("adds", total=total, age=case.figure(Family.PROFILE, Measure.RETIREMENT_AGE))


KINDS: tuple[type[Claim], ...] = (
    Worth, Empty, AccountWorth, HoldingWorth, LeftOut, MixedPurpose, TargetDate, SavingWeight, SavingTotal,
)  # fmt: skip
