"""Publish the results of an analysis: assemble its payloads from the outputs of its steps, in one UPDATE."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from advisors import team
from advisors.charter.output import ChartsOutput
from advisors.document.assembling import assemble_document
from advisors.document.document import Document, Source
from advisors.document.markdown import document_to_markdown, letter_to_markdown
from advisors.planner.output import ConcludeOutput
from advisors.planner.spec import CONCLUDE
from advisors.reporter.output import ReportOutput
from advisors.researcher.output import ResearchOutput
from advisors.researcher.spec import RESEARCH
from advisors.runtime.step_output import LineCounts, VerifiedOutput
from analysis.jobs.lease import Lease
from analysis.models import Job, Step
from analysis.payloads import ReportPayload, SummaryPayload
from people.fields import SchemaField
from portfolios.quality.grade import compute_grade
from portfolios.valuation.portfolio import Portfolio

REPORT, RETIREMENT = Step.Name.REPORT.value, Step.Name.RETIREMENT.value


def complete(lease: Lease) -> None:
    """Assemble the payloads from the steps' outputs. Readers of the job see all of them or none."""
    job = lease.load()
    known = [step for step in job.steps.all() if team.find_step(step.name)]
    outputs = {step.name: step.output for step in known if isinstance(step.output, VerifiedOutput)}
    conclusion = outputs[CONCLUDE.name]
    assert isinstance(conclusion, ConcludeOutput)
    payloads: dict[str, Any] = {"charts_payload": {}}
    for spec in team.specialists():
        if spec.payload and spec.step.name in outputs:
            payload = outputs[spec.step.name].build_payload()
            column = Job._meta.get_field(spec.payload)
            assert isinstance(column, SchemaField)
            payloads[spec.payload] = column.to_python(payload)
    sources = merge_sources(outputs)
    document = assemble_document(
        conclusion.letter, conclusion.printed_actions,
        (section for output in outputs.values() for section in output.list_sections()),
        job.snapshot.digest if job.snapshot else "", sources,
    )  # fmt: skip
    model = next((outputs[name].model for name in (REPORT, RETIREMENT) if name in outputs), conclusion.model)
    payloads["report_payload"] = _build_report_payload(model, document, outputs, job)
    payloads["summary_payload"] = SummaryPayload(
        content=letter_to_markdown(conclusion.letter) or "\n\n".join(section.lead for section in document.sections),
        actions=conclusion.actions,
        key_figures=conclusion.key_figures,
        rebalancing=conclusion.rebalancing,
        no_trades=conclusion.no_trades,
    )
    lease.complete(model=model, **payloads, **job.steps.all().cost_columns())


def merge_sources(outputs: dict[str, VerifiedOutput]) -> tuple[Source, ...]:
    """Return what the report and the researcher cite. The researcher's numbers go on from those of the report."""
    report, research = outputs.get(REPORT), outputs.get(RESEARCH.name)
    sources = report.sources if isinstance(report, ReportOutput) else ()
    if isinstance(research, ResearchOutput):
        numbered = research.numbered_from(1 + max((one.number for one in sources), default=0))
        outputs[RESEARCH.name], sources = numbered, (*sources, *numbered.sources)
    return sources


def _build_report_payload(
    model: str, document: Document, outputs: Mapping[str, VerifiedOutput], job: Job
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
        generated_at=timezone.now(), model=model, figures_checked=figures, figures_corrected=corrected,
        lines=LineCounts.total(output.lines for output in outputs.values()), sections_rewritten=rewritten,
        grade=None if job.snapshot is None else compute_grade(Portfolio(job.snapshot)).letter,
    )  # fmt: skip
