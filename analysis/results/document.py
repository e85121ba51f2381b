"""The texts of a finished analysis with the references they were printed from, so that its page can say of each figure
where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.db.models.fields.json import KT
from pydantic import TypeAdapter

from advisors.charter.chart import Chart
from advisors.runtime.results import ActionDraft, ChartChoice
from advisors.verification.references import printed
from analysis.models import Job, Step
from analysis.payloads import Action, ReportPayload, RetirementPayload, SummaryPayload
from portfolios.facts.fact import FactSheet

DRAFTS, CHOICES = TypeAdapter(list[ActionDraft]), TypeAdapter(list[ChartChoice])


class ReferencedText(str):
    """A text as it was printed; `source` has references where the figures stand."""

    __slots__ = ("source",)
    source: str

    @classmethod
    def of(cls, text: str, source: str, facts: FactSheet) -> str:
        """The text itself where it does not begin with what the source prints: then nobody knows its references."""
        again = printed(source, facts)
        if not source or not text.startswith(again):
            return text
        return cls._create(text, source + text[len(again) :])

    @classmethod
    def _create(cls, text: str, source: str) -> Self:
        made = cls(text)
        made.source = source
        return made


@dataclass(frozen=True)
class StoredSources:
    """What the steps of a job kept beside its payloads; nothing, where they ran before anything was kept."""

    report: str = ""
    retirement: str = ""
    summary: str = ""
    what_ifs: FactSheet = FactSheet()
    drafts: Sequence[ActionDraft] = ()
    choices: Sequence[ChartChoice] = ()


@dataclass(frozen=True)
class AnalysisResult:
    """The payloads of a job, their texts with references where those are known, and the facts these lead to."""

    facts: FactSheet
    report: ReportPayload | None
    charts: dict[str, Chart] | None
    retirement: RetirementPayload | None
    summary: SummaryPayload | None


def load_result(job: Job) -> AnalysisResult:
    kept = _load_sources(job)
    facts = (job.facts or FactSheet()).with_facts(kept.what_ifs.facts)
    retirement = job.retirement_payload
    return AnalysisResult(
        facts=facts,
        report=job.report_payload and _reference_report(job.report_payload, kept, facts),
        charts=job.charts_payload and _reference_charts(job.charts_payload, kept, facts),
        retirement=retirement
        and retirement.model_copy(update={"analysis": ReferencedText.of(retirement.analysis, kept.retirement, facts)}),
        summary=job.summary_payload and _reference_summary(job.summary_payload, kept, facts),
    )


def _load_sources(job: Job) -> StoredSources:
    """One question, of which the heavy parts of the outputs are no part."""
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


def _reference_report(report: ReportPayload, kept: StoredSources, facts: FactSheet) -> ReportPayload:
    text = ReferencedText.of(_strip_check_note(report), kept.report, facts)
    return report.model_copy(update={"content": text})


def _strip_check_note(report: ReportPayload) -> str:
    """How many figures were checked stands at the head of the page; in the text it is the last paragraph."""
    text, _, last = report.content.rpartition("\n\n")
    return text if last.startswith(f"*{report.figures_checked} figures checked") else report.content


def _reference_charts(charts: dict[str, Chart], kept: StoredSources, facts: FactSheet) -> dict[str, Chart]:
    choices = {choice.series: choice for choice in kept.choices}
    return {key: _reference_chart(chart, choices.get(key), facts) for key, chart in charts.items()}


def _reference_chart(chart: Chart, choice: ChartChoice | None, facts: FactSheet) -> Chart:
    if choice is None:
        return chart
    title = ReferencedText.of(chart.title, choice.title, facts)
    return chart.model_copy(
        update={"title": title, "description": ReferencedText.of(chart.description, choice.description, facts)}
    )


def _reference_summary(summary: SummaryPayload, kept: StoredSources, facts: FactSheet) -> SummaryPayload:
    drafts = dict(enumerate(kept.drafts, start=1))
    actions = [_reference_action(action, drafts.get(action.priority), facts) for action in summary.actions]
    content = ReferencedText.of(summary.content, kept.summary, facts)
    return summary.model_copy(update={"content": content, "actions": actions})


def _reference_action(action: Action, draft: ActionDraft | None, facts: FactSheet) -> Action:
    if draft is None:
        return action
    title = ReferencedText.of(action.title, draft.title, facts)
    return action.model_copy(update={"title": title, "reason": ReferencedText.of(action.reason, draft.reason, facts)})
