"""Facts about the profile: ages, saving, the income goal and income streams."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, count

from portfolios.facts.fact import Fact, Unit, count_fact
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import MAX_KEY_LENGTH, Portfolio, fact_key
from portfolios.valuation.value import round_half_even

ENTERED_FORMULA = "from your profile, as you entered it"
ASSUMED_FORMULA = "assumed by Alex; nobody has confirmed it in your profile"


def profile_facts(portfolio: Portfolio) -> Iterator[Fact]:
    profile = portfolio.snapshot.profile
    rows: list[tuple[Measure, tuple[str, ...], str, Decimal | int | None, Unit, set[str]]] = [
        (Measure.AGE, ("age", "you are"), "Your age", profile.age, "age", {"birth_year"}),
        (Measure.YEARS_TO_RETIREMENT, ("retire", "retirement", "years"), "Years until retirement",
         profile.years_until_retirement, "years", {"years_until_retirement"}),
        (Measure.RETIREMENT_AGE, ("retire", "retirement"), "Retirement age", profile.retirement_age, "age",
         {"birth_year", "years_until_retirement"}),
        (Measure.PLAN_TO_AGE, ("plan", "planned", "turn"), "Age to plan to", profile.plan_to_age, "age",
         {"plan_to_age"}),
        (Measure.ANNUAL_CONTRIBUTION, ("save", "saving", "contribution", "contribute"), "Saving a year",
         profile.annual_contribution, "money_per_year", {"annual_contribution"}),
        (Measure.INCOME_GOAL, ("income", "goal", "spending", "spend"), "Income goal in retirement",
         profile.target_retirement_income, "money_per_year", set()),
    ]  # fmt: skip
    for measure, subject, label, amount, unit, fields in rows:
        if amount is not None:
            is_assumed = not fields.isdisjoint(profile.assumed)
            yield Fact(
                family=Family.PROFILE,
                measure=measure,
                subject=subject,
                label=label,
                value=Decimal(amount),
                unit=unit,
                kind="assumption" if is_assumed else "reference",
                formula=ASSUMED_FORMULA if is_assumed else ENTERED_FORMULA,
            )
    yield count_fact(
        Family.DATA, Measure.ASSUMED, "", ("assumed", "assumptions"), "Profile entries nobody has confirmed",
        len(profile.assumed),
    )  # fmt: skip


def goal_facts(portfolio: Portfolio) -> Iterator[Fact]:
    goal, total = portfolio.snapshot.profile.target_retirement_income, portfolio.valuation.total
    if goal and total > 0:
        yield Fact(
            family=Family.PROFILE,
            measure=Measure.GOAL_YEARS,
            subject=("goal", "years"),
            label="Years of your income goal that you own",
            value=round_half_even(total / goal, Decimal("0.1")),
            unit="years",
            formula="total value / income goal",
            inputs=("portfolio.value", "profile.income_goal"),
        )


def income_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield amount and first age of each income stream, named by the stream; a second of a name gets a number.

    Ages are the person's, also where an income is the partner's. Social Security that the household's entry replaces
    is left out.
    """
    taken: set[str] = set()
    profile = portfolio.snapshot.profile
    for stream in profile.counted_income:
        older = portfolio.snapshot.years_older_than(profile.owner_of(stream))
        plain = fact_key(stream.name)[:MAX_KEY_LENGTH]
        key = next(k for k in chain((plain,), (f"{plain}_{n}" for n in count(2))) if k not in taken)
        taken.add(key)
        yield Fact(
            family=Family.INCOME, measure=Measure.AMOUNT, of=key, subject=(stream.name,),
            label=f"{stream.name}: a year", value=stream.amount, unit="money_per_year", kind="reference",
            formula=ENTERED_FORMULA,
        )  # fmt: skip
        yield Fact(
            family=Family.INCOME,
            measure=Measure.START_AGE,
            of=key,
            subject=(stream.name,),
            label=f"{stream.name}: first age",
            value=Decimal(stream.start_age + older),
            unit="age",
            kind="reference",
            formula=ENTERED_FORMULA,
        )
        if stream.end_age is not None:
            yield Fact(
                family=Family.INCOME,
                measure=Measure.END_AGE,
                of=key,
                subject=(stream.name,),
                label=f"{stream.name}: last age",
                value=Decimal(stream.end_age + older),
                unit="age",
                kind="reference",
                formula=ENTERED_FORMULA,
            )
