"""Whom the plan consults, and whom the case needs all the same."""

from typing import Any

from advisors.planner import writer as planner_writer
from advisors.runtime.results import ConsultationPlan, Specialist
from advisors.tracing.events import record_decision
from analysis.pipeline import specialists
from analysis.pipeline.prepare import AnalysisCase


def is_consulted(plan: ConsultationPlan, specialist: Specialist) -> bool:
    return any(consultation.specialist == specialist for consultation in plan.consultations)


def add_needed_specialists(plan: ConsultationPlan, case: AnalysisCase) -> ConsultationPlan:
    """Each specialist once, and those this case cannot do without even where the plan forgot them."""
    asked = {consultation.specialist: consultation for consultation in reversed(plan.consultations)}
    missing = [c for c in planner_writer.write_plan(case.situation).consultations if c.specialist not in asked]
    forgotten: Any = specialists.check_typed_result(
        ConsultationPlan(consultations=missing), situation=case.situation
    ).printed
    for consultation in forgotten.consultations:
        record_decision(f"{planner_writer.SPECIALIST_NAMES[consultation.specialist]} was added: {consultation.reason}")
    return ConsultationPlan(consultations=[*reversed(asked.values()), *forgotten.consultations])
