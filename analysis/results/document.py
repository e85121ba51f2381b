"""Load the payloads of a finished analysis with the facts that its figures show."""

from dataclasses import dataclass

from django.db.models.fields.json import KT

from advisors.charter.chart import Chart
from advisors.document.document import Document
from analysis.models import Job
from analysis.payloads import ReportPayload, RetirementPayload, SummaryPayload
from portfolios.currencies import BASE_CURRENCY
from portfolios.facts.fact import FactSheet


@dataclass(frozen=True)
class AnalysisResult:
    """The payloads of a job, and all facts that they show: of the case, of its what-ifs and of its actions."""

    facts: FactSheet
    report: ReportPayload | None
    charts: dict[str, Chart] | None
    retirement: RetirementPayload | None
    summary: SummaryPayload | None

    @property
    def currency(self) -> str:
        """Return the currency of all its money."""
        return self.facts.currency or BASE_CURRENCY

    @property
    def document(self) -> Document | None:
        """Return the typed document; None for an analysis of an earlier version, whose texts are shown as printed."""
        return self.report.document if self.report else None


def load_result(job: Job) -> AnalysisResult:
    report = job.report_payload
    if report:
        # The last paragraph counts the checked figures. Drop it: the page shows the count at its head.
        text, _, last = report.content.rpartition("\n\n")
        if last.startswith(f"*{report.figures_checked} figures checked"):
            report = report.model_copy(update={"content": text})
    return AnalysisResult(load_facts(job), report, job.charts_payload, job.retirement_payload, job.summary_payload)


def load_facts(job: Job) -> FactSheet:
    """Return the facts of a job and of its steps in one query, without the large parts of their outputs."""
    facts = job.facts or FactSheet()
    for stored in job.steps.values_list(KT("output__facts"), flat=True):
        added = FactSheet.model_validate_json(stored).facts if stored else ()
        facts = facts.with_facts(fact for fact in added if fact.id not in facts)
    return facts
