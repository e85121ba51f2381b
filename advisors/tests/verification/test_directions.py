"""Words of direction against the facts, and the plain English that only looks like them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from advisors.tests.support.corpus_portfolios import situation
from advisors.verification.references import check
from portfolios.facts.fact import Fact


def reasons(person, text):
    s = situation(person)
    return {problem.reason for problem in check(text, s.facts, s.names).problems}


CONTRADICTED = [
    ("banker", "The Brokerage account, at [[account_brokerage_share]], is smaller than the Acme 401(k), at "
               "[[account_acme_401_k_share]]."),
    ("banker", "MUB, at [[holding_mub_share]], outweighs VTI, at [[holding_vti_share]]."),
    ("banker", "MUB, at [[holding_mub_share]], is a bel**ow** average part and more valuable than VTI, at "
               "[[holding_vti_share]]."),
    ("banker", "JPM is [[largest_company_share]], less than the [[company_limit]] we hold prudent for a company."),
    ("banker", "JPM's share is below [[company_limit]], the limit."),
    ("banker", "VTI is your largest holding, with [[holding_vti_share]]."),
    ("banker", "The largest holding, VTI, is [[top1_share]]."),
    ("banker", "VTI is your largest holding."),
    ("banker", "MUB is your second-largest holding, with [[holding_mub_share]]."),
    ("banker", "MUB has the best value, [[holding_mub_value]]."),
    ("engineer", "Apple is the bigger of the two: AAPL has [[holding_aapl_value]], NVDA [[holding_nvda_value]]."),
    ("engineer", "Your goal is [[income_goal]], and the plan to get there is on track."),
    ("engineer", "Your plan meets your goal of [[income_goal]]."),
    ("engineer", "What the plan sustains is [[income_gap]] more than your goal."),
    ("engineer", "NVDA rose to [[holding_nvda_value]]."),
    ("engineer", "Your portfolio has gained [[total_value]]."),
    ("engineer", "Saving a tenth more lowers success: saving a tenth more reduces it by [[swing_save_more_points]]."),
    ("engineer", "Saving a tenth more lifts success by [[swing_save_more_points]]."),  # within its error
    ("engineer", "Equity is underweight at [[asset_equity_now]]."),
    ("engineer", "Equity lies under its target of [[asset_equity_target]]."),
    ("engineer", "Equity is below its target."),
    ("engineer", "Equity is not above your target."),
    ("engineer", "NVDA is more than half of everything: [[holding_nvda_share]]."),
    ("widow", "MUB is the largest, then comes VTI at [[holding_vti_share]]."),
    ("banker", "MUB outweighs VTI, at [[holding_mub_share]]."),
    ("engineer", "The plan fails in [[success_probability]] of the futures."),
    ("engineer", "In [[success_probability]] of the futures your money runs out."),
    ("engineer", "Success is what we want; the plan runs short in [[success_probability]] of futures."),
    ("engineer", "Your plan comfortably supports your goal of [[income_goal]]."),
    ("engineer", "Your goal of [[income_goal]] is within reach."),
    ("engineer", "Your goal of [[income_goal]] is easily met."),
    ("engineer", "The plan sustains [[estimated_income]], enough for your goal."),
    ("without_goal", "With [[estimated_income]] sustained, your retirement is on track."),
    ("landlord", "Your Roth IRA is bigger than your Brokerage."), ("landlord", "Bonds outweigh stocks."),
    ("landlord", "You hold more bonds than stocks."),
    ("landlord", "You hold more bonds than stocks: [[asset_fixed_income_share]]."),
    ("landlord", "You do not hold less of bonds than of stocks."),
    ("landlord", "Most of your money is in bonds."), ("landlord", "Half of your money is in VTI."),
    ("landlord", "The bulk of your money, [[holding_bnd_share]], is in BND."),
    ("landlord", "Your portfolio rose last year."), ("landlord", "VNQ fell sharply in the last quarter."),
    ("landlord", "VNQ has not fallen."), ("landlord", "In nine of ten futures your plan succeeds."),
    ("landlord", "Spending a tenth less costs you [[swing_spend_less_points]] of success."),
]  # fmt: skip
CONFIRMED = [
    ("banker", "The Brokerage account, at [[account_brokerage_share]], is larger than the Acme 401(k), at "
               "[[account_acme_401_k_share]]."),
    ("banker", "JPM is your largest holding, with [[holding_jpm_share]]."),
    ("banker", "The largest holding, JPM, is [[top1_share]]."),
    ("banker", "VTI is your second-largest holding, with [[holding_vti_share]]."),
    ("banker", "MUB is one of the smallest, with [[holding_mub_share]]."),
    ("banker", "JPM's share is above [[company_limit]], the limit."),
    ("banker", "MUB, at [[holding_mub_share]], is not larger than VTI, at [[holding_vti_share]]."),
    ("engineer", "Your plan falls [[income_gap]] short of your goal."),
    ("engineer", "Your plan is not on track for your goal of [[income_goal]]."),
    ("engineer", "To see whether your plan is on track, look at the futures: [[success_probability]]."),
    ("engineer", "To get on track for your goal, save [[extra_saving]] more."),
    ("engineer", "Spending a tenth less lifts success by [[swing_spend_less_points]]."),
    ("engineer", "Equity is overweight at [[asset_equity_now]]."),
    ("engineer", "If Equity is below its target some day, buy."),
    ("engineer", "Above all, think twice before you sell NVDA, which is [[holding_nvda_share]]."),
    ("engineer", "Most people hold less; NVDA is [[holding_nvda_share]]."),
    ("engineer", "Consider at least one fund beside NVDA's [[holding_nvda_share]]."),
    ("engineer", "At best, your portfolio of [[total_value]] stays."),
    ("engineer", "Over [[fee_years]] fees take [[fee_drag]]."),
    ("engineer", "Save more, spend less, and hold less of NVDA than today."),
    ("banker", "The most important step is to bring JPM down from [[largest_company_share]]."),
    ("banker", "What matters most: JPM is [[holding_jpm_share]] of everything."),
    ("banker", "It is better to sell JPM in steps; its gain of [[largest_company_gain]] would be taxed at once."),
    ("banker", "Your plan sustains [[estimated_income]], well below your goal of [[income_goal]]."),
    ("teacher", "Saving [[extra_saving]] more would get your plan on track."),
    ("teacher", "In the best case, one of ten, you retire with more than [[at_retirement_high]]."),
    ("teacher", "Your fees of [[yearly_fees]] are low, so there is little to gain by switching funds."),
    ("teacher", "Markets fell and rose before; your plan held in all [[history_periods]] periods of the past."),
    ("widow", "BND is the largest, then comes VTI at [[holding_vti_share]]."),
    ("engineer", "Technology outweighs every other sector, at [[sector_technology_share]]."),
    ("retiree", "- Where the plan fails, it runs short for [[years_short]] at the middle of those futures."),
    ("engineer", "Your goal of [[income_goal]] is out of reach."),
    ("engineer", "The plan fails in all but [[success_probability]] of the futures."),
    ("engineer", "The goal is met in [[success_probability]] of the futures; in the others the plan fails."),
    ("engineer", "In [[success_probability]] of the futures the money does not run out."),
    ("graduate", "The world is bigger than one company; AAPL is [[holding_aapl_share]]."),
    ("landlord", "Your Brokerage is bigger than your Roth IRA."), ("landlord", "Stocks outweigh bonds."),
    ("landlord", "You hold more stocks than bonds."), ("landlord", "Most of your money is in real estate."),
    ("landlord", "Most of your money in the Roth IRA is in VTI."),
    ("landlord", "The risk of stocks is larger than that of bonds."),
    ("landlord", "If VNQ fell by half, you would notice."), ("landlord", "Stocks fell and rose before."),
    ("landlord", "In nine of ten futures the plan sustains [[estimated_income]]."),
    ("landlord", "Spending a tenth more costs you [[swing_spend_more_points|size]] of success."),
    ("landlord", "IAU costs [[costliest_fees]]."),
]  # fmt: skip


@pytest.mark.parametrize(("person", "text"), CONTRADICTED)
def test_a_contradicted_direction_is_refused(person, text):
    assert "direction" in reasons(person, text)


@pytest.mark.parametrize(("person", "text"), CONFIRMED)
def test_a_confirmed_direction_is_accepted(person, text):
    assert reasons(person, text) == set()


def test_figures_in_swapped_order_are_refused():
    text = "The Brokerage holds [[account_acme_401_k_value]] and the Acme 401(k) [[account_brokerage_value]]."
    assert reasons("banker", text) == {"subject"}


@pytest.mark.parametrize(
    "text",
    [
        "## Roth IRA\n\nThe Acme 401(k) holds [[account_roth_ira_value]].",
        "## Roth IRA\n\n| Account | Value |\n|---|---|\n| Brokerage | [[account_roth_ira_value]] |",
        "The Brokerage, unlike the Roth IRA, holds [[account_roth_ira_value]].",
        "Compared with the Roth IRA, the Acme 401(k) is tiny at [[account_roth_ira_value]].",
        "| | VNQ | VTI |\n|---|---|---|\n| Value | [[holding_vti_value]] | [[holding_vti_value]] |",
        "Your income goal is **[[estimated_income]]**.",
        "Stocks have a target of [[asset_equity_now]].",
        "The fees of your fund, the Gold Trust: fees of [[holding_iau_value]].",
    ],
)
def test_a_figure_of_another_subject_is_refused(text):
    assert reasons("landlord", text) == {"subject"}


@pytest.mark.parametrize(
    "text",
    [
        "## Roth IRA\n\nIt holds [[account_roth_ira_value]], less than the Brokerage.",
        "## Roth IRA\n\nBeside the Brokerage's [[account_brokerage_value]] it holds [[account_roth_ira_value]].",
        "The Roth IRA, unlike the Brokerage, holds [[account_roth_ira_value]].",
        "Compared with the Brokerage, at [[account_brokerage_share]], the Roth IRA is small.",
        "| | VNQ | VTI |\n|---|---|---|\n| Value | [[holding_vnq_value]] | [[holding_vti_value]] |",
        "Your income goal is **[[income_goal]]**.",
        "Stocks are short of their target of [[asset_equity_target]].",
        "All your fees come to [[expense_ratio]], and fees of [[costliest_fees]] are those of IAU.",
        "| VNQ or VTI | Value |\n|---|---|\n| Worth | [[holding_vti_value]] |",
    ],
)
def test_headings_and_columns_name_the_subject(text):
    assert reasons("landlord", text) == set()


def test_a_facts_year_may_stand_beside_it():
    text = "Begun in 1973, with the oil crisis of 1973, the plan has [[history_1973_left]] left."
    assert reasons("landlord", text) == set()
    assert reasons("landlord", f"{text} You saved 1974 dollars.") == {"bare_figure"}


def test_cash_of_another_account_is_refused():
    assert reasons("widow", "Brokerage holds [[account_rollover_ira_cash]] in cash.") == {"subject"}


def test_too_many_directions_are_refused_unread():
    assert "direction" in reasons("banker", "NVDA is above VTI " * 200)


def with_what_if(person, success, points, error):
    """The person's case after a what-if: saving more, with this success, change of it and paired error."""
    s = situation(person)
    figures = (
        ("change", "The change", "usd_per_year", 5000, "assumption", ()),
        ("success", "Success after the change", "percent", success, "forecast", ("what_if_1_change",)),
        ("points", "Change of success", "points", points, "forecast", ("what_if_1_success", "success_probability")),
        ("error", "Paired standard error of that change", "points", error, "forecast", ("what_if_1_points",)),
    )
    made = [
        Fact(id=f"what_if_1_{key}", subject=("saving more", "success"), label=label, unit=unit, value=Decimal(value),
             kind=kind, inputs=inputs, topic="retirement")
        for key, label, unit, value, kind, inputs in figures
    ]  # fmt: skip
    return replace(s, facts=s.facts.with_facts(made))


