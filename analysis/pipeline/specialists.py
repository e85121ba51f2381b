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
from advisors.retirement.levers import draft_actions
from advisors.runtime.results import ActionDraft, ChartChoices, ConsultationPlan, Recommendations
from advisors.runtime.run import AgentRun
from advisors.verification.references import check
from advisors.verification.repeated_units import without_repeated_units
from advisors.verification.results import check_result, told, with_units_once
from advisors.writing.case import Situation
from advisors.writing.citations import ReportSources, find_link_errors, write_sources_section
from advisors.writing.markdown import escape_markdown
from analysis.pipeline import charts
from analysis.pipeline.engine_payload import build_engine_payload
from analysis.pipeline.outputs import ChartsOutput, ReportOutput, RetirementOutput
from analysis.pipeline.prepare import AnalysisCase
from analysis.pipeline.sources import find_library_sources
from analysis.pipeline.write_check_revise import CheckResult, WritingResult, written
from portfolios.facts.fact import Fact, FactSheet

MIN_RECOMMENDATIONS = 5
"""Recommendations, where the facts give so many."""
HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)


def check_text(text: str, *, facts: FactSheet, names: tuple[str, ...]) -> CheckResult[str]:
    """A text of ours has sections; what has none is no report, whatever its figures."""
    text = without_repeated_units(text, facts)
    checked = check(text, facts, names)
    shapeless = () if HEADING.search(text) else ("It has no section with a heading.",)
    return CheckResult(text, checked.text, checked.figures, (*map(told, checked.problems), *shapeless))


def check_typed_result(result: Any, *, situation: Situation) -> CheckResult[Any]:
    result = with_units_once(result, situation.facts)
    printed, figures, problems = check_result(result, situation.facts, situation.names)
    return CheckResult(result, printed, figures, problems)


async def plan(case: AnalysisCase, terms: RunTerms) -> WritingResult[ConsultationPlan]:
    return await written(
        lambda revise: planner.make_plan(planner.Deps(case.situation), revise=revise, terms=terms),
        partial(check_typed_result, situation=case.situation),
        lambda: planner_writer.write_plan(case.situation),
    )


async def report(case: AnalysisCase, focus: str, terms: RunTerms) -> ReportOutput:
    s = case.situation
    deps = reporter.Deps(s, focus, await find_library_sources(s))
    text: WritingResult[str] = await written(
        lambda revise: reporter.write_report(deps, revise=revise, terms=terms),
        lambda output: _check_report(output, deps),
        lambda: reporter_writer.write_report(s, focus),
    )
    advice: WritingResult[Recommendations] = await written(
        lambda revise: reporter.write_recommendations(deps, text.source, revise=revise, terms=terms),
        lambda output: _check_recommendations(output, text.source, deps),
        lambda: recommend(s),
    )
    source = _assemble_report(text.source, advice.source, s)
    whole = _check_report(source, deps)
    rewritten = [name for name, by_us in (("Report", text.rewritten), ("Recommendations", advice.rewritten)) if by_us]
    content = _append_sources(whole.printed, text.source, deps.sources)
    return ReportOutput(
        source=source, content=content, recommendations=advice.source.recommendations, figures=whole.figures,
        corrected=text.corrected + advice.corrected, rewritten=bool(rewritten), model=text.model,
        rewritten_sections=rewritten, advice_model=advice.model,
    )  # fmt: skip


def _check_report(text: str, deps: reporter.Deps) -> CheckResult[str]:
    """The numbers of the sources it was shown may stand in it."""
    cited = deps.sources.names if deps.sources else ()
    verdict = check_text(text, facts=deps.situation.facts, names=(*deps.situation.names, *cited))
    return replace(verdict, problems=verdict.problems + (find_link_errors(text) if cited else ()))


def _check_recommendations(advice: Recommendations, text: str, deps: reporter.Deps) -> CheckResult[Recommendations]:
    """Alone, as its fields are, and as it will stand in the report; fewer than five only where the facts give fewer."""
    verdict = check_typed_result(advice, situation=deps.situation)
    whole = _check_report(_assemble_report(text, verdict.source, deps.situation), deps)
    fewest = min(MIN_RECOMMENDATIONS, len(recommend(deps.situation).recommendations))
    too_few = (f"At least {fewest} recommendations are needed.",) if len(advice.recommendations) < fewest else ()
    return replace(verdict, problems=(verdict.problems or whole.problems) + too_few)


