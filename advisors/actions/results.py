"""Say what trades change: the share of a class, a year like 2008, and the chance of success."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from advisors.actions.action import Action, Effect
from advisors.actions.case import ActionCase
from advisors.actions.effects import measure_with_equal_growth, success_effect, sum_abroad
from advisors.actions.guards import Refused
from advisors.actions.words import chance
from advisors.claims.holdings.targets import MONEY
from advisors.claims.names import name_of
from advisors.claims.printing import Figure
from advisors.claims.statement import Name, Part, Slot, Statement
from advisors.claims.thresholds import (
    ABOUT_EQUAL_POINTS,
    MIN_SUCCESS_POINTS,
    ON_TARGET_POINTS,
    OWN_SWINGS_PERCENT,
    SAME_RANK_POINTS,
)
from advisors.retirement.facts.crashes import crash_facts
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

CRASH_YEAR = "2008"
MIN_SPREAD_POINTS = Decimal(5)
"""From this many points more abroad on, a sentence says what rests on the growth that is assumed there."""
MOST_SUCCESS_LOST = Decimal(5)
"""Trades that cost this many points of success or more are no advice."""
CALMER, ROUGHER, SAME = -1, 1, 0
LASTS = "Your goal then lasts in {after} of the scenarios instead of {before}"
EQUAL_GROWTH = "if all stocks grow alike"
MOVES = "Your chance goes from {before} to {after}"


class ShareChange(NamedTuple):
    """A class or region, and its share after some trades in percent."""

    family: Family
    member: str
    after: Decimal

    def figure(self, action: Action, case: ActionCase) -> Figure:
        """Return the share after the trades as a figure of the action."""
        label = f"{name_of(case, self.family, self.member).capitalized.text}: share after the trades"
        formula = "dollars after the trades / all that the targets speak of"
        return action.part_figure(self.member, Measure.AFTER, self.after, "percent", label, formula)


def explain_share(
    action: Action, case: ActionCase, change: ShareChange, other: ShareChange | None = None, sold: tuple[Part, ...] = ()
) -> Statement:  # fmt: skip
    """Say from where to where the share of a class or region goes, its target, and where another class ends.

    sold: names of the companies whose sale above counts too.
    """
    name, target = (
        name_of(case, change.family, change.member),
        case.figure(change.family, Measure.TARGET, change.member),
    )
    slots: dict[str, Slot] = {
        "name": name if sold else name.capitalized,
        "before": none_or(case.figure(change.family, Measure.SHARE_OF_CLASSIFIED, change.member)),
        "after": none_or(change.figure(action, case)),
        "money": MONEY[change.family][case.portfolio.leaves_accounts_alone],
    }
    slots |= {"sold": sold} if sold else {}
    start = "With the sale of {sold}, {name}" if sold else "{name}"
    text = f"{start} {'go' if name.is_plural else 'goes'} from {{before}} to {{after}} of {{money}}, "
    is_reached = abs(change.after - target.value) <= ON_TARGET_POINTS
    if is_reached:
        text += "your target"
    elif target.value < SAME_RANK_POINTS:
        text += "and your targets hold none"
    else:
        text, slots["target"] = f"{text}and your target is {{target}}", target
    if other is not None:
        moved = name_of(case, other.family, other.member)
        falls = other.after < case.value(other.family, Measure.SHARE_OF_CLASSIFIED, other.member)
        verb = ("fall" if falls else "rise") + ("" if moved.is_plural else "s")
        text += f", and {{other}} {verb} to {{other_after}}" if is_reached else f". {{other}} {verb} to {{other_after}}"
        slots["other"] = moved if is_reached else moved.capitalized
        slots["other_after"] = none_or(other.figure(action, case))
    return action.say(f"{text}.", "good", **slots)


def none_or(share: Figure) -> Slot:
    """Return a share as a slot. Nobody reads 0%."""
    return Name("nothing") if share.value < SAME_RANK_POINTS else share


def measure_crash(case: ActionCase, plan: Plan) -> dict[Measure, Decimal]:
    """Return what a year like 2008 does at the mix of a plan: its change in percent and its dollars."""
    assert case.baseline is not None and isinstance(plan.returns, ClassReturns)
    changed = replace(case.baseline, mix=replace(case.baseline.mix, weights=plan.returns.weights))
    return {fact.measure: fact.value or ZERO for fact in crash_facts(changed) if fact.of == CRASH_YEAR}


def measure_ride(case: ActionCase, plan: Plan) -> tuple[int, Decimal]:
    """Return whether a year like 2008 becomes calmer, rougher or neither by a point, and its dollars at the new mix.

    Neither where one company or coins are so much that the past of whole markets says little.
    """
    after = measure_crash(case, plan)
    points = case.facts.value(Family.CRASH, Measure.CHANGE, CRASH_YEAR) - after[Measure.CHANGE]
    knows_past = not case.has_dominant_company and case.coins_share <= OWN_SWINGS_PERCENT
    if abs(points) < ABOUT_EQUAL_POINTS or not knows_past or after[Measure.DOLLARS] >= 0:
        return SAME, after[Measure.DOLLARS]
    return (ROUGHER if points > 0 else CALMER), after[Measure.DOLLARS]


def explain_ride(action: Action, case: ActionCase, plan: Plan) -> Iterator[Statement]:
    """Yield what a year like 2008 would cost after the trades, where that clearly changes."""
    ride, dollars = measure_ride(case, plan)
    before = case.facts.value(Family.CRASH, Measure.DOLLARS, CRASH_YEAR)
    if ride == SAME or before >= 0:
        return
    label, formula = f"The mix after the trades in {CRASH_YEAR}", f"returns of {CRASH_YEAR} x the mix after the trades"
    after = action.figure(Measure.DOLLARS, dollars, "money", label, formula, kind="forecast")
    price = "The price is a rougher ride. " if ride == ROUGHER else ""
    yield action.say(
        f"{price}A year like {CRASH_YEAR} would cost about {{after}} instead of {{before}}.",
        "bad" if price else "good", after=replace(after, style="size"),
        before=case.figure(Family.CRASH, Measure.DOLLARS, CRASH_YEAR, style="size"),
    )  # fmt: skip


def measure_chance(case: ActionCase, plan: Plan) -> Effect | None:
    """Return how trades change success on the same scenarios; None without a goal, or if that is not clear.

    Raises Refused if they cost so much of it that the target is what has to be decided.
    """
    if not case.has_goal or case.baseline is None:
        return None
    effect = success_effect(case, case.baseline.kept.compare(plan))
    if effect.clear and effect.value <= -MOST_SUCCESS_LOST:
        raise Refused("measured", "the target itself lowers the chance too much")
    return effect if effect.clear and abs(effect.value) >= MIN_SUCCESS_POINTS else None


def choose_effect(effect: Effect | None, before: Decimal, after: Decimal) -> Effect:
    """Return a clear gain of success or, without one, how a share in percent changes."""
    return effect if effect and effect.value > 0 else Effect(measure="share_points", before=before, after=after)


def explain_chance(action: Action, case: ActionCase, plan: Plan, effect: Effect | None) -> Iterator[Statement]:
    """Yield what trades do to the chance, where that is clear. A gain is never the reason to trade."""
    if effect is None or effect.before is None or effect.after is None or case.baseline is None:
        return
    slots = {"after": chance(action, Measure.SUCCESS, effect.after),
             "before": chance(action, Measure.POINTS, effect.before)}  # fmt: skip
    are_figures = all(isinstance(slot, Figure) for slot in slots.values())
    lasts = MOVES if are_figures else LASTS
    if effect.value < 0:
        yield action.say(f"The price is a lower chance. {lasts}.", "bad", **slots)
    elif 100 * (sum_abroad(plan) - sum_abroad(case.baseline.plan)) < MIN_SPREAD_POINTS:
        reason = "Do it for the calmer ride. " if measure_ride(case, plan)[0] == CALMER else ""
        yield action.say(f"{reason}{lasts}.", "good", **slots)
    elif (points := measure_with_equal_growth(case, plan)) >= effect.value / 2:
        yield action.say(f"Do it to spread your risk. {lasts}.", "good", **slots)
    elif points < MIN_SUCCESS_POINTS / 2:
        text = f"Do it to spread your risk. {lasts}, but hardly at all {EQUAL_GROWTH}."
        yield action.say(text, "neutral", **slots)
    else:
        added = action.figure(
            Measure.CHANGE, points, "points", "Points of success with equal growth",
            "the same change, with the growth of US stocks for stocks abroad", kind="forecast",
        )  # fmt: skip
        text = f"Do it to spread your risk. {lasts}, but gains only {{added}} {EQUAL_GROWTH}."
        yield action.say(text, "neutral", added=added, **slots)
