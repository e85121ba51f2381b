"""Actions on taxes: convert to Roth, and choose where spending comes from.

A choice is advised only if it is clearly better after the plan was run again. It is never tax advice.
"""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase, once_per_case
from advisors.actions.effects import to_percent
from advisors.actions.guards import Proposer
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.actions.tiers import Tier
from advisors.actions.words import chance
from advisors.claims.printing import Figure
from advisors.claims.statement import Name, Statement
from advisors.claims.thresholds import NEAR_RETIREMENT_YEARS
from advisors.retirement.scenarios.choices import HEIRS_RATE, ChoiceRow, extra_taxes
from portfolios.facts.families import Measure
from portfolios.valuation.value import ZERO

MIN_CHOICE_POINTS = Decimal(2)
"""A choice changes every year of a plan, so it must raise the chance by more than other advice."""
MIN_ESTATE_GAIN, MOST_POINTS_LOST = 0.03, Decimal("0.5")
"""Without a better chance, a choice must leave so much more, at less tax, and cost no more of the chance than this."""
MIN_STATED, SAME_TAX = 1_000, 0.01
"""Dollars of extra tax and of a gain worth a sentence, and the share below which a difference of taxes is none."""
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
    """Yield the best conversion, if nothing else is clearly better."""
    row, first = best_choice(case), case.portfolio.snapshot.taken_at.year - 1
    if row is None or row.kind != "conversion":
        return
    action = Convert(
        to_rate=round(100 * (row.rate or 0)), from_year=first + (row.from_year or 1), to_year=first + (row.to_year or 1)
    )
    title = action.say(
        "Look at converting traditional money to Roth, up to the top of the {rate} bracket, from {start} to {end}.",
        rate=action.figure(Measure.YEARLY, action.to_rate, "percent", "Bracket to fill", "the law's bracket"),
        start=Name(str(action.from_year)), end=Name(str(action.to_year)),
    )  # fmt: skip
    yield advise_choice(case, action, title, row)


def propose_order(case: ActionCase) -> Iterator[Advised]:
    """Yield the order of withdrawal in proportion, if nothing else is clearly better."""
    row = best_choice(case)
    if row is not None and row.key == "proportional":
        action = ChooseOrder(kind=row.key)
        title = action.say("Look at spending from all your accounts in proportion, not from one kind after the other.")
        yield advise_choice(case, action, title, row)


def propose_use_bracket(case: ActionCase) -> Iterator[Advised]:
    """Yield the order that fills a bracket with traditional money first, if nothing else is clearly better."""
    row = best_choice(case)
    if row is not None and row.key == "bracket":
        action = UseBracket(rate=round(100 * (row.rate or 0)))
        title = action.say(
            "Look at spending traditional money first, each year up to the top of the {rate} bracket.",
            rate=action.figure(Measure.YEARLY, action.rate, "percent", "Bracket to fill", "the law's bracket"),
        )  # fmt: skip
        yield advise_choice(case, action, title, row)


@once_per_case
def best_choice(case: ActionCase) -> ChoiceRow | None:
    """Return the best of all choices that are clearly better than the plan; None if there is none.

    Each was tested alone, so at most one is advised. Years before retirement the law will be another one.
    """
    choices = case.stress_tests.choices if case.stress_tests else None
    is_far = case.profile.years_until_retirement > NEAR_RETIREMENT_YEARS
    if choices is None or is_far or not case.can_be_projected or not case.has_goal:
        return None
    planned = {row.kind: row for row in choices.rows if row.is_planned}
    tried = [row for row in choices.rows if not row.is_planned and (row.rate is not None or row.key == "proportional")]
    better = [row for row in tried if is_better(row, planned[row.kind])]
    return max(better, key=lambda row: (raises_chance(row), row.estate), default=None)


def is_better(row: ChoiceRow, planned: ChoiceRow) -> bool:
    """Return whether a choice clearly raises the chance, or leaves clearly more at less tax and the same chance."""
    leaves_more = planned.estate > 0 and row.estate >= (1 + MIN_ESTATE_GAIN) * planned.estate
    is_cheaper = row.lifetime_tax + row.surcharges < planned.lifetime_tax + planned.surcharges
    keeps_chance = to_percent(row.difference) >= -MOST_POINTS_LOST
    return bool(raises_chance(row)) or (leaves_more and is_cheaper and keeps_chance)


