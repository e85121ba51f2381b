"""Read the lines of text of a PDF, with their words where the page has them. Nothing is interpreted here."""

import io
from collections.abc import Iterator
from itertools import islice

from portfolios.importers.table import PDF_TEXT, FileUnreadable, Row, Table

PDF_START = b"%PDF"
MAX_PAGES, MAX_LINES, MAX_LINE = 60, 6_000, 500
HEADER = ("Text",)
ELSEWHERE = "Download the positions as CSV, Excel or OFX, or copy the table out of the PDF and paste it."
DAMAGED = f"This PDF cannot be read. {ELSEWHERE}"
LOCKED = f"This PDF is protected by a password. Save it without one. {ELSEWHERE}"
NO_TEXT = f"This PDF has no text, only pictures of pages. {ELSEWHERE}"


def is_pdf(data: bytes) -> bool:
    return data.startswith(PDF_START)


def read_pdf(data: bytes) -> Table:
    """Return a table with one row for each line of text. Raises FileUnreadable."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileUnreadable(LOCKED)
        if len(reader.pages) > MAX_PAGES:
            raise FileUnreadable(f"This PDF has more than {MAX_PAGES} pages. Save the pages with your holdings alone.")
        pages = [page.extract_text(extraction_mode="layout") for page in reader.pages]
    except (FileUnreadable, MemoryError):
        raise
    except Exception as error:
        raise FileUnreadable(DAMAGED) from error
    lines = list(islice(find_lines(pages), MAX_LINES + 1))
    if not lines:
        raise FileUnreadable(NO_TEXT)
    if len(lines) > MAX_LINES:
        raise FileUnreadable(f"This PDF has more than {MAX_LINES:,} lines. Save the pages with your holdings alone.")
    rows = tuple(Row(number, (text,)) for number, text in enumerate(lines, start=1))
    return Table(HEADER, 0, rows, written=PDF_TEXT)


def find_lines(pages: list[str]) -> Iterator[str]:
    """Yield the lines that are not blank, without control characters and halves of characters."""
    for page in pages:
        for line in page.splitlines():
            text = "".join(one if one.isprintable() else " " for one in line[:MAX_LINE]).rstrip()
            if text:
                yield text
