"""Build the facts of the stress tests, and of one what-if."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.retirement.facts.fact_builder import PAIRED_ERROR_FORMULA, SUCCESS_SUBJECTS, make_fact
from advisors.retirement.scenarios.baseline import SUSTAINED_LEVEL, Baseline, WhatIf
from advisors.retirement.scenarios.changes import ChangeKind
from advisors.retirement.scenarios.stress_tests import StressTests
from advisors.retirement.simulation.historical_replay import notable_start_years, worst_start_years
from advisors.verification.parsing.significance import SIGNIFICANT_ERRORS
from portfolios.facts.fact import Fact, FactSheet, Unit

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
CHANGE_SUBJECTS: dict[ChangeKind, tuple[str, ...]] = {
    "save_more": ("save", "saving"),
    "retire_later": ("retire later", "retiring later", "later"),
    "spend_less": ("spend less", "spending less", "less"),
    "more_equity": ("more equity", "more in equity"),
    "less_equity": ("less equity", "less in equity"),
}
CHANGE_UNITS: dict[ChangeKind, Unit] = {
    "save_more": "usd_per_year",
    "retire_later": "years",
    "spend_less": "percent",
    "more_equity": "points",
    "less_equity": "points",
}
SENSITIVITY_FORMULA = (
    "the plan projected again with that one change, on the same simulated futures, minus the plan as it is"
)
AFTER_CHANGE_FORMULA = "the plan projected again with the change, on the same simulated futures"
DIFFERENCE_FORMULA = "with the change - without it, on the same simulated futures"


def stress_test_facts(baseline: Baseline, stress_tests: StressTests, *, age: int) -> tuple[Fact, ...]:
    """Return the facts of the stress tests; `age` is the person's age today."""
    facts = [*_sensitivity_facts(baseline, stress_tests)]
    if baseline.has_goal:
        facts += _spending_rule_facts(stress_tests)
    facts += _history_facts(stress_tests)
    if stress_tests.earliest is not None:
        label = "Earliest retirement that nine of ten futures pay for"
        earliest = age + stress_tests.earliest.years_to_retirement
        facts.append(make_fact("earliest_age", ("earliest",), label, earliest, "age"))
    return tuple(facts)


def _sensitivity_facts(baseline: Baseline, stress_tests: StressTests) -> Iterator[Fact]:
    for swing in stress_tests.swings:
        title, key, difference = SENSITIVITY_LABELS[swing.name], f"swing_{swing.name}", swing.difference
        if baseline.has_goal:
            yield make_fact(
                f"{key}_points", (title,), f"Change of success: {title}", 100 * difference.success, "points",
                topic="sensitivity", inputs=("success_probability",), formula=SENSITIVITY_FORMULA,
            )  # fmt: skip
            yield make_fact(
                f"{key}_error", (title,), f"Paired standard error of that change: {title}",
                100 * (difference.standard_error or 0.0), "points",
                topic="sensitivity", inputs=(f"{key}_points",), formula=PAIRED_ERROR_FORMULA,
            )  # fmt: skip
        if difference.sustainable_spending is not None:
            yield make_fact(
                f"{key}_income", (title,), f"Change of what the plan sustains: {title}",
                difference.sustainable_spending, "usd_per_year",
                topic="sensitivity", inputs=("estimated_income",), formula=SENSITIVITY_FORMULA,
            )  # fmt: skip


def _spending_rule_facts(stress_tests: StressTests) -> Iterator[Fact]:
    inputs = ("income_goal", "retirement_start")
    for result in stress_tests.rules:
        title, key, spending = RULE_LABELS[result.rule], f"rule_{result.rule}", result.spending
        yield make_fact(
            f"{key}_success", (title,), f"Success when spending by rule: {title}",
            100 * result.success.probability, "percent", topic="rules", inputs=inputs,
            formula="simulated futures without a failed year / simulated futures, spending by that rule",
        )  # fmt: skip
        yield make_fact(
            f"{key}_lifetime", (title,), f"Spent over the whole retirement, median: {title}",
            spending.median_lifetime, "usd", topic="rules", inputs=inputs,
            formula="the middle future's sum of spending and income in today's dollars, spending by that rule",
        )  # fmt: skip
        if spending.worst_cut is not None:
            yield make_fact(
                f"{key}_cut", (title,), f"Lowest year below the first one, median: {title}",
                100 * max(0.0, spending.worst_cut), "percent", topic="rules", inputs=inputs,
                formula="the middle future's 1 - lowest year / first year, spending by that rule",
            )  # fmt: skip


