"""Stress test one person's plan: sensitivities, other spending rules, past markets and the earliest retirement."""

from dataclasses import dataclass

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.asset_mapping import Mix
from advisors.retirement.projection.deterministic import DeterministicLine, compute_deterministic_line
from advisors.retirement.projection.historical_replay import HistoryError, replay_plan
from advisors.retirement.projection.path_detail import PathDetail, build_path_details
from advisors.retirement.projection.projection_result import Projection, Success
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.changes import EQUITY_CLASSES
from advisors.retirement.scenarios.choices import Choices, compare_choices
from advisors.retirement.scenarios.compare import EarliestRetirement, find_earliest_retirement
from advisors.retirement.scenarios.sensitivity import Sensitivity, compute_sensitivities
from advisors.retirement.scenarios.spending_rules import RuleResult, compare_rules

TARGET_SUCCESS = 0.9
HISTORY_COLUMNS_BY_CLASS: dict[str, Mix] = {
    "us_equity": {"stocks": 1.0},
    "intl_developed_equity": {"stocks": 1.0},
    "emerging_equity": {"stocks": 1.0},
    "us_reits": {"stocks": 1.0},
    "us_aggregate_bonds": {"treasury_10y": 0.5, "corporate_baa": 0.5},
    "us_tips": {"treasury_10y": 1.0},
    "commodities": {"gold": 1.0},
    "gold": {"gold": 1.0},
    "cash": {"bills": 1.0},
}
"""The past series that represents each class: US stocks for all equity, half Treasuries and half Baa corporates for
bonds, gold for commodities. A judgment that the page states."""


@dataclass(frozen=True)
class StressTests:
    """The results of all stress tests.

    `history`: None if the plan is longer than the data. `earliest`: None without a goal or if it is out of reach.
    `choices`: what the household can choose; None before taxes.
    """

    swings: list[Sensitivity]
    rules: list[RuleResult]
    path_details: list[PathDetail]
    line: DeterministicLine
    history: Projection | None
    earliest: EarliestRetirement | None
    choices: Choices | None = None


def run_stress_tests(baseline: Baseline, *, retirement_age: int) -> StressTests:
    """Run all stress tests, on the simulated paths of the baseline; history uses its own past years."""
    plan, draws = baseline.plan, baseline.draws
    stocks = sum(baseline.mix.weights.get(name, 0.0) for name in EQUITY_CLASSES)

    def measure(changed: Plan) -> Success:
        return baseline.kept.compare(changed).after

    retires_later = baseline.has_goal and plan.years_to_retirement > 0
    return StressTests(
        swings=[
            swing
            for swing in compute_sensitivities(plan, draws, baseline.kept)
            if swing.name != "retire_later" or plan.years_to_retirement
        ],
        rules=compare_rules(plan, age=retirement_age, stock_weight=min(1.0, stocks), draws=draws),
        path_details=build_path_details(plan, draws, baseline.projection.outcome, currency=baseline.currency),
        line=compute_deterministic_line(plan),
        history=replay_baseline(baseline),
        earliest=find_earliest_retirement(plan, TARGET_SUCCESS, measure=measure) if retires_later else None,
        choices=compare_choices(plan, baseline.kept),
    )


def replay_baseline(baseline: Baseline) -> Projection | None:
    """Replay the plan from every start year since 1928 whose whole horizon is in the data; None if there is none."""
    returns = {"kind": "history", "weights": history_weights(baseline.mix.weights)}
    try:
        return replay_plan(baseline.plan.with_changes(returns=returns))
    except HistoryError:
        return None


def history_weights(weights: Mix) -> Mix:
    """Return the weights of the past series that represent a mix of classes."""
    found: Mix = {}
    for name, share in weights.items():
        for column, part in HISTORY_COLUMNS_BY_CLASS[name].items():
            found[column] = found.get(column, 0.0) + share * part
    return found
