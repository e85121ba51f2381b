"""Words of direction, such as "larger" or "falls", against the facts."""

import pytest

from advisors.tests.support.checked_text import find_reasons

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
    assert "direction" in find_reasons(person, text)


@pytest.mark.parametrize(("person", "text"), CONFIRMED)
def test_a_confirmed_direction_is_accepted(person, text):
    assert find_reasons(person, text) == set()


def test_too_many_directions_are_refused_unread():
    assert "direction" in find_reasons("banker", "NVDA is above VTI " * 200)