def _history_facts(stress_tests: StressTests) -> Iterator[Fact]:
    """Yield the facts of the replay. A year on its own is the date yyyy0000."""
    past = stress_tests.history
    if past is None or past.success.periods is None:
        return
    names, topic = ("past", "start years", "begun", "history"), "history"
    label = "Start years replayed"
    yield make_fact("history_periods", names, label, past.success.periods, "count", "reference", topic=topic)
    label = "Start years after which every year was funded"
    yield make_fact("history_successes", names, label, past.success.successes, "count", "computed", topic=topic)
    for run, _ in worst_start_years(past, 1):
        yield Fact(
            id="history_worst_start", subject=("past", "start", "begun", "worst"), label="The worst start year",
            value=Decimal(run.start * 10_000), unit="date", kind="reference", topic=topic,
            formula="the start year after which the money was gone soonest",
        )  # fmt: skip
        yield make_fact(
            "history_worst_years", (*names, "worst"), "Years funded after the worst start", run.years_funded, "years",
            "computed", topic=topic,
        )  # fmt: skip
    for run, name in notable_start_years(past):
        yield make_fact(
            f"history_{run.start}_left", (name, str(run.start)), f"Left at the end when begun in {run.start}",
            run.terminal, "usd", "computed", topic=topic,
            formula="the plan with the returns and inflation that followed, in today's dollars",
        )  # fmt: skip


def what_if_facts(baseline: Baseline, what_if: WhatIf, number: int) -> FactSheet:
    """Return the facts of one what-if on a sheet of their own; `number` makes their ids unique within a run."""
    key, subject, difference = f"what_if_{number}", CHANGE_SUBJECTS[what_if.change], what_if.difference
    change = make_fact(
        f"{key}_change", subject, "The change", what_if.amount, CHANGE_UNITS[what_if.change], "assumption",
        formula="the change that was tried",
    )  # fmt: skip
    sustained = (what_if.projection.sustainable_spending or {})[SUSTAINED_LEVEL]
    rows: list[tuple[str, tuple[str, ...], str, float, Unit, tuple[str, ...], str]] = [
        ("income", ("sustain",), "Spending that nine of ten futures then sustain", sustained, "usd_per_year",
         (f"{key}_change",), AFTER_CHANGE_FORMULA),
        ("more", ("sustain",), "Change of what nine of ten futures sustain", difference.sustainable_spending or 0.0,
         "usd_per_year", (f"{key}_income", "estimated_income"), DIFFERENCE_FORMULA),
    ]  # fmt: skip
    if baseline.has_goal:
        rows += [
            ("success", SUCCESS_SUBJECTS, "Success after the change", 100 * what_if.projection.success.probability,
             "percent", (f"{key}_change",), AFTER_CHANGE_FORMULA),
            ("points", SUCCESS_SUBJECTS, "Change of success", 100 * difference.success, "points",
             (f"{key}_success", "success_probability"), DIFFERENCE_FORMULA),
            ("error", SUCCESS_SUBJECTS, "Paired standard error of that change",
             100 * (difference.standard_error or 0.0), "points", (f"{key}_points",), PAIRED_ERROR_FORMULA),
        ]  # fmt: skip
    facts = [
        make_fact(f"{key}_{part}", (*subject, *more), label, value, unit, inputs=inputs, formula=formula)
        for part, more, label, value, unit, inputs, formula in rows
    ]
    return FactSheet(facts=(change, *facts))


def is_significant(what_if: WhatIf) -> bool:
    """Return whether the change of success is not zero and beyond its paired standard errors."""
    error = what_if.difference.standard_error or 0.0
    return abs(what_if.difference.success) > SIGNIFICANT_ERRORS * error and what_if.difference.success != 0
