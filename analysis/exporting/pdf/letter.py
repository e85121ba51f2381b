"""The cover and the letter of the PDF: the sentences of the document, as they are printed on the page."""

from collections.abc import Iterable
from datetime import datetime

from fpdf.enums import XPos, YPos

from advisors.document.document import LETTER_TITLES, Document
from advisors.document.parts import Sentence
from advisors.document.printed_action import PrintedAction
from analysis.exporting.pdf.paper import INK, LINE, MUTED, TEXT, YOU, Paper
from analysis.models import Job
from analysis.results.document import AnalysisResult
from analysis.results.effects import show_effect, whole_share
from analysis.results.folds import find_headline

BUILT_IN = "built-in writer"
INDENT = 8.0
SCALES = (1.0, 0.96, 0.92, 0.88)
LAST_PAGE_OF_LETTER = 3
ROOM_AFTER_ACTIONS = 42.0
"""What is kept free on the last page of the letter, for what the figures leave out."""


def add_cover(paper: Paper, job: Job, result: AnalysisResult) -> None:
    """Add the cover: whose analysis of which day it is, its main figures, and what this is."""
    paper.add_page()
    paper.set_fill_color(*YOU)
    paper.rect(paper.l_margin, 34, 14, 2.2, style="F")
    paper.set_y(42)
    paper.start_section("Cover")
    paper.paragraph(paper.running_title, size=27, bold=True, color=INK, space=1)
    if job.snapshot and job.snapshot.profile.display_name:
        paper.paragraph(f"For {job.snapshot.profile.display_name}", size=14, color=MUTED, space=1)
    paper.paragraph(format_day(job), size=14, color=MUTED, space=16)
    for label, text in list_key_figures(result):
        _add_key_figure(paper, label, text)
    paper.ln(10)
    for text in describe_paper(job, result):
        paper.paragraph(text)


def list_key_figures(result: AnalysisResult) -> Iterable[tuple[str, str]]:
    """Yield the figures of the cover: the chance first, then what the summary chose."""
    if result.retirement and result.retirement.success_probability is not None:
        yield "Chance that your money lasts", whole_share(result.retirement.success_probability)
    if result.summary:
        yield from ((one.label, one.text) for one in result.summary.key_figures)


def _add_key_figure(paper: Paper, label: str, text: str) -> None:
    paper.set_draw_color(*LINE)
    paper.line(paper.l_margin, paper.get_y(), paper.w - paper.r_margin, paper.get_y())
    paper.use_font(10.5, color=MUTED)
    paper.cell(100, 11, paper.shorten(label, 98))
    paper.use_font(13, bold=True, color=INK)
    paper.cell(0, 11, paper.shorten(text, paper.epw - 100), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def describe_paper(job: Job, result: AnalysisResult) -> Iterable[str]:
    """Yield what this is, who computed and chose, and what it is not."""
    if job.kind.is_whole:
        yield (
            "This is an analysis of your accounts, holdings and plan as you recorded them. It holds your letter with "
            "what to do, charts, tables, and what the figures rest on."
        )
    else:
        yield f"This is one part of an analysis, computed on its own: {job.kind.label.lower()}."
    chose = "No AI model was used." if job.model in ("", BUILT_IN) else f"{job.model} chose what to say."
    checked = f" {result.report.figures_checked:,} figures were checked." if result.report else ""
    yield f"Alex computed every figure and wrote every sentence by code. {chose}{checked}"
    if result.document:
        yield result.document.closing


def format_day(job: Job) -> str:
    day = job.completed_at or job.created_at
    return f"{day:%B} {day.day}, {day.year}"


def fit_letter(document: Document, title: str, made_at: datetime, *, is_whole: bool, code: str) -> float:
    """Return the largest scale at which the letter fits on one page; 1 if it needs two anyway."""
    for scale in SCALES:
        trial = Paper(title, made_at)
        trial.scale = scale
        add_letter(trial, document, is_whole=is_whole, code=code)
        trial.close_fonts()
        if trial.page_no() == 1:
            return scale
    return SCALES[0]


def add_letter(paper: Paper, document: Document, *, is_whole: bool, code: str) -> None:
    """Add the letter: where the person stands, what matters, what to do, and what is left out.

    code: the currency of the analysis.
    """
    paper.add_page()
    letter = document.letter
    paper.heading(find_headline(document) or ("Your letter" if is_whole else "In short"))
    for key, sentences in (("stands", letter.stands), ("matters", letter.matters)):
        if sentences:
            paper.heading(LETTER_TITLES[key], level=1)
            paper.paragraph(join(sentences), space=4)
    if document.actions:
        paper.heading(LETTER_TITLES["actions"], level=1)
        _add_actions(paper, document.actions, code)
    if is_whole:
        paper.heading(LETTER_TITLES["leaves_out"], level=1)
    paper.paragraph(" ".join(filter(None, (join(letter.leaves_out), document.closing))))


def _add_actions(paper: Paper, actions: tuple[PrintedAction, ...], code: str) -> None:
    """Add the actions in their order, as many as the pages of the letter hold."""
    for place, action in enumerate(actions):
        lines = list_lines(action, code)
        height = sum(paper.measure(text, size, paper.epw - INDENT) + 1.2 for text, size in lines) + 3
        is_full = paper.page_no() >= LAST_PAGE_OF_LETTER and paper.room - height < ROOM_AFTER_ACTIONS
        if is_full:
            paper.paragraph(f"And {len(actions) - place} more, which Alex lists under Recommendations.", indent=INDENT)
            return
        paper.keep_together(min(height, 120))
        paper.use_font(10.5, bold=True, color=INK)
        paper.put(paper.l_margin, paper.get_y() + 3.9, f"{action.priority}.")
        for number, (text, size) in enumerate(lines):
            paper.paragraph(
                text, size=size, bold=number == 0, color=INK if number == 0 else MUTED if size < 10 else TEXT,
                indent=INDENT, space=1.2,
            )  # fmt: skip
        paper.ln(2.2)


def list_lines(action: PrintedAction, code: str) -> list[tuple[str, float]]:
    """Return the lines of an action with their sizes: title, effect, reasons, options and warning."""
    shown = show_effect(action, code)
    lines = [(action.title.text, 10.5)]
    lines += [(f"{shown.label}: from {shown.before} to {shown.after}", 9)] if shown else []
    lines += [(join(action.reason), 10.0)] if action.reason else []
    lines += [(f"•  {option.title.text}", 10.0) for option in action.options]
    lines += [(action.warning.text, 9)] if action.warning else []
    return lines


def join(sentences: Iterable[Sentence]) -> str:
    return " ".join(sentence.text for sentence in sentences)
