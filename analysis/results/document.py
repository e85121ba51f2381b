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

    @classmethod
    def load(cls, job: Job) -> "StoredSources":
        """Load the sources in one query, without the large parts of the outputs."""
        rows = job.steps.values_list(
            "name", KT("output__source"), KT("output__facts"), KT("output__drafts"), KT("output__choices")
        )
        found = {name: parts for name, *parts in rows}
        sources = {name: source or "" for name, (source, *_) in found.items()}
        nothing = (None, None, None, None)
        _, _, drafts, _ = found.get(Step.Name.CONCLUDE, nothing)
        _, _, _, choices = found.get(Step.Name.CHARTS, nothing)
        sheets = [FactSheet.model_validate_json(facts) for _, facts, _, _ in found.values() if facts]
        return cls(
            report=sources.get(Step.Name.REPORT, ""),
            retirement=sources.get(Step.Name.RETIREMENT, ""),
            summary=sources.get(Step.Name.CONCLUDE, ""),
            what_ifs=FactSheet().with_facts(fact for sheet in sheets for fact in sheet.facts),
            drafts=DRAFTS.validate_json(drafts or "[]"),
            choices=CHOICES.validate_json(choices or "[]"),
        )

    def reference_charts(self, charts: dict[str, Chart], facts: FactSheet) -> dict[str, Chart]:
        """Return the charts with the sources of their titles and descriptions."""
        referenced = dict(charts)
        for choice in self.choices:
            if chart := charts.get(choice.series):
                title = ReferencedText.of(chart.title, choice.title, facts)
                description = ReferencedText.of(chart.description, choice.description, facts)
                referenced[choice.series] = chart.model_copy(update={"title": title, "description": description})
        return referenced

    def reference_summary(self, summary: SummaryPayload, facts: FactSheet) -> SummaryPayload:
        """Return the summary with the sources of its text and its actions."""
        drafts = dict(enumerate(self.drafts, start=1))
        actions = []
        for action in summary.actions:
            if draft := drafts.get(action.priority):
                title = ReferencedText.of(action.title, draft.title, facts)
                reason = ReferencedText.of(action.reason, draft.reason, facts)
                action = action.model_copy(update={"title": title, "reason": reason})
            actions.append(action)
        content = ReferencedText.of(summary.content, self.summary, facts)
        return summary.model_copy(update={"content": content, "actions": actions})


@dataclass(frozen=True)
class AnalysisResult:
    """The payloads of a job, their texts with references if known, and the facts these refer to."""

    facts: FactSheet
    report: ReportPayload | None
    charts: dict[str, Chart] | None
    retirement: RetirementPayload | None
    summary: SummaryPayload | None


def load_result(job: Job) -> AnalysisResult:
    sources = StoredSources.load(job)
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
        charts=job.charts_payload and sources.reference_charts(job.charts_payload, facts),
        retirement=retirement,
        summary=job.summary_payload and sources.reference_summary(job.summary_payload, facts),
    )
