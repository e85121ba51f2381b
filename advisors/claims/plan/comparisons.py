"""Claims about tested changes against each other."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.plan.changes import (
    capitalize_first,
    chance_of_success,
    describe_change,
    find_what_if,
    list_changes,
    require_realistic,
)
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    MIN_SUCCESS_POINTS,
    PlanVerdict,
    is_clear,
)
from advisors.retirement.scenarios.baseline import WhatIf
from advisors.retirement.scenarios.change_kinds import CHANGES
from advisors.retirement.scenarios.compare import compute_difference
from portfolios.facts.families import Family, Measure


def list_own_steps(case: ClaimCase) -> list[str]:
    """Return the realistic changes that do not touch the mix, whose effect rests on what each class may return."""
    steps = []
    for change in list_changes(case):
        try:
            require_realistic(case, change)
        except CannotSay:
            continue
        if not CHANGES[find_what_if(case, change).change].equity_direction:
            steps.append(change)
    return steps


def clearly_helps(case: ClaimCase, change: str) -> bool:
    """Return whether a change raises the chance of success, clearly and by a point or more."""
    points = case.fact(Family.CHANGE, Measure.POINTS, change)
    return points.value is not None and points.value >= MIN_SUCCESS_POINTS and is_clear(points.value, points.error)


class CompareChanges(Claim):
    """Which of two tested changes helps more. Both must clearly help."""

    name = "compare_changes"
    section = Section.CHANGES
    weights: ClassVar = {"more": 30, "less": 30, "about_as_much": 26}
    phrasings: ClassVar = {
        "more": (
            "{first_capital} helps more than {second}.",
            "You gain more by {first} than by {second}.",
        ),
        "less": (
            "{first_capital} helps less than {second}.",
            "You gain less by {first} than by {second}.",
        ),
        "about_as_much": (
            "{first_capital} helps about as much as {second}.",
            "You gain about as much by {first} as by {second}.",
        ),
    }
    first: str
    second: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["CompareChanges"]:
        for first, second in permutations(list_own_steps(case), 2):
            yield cls(first=first, second=second)

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        if self.first == self.second:
            raise CannotSay("bad_argument", "a change cannot be compared with itself")
        first, second = find_what_if(case, self.first), find_what_if(case, self.second)
        if not {self.first, self.second} <= set(list_own_steps(case)):
            raise CannotSay("implausible", "only realistic steps that leave the mix alone are compared")
        if not (clearly_helps(case, self.first) and clearly_helps(case, self.second)):
            raise CannotSay("small", "one of the two does not clearly help")
        doing = describe_change(case, self.first)
        return self.statement(
            compare_effects(first, second),
            first=doing,
            first_capital=capitalize_first(doing),
            second=describe_change(case, self.second),
            decided_by=tuple(f"change.{change}.success" for change in (self.first, self.second)),
        )


def compare_effects(first: WhatIf, second: WhatIf) -> str:
    """Return whether the first change helps more or less than the second, or about_as_much, path by path."""
    difference = compute_difference(second.projection, first.projection)
    gain, error = Decimal(repr(difference.success)), Decimal(repr(difference.standard_error or 0.0))
    if not is_clear(gain, error):
        return "about_as_much"
    return "more" if gain > 0 else "less"


class BestChange(Claim):
    """Which of the tested changes helps most."""

    name = "best_change"
    section = Section.CHANGES
    weights: ClassVar = {"most": 60, "only": 58}
    phrasings: ClassVar = {
        "most": (
            "Of the realistic ways we tested to save more, work longer or spend less, {doing} helps most. It takes "
            "your chance from {before} to {after}.",
            "{doing_first} helps most of the realistic ways we tested to save more, work longer or spend less. It "
            "takes your chance from {before} to {after}.",
        ),
        "only": (
            "Of the realistic ways we tested to save more, work longer or spend less, only {doing} clearly helps. It "
            "takes your chance from {before} to {after}.",
            "Only {doing} clearly helps, of the realistic ways we tested to save more, work longer or spend less. It "
            "takes your chance from {before} to {after}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        if case.plan_verdict == PlanVerdict.STRONG:
            raise CannotSay("none", "the plan is strong already")
        changes = list_own_steps(case)
        helpful = [change for change in changes if clearly_helps(case, change)]
        helpful.sort(key=lambda change: -case.value(Family.CHANGE, Measure.POINTS, change))
        if not helpful or len(changes) < 2:
            raise CannotSay("none", "there is no change to choose from")
        what_ifs = [find_what_if(case, change) for change in helpful[:2]]
        if len(what_ifs) > 1 and compare_effects(*what_ifs) != "more":
            raise CannotSay("tie", "the two best changes cannot be told apart")
        doing = describe_change(case, helpful[0])
        return self.statement(
            "most" if len(helpful) > 1 else "only",
            "good",
            doing=doing,
            doing_first=capitalize_first(doing),
            before=chance_of_success(case.figure(Family.PLAN, Measure.SUCCESS, style="whole")),
            after=chance_of_success(case.figure(Family.CHANGE, Measure.SUCCESS, helpful[0], "whole")),
            decided_by=tuple(f"change.{change}.points" for change in changes),
        )


KINDS: tuple[type[Claim], ...] = (
    CompareChanges,
    BestChange,
)
