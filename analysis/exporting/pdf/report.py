"""Write the PDF of an analysis: cover, letter, charts, tables and what the figures rest on."""

from importlib.util import find_spec

from analysis.exporting.building import CannotExport
from analysis.models import Job
from analysis.results.document import load_result


def is_available() -> bool:
    """Return whether this process can write PDFs. The web function on AWS lacks the library, which is too large."""
    return find_spec("fpdf") is not None


def write_pdf(job: Job) -> bytes:
    """Return the PDF of a completed analysis. Raises CannotExport."""
    result = load_result(job)
    document = result.document
    if document is None:
        raise CannotExport("An earlier version of Alex made this analysis. Start a new analysis to get a PDF.")
    if not is_available():
        raise CannotExport("This server writes no PDF. Choose “Print or save as PDF”, and your browser writes it.")
    from analysis.exporting.pdf.charts import add_charts  # the library is large, and only needed here
    from analysis.exporting.pdf.closing import add_closing
    from analysis.exporting.pdf.letter import add_cover, add_letter, fit_letter
    from analysis.exporting.pdf.paper import Paper
    from analysis.exporting.pdf.tables import add_tables

    is_whole, made_at = job.kind.is_whole, job.completed_at or job.created_at
    paper = Paper("Your analysis" if is_whole else job.kind.label, made_at)
    add_cover(paper, job, result)
    paper.scale = fit_letter(document, paper.running_title, made_at, is_whole=is_whole, code=result.currency)
    add_letter(paper, document, is_whole=is_whole, code=result.currency)
    paper.scale = 1.0
    add_charts(paper, job, result)
    add_tables(paper, document)
    add_closing(paper, job, document, result)
    content = bytes(paper.output())
    paper.close_fonts()
    return content
