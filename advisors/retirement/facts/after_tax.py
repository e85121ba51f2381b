"""Build the facts on what a household pays and keeps: spending a month, tax rates, surcharges, penalties, survivors."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from advisors.retirement.facts.fact_builder import SUSTAINED_INCOME_INPUTS, make_fact
from advisors.retirement.facts.marginal import marginal_facts
from advisors.retirement.household.results import HouseholdResult
from advisors.retirement.inputs.household import Household
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.choices import TAXES, median_total
from advisors.retirement.scenarios.claim_ages import monthly_benefits
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure

MONTHS, LATE_AGE = 12, 85
MEMBERS = ("self", "partner")
BUCKET_NAMES = {
    "taxable": "taxable money", "traditional": "traditional money", "roth": "Roth money", "hsa": "health savings",
}  # fmt: skip
MEDIAN_FORMULA = "the middle scenario's figure, in today's dollars"
TAX_NAMES = ("tax", "taxes")


def after_tax_facts(baseline: Baseline) -> Iterator[Fact]:
    """Yield the facts of a plan after tax; nothing of one before taxes."""
    result, household = baseline.projection.household, baseline.plan.household
    if result is None or household is None:
        return
    yield from monthly_facts(baseline)
    yield from rate_facts(baseline.plan, result)
    yield from lifetime_facts(baseline, result)
    yield from required_facts(result, household)
    yield from bucket_facts(baseline.plan, result, household)
    yield from survivor_facts(household)
    yield from marginal_facts(baseline)


def monthly_facts(baseline: Baseline) -> Iterator[Fact]:
    """Yield what nine of ten scenarios pay for a month after tax, and the goal a month."""
    names = ("spend", "spending", "month", "sustain")
    yield make_fact(
        Family.PLAN, Measure.SUSTAINED_MONTH, names, "Spending a month after tax that nine of ten futures sustain",
        baseline.estimated_income / MONTHS, "money", formula="what nine of ten futures sustain a year / 12",
        inputs=("plan.sustained_90",),
    )  # fmt: skip
    if baseline.has_goal:
        yield make_fact(
            Family.PLAN, Measure.GOAL_MONTH, ("goal", "month"), "Income goal a month", baseline.plan.spending / MONTHS,
            "money", "reference", formula="income goal / 12", inputs=("profile.income_goal",),
        )  # fmt: skip


def rate_facts(plan: Plan, result: HouseholdResult) -> Iterator[Fact]:
    """Yield taxes as a share of what comes in, in the first year of retirement, of distributions, and at 85."""
    first = plan.years_to_retirement + 1
    required = [year for year in result.first_required if year is not None]
    years = {"first": first, "at_85": LATE_AGE - result.ages[0][0] + 1}
    if required and any(result.figures["rmd"]["50"]):
        years["rmd"] = max(first, min(required))
    words = {"first": "in the first year of retirement", "rmd": "when required distributions begin", "at_85": "at 85"}
    for member, year in years.items():
        if not first <= year <= plan.horizon:
            continue
        yield make_fact(
            Family.TAX, Measure.RATE, TAX_NAMES, f"Taxes as a share of what is taken and received {words[member]}",
            100 * tax_share(result, year), "percent", of=member, inputs=SUSTAINED_INCOME_INPUTS,
            formula="federal and state taxes and penalties / the same plus spending and premiums, middle scenario",
        )  # fmt: skip
        yield make_fact(
            Family.TAX, Measure.AGE, ("age",), f"Age {words[member]}", result.ages[0][year - 1], "age", "computed",
            of=member, formula="age today + years",
        )  # fmt: skip


def tax_share(result: HouseholdResult, year: int) -> float:
    """Return taxes as a fraction of all that is paid in a plan year, in the middle scenario."""
    paid = {name: result.figures[name]["50"][year - 1] for name in (*TAXES, "spending", "premiums")}
    taxes = sum(paid[name] for name in TAXES)
    whole = sum(paid.values())
    return taxes / whole if whole else 0.0


def lifetime_facts(baseline: Baseline, result: HouseholdResult) -> Iterator[Fact]:
    """Yield the taxes of the whole plan, the law's year, and surcharges and penalties where there are any."""
    make = partial(make_fact, inputs=SUSTAINED_INCOME_INPUTS, formula=MEDIAN_FORMULA)
    yield make(
        Family.TAX, Measure.AMOUNT, TAX_NAMES, "Taxes over the whole plan, middle scenario",
        median_total(baseline.projection, TAXES), "money", of="lifetime",
    )  # fmt: skip
    yield Fact(
        family=Family.TAX, measure=Measure.YEAR, of="law", subject=("law",), label="Tax law of the year",
        value=Decimal(result.law_year * 10_000), unit="date", kind="reference",
        formula="the newest law that Alex has for this year",
    )  # fmt: skip
    for family, name, years, words in (
        (Family.SURCHARGE, "irmaa", result.irmaa_years, "Medicare surcharges (IRMAA)"),
        (Family.PENALTY, "penalty", result.penalty_years, "Penalties for early withdrawals"),
    ):
        amount = result.lifetime[name].percentiles["50"]
        if years >= 1 and amount > 0:
            names = ("surcharge",) if family == Family.SURCHARGE else ("penalty",)
            yield make(family, Measure.YEARS, names, f"{words}: years with one, middle scenario", years, "years")
            yield make(family, Measure.AMOUNT, names, f"{words}: in all, middle scenario", amount, "money")


