"""The planner works twice, typed both times: first whom to consult on what, at the end what it all comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agents import Agent

from advisors.budget.terms import Terms
from advisors.planner import prompts, writer
from advisors.runtime.builtin import Script
from advisors.runtime.results import ActionDraft, ConsultationPlan, Recommendation, Summary
from advisors.runtime.run import Ran, run
from advisors.writing.case import Situation

ROLE = "planner"


@dataclass(frozen=True)
class Deps:
    situation: Situation


@dataclass(frozen=True)
class Found:
    """What the specialists brought back. situation: with the facts of their what-ifs."""

    situation: Situation
    recommendations: Sequence[Recommendation] = ()
    levers: Sequence[ActionDraft] = ()
    failed: Sequence[str] = ()


def build_planner() -> Agent[Any]:
    return Agent[Any](name="Planner", model=ROLE, instructions=prompts.PLAN, output_type=ConsultationPlan)


def build_concluder() -> Agent[Any]:
    return Agent[Any](name="Planner", model=ROLE, instructions=prompts.CONCLUDE, output_type=Summary)


async def plan(deps: Deps, *, revise: str = "", terms: Terms | None = None) -> Ran:
    """output: a ConsultationPlan."""
    script = Script(answer=lambda _: writer.plan(deps.situation).model_dump_json())
    task = prompts.plan_task(deps.situation.facts)
    return await run(build_planner(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)


async def conclude(found: Found, *, revise: str = "", terms: Terms | None = None) -> Ran:
    """output: a Summary."""
    concluded = writer.conclude(found.situation, found.recommendations, found.levers, found.failed)
    script = Script(answer=lambda _: concluded.model_dump_json())
    brought: list[dict[str, object]] = [r.model_dump() for r in (*found.recommendations, *found.levers)]
    task = prompts.conclude_task(brought, found.failed, found.situation.facts)
    return await run(build_concluder(), f"{task}\n{revise}".strip(), context=found, script=script, terms=terms)