CLAIMS = [
    "Saving more lifts success by [[what_if_1_points|size]].",
    "Saving more raises success from [[success_probability]] to [[what_if_1_success]].",
    "Saving more would improve success to [[what_if_1_success]].",
    "With saving more, success is [[what_if_1_success]], higher than the futures' [[success_probability]] of today.",
    "With saving more, success rises from [[success_probability]] to [[what_if_1_success]].",
]


@pytest.mark.parametrize("text", CLAIMS)
def test_a_change_within_its_error_is_refused(text):
    base = situation("engineer").facts.value("success_probability")
    for points, error, told in (("3", "1", True), ("1.9", "1", False), ("-3", "1", False), ("0", "0", False)):
        s = with_what_if("engineer", base + Decimal(points), points, error)
        problems = {problem.reason for problem in check(text, s.facts, s.names).problems}
        assert problems == (set() if told else {"direction"}), (points, error)


VERBS = [
    "Saving more yields [[what_if_1_points|size]] of success.",
    "Saving more is worth [[what_if_1_points|size]] of success.",
    "Saving more means [[what_if_1_points|size]] more success.",
    "Saving more strengthens success to [[what_if_1_success]].",
    "Saving more takes success up to [[what_if_1_success]].",
    "Saving more has a positive effect on success, [[what_if_1_points|signed]].",
    "Success would be [[what_if_1_points|size]] higher with saving more.",
    "Saving more makes success more likely, at [[what_if_1_success]].",
    "With saving more, success reaches [[what_if_1_success]], up from [[success_probability]] of the futures.",
    "Saving more, [[what_if_1_change]] a year, lifts your success.",
    "Saving more by [[what_if_1_change]] makes your plan safer.",
]


