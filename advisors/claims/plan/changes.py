"""Claims about one tested change."""

from collections.abc import Iterator
from typing import Any, ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Part, Slot, Statement
from advisors.claims.thresholds import (
    HARDLY_ANY_PERCENT,
    LATEST_RETIREMENT_AGE,
    MIN_INCOME_USD,
    NEARLY_ALL_PERCENT,
    SMALLEST_CHANGE_POINTS,
    PlanVerdict,
    is_clear,
    plausible_saving,
)
from advisors.retirement.facts.scenarios import change_key
from advisors.retirement.scenarios.baseline import WhatIf
from advisors.retirement.scenarios.change_kinds import CHANGES
from portfolios.facts.families import Family, Measure


def list_changes(case: ClaimCase) -> tuple[str, ...]:
    """Return the keys of the changes that were tested."""
    return tuple(case.facts.by_member(Family.CHANGE, Measure.AMOUNT))


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
        if not case.has_goal:
            more = case.figure(Family.CHANGE, Measure.MORE, self.change, "size")
            if abs(more.value) < case.near_amount(MIN_INCOME_USD):
                return self.statement("adds_nothing", decided_by=(more.fact.id,), **slots)
            verdict = "adds" if more.value > 0 else "takes"
            return self.statement(verdict, "good" if more.value > 0 else "bad", income=more, **slots)
        points = case.figure(Family.CHANGE, Measure.POINTS, self.change)
        before = case.figure(Family.PLAN, Measure.SUCCESS, style="whole")
        after = case.figure(Family.CHANGE, Measure.SUCCESS, self.change, "whole")
        if not is_clear(points.value, points.fact.error):
            return self.statement("no_clear_difference", decided_by=(points.fact.id,), **slots)
        if abs(points.value) < SMALLEST_CHANGE_POINTS:
            raise CannotSay("small", "the change hardly matters")
        slots |= {"before": chance_of_success(before), "after": chance_of_success(after)}
        ids = (before.fact.id, after.fact.id, points.fact.id)
        verdict = "raises" if points.value > 0 else "lowers"
        if CHANGES[find_what_if(case, self.change).change].equity_direction:
            return self.statement(f"mix_{verdict}", decided_by=ids, **slots)
        if points.value > 0 and case.plan_verdict == PlanVerdict.STRONG:
            return self.statement("raises_strong", decided_by=ids, **slots)
        return self.statement(verdict, "good" if points.value > 0 else "bad", decided_by=ids, **slots)


KINDS: tuple[type[Claim], ...] = (ChangeEffect,)
