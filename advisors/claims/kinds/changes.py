"""Claims about the changes of the plan that were tested."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations
from typing import Any, ClassVar

from advisors.claims.case import ClaimCase, members
from advisors.claims.claim import Claim, Section, require_member
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Name, Part, Slot, Statement
from advisors.claims.thresholds import (
    HARDLY_ANY_PERCENT,
    LATEST_RETIREMENT_AGE,
    MIN_INCOME_USD,
    MIN_SUCCESS_POINTS,
    NEARLY_ALL_PERCENT,
    SMALLEST_CHANGE_POINTS,
    PlanVerdict,
    is_clear,
    plausible_saving,
)
from advisors.retirement.facts.scenarios import change_key
from advisors.retirement.scenarios.baseline import WhatIf
from advisors.retirement.scenarios.change_kinds import CHANGES
from advisors.retirement.scenarios.compare import compute_difference
from portfolios.facts.families import Family, Measure


def list_changes(case: ClaimCase) -> tuple[str, ...]:
    """Return the keys of the changes that were tested."""
    return members(case.facts.members(Family.CHANGE, Measure.AMOUNT))


def find_what_if(case: ClaimCase, change: str) -> WhatIf:
    """Return a tested change by its key. Raises CannotSay for any other."""
    found = next((what_if for what_if in case.what_ifs if change_key(what_if) == change), None)
    if found is None:
        raise CannotSay("no_member", f"there is no change {change}")
    return found


def describe_change(case: ClaimCase, change: str) -> tuple[Part, ...]:
    """Return what a person would do, within a sentence: saving $3,500 a year more."""
    before, _, after = CHANGES[find_what_if(case, change).change].doing.partition("{}")
    return (before, case.figure(Family.CHANGE, Measure.AMOUNT, change), after)


def capitalize_first(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    first = parts[0]
    assert isinstance(first, str)
    return (first[:1].upper() + first[1:], *parts[1:])


def chance_of_success(figure: Figure) -> Slot:
    """Return a chance within "raises your chance to". Nobody reads 100% or 0%."""
    if figure.value >= NEARLY_ALL_PERCENT:
        return (Name("nearly certain"),)
    return (Name("hardly any"),) if figure.value <= HARDLY_ANY_PERCENT else figure


def require_realistic(case: ClaimCase, change: str) -> None:
    """Raise CannotSay for a change that nobody could make: to save too much, or to retire too late."""
    amount, kind = case.value(Family.CHANGE, Measure.AMOUNT, change), find_what_if(case, change).change
    saving = case.value(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION)
    goal = case.facts.value(Family.PROFILE, Measure.INCOME_GOAL)
    if kind == "save_more" and case.has_goal and saving + amount > plausible_saving(saving, goal):
        raise CannotSay("implausible", "nobody could save that much")
    if kind == "retire_later" and case.profile.retirement_age + amount > LATEST_RETIREMENT_AGE:
        raise CannotSay("implausible", "nobody can plan to retire that late")


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


class ChangeEffect(Claim):
    """What one tested change does to the chance of success or, without a goal, to what can be spent."""

    name = "change"
    section = Section.CHANGES
    weights: ClassVar = {
        "raises": 57, "raises_strong": 15, "lowers": 40, "mix_raises": 20, "mix_lowers": 20, "no_clear_difference": 25,
        "adds": 57, "takes": 40, "adds_nothing": 25,
    }  # fmt: skip
    phrasings: ClassVar = {
        "raises": (
            "{doing_first} raises your chance from {before} to {after}.",
            "Your chance rises from {before} to {after} by {doing}.",
        ),
        "raises_strong": (
            "Your plan is strong already, and {doing} would raise your chance from {before} to {after}.",
            "{doing_first} would raise your chance from {before} to {after}, though your plan is strong already.",
        ),
        "lowers": (
            "{doing_first} lowers your chance from {before} to {after}.",
            "Your chance falls from {before} to {after} by {doing}.",
        ),
        "mix_raises": (
            "On our assumptions, {doing} raises your chance from {before} to {after}. Other assumptions may say the "
            "opposite.",
            "Your chance rises from {before} to {after} by {doing}, on our assumptions. Other assumptions may say the "
            "opposite.",
        ),
        "mix_lowers": (
            "On our assumptions, {doing} lowers your chance from {before} to {after}. Other assumptions may say the "
            "opposite.",
            "Your chance falls from {before} to {after} by {doing}, on our assumptions. Other assumptions may say the "
            "opposite.",
        ),
        "no_clear_difference": (
            "{doing_first} makes no clear difference to your chance.",
            "There is no clear difference to your chance from {doing}.",
        ),
        "adds": (
            "{doing_first} adds about {income} to what you can spend.",
            "About {income} is added to what you can spend by {doing}.",
        ),
        "takes": (
            "{doing_first} takes about {income} from what you can spend.",
            "About {income} is taken from what you can spend by {doing}.",
        ),
        "adds_nothing": (
            "{doing_first} makes no clear difference to what you can spend.",
            "There is no clear difference to what you can spend from {doing}.",
        ),
    }
    change: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["ChangeEffect"]:
        for change in list_changes(case):
            yield cls(change=change)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.change, list_changes(case), "change")
        case.require_projection()
        require_realistic(case, self.change)
        doing = describe_change(case, self.change)
        slots: dict[str, Any] = {"doing": doing, "doing_first": capitalize_first(doing)}
        return self._judge_success(case, slots) if case.has_goal else self._judge_income(case, slots)

    def _judge_success(self, case: ClaimCase, slots: dict[str, Any]) -> Statement:
        points = case.fact(Family.CHANGE, Measure.POINTS, self.change)
        before = case.figure(Family.PLAN, Measure.SUCCESS, style="whole")
        after = case.figure(Family.CHANGE, Measure.SUCCESS, self.change, "whole")
        value = case.value(Family.CHANGE, Measure.POINTS, self.change)
        if not is_clear(value, points.error):
            return self.statement("no_clear_difference", decided_by=(points.id,), **slots)
        if abs(value) < SMALLEST_CHANGE_POINTS:
            raise CannotSay("small", "the change hardly matters")
        slots |= {"before": chance_of_success(before), "after": chance_of_success(after)}
        ids = (before.fact.id, after.fact.id, points.id)
        verdict = "raises" if value > 0 else "lowers"
        if CHANGES[find_what_if(case, self.change).change].equity_direction:
            return self.statement(f"mix_{verdict}", decided_by=ids, **slots)
        if value > 0 and case.plan_verdict == PlanVerdict.STRONG:
            return self.statement("raises_strong", decided_by=ids, **slots)
        return self.statement(verdict, "good" if value > 0 else "bad", decided_by=ids, **slots)

    def _judge_income(self, case: ClaimCase, slots: dict[str, Any]) -> Statement:
        more = case.figure(Family.CHANGE, Measure.MORE, self.change, "size")
        if abs(more.value) < MIN_INCOME_USD:
            return self.statement("adds_nothing", decided_by=(more.fact.id,), **slots)
        verdict = "adds" if more.value > 0 else "takes"
        return self.statement(verdict, "good" if more.value > 0 else "bad", income=more, **slots)


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


KINDS: tuple[type[Claim], ...] = (ChangeEffect, CompareChanges, BestChange)
