"""The end of an analysis: the planner's conclusion, and the one UPDATE that makes everything public."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils import timezone

from advisors.budget.terms import RunTerms
from advisors.planner import agent as planner
from advisors.planner import writer as planner_writer
from advisors.runtime.results import ActionDraft, Summary
from advisors.writing.markdown import unescape_markdown
from analysis.jobs.lease import Lease
from analysis.models import Job, Step
from analysis.payloads import Action, Impact, KeyFigure, ReportPayload, RetirementPayload, SummaryPayload
from analysis.pipeline.outputs import (
    ChartsOutput,
    ConcludeOutput,
    PlanOutput,
    ReportOutput,
    RetirementOutput,
    VerifiedOutput,
)
from analysis.pipeline.prepare import AnalysisCase
from analysis.pipeline.specialists import check_typed_result
from analysis.pipeline.write_check_revise import CheckResult, written
from portfolios.facts.fact import FactSheet
from portfolios.facts.formatting import format_fact
from portfolios.quality.grade import compute_grade
from portfolios.valuation.portfolio import Portfolio

OUTPUT_BY_STEP: dict[str, type[VerifiedOutput]] = {
    Step.Name.PLAN: PlanOutput,
    Step.Name.REPORT: ReportOutput,
    Step.Name.CHARTS: ChartsOutput,
    Step.Name.RETIREMENT: RetirementOutput,
    Step.Name.CONCLUDE: ConcludeOutput,
}
KEY_FIGURE_LABELS = {
    "total_value": "Worth",
    "risk_score": "Risk, one to ten",
    "bad_year_fall": "Fall in a bad year, once in ten",
    "diversification_score": "Diversification, of a hundred",
    "yearly_fees": "Fund fees",
}
"""What stands beside every summary, where it is known."""
MIN_KNOWN_COST_PERCENT = 90
"""Per cent of everything whose costs are known, below which their sum is no key figure."""


def find_failed_specialists(lease: Lease) -> list[str]:
    with lease.locked_job() as job:
        return list(job.steps.filter(status=Step.Status.FAILED).order_by("order").values_list("agent", flat=True))


async def conclude(
    case: AnalysisCase, report: ReportOutput, retirement: RetirementOutput | None, failed: list[str], terms: RunTerms
) -> ConcludeOutput:
    situation = case.situation
    if retirement is not None:
        situation = replace(situation, facts=situation.facts.with_facts(retirement.facts.facts))
    levers = retirement.levers if retirement else []
    found = planner.SpecialistFindings(situation, report.recommendations, levers, failed)
    text = await written(
        lambda revise: planner.conclude(found, revise=revise, terms=terms),
        partial(_check_summary, found=found),
        lambda: planner_writer.write_summary(situation, report.recommendations, levers, failed),
    )
    return ConcludeOutput(
        source=text.source.content, drafts=text.source.actions, content=text.printed.content,
        actions=[_build_action(draft, rank, situation.facts) for rank, draft in enumerate(text.printed.actions, start=1)],
        key_figures=list(_key_figures(situation.facts)),
        rebalancing=[] if situation.has_too_much_unclassified else list(situation.plans),
        figures=text.figures, corrected=text.corrected, rewritten=text.rewritten, model=text.model,
    )  # fmt: skip


def _key_figures(facts: FactSheet) -> Iterator[KeyFigure]:
    for fact_id, label in KEY_FIGURE_LABELS.items():
        fact = facts.by_id.get(fact_id)
        is_known = fact_id != "yearly_fees" or facts.value("expense_known_share") >= MIN_KNOWN_COST_PERCENT
        if fact is not None and fact.value is not None and is_known:
            yield KeyFigure(fact=fact_id, label=label, text=format_fact(fact), formula=fact.formula)


def _check_summary(summary: Summary, *, found: planner.SpecialistFindings) -> CheckResult[Any]:
    """Actions are ranked, not invented: each is one that a specialist found."""
    verdict = check_typed_result(summary, situation=found.situation)
    cards = [planner_writer.SPECIALIST_NAMES.get(name, name) for name in found.failed]
    unsaid = [f"{card} failed and the summary does not say so" for card in cards if card not in summary.content]
    titles = {_normalize_title(r.title) for r in found.recommendations} | {
        _normalize_title(lever.title) for lever in found.levers
    }
    invented = [
        f"{a.title}: no specialist found this action"
        for a in summary.actions
        if _normalize_title(a.title) not in titles
    ]
    missing = ["No action is ranked."] if titles and not summary.actions else []
    return replace(verdict, problems=(*verdict.problems, *unsaid, *invented, *missing))


def _normalize_title(title: str) -> str:
    """A title as one knows it again: a model may leave out a backslash or the full stop."""
    return " ".join(unescape_markdown(title).casefold().split()).rstrip(".")


def _build_action(draft: ActionDraft, rank: int, facts: FactSheet) -> Action:
    known = [facts[fact_id] for fact_id in draft.impact if fact_id in facts and facts[fact_id].value is not None]
    impact = [Impact(fact=fact.id, text=f"{fact.label}: {format_fact(fact)}") for fact in known]
    return Action(title=draft.title, reason=draft.reason, impact=impact, priority=rank)


def complete(lease: Lease) -> None:
    """Assemble the payloads from the steps' outputs; whoever reads the job sees all of them or none."""
    job = lease.load()
    outputs = {step.name: step.output for step in job.steps.all() if step.output is not None}
    verified = {name: kind.model_validate(outputs[name]) for name, kind in OUTPUT_BY_STEP.items() if name in outputs}
    report, conclusion = verified[Step.Name.REPORT], verified[Step.Name.CONCLUDE]
    assert isinstance(report, ReportOutput) and isinstance(conclusion, ConcludeOutput)
    charts, retirement = verified.get(Step.Name.CHARTS), verified.get(Step.Name.RETIREMENT)
    lease.complete(
        report_payload=_build_report_payload(report, verified, job),
        charts_payload=charts.charts if isinstance(charts, ChartsOutput) else {},
        retirement_payload=_build_retirement_payload(retirement) if isinstance(retirement, RetirementOutput) else None,
        summary_payload=SummaryPayload(
            content=conclusion.content,
            actions=conclusion.actions,
            key_figures=conclusion.key_figures,
            rebalancing=conclusion.rebalancing,
        ),
        model=report.model,
        **job.steps.all().costs(),
    )