def _assemble_report(text: str, advice: Recommendations, situation: Situation) -> str:
    return "\n\n".join([text, *_render_recommendations(advice, situation.facts), write_caveats_section(situation)])


def _append_sources(printed: str, written: str, sources: ReportSources | None) -> str:
    """The sources that were cited, at the end."""
    listed = write_sources_section(written, sources.notes) if sources else ""
    return f"{printed}\n\n{listed}" if listed else printed


def _format_impact(fact_ids: list[str], facts: FactSheet) -> str:
    """What it is worth, in figures: each with the words of its fact."""
    known = [facts[fact_id] for fact_id in fact_ids if fact_id in facts and facts[fact_id].value is not None]
    figures = "; ".join(f"{escape_markdown(_label_with_subject(fact))} [[{fact.id}]]" for fact in known)
    return f" *Impact: {figures}.*" if figures else ""


def _label_with_subject(fact: Fact) -> str:
    """Its label, which must name what it is about."""
    named = any(name.casefold() in fact.label.casefold() for name in fact.subject)
    return fact.label if named else f"{fact.label} ({fact.subject[0]})"


def _render_recommendations(advice: Recommendations, facts: FactSheet) -> list[str]:
    """The recommendations as a section of the report, most important first."""
    items = [
        f"{rank}. **{escape_markdown(r.title)}.** {r.reason}{_format_impact(r.impact, facts)}"
        for rank, r in enumerate(sorted(advice.recommendations, key=lambda r: r.priority), start=1)
    ]
    return ["## Recommendations", "\n".join(items)] if items else []


async def choose_charts(case: AnalysisCase, focus: str, terms: RunTerms) -> ChartsOutput:
    s = case.situation
    choice: WritingResult[ChartChoices] = await written(
        lambda revise: charter.choose_charts(charter.Deps(s, case.series, focus), revise=revise, terms=terms),
        partial(_check_charts, case=case),
        lambda: charter_writer.choose_charts(s, case.series),
    )
    return ChartsOutput(
        charts=charts.build_charts(choice.printed.charts, case.series), choices=choice.source.charts, figures=choice.figures,
        corrected=choice.corrected, rewritten=choice.rewritten, model=choice.model,
    )  # fmt: skip


def _check_charts(choices: ChartChoices, *, case: AnalysisCase) -> CheckResult[ChartChoices]:
    verdict = check_typed_result(choices, situation=case.situation)
    faults = tuple(charts.find_faults(choices.charts, case.series))
    return replace(verdict, problems=verdict.problems + faults)


async def project_retirement(case: AnalysisCase, focus: str, terms: RunTerms) -> RetirementOutput:
    assert case.outlook is not None
    s = case.situation
    deps = retirement_tools.Deps(s, case.outlook, focus)
    text: WritingResult[str] = await written(
        lambda revise: _write_retirement(deps, revise, terms),
        lambda output: _check_retirement(output, deps),
        lambda: retirement_writer.write(s, retirement.list_what_if_results(deps)),
    )
    tried = FactSheet(facts=tuple(fact for _, sheet in deps.what_ifs for fact in sheet.facts))
    return RetirementOutput(
        source=text.source, analysis=text.printed, facts=tried, levers=_build_retirement_actions(deps), engine=build_engine_payload(case),
        figures=text.figures, corrected=text.corrected, rewritten=text.rewritten, model=text.model,
    )  # fmt: skip


async def _write_retirement(deps: retirement_tools.Deps, revise: str, terms: RunTerms) -> AgentRun:
    try:
        ran = await retirement.write_analysis(deps, revise=revise, terms=terms)
    except AgentsException:
        await retirement.run_default_what_ifs(deps, terms)
        raise
    await retirement.run_default_what_ifs(deps, terms)
    return ran


def _check_retirement(text: str, deps: retirement_tools.Deps) -> CheckResult[str]:
    s = deps.situation
    verdict = check_text(text, facts=deps.facts, names=s.names)
    return replace(
        verdict, problems=(*verdict.problems, *find_untested_advice(text, s, retirement.list_what_if_results(deps)))
    )


def _build_retirement_actions(deps: retirement_tools.Deps) -> list[ActionDraft]:
    return draft_actions(deps.situation, retirement.list_what_if_results(deps))
