"""No file takes long to read, whatever its content."""

import time

import pytest

from people.tests.support.cpu_time import allow_seconds
from portfolios.importers.readers.formats import guess_mapping, read_file
from portfolios.importers.rows import read_lines
from portfolios.importers.table import FileUnreadable
from portfolios.tests.support.import_files import TODAY, content, read_text
from portfolios.tests.support.import_pages import send
from portfolios.tests.support.slow_files import READABLE_FILES, REFUSED_FILES

pytestmark = pytest.mark.slow

MAX_SECONDS = 8.0
"""Limit in seconds of CPU time: four times the slowest file, and far below the time before the fix."""


@pytest.mark.parametrize(("data", "message"), REFUSED_FILES.values(), ids=REFUSED_FILES)
def test_a_hostile_file_is_refused_quickly(data, message):
    start = time.process_time()
    with pytest.raises(FileUnreadable, match=message):
        read_file(data)
    assert time.process_time() - start < allow_seconds(MAX_SECONDS)


@pytest.mark.parametrize("data", READABLE_FILES.values(), ids=READABLE_FILES)
def test_a_slow_file_is_read_quickly(data):
    start = time.process_time()
    table = read_file(data)
    lines = list(read_lines(table, guess_mapping(table), today=TODAY))
    assert lines and all(line.refused or line.symbol == "VTI" for line in lines)
    assert time.process_time() - start < allow_seconds(MAX_SECONDS)


def test_a_page_refuses_a_long_remark(as_alice, alices_account):
    start = time.process_time()
    response = send(as_alice, alices_account, REFUSED_FILES["one long remark"][0])
    assert time.process_time() - start < allow_seconds(MAX_SECONDS)
    assert response.status_code == 422
    assert "Line 1 cannot be read: one of its cells is longer than 5,000 characters." in response.content.decode()
    assert as_alice.get("/accounts/").status_code == 200


def test_a_date_after_a_phrase_dates_the_file():
    for remark in ("As of 10:12 AM ET, 01/06/2025", "Date downloaded Jan-06-2025", '"Period: January 6, 2025"'):
        assert str(read_file(f"{remark}\nSymbol,Quantity\nVTI,1\n".encode()).dated) == "2025-01-06"


@pytest.mark.parametrize("split", ["equity 9e999999; cash 9e999999", "equity " + "9" * 4_000, "equity 1e-999999"])
def test_a_share_out_of_bounds_is_refused(split):
    (line,) = read_text(f"Symbol,Quantity,Made of\nZZZ,1,{split}\n")
    assert line.refused.startswith("Made of: ") and len(line.refused) < 200


def test_a_cdata_section_is_read_as_text():
    data = content("brokerage.ofx")
    for name, replacement in ((b"TESLA INC", b"<![CDATA[A & <B>]]>"), (b"TSLA", b"<![CDATA[AB]]>")):
        data = data.replace(name, replacement)
    assert read_file(data).rows[2].cells[2:4] == ("AB", "A & <B>")


def test_white_space_in_an_ofx_header_is_fine():
    data = content("brokerage.ofx").replace(b"DATA:", b"\r\n  \r\nDATA:   ").replace(b"\nNEWFILEUID", b"   NEWFILEUID")
    assert len(read_file(data).rows) == 4
