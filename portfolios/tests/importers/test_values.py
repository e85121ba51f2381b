"""Parse the cells of a file: numbers, dates and text."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.columns import guess_columns
from portfolios.importers.values import (
    CellUnreadable,
    NotationStyle,
    escape_formula,
    guess_day_first,
    guess_decimal_comma,
    parse_amount,
    parse_day,
    parse_fraction,
    unwrap_cell,
)

US, EUROPE = NotationStyle(), NotationStyle(decimal_comma=True, day_first=True)


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("1,234.56", US, "1234.56"), ("$1,234.56", US, "1234.56"), ("US$ 5", US, "5"), ("5 USD", US, "5"),
        ("-$5.00", US, "-5"), ("$-5.00", US, "-5"), ("($5.00)", US, "-5"), ("5-", US, "-5"), ("−5", US, "-5"),
        ("+.5", US, "0.5"), ("1'234.5", US, "1234.5"), ("1 234.5", US, "1234.5"), ("1.5E+3", US, "1500"),
        ("1.234,56", EUROPE, "1234.56"), ("1 234,5", EUROPE, "1234.5"), ("12,5", EUROPE, "12.5"),
        ("EUR 118,24", EUROPE, "118.24"), ("20 Stück", EUROPE, "20"), ("€5", US, "5"), ("702.30p", US, "702.30"),
        ("1.000", EUROPE, "1000"), ("1'000,25", EUROPE, "1000.25"),
    ],
)  # fmt: skip
def test_an_amount_is_parsed_in_each_style(text, style, number):
    assert parse_amount(text, style) == Decimal(number)


@pytest.mark.parametrize("text", ["", " ", "-", "--", "n/a", "N/A", "—", "NaN", "null"])
def test_an_empty_cell_is_none_not_zero(text):
    assert parse_amount(text, US) is None


@pytest.mark.parametrize(
    ("text", "style"),
    [("1.234,56", US), ("1,234.56", EUROPE), ("1,00,000", US), ("12,34", US), ("5%", US),
     ("1/2", US), ("0x10", US), ("1_000", US), ("$", US), (".", US), ("1" * 29, US), ("٣", US), ("Infinity", US),
     ("1e999", US)],
)  # fmt: skip
def test_an_ambiguous_amount_is_refused(text, style):
    with pytest.raises(CellUnreadable):
        parse_amount(text, style)


@pytest.mark.parametrize(
    ("text", "style", "day"),
    [
        ("2024-12-31", US, date(2024, 12, 31)), ("2024/12/31", US, date(2024, 12, 31)),
        ("12/31/2024", US, date(2024, 12, 31)), ("31/12/2024", EUROPE, date(2024, 12, 31)),
        ("31.12.2024", US, date(2024, 12, 31)), ("20241231", US, date(2024, 12, 31)),
        ("20241231;160000", US, date(2024, 12, 31)), ("2024-12-31T16:00:00Z", US, date(2024, 12, 31)),
        ("Dec-31-2024", US, date(2024, 12, 31)), ("31-Dec-2024", US, date(2024, 12, 31)),
        ("December 31, 2024", US, date(2024, 12, 31)), ("12/31/2024 4:00 PM", US, date(2024, 12, 31)),
        ("12/31/24", US, date(2024, 12, 31)),
        ("", US, None), ("n/a", US, None),
    ],
)  # fmt: skip
def test_a_date_is_parsed_in_each_style(text, style, day):
    assert parse_day(text, style) == day


@pytest.mark.parametrize("text", ["31/12/2024", "12/31/124", "2024-02-30", "yesterday", "0001-01-01", "99999"])
def test_an_ambiguous_date_is_refused(text):
    with pytest.raises(CellUnreadable):
        parse_day(text, US)


def test_percentages_and_fractions_are_equal():
    assert parse_fraction("4%", US) == parse_fraction("0.04", US) == Decimal("0.04")


@pytest.mark.parametrize(
    ("cells", "comma"),
    [(["1,234.56"], False), (["1.234,56"], True), (["12,5"], True), (["12.5"], False), (["1,234", "5"], None),
     (["1,234,567"], False), (["0,125"], True), ([], None)],
)  # fmt: skip
def test_the_decimal_comma_is_guessed_from_cells(cells, comma):
    assert guess_decimal_comma(cells) is comma


@pytest.mark.parametrize(
    ("cells", "first"), [(["01/31/2024"], False), (["05/04/2024", "31/01/2024"], True), (["05/04/2024"], None)]
)
def test_the_date_order_is_guessed_from_cells(cells, first):
    assert guess_day_first(cells) is first


@pytest.mark.parametrize(
    ("text", "exported"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"), ("\t=1", "'\t'=1"), ("\r=1", "'\r'=1"),
        ("＝1+1", "'＝1+1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠A1", "'＠A1"), ("﹦1", "'﹦1"), ("﹢1", "'﹢1"),
        (";=1", ";'=1"), ('"=1', "\"'=1"), ('x";=1', "x\";'=1"), ("a,=1", "a,'=1"), ("a|=cmd", "a|'=cmd"),
        ("a\n=1", "a\n'=1"),
        (" =1", "' =1"), ("\u00a0=1", "'\u00a0=1"), ("a; ＝1", "a;' ＝1"), ("'=1", "''=1"), ("a;'=1", "a;''=1"),
        ("Smith & Co", "Smith & Co"), ("A-1", "A-1"), ("equity 60; cash 40", "equity 60; cash 40"), ("'tis", "'tis"),
    ],
)  # fmt: skip
def test_no_exported_text_starts_a_formula(text, exported):
    assert escape_formula(text) == exported
    assert unwrap_cell(exported) == text


@given(st.text(st.sampled_from("=+-@＝;,|'\" \t\nab"), max_size=12) | st.text(max_size=40))
def test_an_escaped_formula_can_be_unwrapped(text):
    text = unwrap_cell(text.strip())
    escaped = escape_formula(text)
    assert not escaped.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unwrap_cell(escaped) == text


@given(st.text(max_size=40), st.booleans())
def test_any_cell_is_a_number_none_or_an_error(text, comma):
    try:
        number = parse_amount(text, NotationStyle(decimal_comma=comma))
    except CellUnreadable:
        return
    assert number is None or number.is_finite()


def test_headings_match_in_any_case_and_order():
    assert guess_columns(("SHARES", "Ticker Symbol", "Cost/Share", "Memo", "shares")) == {
        "symbol": 1, "quantity": 0, "cost_per_share": 2,
    }  # fmt: skip
