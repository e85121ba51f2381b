"""Texts that the checker must refuse, and texts that it must accept."""

import pytest

from advisors.verification.references import check
from portfolios.facts.fact import FactSheet
from portfolios.tests.support.facts import fact_of

SHEET = FactSheet(
    facts=(
        fact_of("portfolio.value", "portfolio", value="692318.22", unit="usd"),
        fact_of("holding.nvda.share", "NVDA", value="12.49", unit="percent"),
        fact_of("profile.income_goal", "goal", value="84000", unit="usd_per_year"),
        fact_of("plan.safe_years_net", "bonds", value="4", unit="years"),
        fact_of("history.successes", "past", value="61", unit="count"),
        fact_of("asset_class.equity.drift", "Equity", value="-8.5", unit="points"),
        fact_of("asset_class.cash.drift", "Cash", value="3.2", unit="points"),
    )
)


def reasons(text, **more):
    return {problem.reason for problem in check(text, SHEET, **more).problems}


@pytest.mark.parametrize(
    "figure",
    [
        "_12%_", "__12%__", "**12%**", "½", "¹²%", "①②%", "Ⅻ", "五十%", "１２％", "𝟏𝟐%", "USD500", "USD2M", "r12%",
        "x5 returns",
        "l2%", "lOO%", "$M", "&#x31;&#x32;%",
        "twelve percent", "Twelve per cent", "twelve **percent**", "tw**el**ve percent", "twelve\npercent",
        "ｔｗｅｌｖｅ ｐｅｒｃｅｎｔ", "five percent", "five to ten per cent", "five percentage points",
        "half a percent", "five %",
        "five basis points", "five US dollars", "three times", "XII per cent", "V percent",
        "ten million", "a million", "million", "ten thousands", "a hundred", "tens of thousands of dollars", "USD five",
        "ten-fold", "tenfold", "two-fold", "double", "doubled", "doubles", "tripled", "twice", "quadruple", "thrice",
        "two thirds of", "two-thirds", "a third of", "a quarter of", "nearly a fifth more", "four fifths", "forty",
        "seven of ten", "two in every ten",
        "six-figure", "a seven figure sum", "single-digit", "a few percent", "a couple of per cent",
        "every third future",
        "forty-five", "a dozen", "12 per cent",
    ],
)  # fmt: skip
def test_every_spelling_of_a_figure_is_refused(figure):
    assert reasons(f"NVDA is {figure} here.") & {"bare_figure", "markup"}


@pytest.mark.parametrize(
    "text",
    [
        "The plan holds in nine of ten futures.", "It holds in one of ten.", "It holds in eight in ten.",
        "You are within five points of your targets.", "Try ten points more in equities.", "Save a tenth more.",
        "Half of it is safe.", "A year brings three quarters of your goal.", "Buy two more.", "One company decides.",
        "returns one point lower every year", "fees a quarter of a point higher", "off by a quarter of the target",
        "One total-market fund holds thousands.", "In today's dollars in nine of ten futures, one of ten below.",
        "A variable percentage of what is left.", "Look sometimes; there are at times many.",
        "Manifold reasons unfold.", "Two of your three accounts are sheltered.", "Every other fund is dearer.",
        "A third party, a second account and the tenth line.", "Wait twelve months and double-check.",
        "| What | Dollars to target |\n|---|---:|\n| Equity | low |", "Research & development; AT&T; this & that.",
        "Keep the drift (%) small.", "a < b", "Sure-footed - and plain – or so — it is.",
    ],
)  # fmt: skip
def test_plain_english_passes(text):
    assert reasons(text) == set()


@pytest.mark.parametrize("cell", ["twelve", "five", "forty five"])
def test_a_table_cell_of_number_words_is_a_figure(cell):
    assert reasons(f"| Holding | Share |\n|---|---|\n| NVDA | {cell} |") == {"bare_figure"}


@pytest.mark.parametrize(
    "text",
    [
        "You will earn\n12. per cent", "2500000. That is your total.", "1. First\n3. Third", "2. Second",
        "You earn\n1. point",
        "1. First\n\nYou will earn\n2. per cent", "\n".join(f"{n}. Item" for n in range(1, 40)),
    ],
)  # fmt: skip
def test_a_fake_list_number_is_a_figure(text):
    assert "bare_figure" in reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        "1. First\n2. Second", "## To do\n1. First\n\n2. Second", "To do:\n1) First\n   more of it\n2) Second",
        "Do this.\n\n1. First\n   1. Inner\n   2. Inner\n2. Second",
    ],
)  # fmt: skip
def test_the_numbers_of_a_list_are_no_figures(text):
    assert reasons(text) == set()


def test_a_list_number_with_a_unit_is_refused():
    assert reasons("You will earn:\n\n1. per cent") == {"unit"}


@pytest.mark.parametrize(
    "text",
    [
        "It is $401(k).", "It is $529 plan.", "It is 60/40%.", "It is 529%.", "It is $529.", "Worth 529.", "Up 7%.",
        "Up 7 per cent.", "Worth $7.", "Worth 7 million.", "Up 7.7.", "Up 77.", "Up by -7.", "Earn Ten per cent.",
    ],
)  # fmt: skip
def test_a_name_beside_a_sign_or_unit_is_a_figure(text):
    assert reasons(text, names=["7", "Ten"])


