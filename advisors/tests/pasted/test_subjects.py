"""Figures and their subjects: a sentence, heading or table column must name what a figure is about."""

import pytest

from advisors.tests.support.filled_text import find_reasons


def test_figures_in_swapped_order_are_refused():
    text = "The Brokerage holds [[account.acme_401_k.value]] and the Acme 401(k) [[account.brokerage.value]]."
    assert find_reasons("banker", text) == {"subject"}


@pytest.mark.parametrize(
    "text",
    [
        "## Roth IRA\n\nThe Acme 401(k) holds [[account.roth_ira.value]].",
        "## Roth IRA\n\n| Account | Value |\n|---|---|\n| Brokerage | [[account.roth_ira.value]] |",
        "The Brokerage, unlike the Roth IRA, holds [[account.roth_ira.value]].",
        "Compared with the Roth IRA, the Acme 401(k) is tiny at [[account.roth_ira.value]].",
        "| | VNQ | VTI |\n|---|---|---|\n| Value | [[holding.vti.value]] | [[holding.vti.value]] |",
        "Your income goal is **[[plan.sustained_90]]**.",
        "Stocks have a target of [[asset_class.equity.share_of_classified]].",
        "The fees of your fund, the Gold Trust: fees of [[holding.iau.value]].",
    ],
)
def test_a_figure_of_another_subject_is_refused(text):
    assert find_reasons("landlord", text)


@pytest.mark.parametrize(
    "text",
    [
        "## Roth IRA\n\nIt holds [[account.roth_ira.value]], less than the Brokerage.",
        "1. **The Roth IRA.** All in all, it holds [[account.roth_ira.value]]. That is [[account.roth_ira.share]].",
        "The Roth IRA, unlike the Brokerage, holds [[account.roth_ira.value]].",
        "Compared with the Brokerage, at [[account.brokerage.share]], the Roth IRA is small.",
        "| | VNQ | VTI |\n|---|---|---|\n| Value | [[holding.vnq.value]] | [[holding.vti.value]] |",
        "Your income goal is **[[profile.income_goal]]**.",
        "Stocks are short of their target of [[asset_class.equity.target]].",
        "All your fees come to [[fees.ratio]], and fees of [[fund_cost.iau.yearly]] are those of IAU.",
        "| VNQ or VTI | Value |\n|---|---|\n| Worth | [[holding.vti.value]] |",
    ],
)
def test_headings_and_columns_name_the_subject(text):
    assert find_reasons("landlord", text) == set()


def test_a_facts_year_may_be_beside_its_figure():
    text = "Begun in 1973, with the oil crisis of 1973, the plan has [[history_start.1973.left]] left."
    assert find_reasons("landlord", text) == set()
    assert find_reasons("landlord", f"{text} You saved $1,974.") == {"no_fact"}


def test_cash_of_another_account_is_refused():
    assert find_reasons("widow", "Brokerage holds [[account.rollover_ira.cash|cents]] in cash.")
