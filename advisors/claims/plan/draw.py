"""Claims about what a retired person draws."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement, join_parts
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure


class Draw(Claim):
    """What a retired person draws from the portfolio a year."""

    name = "draw"
    section = Section.RETIREMENT
    weights: ClassVar = {
        "all": 62, "all_taxed": 62, "one_income": 72, "incomes": 72, "one_income_taxed": 72, "incomes_taxed": 72,
        "covered": 72,
    }  # fmt: skip
    phrasings: ClassVar = {
        "all": (
            "You draw all of the {goal} you spend from your money.",
            "Your money pays for all of the {goal} you spend.",
        ),
        "all_taxed": (
            "Your money pays for all of the {goal} you spend. With taxes and premiums, you draw {draw} from it.",
            "You draw {draw} from your money: all of the {goal} you spend, and taxes and premiums on top.",
        ),
        "one_income": (
            "Of the {goal} you spend, {names} pays {income}, so you draw {draw} from your money.",
            "You draw {draw} from your money, because {names} pays {income} of the {goal} you spend.",
        ),
        "incomes": (
            "Of the {goal} you spend, {names} pay {income}, so you draw {draw} from your money.",
            "You draw {draw} from your money, because {names} pay {income} of the {goal} you spend.",
        ),
        "one_income_taxed": (
            "Of the {goal} you spend, {names} pays {income}. With taxes and premiums, you draw {draw} from your money.",
            "You draw {draw} from your money: {names} pays {income} of the {goal} you spend, and taxes and premiums "
            "come on top.",
        ),
        "incomes_taxed": (
            "Of the {goal} you spend, {names} pay {income}. With taxes and premiums, you draw {draw} from your money.",
            "You draw {draw} from your money: {names} pay {income} of the {goal} you spend, and taxes and premiums "
            "come on top.",
        ),
        "covered": (
            "Your other income of {income} covers the {goal} you spend, so you draw nothing from your money.",
            "You draw nothing from your money, because your other income of {income} covers the {goal} you spend.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        if not case.is_retired:
            raise CannotSay("none", "this person is not retired")
        goal = case.figure(Family.PROFILE, Measure.INCOME_GOAL)
        income = case.figure(Family.PLAN, Measure.OTHER_INCOME, style="amount")
        draw = case.figure(Family.PLAN, Measure.DRAW, style="amount")
        is_taxed = draw.value - (goal.value - income.value) >= 1
        if not income.value and is_taxed:
            return self.statement("all_taxed", goal=goal, draw=draw)
        if not income.value:
            return self.statement("all", goal=goal, decided_by=(draw.fact.id,))
        if not draw.value:
            return self.statement("covered", "good", goal=goal, income=income, decided_by=(draw.fact.id,))
        paid = [fact for fact in case.facts.by_member(Family.INCOME, Measure.AMOUNT).values() if is_paid(case, fact)]
        names = join_parts([(Name(fact.subject[0]),) for fact in paid])
        verdict = "one_income" if len(paid) == 1 else "incomes"
        if is_taxed:
            verdict = f"{verdict}_taxed"
        return self.statement(verdict, goal=goal, income=income, draw=draw, names=names)


def is_paid(case: ClaimCase, amount: Fact) -> bool:
    """Return whether an income is paid at the person's age."""
    age, end = case.profile.age, case.facts.one(Family.INCOME, Measure.END_AGE, amount.of)
    started = case.facts.value(Family.INCOME, Measure.START_AGE, amount.of) <= age
    return started and (end is None or end.value is None or end.value >= age)


KINDS: tuple[type[Claim], ...] = (Draw,)
