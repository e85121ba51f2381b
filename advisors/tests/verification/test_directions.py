"""Words of direction, such as "larger" or "falls", against the facts."""

import pytest

from advisors.tests.support.checked_text import find_reasons

CONTRADICTED = [
    ("banker", "The Brokerage account, at [[account.brokerage.share]], is smaller than the Acme 401(k), at "
               "[[account.acme_401_k.share]]."),
    ("banker", "MUB, at [[holding.mub.share]], outweighs VTI, at [[holding.vti.share]]."),
    ("banker", "MUB, at [[holding.mub.share]], is a bel**ow** average part and more valuable than VTI, at "
               "[[holding.vti.share]]."),
    ("banker", "JPM is [[company.jpm.share]], less than the [[company.limit]] we hold prudent for a company."),
    ("banker", "JPM's share is below [[company.limit]], the limit."),
    ("banker", "VTI is your largest holding, with [[holding.vti.share]]."),
    ("banker", "The largest holding, VTI, is [[spread.top_1.share]]."),
    ("banker", "VTI is your largest holding."),
    ("banker", "MUB is your second-largest holding, with [[holding.mub.share]]."),
    ("banker", "MUB has the best value, [[holding.mub.value]]."),
    ("engineer", "Apple is the bigger of the two: AAPL has [[holding.aapl.value]], NVDA [[holding.nvda.value]]."),
    ("engineer", "Your goal is [[profile.income_goal]], and the plan to get there is on track."),
    ("engineer", "Your plan meets your goal of [[profile.income_goal]]."),
    ("engineer", "What the plan sustains is [[plan.gap]] more than your goal."),
    ("engineer", "NVDA rose to [[holding.nvda.value]]."),
    ("engineer", "Your portfolio has gained [[portfolio.value]]."),
    ("engineer", "Saving a tenth more lowers success: saving a tenth more reduces it by [[swing.save_more.points]]."),
    ("engineer", "Saving a tenth more lifts success by [[swing.save_more.points]]."),  # within its error
    ("engineer", "Equity is underweight at [[asset_class.equity.share_of_classified]]."),
    ("engineer", "Equity lies under its target of [[asset_class.equity.target]]."),
    ("engineer", "Equity is below its target."),
    ("engineer", "Equity is not above your target."),
    ("engineer", "NVDA is more than half of everything: [[holding.nvda.share]]."),
    ("widow", "MUB is the largest, then comes VTI at [[holding.vti.share]]."),
    ("banker", "MUB outweighs VTI, at [[holding.mub.share]]."),
    ("engineer", "The plan fails in [[plan.success]] of the futures."),
    ("engineer", "In [[plan.success]] of the futures your money runs out."),
    ("engineer", "Success is what we want; the plan runs short in [[plan.success]] of futures."),
    ("engineer", "Your plan comfortably supports your goal of [[profile.income_goal]]."),
    ("engineer", "Your goal of [[profile.income_goal]] is within reach."),
    ("engineer", "Your goal of [[profile.income_goal]] is easily met."),
    ("engineer", "The plan sustains [[plan.sustained_90]], enough for your goal."),
    ("without_goal", "With [[plan.sustained_90]] sustained, your retirement is on track."),
    ("landlord", "Your Roth IRA is bigger than your Brokerage."), ("landlord", "Bonds outweigh stocks."),
    ("landlord", "You hold more bonds than stocks."),
    ("landlord", "You hold more bonds than stocks: [[asset_class.fixed_income.share]]."),
    ("landlord", "You do not hold less of bonds than of stocks."),
    ("landlord", "Most of your money is in bonds."), ("landlord", "Half of your money is in VTI."),
    ("landlord", "The bulk of your money, [[holding.bnd.share]], is in BND."),
    ("landlord", "Your portfolio rose last year."), ("landlord", "VNQ fell sharply in the last quarter."),
    ("landlord", "VNQ has not fallen."), ("landlord", "In nine of ten futures your plan succeeds."),
    ("landlord", "Spending a tenth less costs you [[swing.spend_less.points]] of success."),
]  # fmt: skip

