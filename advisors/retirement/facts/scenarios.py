"""Build the facts of the stress tests, and of one what-if."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from advisors.retirement.facts.crashes import crash_facts
from advisors.retirement.facts.fact_builder import MARKET_INPUTS, SUCCESS_SUBJECTS, make_fact
from advisors.retirement.projection.historical_replay import notable_start_years, worst_start_years
from advisors.retirement.scenarios.baseline import Baseline, WhatIf
from advisors.retirement.scenarios.change_kinds import CHANGES, SENSITIVITY_CHANGES
from advisors.retirement.scenarios.kept_paths import SUSTAINED_LEVEL
from advisors.retirement.scenarios.stress_tests import StressTests
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import fact_key

RULE_LABELS = {
    "constant_real": "the same amount every year",
    "constant_percent": "a fixed share of what is left",
    "guardrails": "guardrails (Guyton-Klinger)",
    "vpw": "variable percentage (VPW)",
    "floor_ceiling": "a share between floor and ceiling",
    "rmd": "by the distribution table",
}
SENSITIVITY_FORMULA = (
    "the plan projected again with that one change, on the same simulated futures, minus the plan as it is"
)
AFTER_CHANGE_FORMULA = "the plan projected again with the change, on the same simulated futures"
DIFFERENCE_FORMULA = "with the change - without it, on the same simulated futures"


def stress_test_facts(baseline: Baseline, stress_tests: StressTests, *, age: int) -> tuple[Fact, ...]:
    """Return the facts of the stress tests; `age` is the person's age today."""
    facts = [*sensitivity_facts(baseline, stress_tests)]
    if baseline.has_goal:
        facts += spending_rule_facts(stress_tests)
    facts += (*history_facts(stress_tests), *crash_facts(baseline))
    if stress_tests.earliest is not None:
        earliest = age + stress_tests.earliest.years_to_retirement
        facts.append(make_fact(
            Family.PLAN, Measure.EARLIEST_AGE, ("earliest",), "Earliest retirement that nine of ten futures pay for",
            earliest, "age", formula="the first age at which nine of ten simulated futures pay for the plan to its end",
            inputs=(
                "profile.age", "profile.income_goal", "profile.plan_to_age", "profile.annual_contribution",
                "plan.start", *MARKET_INPUTS,
            ),
        ))  # fmt: skip
    return tuple(facts)


def sensitivity_facts(baseline: Baseline, stress_tests: StressTests) -> Iterator[Fact]:
    for swing in stress_tests.swings:
        words, difference = SENSITIVITY_CHANGES[swing.name].plain_label, swing.difference
        if baseline.has_goal:
            yield make_fact(
                Family.SWING, Measure.POINTS, (words,), f"Change of success: {words}", 100 * difference.success,
                "points", of=swing.name, inputs=("plan.success",), formula=SENSITIVITY_FORMULA,
                error=100 * (difference.standard_error or 0.0),
            )  # fmt: skip
        if difference.sustainable_spending is not None:
            yield make_fact(
                Family.SWING, Measure.INCOME, (words,), f"Change of what the plan sustains: {words}",
                difference.sustainable_spending, "money_per_year", of=swing.name, inputs=("plan.sustained_90",),
                formula=SENSITIVITY_FORMULA,
            )  # fmt: skip


def spending_rule_facts(stress_tests: StressTests) -> Iterator[Fact]:
    for result in stress_tests.rules:
        words, risk = RULE_LABELS[result.rule], result.risk
        make = partial(
            make_fact, Family.RULE, subject=(words,), of=result.rule, inputs=("profile.income_goal", "plan.start")
        )
        yield make(
            Measure.RAN_OUT, label=f"Money gone before the last year: {words}", value=100 * risk.ran_out,
            unit="percent", formula="futures with an empty portfolio before the last year / simulated futures",
        )  # fmt: skip
        yield make(
            Measure.BELOW_NEED, label=f"A year below what is needed: {words}", value=100 * risk.below_need,
            unit="percent", formula="futures with a year below three quarters of the goal / simulated futures",
        )  # fmt: skip
        yield make(
            Measure.FLOOR_90, label=f"The lowest year pays this or more in nine of ten: {words}", value=risk.floor_90,
            unit="money_per_year", formula="the lowest year of each future, in order: nine of ten pay this or more",
        )  # fmt: skip
        yield make(
            Measure.CUT_MEDIAN, label=f"Lowest year below the first one, median: {words}", value=100 * risk.cut_median,
            unit="percent", formula="1 - lowest year / first year, of the middle future",
        )  # fmt: skip
        yield make(
            Measure.CUT_P90, label=f"Lowest year below the first one, one in ten: {words}", value=100 * risk.cut_p90,
            unit="percent", formula="1 - lowest year / first year, which one future in ten reaches or exceeds",
        )  # fmt: skip
        yield make(
            Measure.LIFETIME, label=f"Spent over the whole retirement, median: {words}", value=result.lifetime_median,
            unit="money", formula="the middle future's sum of spending and income in today's dollars, by that rule",
        )  # fmt: skip


