"""The facts of the deeper look: swings, rules, the past."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.retirement.facts.fact_builder import PAIRED_ERROR_FORMULA, make_fact
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.stress_tests import StressTests
from advisors.retirement.simulation.historical_replay import notable_start_years, worst_start_years
from portfolios.facts.fact import Fact

RULE_LABELS = {
    "constant_real": "the same amount every year",
    "constant_percent": "a fixed share of what is left",
    "guardrails": "guardrails (Guyton-Klinger)",
    "vpw": "variable percentage (VPW)",
    "floor_ceiling": "a share between floor and ceiling",
    "rmd": "required minimum distributions",
}


SENSITIVITY_LABELS = {
    "conservative": "the lowest published returns",
    "lower_return": "returns one point lower every year",
    "higher_volatility": "volatility two points higher",
    "higher_inflation": "inflation one point higher",
    "higher_fee": "fees a quarter of a point higher",
    "save_more": "saving a tenth more",
    "save_less": "saving a tenth less",
    "spend_more": "spending a tenth more",
    "spend_less": "spending a tenth less",
    "retire_later": "retiring a year later",
    "retire_earlier": "retiring a year earlier",
    "more_equities": "ten points more in equities",
    "less_equities": "ten points less in equities",
}

SENSITIVITY_FORMULA = (
    "the plan projected again with that one change, on the same simulated futures, minus the plan as it is"
)


def stress_test_facts(baseline: Baseline, examined: StressTests, *, age: int) -> tuple[Fact, ...]:
    groups = (
        _sensitivity_facts(baseline, examined),
        _spending_rule_facts(baseline, examined),
        _history_facts(examined),
        _earliest_retirement_facts(examined, age),
    )
    return tuple(fact for group in groups for fact in group)


def _sensitivity_facts(baseline: Baseline, examined: StressTests) -> Iterator[Fact]:
    for swing in examined.swings:
        words, key = SENSITIVITY_LABELS[swing.name], f"swing_{swing.name}"
        if baseline.has_goal:
            yield make_fact(
                f"{key}_points",
                (words,),
                f"Change of success: {words}",
                100 * swing.difference.success,
                "points",
                topic="sensitivity",
                inputs=("success_probability",),
                formula=SENSITIVITY_FORMULA,
            )
            yield make_fact(
                f"{key}_error",
                (words,),
                f"Paired standard error of that change: {words}",
                100 * (swing.difference.standard_error or 0.0),
                "points",
                topic="sensitivity",
                inputs=(f"{key}_points",),
                formula=PAIRED_ERROR_FORMULA,
            )
        if swing.difference.sustainable_spending is not None:
            yield make_fact(
                f"{key}_income",
                (words,),
                f"Change of what the plan sustains: {words}",
                swing.difference.sustainable_spending,
                "usd_per_year",
                topic="sensitivity",
                inputs=("estimated_income",),
                formula=SENSITIVITY_FORMULA,
            )


def _spending_rule_facts(baseline: Baseline, examined: StressTests) -> Iterator[Fact]:
    if not baseline.has_goal:
        return
    for result in examined.rules:
        words, key = RULE_LABELS[result.rule], f"rule_{result.rule}"
        yield make_fact(
            f"{key}_success",
            (words,),
            f"Success when spending by rule: {words}",
            100 * result.success.probability,
            "percent",
            topic="rules",
            inputs=("income_goal", "retirement_start"),
            formula="simulated futures without a failed year / simulated futures, spending by that rule",
        )
        yield make_fact(
            f"{key}_lifetime",
            (words,),
            f"Spent over the whole retirement, median: {words}",
            result.spending.median_lifetime,
            "usd",
            topic="rules",
            inputs=("income_goal", "retirement_start"),
            formula="the middle future's sum of spending and income in today's dollars, spending by that rule",
        )
        if result.spending.worst_cut is not None:
            yield make_fact(
                f"{key}_cut",
                (words,),
                f"Lowest year below the first one, median: {words}",
                100 * max(0.0, result.spending.worst_cut),
                "percent",
                topic="rules",
                inputs=("income_goal", "retirement_start"),
                formula="the middle future's 1 - lowest year / first year, spending by that rule",
            )


def _history_facts(examined: StressTests) -> Iterator[Fact]:
    past = examined.history
    if past is None or past.success.periods is None:
        return
    names = ("past", "start years", "begun", "history")
    yield make_fact(
        "history_periods", names, "Start years replayed", past.success.periods, "count", "reference", topic="history"
    )
    yield make_fact(
        "history_successes",
        names,
        "Start years after which every year was funded",
        past.success.successes,
        "count",
        "computed",
        topic="history",
    )
    if worst := worst_start_years(past, 1):
        run, _ = worst[0]
        yield _start_year_fact("history_worst_start", run.start, "The worst start year")
        yield make_fact(
            "history_worst_years",
            (*names, "worst"),
            "Years funded after the worst start",
            run.years_funded,
            "years",
            "computed",
            topic="history",
        )
    for run, name in notable_start_years(past):
        yield make_fact(
            f"history_{run.start}_left",
            (name, str(run.start)),
            f"Left at the end when begun in {run.start}",
            run.terminal,
            "usd",
            "computed",
            topic="history",
            formula="the plan with the returns and inflation that followed, in today's dollars",
        )


def _start_year_fact(fact_id: str, year: int, label: str) -> Fact:
    """A year on its own: the date yyyy0000."""
    return Fact(
        id=fact_id,
        subject=("past", "start", "begun", "worst"),
        label=label,
        value=Decimal(year * 10_000),
        unit="date",
        kind="reference",
        topic="history",
        formula="the start year after which the money was gone soonest",
    )


def _earliest_retirement_facts(examined: StressTests, age: int) -> Iterator[Fact]:
    if examined.earliest is not None:
        yield make_fact(
            "earliest_age",
            ("earliest",),
            "Earliest retirement that nine of ten futures pay for",
            age + examined.earliest.years_to_retirement,
            "age",
        )
