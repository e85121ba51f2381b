"""The engine reproduces household plans year by year, to a dollar."""

import json
from pathlib import Path
from typing import Any

import pytest

from advisors.tests.support.plan_vectors import compare_plans, plan_rows, plan_totals, read_plan

DOCUMENT = json.loads((Path(__file__).parents[2] / "data" / "tax" / "plan_vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", DOCUMENT["cases"], ids=lambda case: case["id"])
def test_each_plan_agrees_year_by_year(case: dict[str, Any]) -> None:
    assert list(compare_plans({**DOCUMENT, "cases": [case]})) == []


def test_a_dollar_more_is_a_deviation() -> None:
    case = json.loads(json.dumps(DOCUMENT["cases"][1]))
    case["years"][3]["federal_tax"] += 1.01
    case["totals"]["rmd_years"] += 1
    found = list(compare_plans({**DOCUMENT, "cases": [case]}))
    assert [(d.case, d.figure) for d in found] == [("H03 year 4", "federal_tax"), ("H03", "rmd_years")]


def test_totals_are_the_sums_of_the_years() -> None:
    rows = list(plan_rows(read_plan(DOCUMENT["cases"][0]["plan"])))
    assert plan_totals(rows)["lifetime_federal_tax"] == pytest.approx(sum(row["federal_tax"] for row in rows))
