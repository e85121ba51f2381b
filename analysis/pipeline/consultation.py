"""Plan the consultations: those of the planner, and those that the case needs in addition."""

from functools import partial
from typing import Any

from advisors import team
from advisors.budget.terms import RunTerms
from advisors.library.subjects import count_case_notes
from advisors.planner import agent as planner
from advisors.planner import writer as planner_writer
from advisors.runtime.results import ConsultationPlan
from advisors.runtime.write_check_revise import WritingResult, check_typed_result, write_checked
from advisors.tracing.events import record_decision
from analysis.database import db_async
from analysis.pipeline.prepare import AnalysisCase


async def make_plan(case: AnalysisCase, terms: RunTerms) -> WritingResult[ConsultationPlan]:
    """Ask the planner. It sees the facts, and what the library holds on this case."""
    deps = planner.Deps(case.situation, await db_async(count_case_notes)(case.situation))
    return await write_checked(
        lambda revise: planner.make_plan(deps, revise=revise, terms=terms),
        partial(check_typed_result, situation=case.situation),
        lambda: planner_writer.write_plan(case.situation),
    )


def is_consulted(plan: ConsultationPlan, role: str) -> bool:
    return any(consultation.specialist == role for consultation in plan.consultations)


def add_needed_specialists(plan: ConsultationPlan, case: AnalysisCase) -> ConsultationPlan:
    """Return the plan with each specialist once, and with the specialists that the case needs and the plan lacks."""
    asked = {consultation.specialist: consultation for consultation in reversed(plan.consultations)}
    missing = [c for c in planner_writer.write_plan(case.situation).consultations if c.specialist not in asked]
    forgotten: Any = check_typed_result(ConsultationPlan(consultations=missing), situation=case.situation).printed
    for consultation in forgotten.consultations:
        record_decision(f"{team.name_in_text(consultation.specialist)} was added: {consultation.reason}")
    return ConsultationPlan(consultations=[*reversed(asked.values()), *forgotten.consultations])
