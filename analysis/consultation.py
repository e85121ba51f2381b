"""Whom the plan consults, and whom the case needs all the same."""

from typing import Any

from advisors.planner import writer as planner_writer
from advisors.results import ConsultationPlan, Specialist
from analysis import specialists
from analysis.preparation import Case


def consulted(plan: ConsultationPlan, specialist: Specialist) -> bool:
    return any(consultation.specialist == specialist for consultation in plan.consultations)


def with_needed(plan: ConsultationPlan, case: Case) -> ConsultationPlan:
    """The plan with those this case cannot do without and the plan forgot."""
    missing = [c for c in planner_writer.plan(case.situation).consultations if not consulted(plan, c.specialist)]
    if not missing:
        return plan
    forgotten: Any = specialists.check_typed(ConsultationPlan(consultations=missing), situation=case.situation).printed
    return ConsultationPlan(consultations=[*plan.consultations, *forgotten.consultations])
