from typing import Protocol

from advisors.budget.terms import RunTerms
from advisors.runtime.write_check_revise import WritingResult, check_text, write_checked
from advisors.writing.case import Situation
from analysis.tests.support.tax_adviser import agent, writer
from analysis.tests.support.tax_adviser.output import TaxOutput


class TaxCase(Protocol):
    @property
    def situation(self) -> Situation: ...


def find_obstacle(case: TaxCase) -> str:
    return "" if case.situation.has_value else "There is nothing to tax yet"


async def work(case: TaxCase, focus: str, terms: RunTerms) -> TaxOutput:
    situation = case.situation
    deps = agent.Deps(situation, focus)
    text: WritingResult[str] = await write_checked(
        lambda revise: agent.write_analysis(deps, revise=revise, terms=terms),
        lambda output: check_text(output, facts=situation.facts, names=situation.names),
        lambda: writer.write(situation),
    )
    return TaxOutput(
        source=text.source, text=text.printed, figures=text.figures, corrected=text.corrected,
        rewritten=text.rewritten, model=text.model,
    )  # fmt: skip
