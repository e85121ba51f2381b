"""The retirement planner's step: a checked analysis of the projection, with the what-ifs behind it."""

from dataclasses import replace
from typing import Protocol

from advisors.budget.terms import RunTerms
from advisors.retirement import agent, writer
from advisors.retirement.advice import draft_actions
from advisors.retirement.advice_check import find_untested_advice
from advisors.retirement.build_figures import build_figures
from advisors.retirement.output import RetirementOutput
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.stress_tests import StressTests
from advisors.retirement.tools import Deps
from advisors.runtime.write_check_revise import CheckResult, WritingResult, check_text, write_checked
from advisors.writing.case import Situation
from portfolios.facts.fact import FactSheet


class RetirementCase(Protocol):
    """What the retirement planner reads of a case. outlook, examined: None if nothing can be projected."""

    @property
    def situation(self) -> Situation: ...
    @property
    def outlook(self) -> Baseline | None: ...
    @property
    def examined(self) -> StressTests | None: ...


def find_obstacle(case: RetirementCase) -> str:
    return "" if case.outlook else "There is nothing to project yet"


async def work(case: RetirementCase, focus: str, terms: RunTerms) -> RetirementOutput:
    """Write and check the analysis, and return it with its what-ifs, tested actions and figures."""
    assert case.outlook is not None and case.examined is not None
    situation = case.situation
    deps = Deps(situation, case.outlook, focus)

    def check(text: str) -> CheckResult[str]:
        """Check the figures, and that only tested changes are advised."""
        verdict = check_text(text, facts=deps.facts, names=situation.names)
        untested = find_untested_advice(text, situation, agent.list_what_if_results(deps))
        return replace(verdict, problems=(*verdict.problems, *untested))

    text: WritingResult[str] = await write_checked(
        lambda revise: agent.write_with_what_ifs(deps, revise=revise, terms=terms),
        check,
        lambda: writer.write(situation, agent.list_what_if_results(deps)),
    )
    return RetirementOutput(
        source=text.source, analysis=text.printed,
        facts=FactSheet(facts=tuple(fact for _, sheet in deps.what_ifs for fact in sheet.facts)),
        levers=draft_actions(situation, agent.list_what_if_results(deps)),
        engine=build_figures(situation, case.outlook, case.examined),
        figures=text.figures, corrected=text.corrected, rewritten=text.rewritten, model=text.model,
    )  # fmt: skip
