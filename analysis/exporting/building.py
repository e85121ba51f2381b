"""Build the bundle of a finished analysis from its row and its steps."""

from advisors.retirement.data_digest import digest_data
from advisors.retirement.inputs.assumptions import load_assumptions
from analysis.exporting.bundle import AssumedRates, Assumptions, Bundle, Bundled, BundledStep
from analysis.models import Job
from analysis.results.document import load_facts


class CannotExport(Exception):
    """The analysis stores too little for this file. Its text is for the person."""


def build_bundle(job: Job) -> Bundle:
    """Return the bundle of a completed analysis. Raises CannotExport for one of an earlier version."""
    report = job.report_payload
    if report is None or report.document is None or job.snapshot is None or job.facts is None or job.made_with is None:
        raise CannotExport("This analysis is of an earlier version of Alex, which kept too little to compute it again.")
    assert job.completed_at is not None
    return Bundle.seal(
        Bundled(
            job_type=job.job_type, completed_at=job.completed_at, model=job.model, made_with=job.made_with,
            assumptions=read_assumptions() if job.made_with.assumptions == digest_data() else None,
            snapshot=job.snapshot, facts=load_facts(job), charts=job.charts_payload or {}, document=report.document,
            retirement=job.retirement_payload, summary=job.summary_payload, report=report.content,
            steps=tuple(
                BundledStep(name=s.name, agent=s.agent, status=s.status, model=s.model, output=s.output)
                for s in job.steps.all()
            ),
        )
    )  # fmt: skip


def read_assumptions() -> Assumptions:
    """Return the assumptions that are stored with this version."""
    stored = load_assumptions()
    return Assumptions(
        as_of=stored["as_of"],
        classes={
            name: AssumedRates(growth=rates["geometric_nominal"], volatility=rates["volatility"])
            for name, rates in stored["assets"].items()
        },
        correlation_labels=stored["correlation"]["labels"],
        correlation=stored["correlation"]["matrix"],
        company_volatility=stored["single_company"]["volatility"],
    )
