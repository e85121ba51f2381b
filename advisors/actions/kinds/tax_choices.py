"""Actions on taxes: convert to Roth, and choose where spending comes from.

A choice is advised only if it is clearly better after the plan was run again. It is never tax advice.
"""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.effects import to_percent
from advisors.actions.guards import Proposer
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.actions.tiers import Tier
from advisors.actions.words import chance
from advisors.claims.printing import Figure
from advisors.claims.statement import Name, Statement
from advisors.claims.thresholds import MIN_SUCCESS_POINTS
from advisors.retirement.scenarios.choices import ChoiceRow
from portfolios.facts.families import Measure
from portfolios.valuation.value import ZERO

MIN_ESTATE_GAIN, MOST_POINTS_LOST = 0.03, Decimal("0.5")
"""Without a better chance, a choice must leave so much more, at less tax, and cost no more of the chance than this."""
NOT_TAX_ADVICE = "This is an estimate under today's law, not tax advice. Ask a tax adviser before you act."


class Convert(Action):
    """Convert traditional money to Roth up to the top of a bracket, in the calendar years given. to_rate: percent."""

    name = "convert"
    tier = Tier.GOAL
    place = 2
    needs_projection = True
    rests_on = AGE_FIELDS
    to_rate: int
    from_year: int
    to_year: int


class ChooseOrder(Action):
    """Take spending from all kinds of money in proportion."""

    name = "withdrawal_order"
    tier = Tier.GOAL
    place = 2
    needs_projection = True
    rests_on = AGE_FIELDS
    kind: str


class UseBracket(Action):
    """Take traditional money up to the top of a bracket first. rate: percent."""

    name = "use_bracket"
    tier = Tier.GOAL
    place = 2
    needs_projection = True
    rests_on = AGE_FIELDS
    rate: int


def propose_convert(case: ActionCase) -> Iterator[Advised]:
    """Yield the best conversion, if it is clearly better than none."""
    rows = [row for row in rows_of(case, "conversion") if row.rate is not None and not row.is_planned]
    for row in best(case, rows):
        first = case.portfolio.snapshot.taken_at.year - 1
        action = Convert(
            to_rate=round(100 * (row.rate or 0)),
            from_year=first + (row.from_year or 1),
            to_year=first + (row.to_year or 1),
        )
        title = action.say(
            "Look at converting traditional money to Roth, up to the top of the {rate} bracket, from {start} to {end}.",
            rate=action.figure(Measure.YEARLY, action.to_rate, "percent", "Bracket to fill", "the law's bracket"),
            start=Name(str(action.from_year)), end=Name(str(action.to_year)),
        )  # fmt: skip
        yield advise_choice(case, action, title, row)


def propose_order(case: ActionCase) -> Iterator[Advised]:
    """Yield the order of withdrawal in proportion, if it is clearly better."""
    rows = [row for row in rows_of(case, "order") if row.key == "proportional" and not row.is_planned]
    for row in best(case, rows):
        action = ChooseOrder(kind=row.key)
        title = action.say("Look at spending from all your accounts in proportion, not from one kind after the other.")
        yield advise_choice(case, action, title, row)


def propose_use_bracket(case: ActionCase) -> Iterator[Advised]:
    """Yield the order that fills a bracket with traditional money first, if it is clearly better."""
    rows = [row for row in rows_of(case, "order") if row.key == "bracket" and row.rate and not row.is_planned]
    for row in best(case, rows):
        action = UseBracket(rate=round(100 * (row.rate or 0)))
        title = action.say(
            "Look at spending traditional money first, each year up to the top of the {rate} bracket.",
            rate=action.figure(Measure.YEARLY, action.rate, "percent", "Bracket to fill", "the law's bracket"),
        )  # fmt: skip
        yield advise_choice(case, action, title, row)


def rows_of(case: ActionCase, kind: str) -> list[ChoiceRow]:
    """Return what was compared of a kind; nothing without a projection or a goal."""
    choices = case.stress_tests.choices if case.stress_tests else None
    if choices is None or not case.can_be_projected or not case.has_goal:
        return []
    return [row for row in choices.rows if row.kind == kind]


def best(case: ActionCase, rows: list[ChoiceRow]) -> list[ChoiceRow]:
    """Return the best of the rows that are clearly better than the plan, or nothing."""
    planned = {row.kind: row for row in rows_of(case, "order") + rows_of(case, "conversion") if row.is_planned}
    better = [row for row in rows if is_better(row, planned[row.kind])]
    return sorted(better, key=lambda row: (-row.difference, -row.estate))[:1]


def is_better(row: ChoiceRow, planned: ChoiceRow) -> bool:
    """Return whether a choice clearly raises the chance, or leaves clearly more at less tax and the same chance."""
    points, error = to_percent(row.difference), to_percent(row.standard_error or 0.0)
    if points >= MIN_SUCCESS_POINTS and points > 2 * error:
        return True
    leaves_more = planned.estate > 0 and row.estate >= (1 + MIN_ESTATE_GAIN) * planned.estate
    is_cheaper = row.lifetime_tax + row.surcharges < planned.lifetime_tax + planned.surcharges
    return leaves_more and is_cheaper and points >= -MOST_POINTS_LOST


def advise_choice(case: ActionCase, action: Action, title: Statement, row: ChoiceRow) -> Advised:
    """Return the advice with what it changes: the chance, the taxes, and when it pays."""
    planned = next(one for one in rows_of(case, row.kind) if one.is_planned)
    after, before = to_percent(row.success), to_percent(planned.success)
    taxes = action.say(
        "Taxes and surcharges over your plan change from about {now} to {then} in the middle scenario.",
        now=tax_figure(action, Measure.NOW, planned), then=tax_figure(action, Measure.THEN, row),
    )  # fmt: skip
    chances = action.say(
        "Your goal then lasts in {after} of the scenarios instead of {before}.",
        after=chance(action, Measure.SUCCESS, after), before=chance(action, Measure.POINTS, before),
    )  # fmt: skip
    reasons = [taxes, chances]
    if row.pays_from is not None:
        year = case.portfolio.snapshot.taken_at.year + row.pays_from - 1
        reasons.append(action.say("It leaves you more from {year} on.", year=Name(str(year))))
    error = None if row.standard_error is None else to_percent(row.standard_error)
    effect = Effect(
        measure="success_points", before=before, after=after, error=error, scenarios=case.baseline.kept.paths
        if case.baseline else 0, seed=case.baseline.plan.seed if case.baseline else 0,
    )  # fmt: skip
    if not effect.clear or effect.value < MIN_SUCCESS_POINTS:
        gain = Decimal(repr(round(row.estate - planned.estate, 2)))
        effect = Effect(measure="dollars_once", before=ZERO, after=gain)
    warning = action.say(NOT_TAX_ADVICE)
    return Advised(action, title, tuple(reasons), effect, warning, tier=Tier.GOAL, rank=effect.value)


def tax_figure(action: Action, measure: Measure, row: ChoiceRow) -> Figure:
    """Return the taxes and surcharges of a row as a figure."""
    amount = Decimal(repr(round(row.lifetime_tax + row.surcharges, 2)))
    return action.figure(
        measure, amount, "money", "Taxes over the plan", "the middle scenario's taxes", kind="forecast"
    )


PROPOSERS: dict[type[Action], Proposer] = {
    Convert: propose_convert,
    ChooseOrder: propose_order,
    UseBracket: propose_use_bracket,
}