def test_names_with_figures_are_accepted():
    names = ["7", "½ Fund", "Double Eagle", "Hundred Acre 401(k)", "BRK.5"]
    text = (
        "Your 7, the ½ fund, Double Eagle's, Hundred Acre 401(k), BRK.5, a 529 plan, a 60/40 mix and 401(k)s are held."
    )
    assert reasons(text, names=names) == set()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The portfolio has -[[portfolio.value]].", "sign"), ("The portfolio has −[[portfolio.value]].", "sign"),
        ("The portfolio has - [[portfolio.value]].", "sign"), ("The portfolio has -**[[portfolio.value]]**.", "sign"),
        ("The portfolio has minus [[portfolio.value]].", "sign"), ("The portfolio has –[[portfolio.value]].", "sign"),
        ("The portfolio has +[[portfolio.value]].", "sign"), ("The portfolio has $[[portfolio.value]].", "unit"),
        ("The portfolio has USD [[portfolio.value]].", "unit"), ("The portfolio has [[portfolio.value]]k.", "unit"),
        ("The portfolio has [[portfolio.value]]m.", "unit"), ("The portfolio has **[[portfolio.value]]**k.", "unit"),
        ("The portfolio has [[portfolio.value]] million.", "unit"),
        ("The portfolio has [[portfolio.value]]-million.", "unit"),
        ("The portfolio has [[portfolio.value]] dollars.", "unit"),
        ("The portfolio has [[portfolio.value]]\nthousand.", "unit"),
        ("The bonds last [[plan.safe_years_net|number]] per cent.", "unit"),
        ("NVDA is [[holding.nvda.share]]%.", "unit"),
        ("NVDA is [[holding.nvda.share]] percent.", "unit"), ("NVDA is [[holding.nvda.share]]\\%.", "unit"),
        ("NVDA is [[holding.nvda.share]] points.", "unit"), ("NVDA is [[holding.nvda.share]] times.", "unit"),
        ("NVDA is twice [[holding.nvda.share]].", "bare_figure"), ("NVDA is half of [[holding.nvda.share]].", "unit"),
        ("NVDA is [[holding.nvda.share]] and a half.", "unit"),
        ("NVDA is [[holding.nvda.share]][[holding.nvda.share]].", "unit"),
        ("NVDA is [[holding.nvda.share]].[[holding.nvda.share]].", "unit"),
        ("NVDA is ten [[holding.nvda.share]].", "unit"),
        ("NVDA is [[[[holding.nvda.share]]]].", "markup"), ("NVDA is [[[holding.nvda.share]]].", "markup"),
        ("NVDA is [[Nvda_share]].", "markup"), ("NVDA is [[holding.nvda.share|]].", "markup"),
        ("NVDA is [[nvda-share]].", "markup"), (r"NVDA is \[\[holding.nvda.share]].", "markup"),
        ("NVDA is [[\nnvda_share]].", "markup"), ("NVDA is &frac12; of it.", "markup"),
        ("NVDA is <b>it</b>.", "markup"),
        ("```\n# NVDA\n```\n[[holding.nvda.share]].", "markup"), ("~~~\nNVDA is it.", "markup"),
        ("NVDA is\u200b here.", "markup"), ("NVDA is \u202eereh.", "markup"), ("NVDA is so\u00adft.", "markup"),
    ],
)  # fmt: skip
def test_text_beside_a_figure_cannot_change_it(text, reason):
    assert reason in reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        "- [[portfolio.value]] is your portfolio.", "Your portfolio ([[portfolio.value]]) is large.",
        "Your portfolio: **[[portfolio.value]]**, in all.", "Your goal's [[profile.income_goal]] – no less.",
        "In the past it lasted [[history.successes]] times.",
        "Bonds pay [[plan.safe_years_net|number]] years of spending.",
        "NVDA's share, [[holding.nvda.share]], points to risk.",
        "| NVDA | [[holding.nvda.share]] | [[holding.nvda.share]] |",
        "NVDA: [[holding.nvda.share]]–[[holding.nvda.share]].",
        "Equity is off by [[asset_class.equity.drift|number]] points.",
        "* [[holding.nvda.share]] is NVDA's share.", "NVDA (held) is [[holding.nvda.share]].",
    ],
)  # fmt: skip
def test_a_figure_may_stand_in_plain_prose(text):
    assert reasons(text) == set()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Equity is [[asset_class.equity.drift|size]] below target.", True),
        ("Equity is [[asset_class.equity.drift|size]] above target.", False),
        ("Equity is **[[asset_class.equity.drift|size]]** more than you want.", False),
        ("Equity is [[asset_class.equity.drift|number]] points above target.", False),
        ("Cash is [[asset_class.cash.drift|size]] above target.", True),
        ("Cash is [[asset_class.cash.drift]] less than you want.", False),
        ("Cash is below your target by [[asset_class.cash.drift|size]].", False),
        ("Cash is above your target by [[asset_class.cash.drift|size]].", True),
        ("NVDA is [[holding.nvda.share]] above that.", True),
    ],
)  # fmt: skip
def test_a_drift_is_on_the_side_the_sentence_says(text, right):
    assert reasons(text) == (set() if right else {"direction"})