def history_facts(stress_tests: StressTests) -> Iterator[Fact]:
    """Yield the facts of the replay. A year on its own is the date yyyy0000."""
    past = stress_tests.history
    if past is None or past.success.periods is None:
        return
    names = ("past", "start years", "begun", "history")
    yield make_fact(
        Family.HISTORY, Measure.PERIODS, names, "Start years replayed", past.success.periods, "count", "reference",
        formula="every start year since 1928 whose whole plan lies in the records",
        inputs=("profile.years_to_retirement", "profile.plan_to_age"),
    )  # fmt: skip
    yield make_fact(
        Family.HISTORY, Measure.SUCCESSES, names, "Start years after which every year was funded",
        past.success.successes, "count", "computed",
        formula="start years whose own returns and inflation paid for every year of the plan",
        inputs=("history.periods", "plan.start", "profile.annual_contribution"),
    )  # fmt: skip
    for run, _ in worst_start_years(past, 1):
        yield Fact(
            family=Family.HISTORY, measure=Measure.WORST_START, subject=("past", "start", "begun", "worst"),
            label="The worst start year", value=Decimal(run.start * 10_000), unit="date", kind="reference",
            formula="the start year after which the money was gone soonest",
        )  # fmt: skip
        yield make_fact(
            Family.HISTORY, Measure.WORST_YEARS, (*names, "worst"), "Years funded after the worst start",
            run.years_funded, "years", "computed", formula="years paid for in full, beginning in that year",
            inputs=("history.worst_start",),
        )  # fmt: skip
    for run, name in notable_start_years(past):
        yield make_fact(
            Family.HISTORY_START, Measure.LEFT, (name, str(run.start)), f"Left at the end when begun in {run.start}",
            run.terminal, "money", "computed", of=str(run.start),
            formula="the plan with the returns and inflation that followed, in today's dollars",
        )  # fmt: skip


def change_key(what_if: WhatIf) -> str:
    """Return the member that the facts of a what-if are about, such as save_more_3500."""
    return fact_key(f"{what_if.change}_{what_if.amount:.10g}")


def what_if_facts(baseline: Baseline, what_if: WhatIf) -> FactSheet:
    """Return the facts of one what-if on a sheet of their own; on spending only where that was computed."""
    kind, difference = CHANGES[what_if.change], what_if.difference
    words = kind.subjects
    make = partial(make_fact, Family.CHANGE, of=change_key(what_if))
    amount = make(
        Measure.AMOUNT, words, "The change", what_if.amount, kind.unit, "assumption",
        formula="the change that was tried",
    )  # fmt: skip
    facts = [amount]
    if difference.sustainable_spending is not None:
        sustained = (what_if.projection.sustainable_spending or {})[SUSTAINED_LEVEL]
        income = make(
            Measure.INCOME, (*words, "sustain"), "Spending that nine of ten futures then sustain", sustained,
            "money_per_year", inputs=(amount.id,), formula=AFTER_CHANGE_FORMULA,
        )  # fmt: skip
        more = make(
            Measure.MORE, (*words, "sustain"), "Change of what nine of ten futures sustain",
            difference.sustainable_spending, "money_per_year", inputs=(income.id, "plan.sustained_90"),
            formula=DIFFERENCE_FORMULA,
        )  # fmt: skip
        facts += (income, more)
    if not baseline.has_goal:
        return FactSheet(facts=tuple(facts))
    success = make(
        Measure.SUCCESS, (*words, *SUCCESS_SUBJECTS), "Success after the change",
        100 * what_if.projection.success.probability, "percent", inputs=(amount.id,), formula=AFTER_CHANGE_FORMULA,
    )  # fmt: skip
    points = make(
        Measure.POINTS, (*words, *SUCCESS_SUBJECTS), "Change of success", 100 * difference.success, "points",
        inputs=(success.id, "plan.success"), formula=DIFFERENCE_FORMULA,
        error=100 * (difference.standard_error or 0.0),
    )  # fmt: skip
    return FactSheet(facts=(*facts, success, points))
