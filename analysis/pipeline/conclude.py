"""Conclude an analysis: write the letter, order the actions, then publish all results in one UPDATE."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.utils import timezone

from advisors import team
from advisors.actions.advised_trades import explain_no_trades, has_trades
from advisors.budget.terms import RunTerms
from advisors.charter.output import ChartsOutput
from advisors.document.assembling import assemble_document
from advisors.document.document import Document
from advisors.document.letter import write_letter
from advisors.document.markdown import document_to_markdown, letter_to_markdown
from advisors.document.parts import Sentence, TextPart
from advisors.document.printed_action import print_actions
from advisors.outline.assembling import order_actions
from advisors.outline.menu import Menu
from advisors.outline.reading import Reader
from advisors.outline.writing import write_outline
from advisors.planner import agent as planner
from advisors.planner import writer as planner_writer
from advisors.planner.output import Action, ConcludeOutput, KeyFigure
from advisors.planner.spec import CONCLUDE
from advisors.reporter.output import ReportOutput
from advisors.runtime.step_output import LineCounts, VerifiedOutput
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


async def conclude(case: AnalysisCase, failed: list[str], terms: RunTerms) -> ConcludeOutput:
    """Write the letter and order the actions. failed: roles of the specialists without output."""
    menu = Menu(case.claims, (), case.advice.actions)
    reader = Reader(menu)
    deps = planner.Deps(menu, tuple(failed))
    outline = await write_outline(
        partial(planner.conclude, deps, terms=terms), lambda: reader, planner_writer.write_conclusion_lines(menu)
    )
    actions = order_actions(outline.reading, menu)
    letter = write_letter(case.claims, actions, [one for one in outline.chosen if one.author == "model"])
    lines = outline.counts.model_copy(update={"added": sum(s.author == "code" for s in letter.matters)})
    failures = tuple(_say_failed(role) for role in failed)
    letter = letter.model_copy(update={"leaves_out": (*failures, *letter.leaves_out)})
    printed = print_actions(actions)
    known = case.claims.facts
    facts = {fact.id: fact for advised in actions for fact in advised.facts if fact.id not in known}
    return ConcludeOutput(
        letter=letter, printed_actions=printed, actions=[Action.from_printed(one) for one in printed],
        facts=FactSheet(facts=tuple(facts.values())), key_figures=list(choose_key_figures(known)),
        rebalancing=list(case.situation.plans) if has_trades(actions) else [],
        no_trades=explain_no_trades(case.claims, case.advice),
        corrected=outline.counts.corrected, rewritten=outline.rewritten, model=outline.model, lines=lines,
    )  # fmt: skip


def _say_failed(role: str) -> Sentence:
    """Return the sentence that names a specialist without a result."""
    text = f"The {team.name_in_text(role)} could not finish, and the rest stands. Start a new analysis to try again."
    return Sentence(
        kind="failed", arguments=(role,), verdict="failed", mood="bad", parts=(TextPart(text=text),), author="code"
    )


def choose_key_figures(facts: FactSheet) -> Iterator[KeyFigure]:
    for fact_id, label in KEY_FIGURE_LABELS.items():
        fact = facts.by_id.get(fact_id)
        is_known = fact_id != "fees.yearly" or facts.value(Family.FEES, Measure.KNOWN_SHARE) >= MIN_KNOWN_COST_PERCENT
        if fact is not None and fact.value is not None and is_known:
            yield KeyFigure(fact=fact_id, label=label, text=format_fact(fact), formula=fact.formula)


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
    document = assemble_document(
        conclusion.letter, conclusion.printed_actions,
        (section for output in outputs.values() for section in output.list_sections()),
        job.snapshot.digest if job.snapshot else "", report.sources,
    )  # fmt: skip
    payloads["report_payload"] = _build_report_payload(report, document, outputs, job)
    payloads["summary_payload"] = SummaryPayload(
        content=letter_to_markdown(conclusion.letter),
        actions=conclusion.actions,
        key_figures=conclusion.key_figures,
        rebalancing=conclusion.rebalancing,
        no_trades=conclusion.no_trades,
    )
    lease.complete(model=report.model, **payloads, **job.steps.all().cost_columns())


def _build_report_payload(
    report: ReportOutput, document: Document, outputs: Mapping[str, VerifiedOutput], job: Job
) -> ReportPayload:
    captions = (output.count_figures() for output in outputs.values() if isinstance(output, ChartsOutput))
    figures = document.count_figures() + sum(captions)
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
        content=f"{document_to_markdown(document)}\n\n*{count}. {origin}*", document=document,
        generated_at=timezone.now(), model=report.model, figures_checked=figures, figures_corrected=corrected,
        lines=LineCounts.total(output.lines for output in outputs.values()), sections_rewritten=rewritten,
        grade=None if job.snapshot is None else compute_grade(Portfolio(job.snapshot)).letter,
    )  # fmt: skip
