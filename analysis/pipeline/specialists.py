"""The specialists' steps: each writes, is checked, and leaves its output on its own row."""

import re
from dataclasses import replace
from functools import partial
from typing import Any

from agents import AgentsException

from advisors.budget.terms import RunTerms
from advisors.charter import agent as charter
from advisors.charter import writer as charter_writer
from advisors.planner import agent as planner
from advisors.planner import writer as planner_writer
from advisors.reporter import agent as reporter
from advisors.reporter import writer as reporter_writer
from advisors.reporter.caveats import write_caveats_section
from advisors.reporter.recommendations import recommend
from advisors.retirement import agent as retirement
from advisors.retirement import tools as retirement_tools
from advisors.retirement import writer as retirement_writer
from advisors.retirement.advice import find_untested_advice
from advisors.runtime.results import ActionDraft, ChartChoices, ConsultationPlan, Recommendations
from advisors.runtime.run import AgentRun
from advisors.verification.references import check
from advisors.verification.repeated_units import without_repeated_units
from advisors.verification.results import check_result, told, with_units_once
from advisors.writing.case import Situation
from advisors.writing.citations import ReportSources, find_link_errors, write_sources_section
from advisors.writing.markdown import escape_markdown
from analysis.pipeline import charts
from analysis.pipeline.engine_payload import engine_payload
from analysis.pipeline.outputs import ChartsOutput, ReportOutput, RetirementOutput
from analysis.pipeline.prepare import Case
from analysis.pipeline.sources import library_for
from analysis.pipeline.write_check_revise import Verdict, Written, written
from portfolios.facts.fact import Fact, FactSheet

FEWEST = 5
"""Recommendations, where the facts give so many."""
HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)


def check_text(text: str, *, facts: FactSheet, names: tuple[str, ...]) -> Verdict[str]:
    """A text of ours has sections; what has none is no report, whatever its figures."""
    text = without_repeated_units(text, facts)
    checked = check(text, facts, names)
    shapeless = () if HEADING.search(text) else ("It has no section with a heading.",)
    return Verdict(text, checked.text, checked.figures, (*map(told, checked.problems), *shapeless))


def check_typed(result: Any, *, situation: Situation) -> Verdict[Any]:
    result = with_units_once(result, situation.facts)
    printed, figures, problems = check_result(result, situation.facts, situation.names)
    return Verdict(result, printed, figures, problems)


async def plan(case: Case, terms: RunTerms) -> Written[ConsultationPlan]:
    return await written(
        lambda revise: planner.make_plan(planner.Deps(case.situation), revise=revise, terms=terms),
        partial(check_typed, situation=case.situation),
        lambda: planner_writer.write_plan(case.situation),
    )


async def report(case: Case, focus: str, terms: RunTerms) -> ReportOutput:
    s = case.situation
    deps = reporter.Deps(s, focus, await library_for(s))
    text: Written[str] = await written(
        lambda revise: reporter.write_report(deps, revise=revise, terms=terms),
        lambda output: _check_report(output, deps),
        lambda: reporter_writer.write_report(s, focus),
    )
    advice: Written[Recommendations] = await written(
        lambda revise: reporter.write_recommendations(deps, text.source, revise=revise, terms=terms),
        lambda output: _check_advice(output, text.source, deps),
        lambda: recommend(s),
    )
    source = _whole_report(text.source, advice.source, s)
    whole = _check_report(source, deps)
    rewritten = [name for name, by_us in (("Report", text.rewritten), ("Recommendations", advice.rewritten)) if by_us]
    content = _with_sources(whole.printed, text.source, deps.sources)
    return ReportOutput(
        source=source, content=content, recommendations=advice.source.recommendations, figures=whole.figures,
        corrected=text.corrected + advice.corrected, rewritten=bool(rewritten), model=text.model,
        rewritten_sections=rewritten, advice_model=advice.model,
    )  # fmt: skip


def _check_report(text: str, deps: reporter.Deps) -> Verdict[str]:
    """The numbers of the sources it was shown may stand in it."""
    cited = deps.sources.names if deps.sources else ()
    verdict = check_text(text, facts=deps.situation.facts, names=(*deps.situation.names, *cited))
    return replace(verdict, problems=verdict.problems + (find_link_errors(text) if cited else ()))


