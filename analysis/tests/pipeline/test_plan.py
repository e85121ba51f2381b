"""Which specialists an analysis consults: those in the plan, and those that the plan forgot."""

import pytest

from advisors.outline.menu import Menu
from advisors.planner.writer import write_plan_lines
from advisors.tests.support.claim_cases import household_case

pytestmark = pytest.mark.slow

EVERYBODY = ["reporter", "charter", "retirement"]


def test_the_built_in_plan_names_a_topic_for_each():
    lines = write_plan_lines(Menu(household_case("demo"), ())).splitlines()
    assert [line.split()[1] for line in lines] == EVERYBODY
    assert lines[2] == "consult retirement on_track"


def test_nothing_recorded_needs_only_the_report():
    assert write_plan_lines(Menu(household_case("zero"), ())).split()[:2] == ["consult", "reporter"]
    assert len(write_plan_lines(Menu(household_case("zero"), ())).splitlines()) == 1


@pytest.mark.parametrize(
    ("lines", "consulted"),
    [
        ("", EVERYBODY),
        ("consult charter rank asset_class 1", ["charter", "reporter", "retirement"]),
        ("consult retirement on_track\nconsult reporter company nvda", ["retirement", "reporter", "charter"]),
        ("consult reporter company nvda\nconsult reporter fees", EVERYBODY),
        ("consult hacker fees\nconsult reporter you_are_rich", EVERYBODY),
    ],
)
def test_forgotten_specialists_are_added(analyze_with_model, lines, consulted):
    job, _ = analyze_with_model(play=lambda good: lambda request: plan_or_go_on(good, request, lines))
    plan = job.steps.get(name="plan").output.plan
    assert [consultation.specialist for consultation in plan.consultations] == consulted
    assert all(consultation.focus and consultation.reason for consultation in plan.consultations)
    assert set(job.steps.values_list("status", flat=True)) == {"done"}


def plan_or_go_on(good, request, lines):
    return lines if "coordinates" in request.system else good(request)


def test_a_topic_of_the_plan_is_a_true_sentence(analyze_with_model):
    lines = "consult reporter company nvda"
    job, _ = analyze_with_model(play=lambda good: lambda request: plan_or_go_on(good, request, lines))
    focus = job.steps.get(name="plan").output.plan.consultations[0].focus
    assert "NVDA" in focus and "12.5%" in focus
