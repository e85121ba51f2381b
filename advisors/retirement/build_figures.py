"""The retirement engine's figures as pages and API show them, to 8 significant digits."""

from decimal import Decimal
from typing import Any

from advisors.retirement.figures import RetirementFigures
from advisors.retirement.household_figures import build_household_figures
from advisors.retirement.markets.asset_mapping import MAPPING_ASSUMPTIONS
from advisors.retirement.projection.historical_replay import notable_start_years
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.change_kinds import SENSITIVITY_CHANGES
from advisors.retirement.scenarios.stress_tests import StressTests
from advisors.writing.case import Situation

STORY_NAMES = {
    "worst": "The worst scenario",
    "10th": "A poor scenario: nine of ten do better",
    "median": "The middle scenario",
    "90th": "A good scenario: one of ten does better",
}

UNMODELLED_TOPICS = ("other currencies", "overlap between funds", "your past performance")
UNMODELLED_TIPS = "the inflation link of TIPS, which are simulated as nominal with a volatility of their own"


def build_figures(situation: Situation, baseline: Baseline, stress_tests: StressTests) -> RetirementFigures:
    """Return the figures of the projection and its stress tests. Success is None without an income goal."""
    projection, goal, past = baseline.projection, baseline.has_goal, stress_tests.history
    has_tips = any("us_tips" in (instrument.return_mix or {}) for instrument, _ in situation.portfolio.holdings)
    untaxed = projection.household.not_modeled if projection.household else ["taxes"]
    figures = {
        "paths": baseline.plan.paths,
        "success_probability": projection.success.probability if goal else None,
        "standard_error": projection.success.standard_error if goal else None,
        "interval": projection.success.interval if goal else None,
        "estimated_income": baseline.estimated_income,
        "income_goal": baseline.plan.spending if goal else None,
        "at_retirement": projection.at_retirement.percentiles,
        "fan": {**projection.fan.model_dump(), "retirement_year": baseline.plan.years_to_retirement},
        "swings": [
            {
                "label": SENSITIVITY_CHANGES[swing.name].plain_label,
                "success": swing.difference.success if goal else None,
                "estimated_income": swing.difference.sustainable_spending,
            }
            for swing in stress_tests.swings
        ],
        "stories": [
            {"name": STORY_NAMES[detail.name], "years": [year.model_dump() for year in detail.years]}
            for detail in stress_tests.path_details
        ],
        "history": past
        and {
            "successes": past.success.successes,
            "periods": past.success.periods,
            "named": [{"name": name, **run.model_dump()} for run, name in notable_start_years(past)],
        },
        "first_age": situation.profile.age,
        "household": build_household_figures(situation, baseline, stress_tests),
        "judgements": list(MAPPING_ASSUMPTIONS),
        "not_modelled": [*untaxed, *UNMODELLED_TOPICS, *([UNMODELLED_TIPS] if has_tips else [])],
    }
    return RetirementFigures.model_validate(round_significant(figures))


def round_significant(value: Any, digits: int = 8) -> Any:
    """Round the floats inside a JSON value to significant digits: the same figures on every processor."""
    if isinstance(value, float):
        return float(f"{value:.{digits}g}")
    if isinstance(value, dict):
        return {key: round_significant(item, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [round_significant(item, digits) for item in value]
    return float(value) if isinstance(value, Decimal) else value