def _check_advice(advice: Recommendations, text: str, deps: reporter.Deps) -> Verdict[Recommendations]:
    """Alone, as its fields are, and as it will stand in the report; fewer than five only where the facts give fewer."""
    verdict = check_typed(advice, situation=deps.situation)
    whole = _check_report(_whole_report(text, verdict.source, deps.situation), deps)
    fewest = min(FEWEST, len(recommend(deps.situation).recommendations))
    too_few = (f"At least {fewest} recommendations are needed.",) if len(advice.recommendations) < fewest else ()
    return replace(verdict, problems=(verdict.problems or whole.problems) + too_few)


def _whole_report(text: str, advice: Recommendations, situation: Situation) -> str:
    return "\n\n".join([text, *_recommended(advice, situation.facts), write_caveats_section(situation)])


def _with_sources(printed: str, written: str, sources: ReportSources | None) -> str:
    """The sources that were cited, at the end."""
    listed = write_sources_section(written, sources.notes) if sources else ""
    return f"{printed}\n\n{listed}" if listed else printed


def _impact(fact_ids: list[str], facts: FactSheet) -> str:
    """What it is worth, in figures: each with the words of its fact."""
    known = [facts[fact_id] for fact_id in fact_ids if fact_id in facts and facts[fact_id].value is not None]
    figures = "; ".join(f"{escape_markdown(_about(fact))} [[{fact.id}]]" for fact in known)
    return f" *Impact: {figures}.*" if figures else ""


def _about(fact: Fact) -> str:
    """Its label, which must name what it is about."""
    named = any(name.casefold() in fact.label.casefold() for name in fact.subject)
    return fact.label if named else f"{fact.label} ({fact.subject[0]})"


def _recommended(advice: Recommendations, facts: FactSheet) -> list[str]:
    """The recommendations as a section of the report, most important first."""
    items = [
        f"{rank}. **{escape_markdown(r.title)}.** {r.reason}{_impact(r.impact, facts)}"
        for rank, r in enumerate(sorted(advice.recommendations, key=lambda r: r.priority), start=1)
    ]
    return ["## Recommendations", "\n".join(items)] if items else []


async def draw(case: Case, focus: str, terms: RunTerms) -> ChartsOutput:
    s = case.situation
    choice: Written[ChartChoices] = await written(
        lambda revise: charter.choose_charts(charter.Deps(s, case.series, focus), revise=revise, terms=terms),
        partial(_check_charts, case=case),
        lambda: charter_writer.choose_charts(s, case.series),
    )
    return ChartsOutput(
        charts=charts.fill(choice.printed.charts, case.series), choices=choice.source.charts, figures=choice.figures,
        corrected=choice.corrected, rewritten=choice.rewritten, model=choice.model,
    )  # fmt: skip


def _check_charts(choices: ChartChoices, *, case: Case) -> Verdict[ChartChoices]:
    verdict = check_typed(choices, situation=case.situation)
    faults = tuple(charts.faults(choices.charts, case.series))
    return replace(verdict, problems=verdict.problems + faults)


async def look_ahead(case: Case, focus: str, terms: RunTerms) -> RetirementOutput:
    assert case.outlook is not None
    s = case.situation
    deps = retirement_tools.Deps(s, case.outlook, focus)
    text: Written[str] = await written(
        lambda revise: _analysed(deps, revise, terms),
        lambda output: _check_outlook(output, deps),
        lambda: retirement_writer.write(s, retirement.list_what_if_results(deps)),
    )
    tried = FactSheet(facts=tuple(fact for _, sheet in deps.what_ifs for fact in sheet.facts))
    return RetirementOutput(
        source=text.source, analysis=text.printed, facts=tried, levers=_levers(deps), engine=engine_payload(case),
        figures=text.figures, corrected=text.corrected, rewritten=text.rewritten, model=text.model,
    )  # fmt: skip


async def _analysed(deps: retirement_tools.Deps, revise: str, terms: RunTerms) -> AgentRun:
    try:
        ran = await retirement.write_analysis(deps, revise=revise, terms=terms)
    except AgentsException:
        await retirement.run_default_what_ifs(deps, terms)
        raise
    await retirement.run_default_what_ifs(deps, terms)
    return ran


def _check_outlook(text: str, deps: retirement_tools.Deps) -> Verdict[str]:
    s = deps.situation
    verdict = check_text(text, facts=deps.facts, names=s.names)
    return replace(
        verdict, problems=(*verdict.problems, *find_untested_advice(text, s, retirement.list_what_if_results(deps)))
    )


def _levers(deps: retirement_tools.Deps) -> list[ActionDraft]:
    return retirement_writer.levers(deps.situation, retirement.list_what_if_results(deps))
