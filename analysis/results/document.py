"""Load the texts of a finished analysis with their references, so that its page can show each figure's source."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.fields.json import KT
from pydantic import TypeAdapter

from advisors.charter.chart import Chart
from advisors.runtime.results import ActionDraft, ChartChoice
from advisors.verification.references import printed
from analysis.models import Job, Step
from analysis.payloads import ReportPayload, RetirementPayload, SummaryPayload
from portfolios.facts.fact import FactSheet

DRAFTS, CHOICES = TypeAdapter(list[ActionDraft]), TypeAdapter(list[ChartChoice])


class ReferencedText(str):
    """A printed text. `source` is the same text with references in place of figures."""

    __slots__ = ("source",)
    source: str

    @classmethod
    def of(cls, text: str, source: str, facts: FactSheet) -> str:
        """Attach the source to a text. Return the text unchanged if it does not start with the printed source."""
        again = printed(source, facts)
        if not source or not text.startswith(again):
            return text
        referenced = cls(text)
        referenced.source = source + text[len(again) :]
        return referenced


@dataclass(frozen=True)
class StoredSources:
    """The parts of the stored step outputs that a result page needs; empty for jobs that stored none."""

    report: str = ""
    retirement: str = ""
    summary: str = ""
    what_ifs: FactSheet = FactSheet()
    drafts: Sequence[ActionDraft] = ()
    choices: Sequence[ChartChoice] = ()


@dataclass(frozen=True)
class AnalysisResult:
    """The payloads of a job, their texts with references if known, and the facts these refer to."""

    facts: FactSheet
    report: ReportPayload | None
    charts: dict[str, Chart] | None
    retirement: RetirementPayload | None
    summary: SummaryPayload | None


def load_result(job: Job) -> AnalysisResult:
    sources = _load_sources(job)
    facts = (job.facts or FactSheet()).with_facts(sources.what_ifs.facts)
    report, retirement = job.report_payload, job.retirement_payload
    if report:
        # The last paragraph counts the checked figures. Drop it: the page shows the count at its head.
        text, _, last = report.content.rpartition("\n\n")
        content = text if last.startswith(f"*{report.figures_checked} figures checked") else report.content
        report = report.model_copy(update={"content": ReferencedText.of(content, sources.report, facts)})
    if retirement:
        text = ReferencedText.of(retirement.analysis, sources.retirement, facts)
        retirement = retirement.model_copy(update={"analysis": text})
    return AnalysisResult(
        facts=facts,
        report=report,
        charts=job.charts_payload and _reference_charts(job.charts_payload, sources, facts),
        retirement=retirement,
        summary=job.summary_payload and _reference_summary(job.summary_payload, sources, facts),
    )


def _load_sources(job: Job) -> StoredSources:
    """Load the sources in one query, without the large parts of the outputs."""
    rows = job.steps.values_list(
        "name", KT("output__source"), KT("output__facts"), KT("output__drafts"), KT("output__choices")
    )
    found = {name: parts for name, *parts in rows}
    sources = {name: source or "" for name, (source, *_) in found.items()}
    nothing = (None, None, None, None)
    _, _, drafts, _ = found.get(Step.Name.CONCLUDE, nothing)
    _, _, _, choices = found.get(Step.Name.CHARTS, nothing)
    return StoredSources(
        report=sources.get(Step.Name.REPORT, ""),
        retirement=sources.get(Step.Name.RETIREMENT, ""),
        summary=sources.get(Step.Name.CONCLUDE, ""),
        what_ifs=FactSheet().with_facts(
            fact for _, facts, _, _ in found.values() if facts for fact in FactSheet.model_validate_json(facts).facts
        ),
        drafts=DRAFTS.validate_json(drafts or "[]"),
        choices=CHOICES.validate_json(choices or "[]"),
    )


def _reference_charts(charts: dict[str, Chart], sources: StoredSources, facts: FactSheet) -> dict[str, Chart]:
    referenced = dict(charts)
    for choice in sources.choices:
        if chart := charts.get(choice.series):
            title = ReferencedText.of(chart.title, choice.title, facts)
            description = ReferencedText.of(chart.description, choice.description, facts)
            referenced[choice.series] = chart.model_copy(update={"title": title, "description": description})
    return referenced


def _reference_summary(summary: SummaryPayload, sources: StoredSources, facts: FactSheet) -> SummaryPayload:
    drafts = dict(enumerate(sources.drafts, start=1))
    actions = []
    for action in summary.actions:
        if draft := drafts.get(action.priority):
            title = ReferencedText.of(action.title, draft.title, facts)
            reason = ReferencedText.of(action.reason, draft.reason, facts)
            action = action.model_copy(update={"title": title, "reason": reason})
        actions.append(action)
    content = ReferencedText.of(summary.content, sources.summary, facts)
    return summary.model_copy(update={"content": content, "actions": actions})
