"""The files that an analysis can be taken away as."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis import events
from analysis.exporting.building import CannotExport, build_bundle
from analysis.exporting.pdf.report import is_available, write_pdf
from analysis.exporting.spreadsheet import write_workbook
from analysis.models import Job
from people.audit import record_event

NOT_KEPT = "This analysis keeps too little for this file. Start a new analysis to export it."


@dataclass(frozen=True)
class ExportFile:
    """One kind of file. file: its name in addresses. build: its bytes; raises CannotExport.

    is_available: whether this server can write it.
    """

    file: str
    label: str
    content_type: str
    build: Callable[[Job], bytes]
    is_available: Callable[[], bool] = lambda: True

    @property
    def view_name(self) -> str:
        return f"export_{self.file.partition('.')[0]}"

    def name_for(self, job: Job) -> str:
        """Return the name of the downloaded file."""
        stem, _, ending = self.file.partition(".")
        return f"alex-{stem}-{job.completed_at or job.created_at:%Y-%m-%d}.{ending}"


def write_report(job: Job) -> bytes:
    report = job.report_payload
    if report is None:
        raise CannotExport(NOT_KEPT)
    day = job.completed_at or job.created_at
    return f"# Your analysis of {day:%B} {day.day}, {day.year}\n\n{report.content}\n".encode()


def write_holdings(job: Job) -> bytes:
    if job.snapshot is None:
        raise CannotExport(NOT_KEPT)
    return write_workbook(job.snapshot)


def write_bundle(job: Job) -> bytes:
    return build_bundle(job).model_dump_json().encode()


EXPORT_FILES = (
    ExportFile("document.pdf", "PDF, to print or send", "application/pdf", write_pdf, is_available),
    ExportFile("report.md", "Report as Markdown", "text/markdown; charset=utf-8", write_report),
    ExportFile(
        "holdings.xlsx", "Holdings as Excel workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_holdings,
    ),
    ExportFile("analysis.json", "Everything, to compute it again (JSON)", "application/json", write_bundle),
)  # fmt: skip


def export(job: Job, file: ExportFile) -> bytes:
    """Return the bytes of a file, and record that its owner took it. Raises CannotExport."""
    content = file.build(job)
    record_event(events.ANALYSIS_EXPORTED, by=job.user_id, details=file.label)
    return content
