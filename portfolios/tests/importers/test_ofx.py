"""Read OFX files with positions that the standard does not define."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.readers.formats import read_file
from portfolios.importers.table import FileUnreadable
from portfolios.tests.support.import_files import content


@given(st.text(max_size=80))
def test_any_ofx_is_a_table_or_a_message(text):
    start, end = content("bank.qfx").split(b"<CURDEF>", 1)
    try:
        read_file(start + b"<CURDEF>" + text.encode("ascii", "replace") + end)
    except FileUnreadable as error:
        assert str(error)


NONSTANDARD = b"<POSCOIN><INVPOS><SECID><UNIQUEID>BTC<UNIQUEIDTYPE>OWN</SECID><UNITS>2</INVPOS></POSCOIN>\n"


def test_a_nonstandard_ofx_position_is_left_out():
    table = read_file(content("brokerage.ofx").replace(b"</INVPOSLIST>", NONSTANDARD + b"</INVPOSLIST>"))
    assert [(out.line, out.text, out.reason) for out in table.left_out] == [
        (20, "POSCOIN", "Not a standard OFX position. Alex cannot read it.")
    ]
    assert [row.line for row in table.rows] == [17, 18, 19, 22]


@pytest.mark.parametrize(
    ("original", "replacement"),
    [
        (b"INVPOSLIST>", b"MYPOSLIST>"),
        (b"<POSMF>", b"<POSCOIN><POSMF>"),
        (b"</INVPOSLIST>\n", b"</INVPOSLIST>\n" + NONSTANDARD),
    ],
)
def test_misplaced_ofx_positions_are_refused(original, replacement):
    with pytest.raises(FileUnreadable, match="where standard OFX has none"):
        read_file(content("brokerage.ofx").replace(original, replacement))


@pytest.mark.parametrize("part", [b"INVPOSLIST", b"INVSTMTRS"])
def test_ofx_inside_unknown_tags_is_read(part):
    data = content("brokerage.ofx").replace(b"<%s>" % part, b"<MINE><%s>" % part)
    table = read_file(data.replace(b"</%s>" % part, b"</%s></MINE>" % part))
    assert [row.line for row in table.rows] == [17, 18, 19, 21]


@pytest.mark.parametrize(
    ("original", "replacement"),
    [
        (b"<DTSERVER>", b"<DTSERVER>yesterday"),
        (b"OFXHEADER:100", b"OFXHEADER:9"),
        (b"<INVPOSLIST>", b"<invposlist>"),
        (b"</INVPOSLIST>", b"<MINE>5</INVPOSLIST>"),
        (b"</STATUS>", b""),
        (b"<BROKERID>", b"<BROKERID>" + b"x" * 200),
    ],
)
def test_faults_elsewhere_in_ofx_cost_nothing(original, replacement):
    expected = [row.cells for row in read_file(content("brokerage.ofx")).rows]
    data = content("brokerage.ofx")
    assert original in data
    assert [row.cells for row in read_file(data.replace(original, replacement)).rows] == expected


@pytest.mark.parametrize("kind", [b"CREDITLINE", b"creditline"])
def test_a_credit_line_is_a_debt(kind):
    with pytest.raises(FileUnreadable, match="which is a debt"):
        read_file(content("bank.qfx").replace(b"CHECKING", kind).replace(b"SAVINGS", kind))
