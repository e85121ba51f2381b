from functools import partial
from typing import Protocol

from advisors import team
from advisors.budget.terms import RunTerms
from advisors.claims.case import ClaimCase
from advisors.claims.sections import Section
from advisors.document.tables import build_tables
from advisors.outline.assembling import build_sections
from advisors.outline.menu import Menu
from advisors.outline.reading import Reader
from advisors.outline.writing import write_builtin_lines, write_outline
from analysis.tests.support.tax_adviser import agent
from analysis.tests.support.tax_adviser.output import TaxOutput


class TaxCase(Protocol):
    @property
    def claims(self) -> ClaimCase: ...


def find_obstacle(case: TaxCase) -> str:
    return "" if case.claims.situation.has_value else "There is nothing to tax yet"


async def work(case: TaxCase, focus: str, terms: RunTerms) -> TaxOutput:
    menu = Menu(case.claims, tuple(map(Section, team.sections_of("tax"))))
    ask = partial(agent.write_lines, agent.Deps(menu, focus), terms=terms)
    outline = await write_outline(ask, lambda: Reader(menu), write_builtin_lines(menu))
    return TaxOutput(
        sections=build_sections(outline.chosen, (), build_tables(case.claims), menu.sections, case.claims.digest),
        corrected=outline.counts.corrected, rewritten=outline.rewritten, model=outline.model, lines=outline.counts,
    )  # fmt: skip
