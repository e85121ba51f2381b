"""The planner works twice, typed both times: first whom to consult on what, at the end what it all comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.planner import prompts, writer
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.results import ActionDraft, ConsultationPlan, Recommendation, Summary
from advisors.runtime.run import AgentRun, run_agent
from advisors.writing.case import Situation

ROLE = "planner"


@dataclass(frozen=True)
class Deps:
    situation: Situation


@dataclass(frozen=True)
class SpecialistFindings:
    """What the specialists brought back. situation: with the facts of their what-ifs."""

    situation: Situation
    recommendations: Sequence[Recommendation] = ()
    levers: Sequence[ActionDraft] = ()
    failed: Sequence[str] = ()


def build_planner() -> Agent[Any]:
    return Agent[Any](
        name="Planner", model=ROLE, instructions=prompts.build_plan_instructions(), output_type=ConsultationPlan
    )


def build_concluder() -> Agent[Any]:
    return Agent[Any](name="Planner", model=ROLE, instructions=prompts.CONCLUSION_INSTRUCTIONS, output_type=Summary)


async def make_plan(deps: Deps, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    """output: a ConsultationPlan."""
    script = BuiltinScript(answer=lambda _: writer.write_plan(deps.situation).model_dump_json())
    task = prompts.build_plan_task(deps.situation.facts)
    return await run_agent(build_planner(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)


async def conclude(found: SpecialistFindings, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    """output: a Summary."""
    concluded = writer.write_summary(found.situation, found.recommendations, found.levers, found.failed)
    script = BuiltinScript(answer=lambda _: concluded.model_dump_json())
    brought: list[dict[str, object]] = [r.model_dump() for r in (*found.recommendations, *found.levers)]
    task = prompts.build_conclusion_task(brought, found.failed, found.situation.facts)
    return await run_agent(build_concluder(), f"{task}\n{revise}".strip(), context=found, script=script, terms=terms)
