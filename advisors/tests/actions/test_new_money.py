"""New saving or a new fund closes a gap where trades do not, and conflicting advice does not stand together."""

from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.kinds.cost import EarnInterest, SwitchFund
from advisors.actions.kinds.harm import BuildReserve, SellDown
from advisors.actions.kinds.mix.invest import InvestCash
from advisors.actions.kinds.mix.new_money import AddFund, DirectNewMoney
from advisors.actions.kinds.mix.rebalance import Rebalance
from advisors.actions.kinds.near_money import Keep
from advisors.actions.rank import rank_actions
from advisors.actions.tiers import Tier
from advisors.tests.actions.households import account, find, guards_of, household_advice, make_case, names_of, text_of
from advisors.tests.actions.households import position as held
from advisors.tests.actions.test_guards import propose

pytestmark = pytest.mark.slow

RESERVE = {"cash": 15_000}


def advice_on(*accounts, **profile):
    return judge_actions(make_case(*accounts, **profile))


def brokerage(*positions):
    return account("Brokerage", "taxable", *positions, **RESERVE)


GAINS = brokerage(held("VTI", 500, cost=20_000), held("BND", 500, cost=35_000))


def test_new_saving_goes_before_a_taxed_sale():
    advice = advice_on(GAINS, saving=24_000)
    saving = find(advice, "direct_new_money")
    assert saving.title.text() == (
        "Put your new saving of $24,000 a year in bonds until they reach your target of 40%."
    )
    assert "That takes about 2.6 years at today's prices, and nothing has to be sold." in text_of(saving)
    assert "rebalance" not in names_of(advice)


def test_the_years_of_saving_end_on_the_target():
    saving = find(advice_on(GAINS, saving=24_000), "direct_new_money")
    years = next(fact.value for fact in saving.facts if fact.measure == "years")
    amounts = make_case(GAINS, saving=24_000).portfolio.classified
    bonds, whole = amounts["fixed_income"], sum(amounts.values())
    assert (bonds + 24_000 * years) / (whole + 24_000 * years) == pytest.approx(Decimal("0.4"), abs=Decimal("1e-6"))


def test_new_saving_that_takes_too_long_is_no_advice():
    advice = advice_on(GAINS, saving=2000)
    assert "direct_new_money" not in names_of(advice) and "material" in guards_of(advice, "direct_new_money")


def test_new_saving_buys_a_fund_that_nobody_holds_yet():
    saving = find(advice_on(brokerage(held("VTI", 500, cost=20_000))), "direct_new_money")
    assert "in a broad bond fund, such as AGG, until bonds reach your target of 40%." in saving.title.text()
    assert "You own none now." in text_of(saving)


def test_trades_without_tax_go_before_new_saving():
    advice = advice_on(account("IRA", "roth_ira", held("VTI", 500), held("BND", 500)), brokerage(), saving=24_000)
    assert "rebalance" in names_of(advice) and guards_of(advice, "direct_new_money") == {"compatible"}


def test_the_retired_save_nothing():
    assert "direct_new_money" not in names_of(advice_on(GAINS, age=68, years=0, saving=0))


def test_the_retiree_adds_a_fund_abroad_inside_the_ira():
    fund = find(household_advice("retiree70"), "add_fund")
    assert fund.title.text() == (
        "Exchange $90,863 of VTI in your Traditional IRA, where no tax is due, for a broad international fund, such as "
        "VXUS."
    )
    assert "go from 0.4% to 30% of your stocks, your target." in text_of(fund)


def test_a_plan_at_work_offers_its_own_funds():
    fund = text_of(find(advice_on(account("401(k)", "401k", held("VOO", 500)), brokerage()), "add_fund"))
    assert "for a broad bond fund that your plan offers." in fund and "such as" not in fund


def test_a_class_without_a_broad_fund_names_none():
    targets = {"equity": Decimal(80), "commodities": Decimal(20)}
    fund = text_of(find(advice_on(account("IRA", "roth_ira", held("VTI", 800)), targets=targets), "add_fund"))
    assert "for a commodity fund." in fund and "Commodities go from nothing to 20%" in fund


def test_nobody_is_told_to_own_alternatives():
    targets = {"equity": Decimal(80), "alternatives": Decimal(20)}
    assert "add_fund" not in names_of(advice_on(account("IRA", "roth_ira", held("VTI", 800)), targets=targets))


def test_the_sale_of_a_company_pays_for_a_fund():
    advice = household_advice("single_stock")
    assert "add_fund" not in names_of(advice) and guards_of(advice, "add_fund") == {"compatible"}


MOVE = Rebalance(plan="minimal", sells=("vti",), buys=("bnd",), accounts=("ira",))
FUND = AddFund(targets="regions", member="international", sells="vti")
SAVING = DirectNewMoney(targets="asset_class", member="fixed_income")


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        (propose(SellDown(company="bnd", dollars=9), tier=Tier.HARM), propose(MOVE)),
        (propose(MOVE), propose(SwitchFund(held="bnd", cheaper="agg"), tier=Tier.COST)),
        (propose(MOVE), propose(SwitchFund(held="itot", cheaper="vti"), tier=Tier.COST)),
        (propose(MOVE), propose(EarnInterest(account="ira"), tier=Tier.COST)),
        (propose(MOVE, rank=9), propose(Keep(holdings=("vti",)))),
        (propose(InvestCash(dollars=4000, steps=4)), propose(MOVE)),
        (propose(InvestCash(dollars=4000, steps=4)), propose(FUND)),
        (propose(InvestCash(dollars=4000, steps=4)), propose(SAVING)),
        (propose(MOVE, rank=9), propose(FUND)),
        (propose(MOVE, rank=9), propose(SAVING)),
        (propose(BuildReserve(months=3), tier=Tier.HARM), propose(SAVING)),
    ],
)  # fmt: skip
def test_trades_and_other_advice_do_not_conflict(higher, lower):
    kept, refusals = rank_actions([lower, higher])
    assert [one.action for one in kept] == [higher.action]
    assert refusals[0].action == lower.action.id and refusals[0].reason
