"""Figures in pasted text: how they are found, and which facts they match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisors.pasted.check import check_figures
from advisors.pasted.written_figures import find_figures
from advisors.tests.support.corpus_portfolios import situation
from advisors.tests.support.cpu_growth import grows_in_proportion
from portfolios.facts.fact import FactSheet
from portfolios.tests.support.facts import fact_of

SHEET = FactSheet(
    facts=(
        fact_of("portfolio.value", "portfolio", value="1234567.89", unit="usd"),
        fact_of("account.roth.value", "Roth", value="300000", unit="usd"),
        fact_of("account.savings.value", "Savings", value="120000", unit="usd"),
        fact_of("holding.nvda.share", "NVDA", value="12.34", unit="percent"),
        fact_of("holding.vti.share", "VTI", value="66.7", unit="percent"),
        fact_of("profile.income_goal", "goal", value="84000", unit="usd_per_year"),
        fact_of("profile.years_to_retirement", "retirement", value="25", unit="years"),
        fact_of("profile.retirement_age", "retirement", value="67", unit="age"),
        fact_of("asset_class.equity.drift", "Equity", value="-8.5", unit="points"),
        fact_of("plan.paths", "futures", value="10000", unit="count"),
        fact_of("risk.diversification_ratio", "spread", value="2.5", unit="ratio"),
    )
)


def list_figures(text):
    return [(figure.text, float(figure.value), figure.unit) for figure in find_figures(text)]


def reasons(text):
    return [judgement.reason for judgement in check_figures(text, SHEET).judged]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("$1,234.56", [("$1,234.56", 1234.56, "usd")]), ("$1.2M", [("$1.2M", 1.2e6, "usd")]),
        ("1.2 million dollars", [("1.2 million dollars", 1.2e6, "usd")]), ("12.3%", [("12.3%", 12.3, "percent")]),
        ("4-5%", [("4", 4, "percent"), ("5%", 5, "percent")]), ("$1-2M", [("$1", 1e6, "usd"), ("2M", 2e6, "usd")]),
        ("25 years", [("25 years", 25, "years")]), ("age 67", [("67", 67, "age")]),
        ("3 of 5", [("3 of 5", 60, "percent")]), ("2.5 to 1", [("2.5 to 1", 2.5, "ratio")]),
        ("a quarter", [("a quarter", 25, "percent")]), ("seven of ten", [("seven of ten", 70, "percent")]),
        ("two futures in every ten", [("two futures in every ten", 20, "percent")]),
        ("twelve percent", [("twelve percent", 12, "percent")]),
        ("forty-five dollars", [("forty-five dollars", 45, "usd")]), ("-$500", [("-$500", -500, "usd")]),
        ("$500 a month", [("$500 a month", 6000, "usd_per_year")]), ("+8 points", [("+8 points", 8, "points")]),
        ("30 basis points", [("30 basis points", 0.3, "points")]), ("67 years old", [("67 years old", 67, "age")]),
        ("it doubled", [("doubled", 2, "ratio")]), ("twice", [("twice", 2, "ratio")]), ("3x", [("3x", 3, "ratio")]),
    ],
)  # fmt: skip
def test_common_notations_of_figures_are_found(text, figures):
    assert list_figures(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "June 28, 2024", "2026-11-20", "in 1966, and then", "since the 1990s", "Q3 2026", "at 10:30", "6/28/2024",
        "nine of ten futures", "one company", "two more", "In May 2025 it was so",
    ],
)  # fmt: skip
def test_dates_and_small_counts_are_no_figures(text):
    assert list_figures(text) == []


@pytest.mark.parametrize("text", ["Your 401(k) and the S&P 500.", "A 60/40 mix.", "1. First\n2. Second", "A 529 plan."])
def test_names_and_list_numbers_are_no_figures(text):
    assert reasons(text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Your portfolio is worth $1.23M.", [None]), ("Your portfolio is worth $1,234,568.", [None]),
        ("Your portfolio is worth $1,200,000.", [None]), ("Your portfolio is worth $1.3M.", ["no_fact"]),
        ("Your portfolio is worth about $1,250,000.", ["rounding"]),
        ("NVDA is 12.3%.", [None]), ("NVDA is 12%.", [None]), ("NVDA is 10%.", ["rounding"]),
        ("NVDA is 66.7%.", ["subject"]), ("NVDA is $12.34.", ["unit"]), ("NVDA is 12.34 points.", ["unit"]),
        ("NVDA is 21.3%.", ["no_fact"]), ("VTI is two thirds of it.", [None]), ("VTI is a third of it.", ["no_fact"]),
        ("Your goal is $84,000 a year.", [None]), ("Your goal is $7,000 a month.", [None]),
        ("Retirement is 25 years away, at age 67.", [None, None]), ("Retirement is at age 76.", ["no_fact"]),
        ("Equity is off by -8.5 points.", [None]), ("Equity is off by +8.5 points.", ["direction"]),
        ("Equity is off by 8.5 points.", [None]), ("The futures are 10,000.", [None]),
        ("The spread is 2.5 to 1.", [None]),
        ("| Holding | Share |\n|---|---|\n| NVDA | 12.3% |", [None]),
        ("| Holding | Share |\n|---|---|\n| VTI | 12.3% |", ["subject"]),
        ("## NVDA\n\nIts share is 12.3%.", [None]), ("NVDA is large. VTI is 12.3%.", ["subject"]),
    ],
)  # fmt: skip
def test_a_figure_matches_unit_value_and_subject(text, wrong):
    assert reasons(text) == wrong


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("Roth and Savings together hold $420,000.", "sum"),
        ("The difference of Roth and Savings is $180,000.", "difference"),
        ("Roth is 2.5 times Savings.", "ratio"), ("The gap between VTI and NVDA is 54.4 points.", "difference"),
    ],
)  # fmt: skip
def test_an_operation_combines_two_named_facts(text, operation):
    (judged,) = check_figures(text, SHEET).judged
    assert (judged.operation, len(judged.fact_ids), judged.reason) == (operation, 2, None)


@pytest.mark.parametrize("text", ["Roth and Savings hold $420,000.", "Roth and what else there is together: $420,000."])
def test_a_sum_needs_both_names_and_its_word(text):
    assert reasons(text) == ["no_fact"]


@pytest.mark.parametrize(("text", "right"), [("41 of 52 start years", True), ("42 of 52 start years", False)])
def test_a_fraction_of_counts_uses_two_facts(text, right):
    (judged,) = check_figures(f"The money lasted in {text} of the past.", situation("landlord").facts).judged
    assert judged.fact_ids == (("history.successes", "history.periods") if right else ())


@pytest.mark.parametrize(("text", "wrong"), [("a tenth more", []), ("a third more", ["subject"])])
def test_a_number_in_a_subject_is_no_figure(text, wrong):
    judged = check_figures(f"Saving {text} lifts success by 2.5 points.", situation("landlord").facts).judged
    assert [judgement.reason for judgement in judged if judgement.figure.unit != "points"] == wrong


def test_swapped_figures_are_refused():
    text = "The Brokerage ($76,500) and the Roth IRA ($270,200) are both taxable accounts."
    assert [judgement.reason for judgement in check_figures(text, situation("landlord").facts).judged] == [
        "subject",
        "subject",
    ]


def test_figure_offsets_count_code_points():
    text = "𝄞 “NVDA” is 12.3%."
    (judged,) = check_figures(text, SHEET).judged
    assert text[judged.figure.start : judged.figure.end] == judged.figure.text == "12.3%"


@given(st.text(max_size=200))
def test_no_text_breaks_the_checker(text):
    check_figures(text, SHEET, (text[:20],))


@pytest.mark.parametrize(
    "text", ["1" * 9_000, "1," * 9_000, "$ " * 9_000, "1-" * 9_000, "ten " * 9_000, "may " * 9_000, "1 of " * 5_000]
)  # fmt: skip
def test_the_cost_of_a_text_grows_with_its_length(text):
    assert grows_in_proportion(lambda some: check_figures(some, SHEET), text)
