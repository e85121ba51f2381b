"""The transactions of an OFX file give the positions where it lists none, and are checked where it lists some."""

import pytest

from portfolios.importers.readers.formats import read_file
from portfolios.importers.table import FileUnreadable
from portfolios.tests.support.import_files import content, lines_of

NAME = "kinds/ofx-transactions-only.ofx"
POSITIONS = (
    b"<INVPOSLIST>"
    b"<POSSTOCK><INVPOS><SECID><UNIQUEID>922908769<UNIQUEIDTYPE>CUSIP</SECID><HELDINACCT>CASH<POSTYPE>LONG"
    b"<UNITS>%s<UNITPRICE>290<MKTVAL>%s<DTPRICEASOF>20250103</INVPOS></POSSTOCK>"
    b"<POSSTOCK><INVPOS><SECID><UNIQUEID>67066G104<UNIQUEIDTYPE>CUSIP</SECID><HELDINACCT>CASH<POSTYPE>LONG"
    b"<UNITS>30<UNITPRICE>140<MKTVAL>4200<DTPRICEASOF>20250103</INVPOS></POSSTOCK>"
    b"<POSDEBT><INVPOS><SECID><UNIQUEID>91282CGH8<UNIQUEIDTYPE>CUSIP</SECID><HELDINACCT>CASH<POSTYPE>LONG"
    b"<UNITS>5000<UNITPRICE>99<MKTVAL>4950<DTPRICEASOF>20250103</INVPOS></POSDEBT>"
    b"<POSOTHER><INVPOS><SECID><UNIQUEID>G0000X123<UNIQUEIDTYPE>OTHER</SECID><HELDINACCT>CASH<POSTYPE>LONG"
    b"<UNITS>3<UNITPRICE>7<MKTVAL>21<DTPRICEASOF>20250103</INVPOS></POSOTHER>"
    b"</INVPOSLIST><INVBAL>"
)
BUY = b"<UNITS>10<UNITPRICE>230.00<COMMISSION>5<TOTAL>-2305.00"


def with_positions(vti, data=None):
    return (data or content(NAME)).replace(b"<INVBAL>", POSITIONS % (vti, b"%.2f" % (290 * float(vti))))


def read(data):
    table = read_file(data)
    return table, {
        row.cells.symbol: (row.cells.quantity, row.cells.total_cost) for row in table.rows if row.cells.quantity
    }


def test_ofx_transactions_become_positions():
    table, _ = read(content(NAME))
    assert str(table.computed) == "computed from 8 transactions from 2024-01-10 to 2024-08-16"
    found = {line.symbol or "cash": line for line in lines_of(NAME) if not line.refused}
    assert {symbol: f"{line.quantity.normalize():f}" for symbol, line in found.items() if symbol != "cash"} == {
        "VTI": "10.05", "NVDA": "30", "91282CGH8": "5000", "SMTH": "3",
    }  # fmt: skip
    assert [str(found[one].cost_basis) for one in ("VTI", "NVDA", "91282CGH8", "SMTH")] == [
        "2300.00", "2700.00", "4925.00", "None",
    ]  # fmt: skip
    assert (str(found["91282CGH8"].price), str(found["cash"].cash)) == ("0.985000", "1320.20")
    assert [out.reason for out in table.left_out] == ["A transaction in options."]


def test_listed_positions_agree_with_the_transactions():
    table, found = read(with_positions(b"10.05"))
    assert not table.computed
    assert table.remarks == (
        "Checked: the 8 transactions from 2024-01-10 to 2024-08-16 give the quantities of the positions.",
    )
    assert found["VTI"] == ("10.05", "2300.00")


def test_a_difference_of_listed_positions_is_named():
    table, found = read(with_positions(b"12.05"))
    assert found["VTI"] == ("12.05", "")
    assert found["NVDA"] == ("30", "2700.00")
    assert "VTI: 10.05, held are 12.05" in table.remarks[0]


def test_positions_count_where_a_history_is_incomplete():
    table, found = read(with_positions(b"10.05", content(NAME).replace(b"<UNITS>4<UNITPRICE>900", b"<UNITS>0")))
    assert found["NVDA"] == ("30", "")
    assert "They were not checked: This file lists transactions, but not from the beginning" in table.remarks[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [(BUY, BUY.replace(b"10<", b"0<"), "not from the beginning"),
     (b"<UNITS>-10<", b"<UNITS>-41<", "sells more of NVDA"),
     (b"<SELLTYPE>SELL<", b"<SELLTYPE>SELLSHORT<", "does not know “Sell short”"),
     (b"<DTTRADE>20240110120000", b"", "has no date"), (b"BUYSTOCK>", b"SPINOFF>", "does not know “SPINOFF”"),
     (b"<NEWUNITS>40", b"<NEWUNITS>4.1", "A split does not turn")],
)  # fmt: skip
def test_transactions_without_positions_must_be_clear(old, new, words):
    assert old in content(NAME)
    with pytest.raises(FileUnreadable, match=words):
        read_file(content(NAME).replace(old, new))
