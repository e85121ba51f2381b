"""The last part of the PDF: what the figures rest on, what they leave out, how to check them, the disclaimer."""

from advisors.claims.sections import Section
from advisors.document.document import Document
from analysis.exporting.pdf.letter import join
from analysis.exporting.pdf.paper import MUTED, Paper
from analysis.models import Job
from analysis.payloads import MadeWith
from analysis.results.document import AnalysisResult

MAX_LINES = 8


def add_closing(paper: Paper, job: Job, document: Document, result: AnalysisResult) -> None:
    """Add assumptions and disclaimer on a page of their own."""
    paper.add_page()
    paper.heading("What these figures rest on")
    data = next((section for section in document.sections if section.key == Section.DATA), None)
    if data and data.sentences:
        paper.heading("Data and assumptions", level=1)
        paper.paragraph(join(data.sentences), space=4)
    retirement = result.retirement
    if retirement and retirement.judgements:
        paper.heading("How your holdings were mapped", level=1)
        for line in retirement.judgements[:MAX_LINES]:
            paper.paragraph(f"•  {line}", size=9.5, space=0.8)
        if (left := len(retirement.judgements) - MAX_LINES) > 0:
            paper.paragraph(f"And {left} more, which Alex lists.", size=9.5, color=MUTED, space=0.8)
        paper.ln(3)
    if retirement and retirement.not_modelled:
        paper.heading("Not modeled", level=1)
        text = ", ".join(retirement.not_modelled)
        paper.paragraph(f"{text[0].upper()}{text[1:]}.", space=4)
    if job.made_with:
        paper.heading("How to check it", level=1)
        paper.paragraph(describe_computation(job.made_with), space=4)
    paper.heading("Disclaimer", level=1)
    paper.paragraph(document.closing)


def describe_computation(made: MadeWith) -> str:
    """Say what the figures depend on besides the person's data, and how to compute them again."""
    return (
        f"Alex projects plans with {made.paths:,} scenarios, seed {made.seed}, version {made.engine} of the plan "
        f"engine and the return assumptions of {made.assumptions_date}. In Alex every figure has a card with its "
        "formula and inputs. The export analysis.json holds everything to compute the analysis again, with "
        "manage.py replay."
    )
