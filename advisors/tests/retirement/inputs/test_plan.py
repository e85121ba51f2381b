"""A plan is checked before it is projected, and every error names its field."""

import json
from typing import Any

import pytest

from advisors.retirement.inputs.plan import PlanError, parse_plan
from advisors.retirement.projection.engine import project
from advisors.tests.support.retirement_plans import class_plan, lognormal_plan


def errors_of(**changes: Any) -> dict[str, list[str]]:
    plan = {**lognormal_plan().model_dump(mode="json"), **changes}
    with pytest.raises(PlanError) as error:
        parse_plan(json.dumps(plan))
    return error.value.fields


def test_the_example_of_the_issue_is_a_plan() -> None:
    plan = parse_plan("""{"start_value": 1000000, "years_to_retirement": 0, "retirement_years": 30,
      "contribution": 0, "contribution_growth": 0.0,
      "spending": 40000, "rule": "constant_real", "timing": "end", "rule_options": {},
      "returns": {"kind": "lognormal", "mean": 0.05, "sd": 0.11, "terms": "real"},
      "inflation": {"mean": 0.0, "sd": 0.0, "persistence": 0.0},
      "income": [{"amount": 24000, "from_year": 20, "to_year": null, "cola": 1.0}],
      "fee": 0.0, "paths": 100000, "seed": 1}""")
    assert plan.horizon == 30
    assert plan.paths == 100_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start_value": -1}, "start_value"),
        ({"start_value": "1"}, "start_value"),
        ({"retirement_years": 2.5}, "retirement_years"),
        ({"years_to_retirement": -1}, "years_to_retirement"),
        ({"spending": True}, "spending"),
        ({"fee": 1}, "fee"),
        ({"paths": 0}, "paths"),
        ({"seed": -1}, "seed"),
        ({"timing": "middle"}, "timing"),
        ({"rule": "hope"}, "rule"),
        ({"bonus": 1}, "bonus"),
        ({"rule": "rmd"}, "rule_options"),
        ({"rule_options": {"rate": 0.04}}, "rule_options"),
        ({"rule": "floor_ceiling", "rule_options": {"rate": 0.04, "floor": 2, "ceiling": 1}}, "rule_options"),
        ({"returns": {"kind": "guess"}}, "returns"),
        ({"returns": {"kind": "lognormal", "mean": 0.05, "sd": -0.1}}, "returns.sd"),
        ({"returns": {"kind": "lognormal", "mean": 0.05}}, "returns.sd"),
        ({"returns": {"kind": "classes", "weights": {"us_equity": 0.5}}}, "returns.weights"),
        ({"returns": {"kind": "classes", "weights": {"tulips": 1.0}}}, "returns.weights"),
        ({"returns": {"kind": "classes", "weights": {"gold": 1.0}, "terms": "real"}}, "returns.terms"),
        ({"returns": {"kind": "history", "weights": {"stocks": 1.5, "bills": -0.5}}}, "returns.weights.stocks"),
        ({"inflation": {"mean": 0.02, "persistence": 1}}, "inflation.persistence"),
        ({"income": [{"amount": 1, "from_year": 0}]}, "income.0.from_year"),
        ({"income": [{"amount": 1, "from_year": 5, "to_year": 4}]}, "income.0.to_year"),
        ({"paths": 1_000_000, "retirement_years": 5_000}, "paths"),
    ],
)  # fmt: skip
def test_an_error_names_its_field(changes: dict[str, Any], field: str) -> None:
    assert field in errors_of(**changes)


def test_invalid_numbers_are_refused() -> None:
    with pytest.raises(PlanError, match="start_value"):
        parse_plan('{"start_value": NaN, "retirement_years": 1, "returns": {"kind": "fixed", "rate": 0}}')


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_plan_must_be_a_json_object(text: str) -> None:
    with pytest.raises(PlanError, match="plan"):
        parse_plan(text)


def test_a_contradictory_correlation_is_named() -> None:
    pairs = {"us_equity": {"gold": 0.99, "us_aggregate_bonds": -0.9}}
    wrong = errors_of(returns={"kind": "classes", "weights": {"gold": 1.0}, "correlation": pairs})
    assert "not positive definite" in wrong["returns.correlation"][0]


def test_a_changed_plan_is_checked_again() -> None:
    with pytest.raises(ValueError, match="spending"):
        lognormal_plan().with_changes(spending=-1.0)


def test_a_plan_survives_its_own_json() -> None:
    plan = class_plan(rule="vpw", rule_options={"age": 65, "stock_weight": 0.6})
    assert parse_plan(plan.model_dump_json()) == plan


def test_a_result_has_every_key_of_the_contract() -> None:
    result = project(lognormal_plan(paths=100)).as_json()
    assert {"success", "terminal", "fan", "at_retirement", "sustainable_spending", "required_saving"} <= result.keys()
    assert result["success"].keys() >= {"probability", "standard_error", "interval", "successes", "paths"}
    assert result["engine"].keys() == {"version", "seed", "paths", "numpy"}
    assert list(result["fan"]["real"]) == ["5", "10", "25", "50", "75", "90", "95"]
    json.dumps(result, allow_nan=False)
