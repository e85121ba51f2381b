"""Check a pasted text against an analysis."""

from advisors.pasted.check import check_figures
from advisors.pasted.own_text import read_own_text
from advisors.pasted.result import CheckedText
from advisors.writing.case import Situation
from analysis.models import Job
from analysis.results.document import load_facts
from portfolios.valuation.portfolio import Portfolio


def check_text(job: Job, text: str) -> CheckedText:
    """Check every figure of a text against the facts of a job, which has a snapshot and facts."""
    assert job.snapshot is not None
    facts, report, summary, retirement = (
        load_facts(job), job.report_payload, job.summary_payload, job.retirement_payload
    )  # fmt: skip
    texts = [
        report.content if report else "", summary.content if summary else "", retirement.analysis if retirement else ""
    ]  # fmt: skip
    own = read_own_text(report.document if report else None, texts)
    return check_figures(text, facts, Situation(Portfolio(job.snapshot), facts, ()).names, own)
