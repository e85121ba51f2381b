"""The retirement planner's step: an outline, printed as the sections on the plan, with the what-ifs behind it."""

from functools import partial
from typing import Protocol

from advisors.budget.terms import RunTerms
from advisors.claims.case import ClaimCase
from advisors.claims.sections import Section
from advisors.document.tables import build_tables
from advisors.outline.assembling import build_sections
from advisors.outline.reading import Reader
from advisors.outline.writing import write_builtin_lines, write_outline
from advisors.retirement import agent
from advisors.retirement.build_figures import build_figures
from advisors.retirement.output import RetirementOutput
from advisors.retirement.tools import Deps
from portfolios.facts.fact import FactSheet


class RetirementCase(Protocol):
    """What the retirement planner reads of a case."""

    @property
    def claims(self) -> ClaimCase: ...
    def sections_of(self, role: str) -> tuple[Section, ...]: ...


def find_obstacle(case: RetirementCase) -> str:
    return "" if case.claims.baseline else "There is nothing to project yet"


async def work(case: RetirementCase, focus: str, terms: RunTerms) -> RetirementOutput:
    """Write the sections, and return them with the what-ifs of this run and the figures of the projection."""
    base = case.claims
    assert base.baseline is not None and base.stress_tests is not None
    deps = Deps(base, case.sections_of(agent.ROLE), focus)
    ask = partial(agent.write_lines, deps, terms=terms)
    outline = await write_outline(ask, lambda: Reader(deps.menu), write_builtin_lines(deps.menu))
    tested = deps.case
    sections = build_sections(outline.chosen, (), build_tables(tested), deps.sections, tested.digest)
    return RetirementOutput(
        sections=sections,
        facts=FactSheet(facts=tuple(fact for fact in tested.facts.facts if fact.id not in base.facts)),
        engine=build_figures(base.situation, base.baseline, base.stress_tests),
        corrected=outline.counts.corrected, rewritten=outline.rewritten,
        model=outline.model, lines=outline.counts,
    )  # fmt: skip
