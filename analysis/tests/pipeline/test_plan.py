"""Which specialists an analysis consults: those in the plan, and those that the plan forgot."""

from types import SimpleNamespace

import pytest

from advisors.runtime.results import Consultation, ConsultationPlan
from advisors.tests.support.corpus_portfolios import situation
from analysis.pipeline.consultation import add_needed_specialists


def make_plan(*specialists):
    consultations = [Consultation(specialist=s, focus=f"Look at {s}", reason=f"It needs {s}") for s in specialists]
    return ConsultationPlan(consultations=consultations)


def consult(person, *specialists):
    plan = add_needed_specialists(make_plan(*specialists), SimpleNamespace(situation=situation(person)))
    return [(c.specialist, c.focus) for c in plan.consultations]


@pytest.mark.parametrize("specialists", [(), ("charter",), ("reporter", "charter"), ("retirement",)])
def test_forgotten_specialists_are_added(specialists):
    found = consult("engineer", *specialists)
    assert sorted(name for name, _ in found) == ["charter", "reporter", "retirement"]
    assert found[: len(specialists)] == [(name, f"Look at {name}") for name in specialists]
    assert all(focus and "[[" not in focus for _, focus in found)


def test_a_specialist_is_consulted_only_once():
    plan = make_plan("reporter", "reporter", "charter")
    plan.consultations[1] = plan.consultations[1].model_copy(update={"focus": "Something else"})
    found = add_needed_specialists(plan, SimpleNamespace(situation=situation("engineer"))).consultations
    assert [c.focus for c in found if c.specialist == "reporter"] == ["Look at reporter"]


def test_retirement_is_consulted_without_a_goal():
    focus = dict(consult("without_goal"))["retirement"]
    assert "No income goal is set" in focus and "$" in focus


def test_an_empty_plan_gives_a_whole_analysis(analyze_with_model):
    def forget_everyone(good):
        return lambda request: '{"consultations": []}' if "coordinates" in request.system else good(request)

    job, _ = analyze_with_model(play=forget_everyone)
    assert {step.name: step.status for step in job.steps.all()} == dict.fromkeys(
        ("prepare", "tag", "plan", "report", "charts", "retirement", "conclude"), "done"
    )
    assert "Portfolio Analyst, Chart Specialist, Retirement Planner" in job.steps.get(name="plan").message
