"""Compare what a household can choose: claim ages, orders of withdrawal and Roth conversions, on the same paths."""

from collections.abc import Iterator, Sequence
from typing import Literal

from advisors.retirement.inputs.household import Household
from advisors.retirement.inputs.household_choices import Conversion
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_result import FrozenResult, Projection
from advisors.retirement.scenarios.claim_ages import monthly_benefits, open_ages, with_claim_ages
from advisors.retirement.scenarios.kept_paths import KeptPaths
from advisors.retirement.scenarios.tax_variants import conversion_variants, order_variants, with_tax

ChoiceKind = Literal["order", "conversion"]
HEIRS_RATE = 0.22
"""The tax that heirs are assumed to pay on traditional money."""
MIN_TRADITIONAL_SHARE = 0.1


class ClaimAgeRow(FrozenResult):
    """One claim age of one person, the other's as planned. Money in today's dollars; `success` in fractions."""

    person: int
    age: int
    is_planned: bool
    monthly: float
    survivor_monthly: float | None
    success: float
    difference: float
    standard_error: float | None
    lifetime_spending: float


class ChoiceRow(FrozenResult):
    """One order of withdrawal or one conversion. Medians over the whole plan, in today's dollars.

    `rate`: the bracket that is filled; None for none. `from_year`, `to_year`: plan years of a conversion. `estate`:
    what is left at the end, traditional money after the heirs' tax. `pays_from`: the plan year from which the
    money, counted so, stays more than as planned; None if it is not more at the end.
    """

    kind: ChoiceKind
    key: str
    rate: float | None = None
    from_year: int | None = None
    to_year: int | None = None
    is_planned: bool
    success: float
    difference: float
    standard_error: float | None
    lifetime_tax: float
    surcharges: float
    estate: float
    pays_from: int | None


class Choices(FrozenResult):
    """All that was compared for one household."""

    claim_ages: tuple[ClaimAgeRow, ...] = ()
    rows: tuple[ChoiceRow, ...] = ()

    def of(self, kind: ChoiceKind) -> list[ChoiceRow]:
        """Return the rows of a kind, the planned one among them."""
        return [row for row in self.rows if row.kind == kind]


def compare_choices(plan: Plan, kept: KeptPaths) -> Choices | None:
    """Compare every choice that this household still has; None before taxes."""
    if plan.household is None:
        return None
    rows: list[ChoiceRow] = []
    if has_traditional(plan.household):
        before = project_with_years(plan, kept)
        for kind, variants in (("order", order_variants(plan)), ("conversion", conversion_variants(plan))):
            tried = list(variants)
            if len(tried) > 1:
                rows += [build_row(kind, plan, changed, kept, before) for changed in tried]  # type: ignore[arg-type]
    return Choices(claim_ages=tuple(claim_age_rows(plan, kept)), rows=tuple(rows))


def has_traditional(household: Household) -> bool:
    """Return whether traditional money is so much that orders and conversions matter."""
    return household.value_of("traditional") >= MIN_TRADITIONAL_SHARE * household.total > 0


def claim_age_rows(plan: Plan, kept: KeptPaths) -> Iterator[ClaimAgeRow]:
    """Yield each claim age that a person may still choose and that begins within the plan."""
    household = plan.household
    assert household is not None
    planned = tuple(planned_age(household, number) for number in range(len(household.people)))
    for number, person in enumerate(household.people):
        ages = [age for age in open_ages(household, number) if age - person.age < plan.horizon]
        if person.social_security is None or len(ages) < 2:
            continue
        for age in ages:
            chosen = tuple(age if place == number else other for place, other in enumerate(planned))
            changed = with_claim_ages(household, chosen)
            after, difference = kept.measure(plan.with_changes(household=changed))
            monthly, alone = monthly_benefits(changed)
            yield ClaimAgeRow(
                person=number, age=age, is_planned=age == planned[number], monthly=monthly[number],
                survivor_monthly=alone[1 - number] if alone else None, success=difference.after.probability,
                difference=difference.success, standard_error=difference.standard_error,
                lifetime_spending=after.spending.median_lifetime,
            )  # fmt: skip


def planned_age(household: Household, number: int) -> int:
    """Return the claim age that is planned for a person."""
    benefits = household.people[number].social_security
    return benefits.claim_age if benefits else open_ages(household, number)[0]


def project_with_years(plan: Plan, kept: KeptPaths) -> Projection:
    """Project a plan on the kept paths with the balances of each year."""
    return kept.project(plan, fan="balances")


def build_row(kind: ChoiceKind, plan: Plan, changed: Plan, kept: KeptPaths, before: Projection) -> ChoiceRow:
    """Return the row of one variant, compared with the plan as it is."""
    assert changed.household is not None
    after = before if changed is plan else project_with_years(changed, kept)
    difference = kept.difference_of(after)
    tax = changed.household.tax
    conversion = tax.conversion if kind == "conversion" else None
    own, other = estates(before), estates(after)

    def total(names: Sequence[str]) -> float:
        """Return the lifetime amount: that of the plan on all paths, changed by the difference on the kept ones."""
        return median_total(kept.whole, names) + median_total(after, names) - median_total(before, names)

    behind = max((year for year, (planned, money) in enumerate(zip(own, other, strict=True), 1) if money <= planned),
                 default=0)  # fmt: skip
    pays = None if changed is plan or behind == len(own) else behind + 1
    rate = (conversion.to_rate if conversion else None) if kind == "conversion" else tax.bracket_rate
    return ChoiceRow(
        kind=kind, key=tax.order if kind == "order" else name_conversion(conversion), rate=rate,
        from_year=conversion.from_year if conversion else None, to_year=conversion.to_year if conversion else None,
        is_planned=changed is plan, success=difference.after.probability, difference=difference.success,
        standard_error=difference.standard_error, lifetime_tax=total(TAXES), surcharges=total(("irmaa",)),
        estate=other[-1], pays_from=pays,
    )  # fmt: skip


def name_conversion(conversion: Conversion | None) -> str:
    """Return the key of a conversion, such as "to_22"."""
    if conversion is None:
        return "none"
    return f"to_{100 * conversion.to_rate:.0f}" if conversion.to_rate is not None else "amount"


TAXES = ("federal_tax", "state_tax", "penalty")


def extra_taxes(plan: Plan, row: ChoiceRow, kept: KeptPaths) -> float:
    """Return how much more the years of a conversion cost in taxes than as planned, in the middle scenario."""
    first, last = row.from_year or 1, row.to_year or plan.horizon
    changed = with_tax(plan, conversion=Conversion(to_rate=row.rate, from_year=first, to_year=last))
    paid = []
    for one in (plan, changed):
        result = project(kept.shorten(one), draws=kept.draws).household
        assert result is not None
        paid.append(sum(sum(result.figures[name]["50"][first - 1 : last]) for name in TAXES))
    return paid[1] - paid[0]


def median_total(projection: Projection, names: Sequence[str]) -> float:
    """Return the sum of the medians of some lifetime totals."""
    assert projection.household is not None
    return sum(projection.household.lifetime[name].percentiles["50"] for name in names)


def estates(projection: Projection) -> list[float]:
    """Return the money at each year's end in the median scenario, traditional money less the heirs' tax."""
    assert projection.household is not None
    figures = projection.household.figures
    kinds = [(figures[kind]["50"], 1.0) for kind in ("taxable", "roth", "hsa")]
    kinds.append((figures["traditional"]["50"], 1 - HEIRS_RATE))
    return [sum(share * values[year] for values, share in kinds) for year in range(len(kinds[0][0]))]