def raises_chance(row: ChoiceRow) -> Decimal:
    """Return by how many points a choice raises the chance; 0 where that is too little or not clear."""
    points, error = to_percent(row.difference), to_percent(row.standard_error or 0.0)
    return points if points >= MIN_CHOICE_POINTS and points > 2 * error else ZERO


def advise_choice(case: ActionCase, action: Action, title: Statement, row: ChoiceRow) -> Advised:
    """Return the advice with what it changes: what it costs first, the taxes, the chance, and when it pays."""
    assert case.baseline is not None and case.stress_tests is not None and case.stress_tests.choices is not None
    planned = next(one for one in case.stress_tests.choices.of(row.kind) if one.is_planned)
    reasons: list[Statement] = []
    if row.kind == "conversion":
        more = extra_taxes(case.baseline.plan, row, case.baseline.kept)
        if more >= MIN_STATED:
            cost = money(action, Measure.MORE, more, "Taxes in the years of the conversion, more than as planned")
            reasons.append(action.say("In these years you pay about {more} more in taxes.", more=cost))
    reasons += [say_taxes(action, row, planned), say_chance(action, row, planned)]
    if row.pays_from is not None and row.estate - planned.estate >= MIN_STATED:
        reasons.append(say_when_it_pays(case, action, row, planned))
    error = None if row.standard_error is None else to_percent(row.standard_error)
    effect = Effect(
        measure="success_points", before=to_percent(planned.success), after=to_percent(row.success), error=error,
        scenarios=case.baseline.kept.paths, seed=case.baseline.plan.seed,
    )  # fmt: skip
    if not raises_chance(row):
        effect = Effect(measure="dollars_once", before=ZERO, after=Decimal(repr(round(row.estate - planned.estate, 2))))
    warning = action.say(NOT_TAX_ADVICE)
    return Advised(action, title, tuple(reasons), effect, warning, tier=Tier.GOAL, rank=effect.value)


def say_taxes(action: Action, row: ChoiceRow, planned: ChoiceRow) -> Statement:
    """Say the taxes over the whole plan as planned, and after the choice if they differ."""
    now, then = (one.lifetime_tax + one.surcharges for one in (planned, row))
    before = money(action, Measure.NOW, now, "Taxes over the plan")
    if abs(then - now) < SAME_TAX * now:
        return action.say("Taxes and surcharges stay near {now} over your plan in the middle scenario.", now=before)
    after = money(action, Measure.THEN, then, "Taxes over the plan after it")
    return action.say(
        "Over your whole plan, taxes and surcharges change from about {now} to {then} in the middle scenario.",
        now=before, then=after,
    )  # fmt: skip


def say_chance(action: Action, row: ChoiceRow, planned: ChoiceRow) -> Statement:
    """Say the chance after the choice, and that of the plan where it is clearly another one."""
    before = chance(action, Measure.POINTS, to_percent(planned.success))
    if not raises_chance(row):
        return action.say("Your chance stays near {before}.", before=before)
    after = chance(action, Measure.SUCCESS, to_percent(row.success))
    return action.say("Your goal then lasts in {after} of the scenarios instead of {before}.", after=after,
                      before=before)  # fmt: skip


def say_when_it_pays(case: ActionCase, action: Action, row: ChoiceRow, planned: ChoiceRow) -> Statement:
    """Say from which year on more is left, how much at the end, and the tax of heirs that this rests on."""
    year = case.portfolio.snapshot.taken_at.year + (row.pays_from or 1) - 1
    rate = action.figure(
        Measure.TAXED, round(100 * HEIRS_RATE), "percent", "Tax of heirs on traditional money", "assumed by Alex"
    )
    return action.say(
        "From {year} on it leaves more, about {gain} at the end, if heirs pay {rate} tax on traditional money.",
        year=Name(str(year)), rate=rate,
        gain=money(action, Measure.GAIN, row.estate - planned.estate, "What is left at the end, more than as planned"),
    )  # fmt: skip


def money(action: Action, measure: Measure, amount: float, label: str) -> Figure:
    """Return an amount of the middle scenario as a figure."""
    value = Decimal(repr(round(amount, 2)))
    return action.figure(measure, value, "money", label, "the middle scenario's amount", kind="forecast")


PROPOSERS: dict[type[Action], Proposer] = {
    Convert: propose_convert,
    ChooseOrder: propose_order,
    UseBracket: propose_use_bracket,
}
