"""The text of a PDF, and what is refused before anybody reads it."""

import pytest

from portfolios.importers.readers import pdf
from portfolios.importers.readers.sandbox import read_untrusted
from portfolios.importers.table import FileUnreadable
from portfolios.tests.support.statement_files import LINES, write_pdf


def test_the_lines_of_all_pages_are_read():
    table = read_untrusted(write_pdf(LINES, ["Second page"]))
    assert [row.cells[0] for row in table.rows] == [*LINES, "Second page"] and table.is_text


REFUSED = {
    "a header alone": (b"%PDF-1.7", "cannot be read"),
    "half a file": (write_pdf(LINES)[:500], "cannot be read"),
    "no text": (write_pdf([]), "has no text"),
    "too many pages": (write_pdf(*[["x"]] * (pdf.MAX_PAGES + 1)), "more than 60 pages"),
    "too many lines": (write_pdf(*[["x"] * 200] * 40), "more than 6,000 lines"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_pdf_without_a_use_is_refused(name):
    data, reason = REFUSED[name]
    with pytest.raises(FileUnreadable, match=reason):
        read_untrusted(data)


def test_a_password_is_asked_for_in_words():
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(write_pdf(LINES)))), BytesIO()
    writer.encrypt("for Alice alone", algorithm="AES-256")
    writer.write(out)
    with pytest.raises(FileUnreadable, match="protected by a password"):
        read_untrusted(out.getvalue())


def test_text_holds_no_control_characters():
    assert list(pdf.find_lines(["a\x00b\u202e  \n \n\ud800"])) == ["a b"]
