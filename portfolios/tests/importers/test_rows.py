"""Rows of total, cash and tiny prices."""

import pytest

from portfolios.tests.support.import_files import read_text


@pytest.mark.parametrize("label", ["Joint Total", "OVERALL TOTALS", "Total Joint", "Grand Total"])
def test_a_named_total_is_no_position(label):
    line = read_text(f"Account,Symbol,Quantity,Price,Value ($)\nJoint,VTI,1,5,5\n{label},,,,5\n")[1]
    assert (line.is_total, line.value, line.left_out) == (True, 5, "A total row.")


def test_the_total_of_an_account_keeps_its_account():
    lines = read_text("Account,Symbol,Quantity,Price,Value ($)\nRoth IRA,VTI,1,5,5\nRoth IRA Total,,,,5\n")
    assert lines[0].account == lines[1].account == "Roth IRA"


@pytest.mark.parametrize("label", ["Cash & Sweep Vehicle", "Bank Deposit", "$$CASH", "Cash balance USD"])
def test_a_label_in_the_symbol_column_is_cash(label):
    assert read_text(f"Symbol,Quantity,Price,Value ($)\n{label},,,12.50\n")[0].cash == 12.5


def test_a_price_too_small_to_store_is_refused():
    line = read_text("Symbol,Quantity,Price ($)\nSHIB,1000000,0.00001234\n")[0]
    assert "too small to be recorded exactly" in line.refused


def test_the_value_of_the_file_is_kept_beside_ours():
    line = read_text("Symbol,Quantity,Price ($),Value ($)\nZZZ,10,30,303\n")[0]
    assert (line.value, line.stated) == (300, 303)


@pytest.mark.parametrize("heading", ["Side", "Position Direction", "Direction"])
def test_a_short_side_is_refused(heading):
    lines = read_text(f"Symbol,Quantity,Price ($),{heading}\nZZZ,10,30,LONG\nYYY,10,30,SHORT\n")
    assert [bool(line.refused) for line in lines] == [False, True]


def test_the_last_of_several_days_counts():
    head = "Date,Account,Symbol,Quantity\n"
    lines = read_text(f"{head}2024-03-31,A,ZZZ,5\n2024-03-31,A,YYY,5\n2024-06-30,A,ZZZ,6\n2024-03-31,B,ZZZ,2\n")
    assert [line.left_out for line in lines] == [
        "An earlier day. The file goes to 2024-06-30.", "An earlier day. The file goes to 2024-06-30.", "", "",
    ]  # fmt: skip


def test_days_that_may_be_purchases_are_refused():
    lines = read_text("Date,Symbol,Quantity\n2020-01-02,ZZZ,10\n2024-03-02,ZZZ,5\n2023-03-02,YYY,3\n")
    assert ["may be purchases" in line.refused for line in lines] == [True, True, False]


def test_a_decimal_comma_means_day_first():
    line = read_text("Symbol;Quantity;As of\nZZZ;1,5;02-01-2024\n")[0]
    assert str(line.as_of) == "2024-01-02"
