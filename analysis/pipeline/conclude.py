"""Conclude an analysis: write the planner's summary, then publish all results in one UPDATE."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils import timezone

from advisors import team
from advisors.budget.terms import RunTerms
from advisors.planner import agent as planner
from advisors.planner import writer as planner_writer
from advisors.planner.output import Action, ConcludeOutput, KeyFigure
from advisors.planner.spec import CONCLUDE
from advisors.reporter.output import ReportOutput
from advisors.runtime.results import Summary
from advisors.runtime.step_output import VerifiedOutput
from advisors.runtime.write_check_revise import CheckResult, check_typed_result, write_checked
from advisors.writing.markdown import unescape_markdown
from analysis.jobs.lease import Lease
from analysis.models import Job, Step
from analysis.payloads import ReportPayload, SummaryPayload
from analysis.pipeline.prepare import AnalysisCase
from people.fields import SchemaField
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.facts.formatting import format_fact
from portfolios.quality.grade import compute_grade
from portfolios.valuation.portfolio import Portfolio

KEY_FIGURE_LABELS = {
    "portfolio.value": "Worth",
    "risk.score": "Risk, one to ten",
    "risk.bad_year_fall": "Fall in a bad year, once in ten",
    "spread.score": "Diversification, of a hundred",
    "fees.yearly": "Fund fees",
}
"""The figures beside every summary that has them."""
MIN_KNOWN_COST_PERCENT = 90
"""Percent of the portfolio. If the costs of less are known, the sum of the fees is no key figure."""


def find_failed_specialists(lease: Lease) -> list[str]:
    with lease.locked_job() as job:
        return list(job.steps.filter(status=Step.Status.FAILED).order_by("order").values_list("agent", flat=True))


async def conclude(
    case: AnalysisCase, outputs: Mapping[str, VerifiedOutput], failed: list[str], terms: RunTerms
) -> ConcludeOutput:
    """Write the summary and rank the actions. outputs: of the specialists, by role. failed: roles without output."""
    facts = [fact for output in outputs.values() for fact in output.list_facts()]
    situation = replace(case.situation, facts=case.situation.facts.with_facts(facts))
    recommendations = [item for output in outputs.values() for item in output.list_recommendations()]
    levers = [lever for output in outputs.values() for lever in output.list_levers()]
    found = planner.SpecialistFindings(situation, recommendations, levers, failed)
    text = await write_checked(
        lambda revise: planner.conclude(found, revise=revise, terms=terms),
        partial(_check_summary, found=found),
        lambda: planner_writer.write_summary(situation, recommendations, levers, failed),
    )
    drafts = enumerate(text.printed.actions, start=1)
    return ConcludeOutput(
        source=text.source.content, drafts=text.source.actions, content=text.printed.content,
        actions=[Action.from_draft(draft, situation.facts, priority=rank) for rank, draft in drafts],
        key_figures=list(_key_figures(situation.facts)),
        rebalancing=[] if situation.has_too_much_unclassified else list(situation.plans),
        figures=text.figures, corrected=text.corrected, rewritten=text.rewritten, model=text.model,
    )  # fmt: skip


def _key_figures(facts: FactSheet) -> Iterator[KeyFigure]:
    for fact_id, label in KEY_FIGURE_LABELS.items():
        fact = facts.by_id.get(fact_id)
        is_known = fact_id != "fees.yearly" or facts.value(Family.FEES, Measure.KNOWN_SHARE) >= MIN_KNOWN_COST_PERCENT
        if fact is not None and fact.value is not None and is_known:
            yield KeyFigure(fact=fact_id, label=label, text=format_fact(fact), formula=fact.formula)


def _check_summary(summary: Summary, *, found: planner.SpecialistFindings) -> CheckResult[Any]:
    """Check a summary: it ranks actions that a specialist found and names the specialists that failed."""
    verdict = check_typed_result(summary, situation=found.situation)
    cards = [team.name_in_text(role) for role in found.failed]
    unnamed = [f"{card} failed and the summary does not say so" for card in cards if card not in summary.content]
    titles = {_normalize_title(r.title) for r in found.recommendations} | {
        _normalize_title(lever.title) for lever in found.levers
    }
    invented = [
        f"{a.title}: no specialist found this action"
        for a in summary.actions
        if _normalize_title(a.title) not in titles
    ]
    missing = ["No action is ranked."] if titles and not summary.actions else []
    return replace(verdict, problems=(*verdict.problems, *unnamed, *invented, *missing))


def _normalize_title(title: str) -> str:
    """Return a title in a form to compare: a model may leave out a backslash or the full stop."""
    return " ".join(unescape_markdown(title).casefold().split()).rstrip(".")


def complete(lease: Lease) -> None:
    """Assemble the payloads from the steps' outputs. Readers of the job see all of them or none."""
    job = lease.load()
    known = [step for step in job.steps.all() if team.find_step(step.name)]
    outputs = {step.name: step.output for step in known if isinstance(step.output, VerifiedOutput)}
    report, conclusion = outputs[Step.Name.REPORT], outputs[CONCLUDE.name]
    assert isinstance(report, ReportOutput) and isinstance(conclusion, ConcludeOutput)
    payloads: dict[str, Any] = {"charts_payload": {}}
    for spec in team.specialists():
        if spec.payload and spec.step.name in outputs:
            payload = outputs[spec.step.name].build_payload()
            column = Job._meta.get_field(spec.payload)
            assert isinstance(column, SchemaField)
            payloads[spec.payload] = column.to_python(payload)
    payloads["report_payload"] = _build_report_payload(report, outputs, job)
    payloads["summary_payload"] = SummaryPayload(
        content=conclusion.content,
        actions=conclusion.actions,
        key_figures=conclusion.key_figures,
        rebalancing=conclusion.rebalancing,
    )
    lease.complete(model=report.model, **payloads, **job.steps.all().cost_columns())


def _build_report_payload(report: ReportOutput, outputs: Mapping[str, VerifiedOutput], job: Job) -> ReportPayload:
    figures = sum(output.figures for output in outputs.values())
    corrected = sum(output.corrected for output in outputs.values())
    rewritten = [o.name_rewritten_parts(team.step_label(name)) for name, o in outputs.items() if o.rewritten]
    count = f"{figures} figures checked, {corrected} corrected"
    if rewritten:
        count += f", sections rewritten by the built-in writer: {', '.join(rewritten)}"
    origin = ""
    if job.snapshot is not None:
        taken = job.snapshot.taken_at
        origin = f"Your accounts as of {taken:%B} {taken.day}, {taken:%Y, %H:%M} UTC, input {job.snapshot.digest}."
    return ReportPayload(
        content=f"{report.content}\n\n*{count}. {origin}*", generated_at=timezone.now(), model=report.model,
        figures_checked=figures, figures_corrected=corrected, sections_rewritten=rewritten,
        grade=None if job.snapshot is None else compute_grade(Portfolio(job.snapshot)).letter,
    )  # fmt: skip