@pytest.mark.parametrize("text", VERBS)
def test_every_verb_must_match_the_change(text):
    assert [judged(text, points) for points in (3, 1, -3)] == [set(), {"direction"}, {"direction"}]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Saving more makes a difference of [[what_if_1_points]] in success.", 1),
        ("With saving more, success goes from [[success_probability]] to [[what_if_1_success]].", 1),
        ("Saving more: success [[success_probability]], then [[what_if_1_success]].", 1),
        ("Saving more costs you [[what_if_1_points|size]] of success.", 3),
        ("Saving more changes success by [[what_if_1_points|size]].", -3),
        ("Saving more does not change success: [[what_if_1_points|signed]].", 3),
    ],
)
def test_a_misstated_difference_is_refused(text, points):
    assert judged(text, points) == {"direction"}


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Saving more changes success by [[what_if_1_points|signed]], which is within the error.", 1),
        ("Saving more makes no clear difference: success is [[what_if_1_success]] instead of [[success_probability]] "
         "of the futures.", 1),
        ("With saving more, success is [[what_if_1_success]].", 1),
        ("Saving more costs you [[what_if_1_points|size]] of success.", -3),
        ("Saving more changes success by [[what_if_1_points|signed]].", -3),
        ("Saving more changes success by [[what_if_1_points|signed]].", 0),
        ("| Saving [[what_if_1_change]] more | [[what_if_1_success]] of success |", 1),
    ],
)  # fmt: skip
def test_a_true_difference_is_accepted(text, points):
    assert judged(text, points) == set()


def judged(text, points):
    """An engineer's what-if with a paired standard error of one point."""
    s = with_what_if("engineer", situation("engineer").facts.value("success_probability") + points, str(points), "1")
    return {problem.reason for problem in check(text, s.facts, s.names).problems}


def test_a_fall_is_accepted_unless_by_chance():
    base = situation("engineer").facts.value("success_probability")
    fallen = with_what_if("engineer", base - 3, "-3", "1")
    chance = with_what_if("engineer", base + 1, "1", "1")
    falls = "With saving more, success drops from [[success_probability]] to [[what_if_1_success]]."
    none = "With saving more, success is [[what_if_1_success]], which is not higher than [[success_probability]] now."
    assert not check(falls, fallen.facts, fallen.names).problems
    assert check(falls, chance.facts, chance.names).problems
    assert not [p for p in check(none, fallen.facts, fallen.names).problems if p.reason == "direction"]
