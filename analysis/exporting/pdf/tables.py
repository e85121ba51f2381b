"""The tables of the PDF: the rows of the document, in lines of one height, so that no table breaks or overflows."""

from collections.abc import Sequence

from advisors.claims.sections import Section
from advisors.document.document import Document, Table
from advisors.document.parts import Part
from analysis.exporting.pdf.paper import INK, LINE, MUTED, TEXT, Paper

SHOWN = (Section.OWN, Section.TARGETS, Section.CHANGES)
"""The sections whose first sentence and tables are printed."""
LAST_PAGE = 5
"""The last page with tables. One more page follows."""
MAX_ROWS, MIN_ROWS = 10, 3
ROW_HEIGHT, SIZE, GAP = 5.4, 8.5, 3.0
MOST_OF_NAME = 62.0
Cells = tuple[str, ...]


def add_tables(paper: Paper, document: Document) -> None:
    """Add the tables of what the person owns, of the targets and of what would change the plan."""
    sections = [one for one in document.sections if one.key in SHOWN and any(isinstance(b, Table) for b in one.blocks)]
    if not sections:
        return
    paper.add_page()
    paper.heading("Tables")
    for section in sections:
        tables = [block for block in section.blocks if isinstance(block, Table)]
        if paper.room < measure_table(tables[0], MIN_ROWS) + 20 and paper.page_no() >= LAST_PAGE:
            return
        paper.keep_together(20 + measure_table(tables[0]))
        paper.heading(section.title, level=1)
        if section.lead:
            paper.paragraph(section.lead)
        for table in tables:
            add_table(paper, table)


def measure_table(table: Table, most: int = MAX_ROWS) -> float:
    """Return the height of a table of at most so many rows, with its title, head, note and total."""
    return ROW_HEIGHT * (min(len(table.rows) - table.has_total, most) + 3 + table.has_total)


def add_table(paper: Paper, table: Table) -> None:
    """Add one table with its first rows, as many as the page holds; the total, if it has one, comes last."""
    if paper.room < measure_table(table) and paper.page_no() < LAST_PAGE:
        paper.add_page()
    most = min(MAX_ROWS, int(paper.room / ROW_HEIGHT) - 3 - table.has_total)
    if most < min(MIN_ROWS, len(table.rows)):
        return
    rows = [tuple(map(read_cell, row)) for row in table.rows]
    total = [rows.pop()] if table.has_total else []
    shown, left_out = rows[:most], len(rows[most:])
    labels = tuple(column.label for column in table.columns)
    numbers = [column.is_number for column in table.columns]
    widths = choose_widths(paper, [labels, *shown, *total], numbers)
    paper.use_font(9.5, bold=True, color=INK)
    paper.cell(0, ROW_HEIGHT + 0.6, table.title, new_x="LMARGIN", new_y="NEXT")
    _add_row(paper, labels, widths, numbers, is_head=True)
    for row in shown:
        _add_row(paper, row, widths, numbers)
    if left_out:
        note = f"And {left_out} more, which the workbook of your holdings lists."
        _add_row(paper, (note,), [paper.epw], [False])
    for row in total:
        _add_row(paper, row, widths, numbers, is_bold=True)
    paper.ln(4.5)


def read_cell(cell: Sequence[Part]) -> str:
    return "".join(part.text for part in cell)


def choose_widths(paper: Paper, rows: Sequence[Cells], numbers: Sequence[bool]) -> list[float]:
    """Return the width of each column: figures get what they need, names share the rest by their longest text."""
    paper.use_font(SIZE, bold=True)
    needed = [max(paper.get_string_width(row[place]) for row in rows) + GAP for place in range(len(numbers))]
    asked = [width if is_number else min(width, MOST_OF_NAME) for width, is_number in zip(needed, numbers, strict=True)]
    of_figures = sum(width for width, is_number in zip(asked, numbers, strict=True) if is_number)
    of_names = sum(asked) - of_figures
    for_names = max(paper.epw - of_figures, 10.0 * (len(numbers) - sum(numbers)))
    factor = for_names / of_names if of_names else 1.0
    return [width if is_number else width * factor for width, is_number in zip(asked, numbers, strict=True)]


def _add_row(
    paper: Paper, row: Cells, widths: Sequence[float], numbers: Sequence[bool], *, is_head: bool = False,
    is_bold: bool = False,
) -> None:  # fmt: skip
    paper.use_font(SIZE, bold=is_bold or is_head, color=MUTED if is_head else INK if is_bold else TEXT)
    paper.set_draw_color(*LINE)
    for text, width, is_number in zip(row, widths, numbers, strict=True):
        paper.cell(width, ROW_HEIGHT, paper.shorten(text, width - GAP / 2), border="B", align="R" if is_number else "L")
    paper.ln(ROW_HEIGHT)
