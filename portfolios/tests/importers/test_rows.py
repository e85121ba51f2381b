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
