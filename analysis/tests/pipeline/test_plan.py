"""Whom an analysis consults: what the planner says, and whom the case needs although the plan forgot them."""

from types import SimpleNamespace

import pytest

from advisors.runtime.results import Consultation, ConsultationPlan
from advisors.tests.support.corpus_portfolios import situation
from analysis.pipeline.consultation import add_needed_specialists


def planned(*specialists):
    asked = [Consultation(specialist=s, focus=f"Look at {s}", reason=f"It needs {s}") for s in specialists]
    return ConsultationPlan(consultations=asked)


def consulted(person, *specialists):
    plan = add_needed_specialists(planned(*specialists), SimpleNamespace(situation=situation(person)))
    return [(c.specialist, c.focus) for c in plan.consultations]


@pytest.mark.parametrize("asked", [(), ("charter",), ("reporter", "charter"), ("retirement",)])
def test_forgotten_specialists_are_added(asked):
    found = consulted("engineer", *asked)
    assert sorted(name for name, _ in found) == ["charter", "reporter", "retirement"]
    assert found[: len(asked)] == [(name, f"Look at {name}") for name in asked]
    assert all(focus and "[[" not in focus for _, focus in found)


def test_a_specialist_is_consulted_only_once():
    plan = planned("reporter", "reporter", "charter")
    plan.consultations[1] = plan.consultations[1].model_copy(update={"focus": "Something else"})
    found = add_needed_specialists(plan, SimpleNamespace(situation=situation("engineer"))).consultations
    assert [c.focus for c in found if c.specialist == "reporter"] == ["Look at reporter"]


def test_retirement_is_consulted_without_a_goal():
    focus = dict(consulted("without_goal"))["retirement"]
    assert "No income goal is set" in focus and "$" in focus


def test_an_empty_plan_gives_a_whole_analysis(analyze_with_model):
    def forgetful(good):
        return lambda request: '{"consultations": []}' if "coordinates" in request.system else good(request)

    job, _ = analyze_with_model(play=forgetful)
    assert {step.name: step.status for step in job.steps.all()} == dict.fromkeys(
        ("prepare", "tag", "plan", "report", "charts", "retirement", "conclude"), "done"
    )
    assert "Portfolio Analyst, Chart Specialist, Retirement Planner" in job.steps.get(name="plan").message
