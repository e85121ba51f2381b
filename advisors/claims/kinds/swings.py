"""Claims about what the plan depends on, about rules for spending, and about the past."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from advisors.claims.case import ClaimCase, members
from advisors.claims.claim import Claim, Section, require_member
from advisors.claims.kinds.retirement import chance_slot, require_spread
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import (
    KINDER_PAST_POINTS,
    MIN_HISTORY_PERIODS,
    MIN_INCOME_USD,
    MIN_SUCCESS_POINTS,
    SMALLEST_CHANGE_POINTS,
    SMALLEST_CUT_PERCENT,
    is_clear,
)
from advisors.retirement.scenarios.change_kinds import SENSITIVITY_CHANGES
from portfolios.facts.families import Family, Measure


class Swing(Claim):
    """What one other assumption or decision does to the plan."""

    name = "swing"
    section = Section.CHANGES
    weights: ClassVar = {"raises": 18, "lowers": 28, "no_clear_difference": 10, "adds": 18, "takes": 28}
    phrasings: ClassVar = {
        "raises": (
            "{condition_first}, your chance would rise by {points}.",
            "Your chance would rise by {points} {condition}.",
        ),
        "lowers": (
            "{condition_first}, your chance would fall by {points}.",
            "Your chance would fall by {points} {condition}.",
        ),
        "no_clear_difference": (
            "{condition_first}, your chance would not clearly change.",
            "Your chance would not clearly change {condition}.",
        ),
        "adds": (
            "{condition_first}, you could spend about {income} more.",
            "You could spend about {income} more {condition}.",
        ),
        "takes": (
            "{condition_first}, you could spend about {income} less.",
            "You could spend about {income} less {condition}.",
        ),
    }
    swing: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Swing"]:
        measure = Measure.POINTS if case.has_goal else Measure.INCOME
        for swing in members(case.facts.members(Family.SWING, measure)):
            yield cls(swing=swing)

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        require_member(self.swing, tuple(SENSITIVITY_CHANGES), "swing")
        condition = Name(SENSITIVITY_CHANGES[self.swing].condition)
        slots: dict[str, Any] = {"condition": condition, "condition_first": condition.capitalized}
        return self._judge_success(case, slots) if case.has_goal else self._judge_income(case, slots)

    def _judge_success(self, case: ClaimCase, slots: dict[str, Any]) -> Statement:
        points = case.figure(Family.SWING, Measure.POINTS, self.swing)
        if not is_clear(points.value, points.fact.error):
            return self.statement("no_clear_difference", decided_by=(points.fact.id,), **slots)
        if abs(points.value) < SMALLEST_CHANGE_POINTS:
            raise CannotSay("small", "the change hardly matters")
        is_gain = points.value > 0
        return self.statement("raises" if is_gain else "lowers", "good" if is_gain else "bad", points=points, **slots)

    def _judge_income(self, case: ClaimCase, slots: dict[str, Any]) -> Statement:
        income = case.figure(Family.SWING, Measure.INCOME, self.swing, "size")
        if abs(income.value) < MIN_INCOME_USD:
            raise CannotSay("small", "the change hardly matters")
        is_gain = income.value > 0
        return self.statement("adds" if is_gain else "takes", "good" if is_gain else "bad", income=income, **slots)


class BiggestSwing(Claim):
    """Which single assumption the plan depends on most."""

    name = "biggest_swing"
    section = Section.CHANGES
    weights: ClassVar = {"one": 46, "two": 44}
    phrasings: ClassVar = {
        "one": (
            "Your plan depends most on {assumption}. Your chance would fall by {points} {condition}.",
            "Of the assumptions we tested, your plan depends most on {assumption}. Your chance would fall by {points} "
            "{condition}.",
        ),
        "two": (
            "Your plan depends most on {assumption} and {second}. Your chance would fall by {points} {condition}, and "
            "by {second_points} {second_condition}.",
            "Of the assumptions we tested, your plan depends most on {assumption} and {second}. Your chance would fall "
            "by {points} {condition}, and by {second_points} {second_condition}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        swings = self._rank(case)
        if len(swings) < 2 or swings[0].value > -MIN_SUCCESS_POINTS:
            raise CannotSay("small", "no assumption matters much")
        first, second = swings[:2]
        slots: dict[str, Any] = {"assumption": self._name(first), "points": first, "condition": self._condition(first)}
        ids = tuple(swing.fact.id for swing in swings)
        if self._differ(first, second):
            return self.statement("one", "bad", decided_by=ids, **slots)
        if len(swings) > 2 and not self._differ(second, swings[2]):
            raise CannotSay("tie", "three assumptions matter alike")
        slots |= {"second": self._name(second), "second_points": second, "second_condition": self._condition(second)}
        return self.statement("two", "bad", decided_by=ids, **slots)

    @staticmethod
    def _rank(case: ClaimCase) -> list[Figure]:
        """Return the points of each single assumption, worst first."""
        facts = case.facts.members(Family.SWING, Measure.POINTS)
        return sorted((Figure(f) for f in facts if SENSITIVITY_CHANGES[f.of].assumption), key=lambda one: one.value)

    @staticmethod
    def _differ(first: Figure, second: Figure) -> bool:
        """Return whether two swings differ by more than the errors of both, taken as independent."""
        one, other = first.fact.error or Decimal(0), second.fact.error or Decimal(0)
        return is_clear(first.value - second.value, (one * one + other * other).sqrt())

    @staticmethod
    def _name(swing: Figure) -> Name:
        return Name(SENSITIVITY_CHANGES[swing.fact.of].assumption)

    @staticmethod
    def _condition(swing: Figure) -> Name:
        return Name(SENSITIVITY_CHANGES[swing.fact.of].condition)


RULE_NAMES = {
    "constant_real": Name("spending the same amount every year"),
    "constant_percent": Name("spending a fixed share of what is left"),
    "guardrails": Name("spending by guardrails"),
    "vpw": Name("spending a share that grows each year"),
    "floor_ceiling": Name("spending a share between a floor and a ceiling"),
    "rmd": Name("spending by the distribution table"),
}


class Rule(Claim):
    """What one rule for spending leads to: how often money runs out or falls short, and how deep the cuts are."""

    name = "rule"
    section = Section.RULES
    weights: ClassVar = {"fixed": 16, "flexible": 20, "steady": 20}
    phrasings: ClassVar = {
        "fixed": (
            "{rule_first} runs out early in {ran_out} of the scenarios.",
            "In {ran_out} of the scenarios, {rule} runs out early.",
        ),
        "flexible": (
            "{rule_first} runs out early in {ran_out} of the scenarios and falls below three quarters of your goal in "
            "{below}. One in ten cuts your spending by {cut} or more.",
            "With {rule}, {ran_out} of the scenarios run out early and {below} fall below three quarters of your goal. "
            "One in ten cuts your spending by {cut} or more.",
        ),
        "steady": (
            "{rule_first} runs out early in {ran_out} of the scenarios and falls below three quarters of your goal in "
            "{below}. Nine in ten hardly cut your spending.",
            "With {rule}, {ran_out} of the scenarios run out early and {below} fall below three quarters of your goal. "
            "Nine in ten hardly cut your spending.",
        ),
    }
    rule: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Rule"]:
        for rule in members(case.facts.members(Family.RULE, Measure.RAN_OUT)):
            yield cls(rule=rule)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.rule, tuple(RULE_NAMES), "rule")
        case.require_goal()
        require_spread(case)
        slots: dict[str, Any] = {
            "rule": RULE_NAMES[self.rule],
            "rule_first": RULE_NAMES[self.rule].capitalized,
            "ran_out": chance_slot(case.figure(Family.RULE, Measure.RAN_OUT, self.rule, "whole")),
        }
        ids = tuple(f"rule.{self.rule}.{measure}" for measure in (Measure.RAN_OUT, Measure.BELOW_NEED, Measure.CUT_90))
        if self.rule == "constant_real":
            return self.statement("fixed", decided_by=ids, **slots)
        slots["below"] = chance_slot(case.figure(Family.RULE, Measure.BELOW_NEED, self.rule, "whole"))
        cut = case.figure(Family.RULE, Measure.CUT_90, self.rule, "whole")
        if cut.value < SMALLEST_CUT_PERCENT:
            return self.statement("steady", decided_by=ids, **slots)
        return self.statement("flexible", decided_by=ids, cut=cut, **slots)


OVERLAP = "Those stretches overlap, so they count for less than they seem."
KINDER = "The past was kinder than what we assume."
HARSHER = "The past was harsher than what we assume."


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
        require_spread(case)
        periods = case.figure(Family.HISTORY, Measure.PERIODS)
        successes = case.figure(Family.HISTORY, Measure.SUCCESSES)
        if periods.value < MIN_HISTORY_PERIODS:
            raise CannotSay("small", "too few past years to test")
        difference = 100 * successes.value / periods.value - case.value(Family.PLAN, Measure.SUCCESS)
        tail = KINDER if difference > KINDER_PAST_POINTS else HARSHER if difference < -KINDER_PAST_POINTS else ""
        ids = (successes.fact.id, "plan.success")
        if successes.value == periods.value:
            return self.statement("all", "good", decided_by=ids, tail=tail, periods=periods)
        if not successes.value:
            return self.statement("none", "bad", decided_by=ids, tail=tail, periods=periods)
        return self.statement("some", decided_by=ids, tail=tail, periods=periods, successes=successes)


KINDS: tuple[type[Claim], ...] = (Swing, BiggestSwing, Rule, History)
