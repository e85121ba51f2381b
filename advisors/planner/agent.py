"""The planner agent. It runs twice: first it chooses the specialists, at the end it writes the summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    """The case to plan for. library: how many notes it holds, by subject that matters here."""

    situation: Situation
    library: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SpecialistFindings:
    """The results of all specialists. situation: with the facts of their what-ifs."""

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
    """Choose the specialists to consult; the output of the run is a ConsultationPlan."""
    script = BuiltinScript(answer=lambda _: writer.write_plan(deps.situation).model_dump_json())
    task = prompts.build_plan_task(deps.situation.facts, deps.library)
    return await run_agent(build_planner(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)


async def conclude(findings: SpecialistFindings, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    """Write the summary and rank the actions; the output of the run is a Summary."""
    summary = writer.write_summary(findings.situation, findings.recommendations, findings.levers, findings.failed)
    script = BuiltinScript(answer=lambda _: summary.model_dump_json())
    proposals: list[dict[str, object]] = [r.model_dump() for r in (*findings.recommendations, *findings.levers)]
    task = prompts.build_conclusion_task(proposals, findings.failed, findings.situation.facts)
    return await run_agent(build_concluder(), f"{task}\n{revise}".strip(), context=findings, script=script, terms=terms)
