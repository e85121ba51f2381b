"""The reporter's step: the report and its recommendations, written, checked and put together."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

from advisors.budget.terms import RunTerms
from advisors.reporter import agent, writer
from advisors.reporter.caveats import write_caveats_section
from advisors.reporter.output import ReportOutput
from advisors.reporter.recommendations import recommend
from advisors.runtime.results import Recommendations
from advisors.runtime.write_check_revise import (
    CheckResult,
    WritingResult,
    check_text,
    check_typed_result,
    write_checked,
)
from advisors.writing.case import Situation
from advisors.writing.citations import ReportSources, find_link_errors, write_sources_section
from advisors.writing.markdown import escape_markdown
from portfolios.facts.fact import FactSheet

MIN_RECOMMENDATIONS = 5
"""Recommendations, where the facts give so many."""


class ReportCase(Protocol):
    """What the reporter reads of a case. load_sources: the library of research notes; None where it is empty."""

    @property
    def situation(self) -> Situation: ...
    @property
    def load_sources(self) -> Callable[[], Awaitable[ReportSources | None]]: ...


def find_obstacle(case: ReportCase) -> str:
    """Even an empty portfolio has a report: it says what is missing."""
    return ""


async def work(case: ReportCase, focus: str, terms: RunTerms) -> ReportOutput:
    situation = case.situation
    deps = agent.Deps(situation, focus, await case.load_sources())
    text: WritingResult[str] = await write_checked(
        lambda revise: agent.write_report(deps, revise=revise, terms=terms),
        lambda output: _check_report(output, deps),
        lambda: writer.write_report(situation, focus),
    )
    advice: WritingResult[Recommendations] = await write_checked(
        lambda revise: agent.write_recommendations(deps, text.source, revise=revise, terms=terms),
        lambda output: _check_recommendations(output, text.source, deps),
        lambda: recommend(situation),
    )
    source = _assemble_report(text.source, advice.source, situation)
    report = _check_report(source, deps)
    rewritten = [name for name, by_us in (("Report", text.rewritten), ("Recommendations", advice.rewritten)) if by_us]
    sources_section = write_sources_section(text.source, deps.sources.notes) if deps.sources else ""
    return ReportOutput(
        source=source, content=f"{report.printed}\n\n{sources_section}" if sources_section else report.printed,
        recommendations=advice.source.recommendations, figures=report.figures,
        corrected=text.corrected + advice.corrected, rewritten=bool(rewritten), model=text.model,
        rewritten_sections=rewritten, advice_model=advice.model,
    )  # fmt: skip


def _check_report(text: str, deps: agent.Deps) -> CheckResult[str]:
    """Check a report. It may hold the numbers of the sources that its writer was shown."""
    cited = deps.sources.names if deps.sources else ()
    verdict = check_text(text, facts=deps.situation.facts, names=(*deps.situation.names, *cited))
    return replace(verdict, problems=verdict.problems + (find_link_errors(text) if cited else ()))


def _check_recommendations(advice: Recommendations, text: str, deps: agent.Deps) -> CheckResult[Recommendations]:
    """Check the fields alone and as part of the report; fewer than five only where the facts give fewer."""
    verdict = check_typed_result(advice, situation=deps.situation)
    report = _check_report(_assemble_report(text, verdict.source, deps.situation), deps)
    fewest = min(MIN_RECOMMENDATIONS, len(recommend(deps.situation).recommendations))
    too_few = (f"At least {fewest} recommendations are needed.",) if len(advice.recommendations) < fewest else ()
    return replace(verdict, problems=(verdict.problems or report.problems) + too_few)


def _assemble_report(text: str, advice: Recommendations, situation: Situation) -> str:
    """Append the recommendations, most important first, and the caveats that code adds to every report."""
    items = [
        f"{rank}. **{escape_markdown(r.title)}.** {r.reason}{_format_impact(r.impact, situation.facts)}"
        for rank, r in enumerate(sorted(advice.recommendations, key=lambda r: r.priority), start=1)
    ]
    sections = ["## Recommendations", "\n".join(items)] if items else []
    return "\n\n".join([text, *sections, write_caveats_section(situation)])


def _format_impact(fact_ids: list[str], facts: FactSheet) -> str:
    """Return what it is worth, in figures: each with the label of its fact."""
    known = [facts[fact_id] for fact_id in fact_ids if fact_id in facts and facts[fact_id].value is not None]
    figures = []
    for fact in known:
        is_named = any(name.casefold() in fact.label.casefold() for name in fact.subject)
        label = fact.label if is_named else f"{fact.label} ({fact.subject[0]})"
        figures.append(f"{escape_markdown(label)} [[{fact.id}]]")
    return f" *Impact: {'; '.join(figures)}.*" if figures else ""