def required_facts(result: HouseholdResult, household: Household) -> Iterator[Fact]:
    """Yield the year of the first required distribution, and the sum in the middle scenario."""
    years = [
        year
        for number, year in enumerate(result.first_required)
        if year is not None and household.value_of("traditional", number) > 0
    ]
    if not years:
        return
    first, names = min(years), ("required minimum distribution", "required distribution")
    yield Fact(
        family=Family.RMD, measure=Measure.YEAR, subject=names, label="Year of the first required distribution",
        value=Decimal((result.first_year + first - 1) * 10_000), unit="date", kind="computed",
        formula="year of birth + the age of the law, in retirement",
    )  # fmt: skip
    yield make_fact(
        Family.RMD, Measure.YEARLY, names, "First required distribution, middle scenario",
        result.figures["rmd"]["50"][first - 1], "money_per_year", formula=MEDIAN_FORMULA, inputs=("rmd.year",),
    )  # fmt: skip


def bucket_facts(plan: Plan, result: HouseholdResult, household: Household) -> Iterator[Fact]:
    """Yield the money of each kind today, and at retirement in the middle scenario."""
    for kind, name in BUCKET_NAMES.items():
        value = household.value_of(kind)  # type: ignore[arg-type]
        if value <= 0:
            continue
        label = f"{name[0].upper()}{name[1:]}"
        yield make_fact(
            Family.BUCKET, Measure.VALUE, (name,), f"{label} that counts for retirement", value, "money", "computed",
            of=kind, formula="sum over the accounts of that kind that count for retirement",
        )  # fmt: skip
        if plan.years_to_retirement:
            yield make_fact(
                Family.BUCKET, Measure.AT_RETIREMENT_MEDIAN, (name,), f"{label} at retirement, middle scenario",
                result.figures[kind]["50"][plan.years_to_retirement - 1], "money", of=kind, formula=MEDIAN_FORMULA,
            )  # fmt: skip


def survivor_facts(household: Household) -> Iterator[Fact]:
    """Yield what each of two people would have of Social Security alone, a year, once both have claimed."""
    if len(household.people) < 2 or not any(person.social_security for person in household.people):
        return
    for member, monthly in zip(MEMBERS, monthly_benefits(household)[1], strict=True):
        yield make_fact(
            Family.SURVIVOR, Measure.INCOME, ("survivor",), f"Social Security a year of a survivor: {member}",
            MONTHS * monthly, "money_per_year", "computed", of=member,
            formula="the larger of the own benefit and the survivor's, by the claim ages of the plan",
        )  # fmt: skip
