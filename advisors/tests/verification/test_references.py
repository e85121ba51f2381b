from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisors.verification.references import check
from portfolios.facts.fact import FactSheet
from portfolios.facts.formatting import FORMAT_STYLES, format_fact
from portfolios.templatetags import money
from portfolios.tests.support.facts import fact_of

SHEET = FactSheet(
    facts=(
        fact_of("portfolio.value", "portfolio", label="Total", value="692318.22", unit="usd"),
        fact_of("holding.nvda.share", "NVDA", "NVIDIA", value="12.49", unit="percent"),
        fact_of("portfolio.cash", "portfolio", label="?", value=None, unit="usd"),
    )
)


def reasons(text, **more):
    return [problem.reason for problem in check(text, SHEET, **more).problems]


def test_a_reference_is_printed_as_the_fact_says():
    checked = check("Your portfolio is worth [[portfolio.value]].", SHEET)
    assert (checked.text, checked.figures, checked.ok) == ("Your portfolio is worth $692,318.", 1, True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Your portfolio is worth [[portfolio.vale]].", "unknown_fact"),
        ("Your portfolio is worth [[portfolio.value|loud]].", "unknown_style"),
        ("Your portfolio has [[portfolio.cash]].", "no_value"),
        ("AAPL is [[holding.nvda.share]] of everything.", "subject"),
        ("Your portfolio is worth $692,318.", "bare_figure"),
        ("NVDA is 12.5% of it.", "bare_figure"),
        ("NVDA rose 3 times.", "bare_figure"),
        ("NVDA fell -4.", "bare_figure"),
    ],
)
def test_every_problem_has_its_reason(text, reason):
    assert reasons(text) == [reason]


def test_a_problem_says_where_it_is():
    text = "Fine. Worth $5 today."
    (problem,) = check(text, SHEET).problems
    assert text[problem.start : problem.end] == problem.text == "$5"


@pytest.mark.parametrize(
    "text",
    [
        "Your 401(k) follows the S&P 500.",
        "1. First\n2. Second",
        "## NVIDIA\n\nIt makes up [[holding.nvda.share]].",
        "| Holding | Share |\n|---|---|\n| NVDA | [[holding.nvda.share]] |",
    ],
)
def test_names_lists_headings_and_rows_are_valid(text):
    assert reasons(text) == []


def test_a_subject_must_be_in_the_same_sentence():
    assert reasons("NVDA is large. Apple is [[holding.nvda.share]].") == ["subject"]


def test_digits_in_names_are_not_figures():
    assert reasons("The Target 2030 Fund is new.") == ["bare_figure"]
    assert reasons("The Target 2030 Fund is new.", names=["Target 2030 Fund"]) == []


def test_a_name_like_a_list_number_is_accepted():
    assert reasons("1. First\n2. Second", names=["1"]) == []
    assert reasons("1. FC Global is new.", names=["1. FC Global"]) == []
    assert reasons("1. FC Global and 2 more.", names=["1. FC Global"]) == ["bare_figure"]


def test_a_name_like_a_reference_is_not_one():
    from advisors.writing.markdown import escape_markdown

    checked = check(f"The account {escape_markdown('[[portfolio.value]]')} is empty.", SHEET)
    assert checked.figures == 0
    assert "692" not in checked.text


@pytest.mark.parametrize(
    ("unit", "value", "style", "printed"),
    [
        ("usd", "1234567.891", "", "$1,234,568"), ("usd", "1234567.891", "short", "$1.23M"),
        ("usd", "-12.4", "", "-$12"), ("usd", "12.345", "cents", "$12.34"),
        ("usd_per_year", "84000", "", "$84,000 a year"),
        ("percent", "67.44", "", "67.4%"), ("percent", "0.038", "", "0.04%"), ("percent", "87.6", "whole", "88%"),
        ("points", "-18.8", "signed", "-18.8 points"), ("points", "8.5", "signed", "+8.5 points"),
        ("points", "-18.8", "size", "18.8 points"), ("years", "1", "", "1 year"), ("years", "20", "", "20 years"),
        ("age", "67", "", "67"), ("count", "10000", "", "10,000"), ("date", "20240628", "", "June 28, 2024"),
        ("date", "20250500", "", "May 2025"), ("date", "19660000", "", "1966"),
        ("percent", "-0.001", "whole", "0%"),
    ],
)  # fmt: skip
def test_figures_are_printed_one_way(unit, value, style, printed):
    fact = fact_of("portfolio.value", "x", value=value, unit=unit)
    assert format_fact(fact, style) == printed


@given(st.text(max_size=300))
def test_no_text_breaks_the_checker(text):
    check(text, SHEET, names=(text[:20],))


@given(st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=4), st.sampled_from(FORMAT_STYLES))
def test_every_unit_prints_in_every_style(value, style):
    for unit in ("usd", "usd_per_year", "percent", "points", "years", "age", "count", "ratio"):
        assert format_fact(fact_of("portfolio.value", "x", value=value, unit=unit), style)


@pytest.mark.parametrize(
    "value", ["12.345", "12.355", "0.05", "0.15", "-0.04", "-0.05", "67.45", "2.5", "-3.5", "0", "1e15"]
)
def test_the_page_and_the_text_round_alike(value):
    amount = Decimal(value)
    share = fact_of("portfolio.value", "x", value=amount, unit="points")
    assert format_fact(share, "signed").removesuffix(" points") == money.points(amount).replace(",", "")
    worth = fact_of("portfolio.value", "x", value=amount, unit="usd")
    assert (format_fact(worth), format_fact(worth, "cents")) == (money.usd(amount), money.usd_cents(amount))