CONFIRMED = [
    ("banker", "The Brokerage account, at [[account.brokerage.share]], is larger than the Acme 401(k), at "
               "[[account.acme_401_k.share]]."),
    ("banker", "JPM is your largest holding, with [[holding.jpm.share]]."),
    ("banker", "The largest holding, JPM, is [[spread.top_1.share]]."),
    ("banker", "VTI is your second-largest holding, with [[holding.vti.share]]."),
    ("banker", "MUB is one of the smallest, with [[holding.mub.share]]."),
    ("banker", "JPM's share is above [[company.limit]], the limit."),
    ("banker", "MUB, at [[holding.mub.share]], is not larger than VTI, at [[holding.vti.share]]."),
    ("engineer", "Your plan falls [[plan.gap]] short of your goal."),
    ("engineer", "Your plan is not on track for your goal of [[profile.income_goal]]."),
    ("engineer", "To see whether your plan is on track, look at the futures: [[plan.success]]."),
    ("engineer", "To get on track for your goal, save [[plan.extra_saving]] more."),
    ("engineer", "Spending a tenth less lifts success by [[swing.spend_less.points]]."),
    ("engineer", "Equity is overweight at [[asset_class.equity.share_of_classified]]."),
    ("engineer", "If Equity is below its target some day, buy."),
    ("engineer", "Above all, think twice before you sell NVDA, which is [[holding.nvda.share]]."),
    ("engineer", "Most people hold less; NVDA is [[holding.nvda.share]]."),
    ("engineer", "Consider at least one fund beside NVDA's [[holding.nvda.share]]."),
    ("engineer", "At best, your portfolio of [[portfolio.value]] stays."),
    ("engineer", "Over [[fees.years]] fees take [[fees.drag]]."),
    ("engineer", "Save more, spend less, and hold less of NVDA than today."),
    ("banker", "The most important step is to bring JPM down from [[company.jpm.share]]."),
    ("banker", "What matters most: JPM is [[holding.jpm.share]] of everything."),
    ("banker", "It is better to sell JPM in steps; its gain of [[company.jpm.gain]] would be taxed at once."),
    ("banker", "Your plan sustains [[plan.sustained_90]], well below your goal of [[profile.income_goal]]."),
    ("teacher", "Saving [[plan.extra_saving]] more would get your plan on track."),
    ("teacher", "In the best case, one of ten, you retire with more than [[plan.at_retirement_high]]."),
    ("teacher", "Your fees of [[fees.yearly]] are low, so there is little to gain by switching funds."),
    ("teacher", "Markets fell and rose before; your plan held in all [[history.periods]] periods of the past."),
    ("widow", "BND is the largest, then comes VTI at [[holding.vti.share]]."),
    ("engineer", "Technology outweighs every other sector, at [[sector.technology.share]]."),
    ("retiree", "- Where the plan fails, it runs short for [[plan.years_short]] at the middle of those futures."),
    ("engineer", "Your goal of [[profile.income_goal]] is out of reach."),
    ("engineer", "The plan fails in all but [[plan.success]] of the futures."),
    ("engineer", "The goal is met in [[plan.success]] of the futures; in the others the plan fails."),
    ("engineer", "In [[plan.success]] of the futures the money does not run out."),
    ("graduate", "The world is bigger than one company; AAPL is [[holding.aapl.share]]."),
    ("landlord", "Your Brokerage is bigger than your Roth IRA."), ("landlord", "Stocks outweigh bonds."),
    ("landlord", "You hold more stocks than bonds."), ("landlord", "Most of your money is in real estate."),
    ("landlord", "Most of your money in the Roth IRA is in VTI."),
    ("landlord", "The risk of stocks is larger than that of bonds."),
    ("landlord", "If VNQ fell by half, you would notice."), ("landlord", "Stocks fell and rose before."),
    ("landlord", "In nine of ten futures the plan sustains [[plan.sustained_90]]."),
    ("landlord", "Spending a tenth more costs you [[swing.spend_more.points|size]] of success."),
    ("landlord", "IAU costs [[fund_cost.iau.yearly]]."),
]  # fmt: skip


@pytest.mark.parametrize(("person", "text"), CONTRADICTED)
def test_a_contradicted_direction_is_refused(person, text):
    assert "direction" in find_reasons(person, text)


@pytest.mark.parametrize(("person", "text"), CONFIRMED)
def test_a_confirmed_direction_is_accepted(person, text):
    assert find_reasons(person, text) == set()


def test_too_many_directions_are_refused_unread():
    assert "direction" in find_reasons("banker", "NVDA is above VTI " * 200)
