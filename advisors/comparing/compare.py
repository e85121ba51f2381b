"""Compare two analyses: compute mixed inputs on the same scenarios, and attribute the difference to the factors."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from advisors.comparing.attribution import EVERYTHING, NOTHING, attribute
from advisors.comparing.inputs import TwoInputs
from advisors.comparing.result import ChangedFact, Comparison, Factor, MeasureComparison, MeasureName
from advisors.retirement.facts.projection import retirement_facts
from advisors.retirement.from_snapshot.start import DEFAULT_PATHS
from advisors.retirement.scenarios.baseline import Baseline, project_baseline
from advisors.retirement.scenarios.compare import compute_difference
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import Portfolio

PLAN_MEASURES: dict[MeasureName, str] = {"chance": "plan.success", "income": "plan.sustained_90"}
SHOWN = (
    (Family.PORTFOLIO, {Measure.VALUE, Measure.CASH, Measure.ACCOUNTS, Measure.HOLDINGS}),
    (Family.ACCOUNT, {Measure.VALUE}),
    (Family.ASSET_CLASS, {Measure.SHARE, Measure.TARGET}),
    (Family.COMPANY, {Measure.SHARE}),
    (Family.FEES, {Measure.YEARLY}),
    (Family.RISK, {Measure.SCORE, Measure.BAD_YEAR_FALL}),
    (Family.PROFILE, {Measure.AGE, Measure.RETIREMENT_AGE, Measure.PLAN_TO_AGE, Measure.ANNUAL_CONTRIBUTION,
                      Measure.INCOME_GOAL}),
    (Family.PLAN, {Measure.SUCCESS, Measure.SUSTAINED_90, Measure.AT_RETIREMENT_MEDIAN, Measure.EARLIEST_AGE,
                   Measure.GROWTH, Measure.INFLATION, Measure.ASSUMPTIONS_DATE}),
)  # fmt: skip
"""The facts whose changes are listed."""


@dataclass(frozen=True)
class Analyzed:
    """The stored facts of one analysis and the snapshot they were computed from."""

    inputs: TwoInputs
    facts: tuple[FactSheet, FactSheet]
    paths: int = DEFAULT_PATHS
    computed: dict[frozenset[Factor], Baseline | None] = field(default_factory=dict)

    def baseline(self, factors: Set[Factor]) -> Baseline | None:
        """Return the projection of a mixed input, each once."""
        key = frozenset(factors)
        if key not in self.computed:
            self.computed[key] = project_baseline(Portfolio(self.inputs.mix(key)), paths=self.paths)
        return self.computed[key]

    @property
    def is_projected(self) -> bool:
        """Return whether every mixed input that is compared can be projected."""
        return all(self.baseline(one) is not None for one in compared_inputs())


def compared_inputs() -> tuple[frozenset[Factor], ...]:
    """Return the factors of every mixed input: none, each alone, and all."""
    return (NOTHING, *(frozenset({factor}) for factor in Factor), EVERYTHING)


def compare(analyzed: Analyzed) -> Comparison:
    """Compare the earlier analysis with the later one. Of two currencies, only what is no money is listed."""
    return Comparison(measures=tuple(list_measures(analyzed)), changed=tuple(list_changed(*analyzed.facts)))


def list_measures(analyzed: Analyzed) -> Iterator[MeasureComparison]:
    """Yield the comparison of each measure that both analyses have."""
    before, after = analyzed.facts
    if before.currency != after.currency:  # no input can be mixed of amounts in two currencies
        return
    if stored := _both(before.by_id.get("portfolio.value"), after.by_id.get("portfolio.value")):
        yield attribute(
            "worth",
            after["portfolio.value"].unit,
            stored,
            lambda factors: Portfolio(analyzed.inputs.mix(factors)).valuation.total,
        )
    for name, fact_id in PLAN_MEASURES.items():
        stored = _both(before.by_id.get(fact_id), after.by_id.get(fact_id))
        if stored and analyzed.is_projected:
            errors = compute_errors(analyzed) if name == "chance" else None
            yield attribute(name, before[fact_id].unit, stored, partial(compute_plan_value, analyzed, fact_id), errors)


def _both(before: Fact | None, after: Fact | None) -> tuple[Decimal, Decimal] | None:
    if before is None or after is None or before.value is None or after.value is None:
        return None
    return before.value, after.value


def compute_plan_value(analyzed: Analyzed, fact_id: str, factors: frozenset[Factor]) -> Decimal:
    """Return a figure of the plan as it would be with some factors of the later analysis."""
    baseline = analyzed.baseline(factors)
    assert baseline is not None
    facts = retirement_facts(Portfolio(analyzed.inputs.mix(factors)), baseline)
    return next((fact.value for fact in facts if fact.id == fact_id and fact.value is not None), Decimal(0))


def compute_errors(analyzed: Analyzed) -> dict[Factor, Decimal | None]:
    """Return the paired standard error of each factor's effect on the chance, in points."""
    found: dict[Factor, Decimal | None] = {}
    base = analyzed.baseline(NOTHING)
    for factor in Factor:
        changed = analyzed.baseline({factor})
        assert base is not None and changed is not None
        error = compute_difference(base.projection, changed.projection).standard_error
        found[factor] = None if error is None else round(100 * Decimal(repr(error)), 6)
    return found


def list_changed(before: FactSheet, after: FactSheet) -> Iterator[ChangedFact]:
    """Yield the facts of the comparison whose values differ."""
    for family, measures in SHOWN:
        wanted = {fact.id: fact for sheet in (after, before) for fact in sheet.facts
                  if fact.family == family and fact.measure in measures}  # fmt: skip
        for fact_id, fact in wanted.items():
            values = [sheet.by_id[fact_id].value if fact_id in sheet else None for sheet in (before, after)]
            units = {sheet.by_id[fact_id].unit for sheet in (before, after) if fact_id in sheet}
            if values[0] != values[1] and len(units) == 1:
                yield ChangedFact(fact=fact_id, label=fact.label, unit=fact.unit, before=values[0], after=values[1])