def _describe_input(job: Job) -> str:
    """When the input was frozen, and what tells it from any other."""
    if job.snapshot is None:
        return ""
    taken = job.snapshot.taken_at
    return f"Your accounts as of {taken:%B} {taken.day}, {taken:%Y, %H:%M} UTC, input {job.snapshot.digest}."


def _build_report_payload(report: ReportOutput, verified: dict[str, VerifiedOutput], job: Job) -> ReportPayload:
    figures = sum(output.figures for output in verified.values())
    corrected = sum(output.corrected for output in verified.values())
    rewritten = [_rewritten_section_names(name, output) for name, output in verified.items() if output.rewritten]
    words = f"{figures} figures checked, {corrected} corrected"
    if rewritten:
        words += f", sections rewritten by the built-in writer: {', '.join(rewritten)}"
    return ReportPayload(
        content=f"{report.content}\n\n*{words}. {_describe_input(job)}*", generated_at=timezone.now(), model=report.model,
        figures_checked=figures, figures_corrected=corrected, sections_rewritten=rewritten,
        grade=None if job.snapshot is None else compute_grade(Portfolio(job.snapshot)).letter,
    )  # fmt: skip


def _rewritten_section_names(name: str, output: VerifiedOutput) -> str:
    if isinstance(output, ReportOutput):
        return " and ".join(output.rewritten_sections)
    return str(Step.Name(name).label)


def _build_retirement_payload(output: RetirementOutput) -> RetirementPayload:
    return RetirementPayload(analysis=output.analysis, **output.engine)
