"""Options, bonds, deposits and identifiers are recognized by how they are written."""

import pytest

from portfolios.importers.recognition.shapes import (
    find_isin,
    is_bank_deposit,
    is_bond,
    is_cusip,
    is_option,
    split_identifier,
    suggest_symbol,
)

OPTIONS = [
    (" -AAPL270115C150", ""), ("-SPY270620P512.5", ""), ("AAPL270115C00150000", ""), ("AAPL  270115C00150000", ""),
    ("AAPL 01/15/2027 150.00 C", ""), ("QQQ Dec 31 '26 $600 Put", ""), ("XXXX 20FEB26 200 C", ""),
    ("", "AAPL JAN 15 2027 $150 CALL"), ("X", "CALL APPLE INC $150 EXP 01/15/27"),
]  # fmt: skip
NO_OPTIONS = [
    ("QYLD", "GLOBAL X NASDAQ 100 COVERED CALL ETF"), ("BRK.B", "BERKSHIRE"),
    ("64966MWX1", "NY GO 5% 2030 CALL 08/28 @ $100"),
    ("JEPI", "JPMORGAN EQUITY PREMIUM INCOME"), ("PUTW", "WISDOMTREE PUTWRITE"),
    ("91282CGH8", "TREAS NTS 3.5% 01/31/2028"),
]  # fmt: skip


@pytest.mark.parametrize(("symbol", "name"), OPTIONS)
def test_an_option_is_recognized_by_its_shape(symbol, name):
    assert is_option(symbol, name)


@pytest.mark.parametrize(("symbol", "name"), NO_OPTIONS)
def test_a_fund_or_a_bond_is_no_option(symbol, name):
    assert not is_option(symbol, name)


@pytest.mark.parametrize(
    ("symbol", "name", "kind", "expected"),
    [
        ("91282CGH8", "UNITED STATES TREAS SER H-2028 3.50000% 01/31/2028 NTS NOTE", "", True),
        ("X", "KEY BANK CD CLEVELAND OH CD 3.85% 08/24/2027", "", True), ("912828YB0", "TREAS NOTE", "", True),
        ("BND", "Vanguard Total Bond Market ETF", "", False), ("AGG", "iShares Core Bond ETF", "bond", False),
        ("VGIT", "Intermediate-Term Treasury Index Fund", "", False),
        ("TLT", "iShares 20+ Year Treasury Bond ETF", "", False),
        ("IBTF", "iShares iBonds Dec 2025 Term Treasury ETF", "", False), ("AAPL", "APPLE INC", "stock", False),
    ],
)  # fmt: skip
def test_one_bond_is_told_from_a_bond_fund(symbol, name, kind, expected):
    assert is_bond(symbol, name, kind) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("JPMORGAN DEPOSIT SWEEP", True), ("ML DIRECT DEPOSIT PROGRM", True), ("BANK OF AMERICA, NA RASP", True),
        ("VANGUARD FEDERAL MONEY MARKET", False), ("CERTIFICATE OF DEPOSIT 4%", False), ("APPLE INC", False),
    ],
)  # fmt: skip
def test_money_at_a_bank_is_recognized(name, expected):
    assert is_bank_deposit(name, "") is expected


def test_only_a_correct_check_digit_makes_a_cusip():
    assert is_cusip("037833100") and is_cusip("91282CGH8")
    assert not is_cusip("037833101") and not is_cusip("VTI")


def test_an_identifier_is_split_from_its_name():
    assert split_identifier("912828YB0 TREAS NOTE") == "912828YB0"
    assert split_identifier("KEY BANK CD") == split_identifier("VTI") == ""
    assert find_isin("LifeStrategy 80% (GB00B4PQW151)") == "GB00B4PQW151"
    assert find_isin("LifeStrategy 80% (GB00B4PQW152)") == find_isin("") == ""


def test_a_symbol_is_made_from_whole_words():
    assert suggest_symbol("US EQ S&P 500 INDEX", 20) == "US-EQ-SP-500-INDEX"
    assert suggest_symbol("Supercalifragilisticexpialidocious", 20) == "SUPERCALIFRAGILISTIC"
