"""Claims about spending rules and the past."""

from collections.abc import Iterator
from typing import Any, ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.plan.on_track import chance_slot
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Mood, Name, Statement
from advisors.claims.thresholds import (
    KINDER_PAST_POINTS,
    MIN_HISTORY_PERIODS,
    NEARLY_ALL_PERCENT,
    SMALLEST_CUT_PERCENT,
)
from advisors.retirement.inputs.rule_options import UNIFORM_LIFETIME_FIRST_AGE
from portfolios.facts.families import Family, Measure

RULE_NAMES = {
    "constant_real": Name("spending the same amount every year"),
    "constant_percent": Name("spending a fixed share of what is left"),
    "guardrails": Name("spending by guardrails"),
    "vpw": Name("spending a share that grows each year"),
    "floor_ceiling": Name("spending a share between a floor and a ceiling"),
    "rmd": Name("spending by the distribution table"),
}


GUARDRAILS_LACK = (
    "They steer what your money pays beside other income, and leave out the published rule on what to sell."
)

TABLE_IS_EXTENDED = f"The table begins at age {UNIFORM_LIFETIME_FIRST_AGE}, so we extend it to the years before."


class Rule(Claim):
    """What one rule for spending leads to: how often money runs out or falls short, and how deep the cuts are."""

    name = "rule"
    section = Section.RULES
    weights: ClassVar = {"fixed": 16, "flexible": 20, "steady": 20, "spent": 20}
    phrasings: ClassVar = {
        "fixed": (
            "Before taxes, {rule} runs out early in {ran_out} of the scenarios.",
            "In {ran_out} of the scenarios, {rule} runs out early, before taxes.",
        ),
        "flexible": (
            "Before taxes, {rule} runs out early in {ran_out} of the scenarios and falls below three quarters of "
            "your goal in {below}. One in ten cuts your spending by {cut} or more.",
            "With {rule}, before taxes, {ran_out} of the scenarios run out early and {below} fall below three quarters "
            "of your goal. One in ten cuts your spending by {cut} or more.",
        ),
        "steady": (
            "Before taxes, {rule} runs out early in {ran_out} of the scenarios and falls below three quarters of "
            "your goal in {below}. Nine in ten hardly cut your spending.",
            "With {rule}, before taxes, {ran_out} of the scenarios run out early and {below} fall below three quarters "
            "of your goal. Nine in ten hardly cut your spending.",
        ),
        "spent": (
            "Before taxes, {rule} runs out early in {ran_out} of the scenarios and falls below three quarters of "
            "your goal in {below}. One in ten leaves you next to nothing to spend.",
            "With {rule}, before taxes, {ran_out} of the scenarios run out early and {below} fall below three quarters "
            "of your goal. One in ten leaves you next to nothing to spend.",
        ),
    }
    rule: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Rule"]:
        for rule in case.facts.by_member(Family.RULE, Measure.RAN_OUT):
            yield cls(rule=rule)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.rule, tuple(RULE_NAMES), "rule")
        case.require_goal()
        slots: dict[str, Any] = {
            "rule": RULE_NAMES[self.rule],
            "ran_out": chance_slot(case.figure(Family.RULE, Measure.RAN_OUT, self.rule, "whole")),
        }
        ids = tuple(f"rule.{self.rule}.{measure}" for measure in (Measure.RAN_OUT, Measure.BELOW_NEED, Measure.CUT_P90))
        tail = GUARDRAILS_LACK if self.rule == "guardrails" else ""
        if self.rule == "rmd" and case.profile.retirement_age < UNIFORM_LIFETIME_FIRST_AGE:
            tail = TABLE_IS_EXTENDED
        if self.rule == "constant_real":
            return self.statement("fixed", decided_by=ids, **slots)
        slots["below"] = chance_slot(case.figure(Family.RULE, Measure.BELOW_NEED, self.rule, "whole"))
        cut = case.figure(Family.RULE, Measure.CUT_P90, self.rule, "whole")
        if cut.value < SMALLEST_CUT_PERCENT:
            return self.statement("steady", decided_by=ids, tail=tail, **slots)
        if cut.value >= NEARLY_ALL_PERCENT:
            return self.statement("spent", "bad", decided_by=ids, tail=tail, **slots)
        return self.statement("flexible", decided_by=ids, tail=tail, cut=cut, **slots)


OVERLAP = "Those stretches overlap, so they count for less than they seem."

KINDER = "The past was kinder than what we assume."

HARSHER = "The past was harsher than what we assume."

OF_MARKETS = "That is the past of whole markets, and {company} alone swings far more."


class History(Claim):
    """In how many past years the plan could have begun and lasted."""

    name = "history"
    section = Section.HISTORY
    weights: ClassVar = {"all": 36, "some": 44, "none": 54}
    phrasings: ClassVar = {
        "all": (
            f"Your plan would have lasted from every one of the {{periods}} past start years we can test. {OVERLAP}",
            f"Each of the {{periods}} past start years we can test would have carried your plan to its end. {OVERLAP}",
        ),
        "some": (
            f"Your plan would have lasted from {{successes}} of the {{periods}} past start years we can test. "
            f"{OVERLAP}",
            f"Of the {{periods}} past start years we can test, {{successes}} would have carried your plan to its end. "
            f"{OVERLAP}",
        ),
        "none": (
            f"Your plan would have lasted from none of the {{periods}} past start years we can test. {OVERLAP}",
            f"None of the {{periods}} past start years we can test would have carried your plan to its end. {OVERLAP}",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        periods = case.figure(Family.HISTORY, Measure.PERIODS)
        successes = case.figure(Family.HISTORY, Measure.SUCCESSES)
        if periods.value < MIN_HISTORY_PERIODS:
            raise CannotSay("small", "too few past years to test")
        difference = 100 * successes.value / periods.value - case.value(Family.PLAN, Measure.SUCCESS)
        tail = KINDER if difference > KINDER_PAST_POINTS else HARSHER if difference < -KINDER_PAST_POINTS else ""
        ids, slots = (successes.fact.id, "plan.success"), dict[str, Any](periods=periods)
        if case.has_dominant_company:
            tail, slots["company"] = OF_MARKETS, Name(case.portfolio.companies[0][0].symbol)
        if successes.value == periods.value:
            mood: Mood = "neutral" if case.has_dominant_company else "good"
            return self.statement("all", mood, decided_by=ids, tail=tail, **slots)
        if not successes.value:
            return self.statement("none", "bad", decided_by=ids, tail=tail, **slots)
        return self.statement("some", decided_by=ids, tail=tail, successes=successes, **slots)


KINDS: tuple[type[Claim], ...] = (
    Rule,
    History,
)
