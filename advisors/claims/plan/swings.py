"""Claims about what the plan depends on."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import (
    MIN_INCOME_USD,
    MIN_SUCCESS_POINTS,
    SMALLEST_CHANGE_POINTS,
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
        for swing in case.facts.by_member(Family.SWING, measure):
            yield cls(swing=swing)

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        require_member(self.swing, tuple(SENSITIVITY_CHANGES), "swing")
        condition = Name(SENSITIVITY_CHANGES[self.swing].condition)
        slots: dict[str, Any] = {"condition": condition, "condition_first": condition.capitalized}
        if not case.has_goal:
            income = case.figure(Family.SWING, Measure.INCOME, self.swing, "size")
            if abs(income.value) < case.near_amount(MIN_INCOME_USD):
                raise CannotSay("small", "the change hardly matters")
            is_gain = income.value > 0
            return self.statement("adds" if is_gain else "takes", "good" if is_gain else "bad", income=income, **slots)
        points = case.figure(Family.SWING, Measure.POINTS, self.swing)
        if not is_clear(points.value, points.fact.error):
            return self.statement("no_clear_difference", decided_by=(points.fact.id,), **slots)
        if abs(points.value) < SMALLEST_CHANGE_POINTS:
            raise CannotSay("small", "the change hardly matters")
        is_gain = points.value > 0
        return self.statement("raises" if is_gain else "lowers", "good" if is_gain else "bad", points=points, **slots)


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
        facts = case.facts.members(Family.SWING, Measure.POINTS)
        swings = [Figure(fact) for fact in facts if SENSITIVITY_CHANGES[fact.of].assumption]
        swings.sort(key=lambda swing: swing.value)  # worst first
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


KINDS: tuple[type[Claim], ...] = (
    Swing,
    BiggestSwing,
)
