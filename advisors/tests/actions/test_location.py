"""A holding moves to the account where it is taxed less, if both accounts can trade and no tax is due."""

import random
from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.tests.actions.households import account, find, guards_of, make_case, names_of, position, text_of

pytestmark = pytest.mark.slow

TARGETS = {"equity": Decimal(58), "fixed_income": Decimal(37), "cash": Decimal(5)}
BONDS = position("BND", 1200, cost=86_460)
STOCKS = account("IRA", "traditional_ira", position("VTI", 500))
PROFILE = {"goal": 40_000, "targets": TARGETS}


def brokerage(*positions, **rest):
    return account("Brokerage", "taxable", *positions, **{"cash": 20_000, **rest})


def advice_on(*accounts, **profile):
    return judge_actions(make_case(*accounts, **{**PROFILE, **profile}))


def amount_of(move):
    return next(fact.value for fact in move.facts if fact.measure == "amount")


def test_taxed_bonds_change_places_with_sheltered_stocks():
    move = find(advice_on(STOCKS, brokerage(BONDS)), "move_location")
    assert move.title.text() == "Swap BND in your Brokerage with VTI in your IRA."
    text = text_of(move)
    assert "Bond interest is taxed every year in a taxable account." in text
    assert "Exchange $86,460 of BND for VTI in your Brokerage, and the other way round in your IRA." in text
    assert move.action.sold == {"bnd", "vti"} and move.action.accounts == ("brokerage", "ira")


def test_a_move_promises_no_figure():
    move = find(advice_on(STOCKS, brokerage(BONDS)), "move_location")
    assert move.effect.measure == "none" and "it may save tax every year" in text_of(move)
    assert move.warning.text() == "Check today's price of BND and VTI first."


def test_the_account_that_can_swap_most_is_chosen():
    small, large = (
        account("IRA", "traditional_ira", position("VTI", 100)),
        account("Roth", "roth_ira", position("VTI", 400)),
    )
    move = find(advice_on(small, brokerage(BONDS), large), "move_location")
    assert move.action.accounts == ("brokerage", "roth") and amount_of(move) == 86_460


def test_the_smaller_holding_says_how_much_moves():
    small = account("IRA", "traditional_ira", position("VTI", 100))
    move = find(advice_on(small, brokerage(BONDS)), "move_location")
    assert amount_of(move) == int(100 * Decimal("267.51"))


def test_a_loss_that_does_not_count_is_said():
    move = find(advice_on(STOCKS, brokerage(position("BND", 1200, cost=90_000))), "move_location")
    assert "A loss does not count for tax" in move.warning.text()


def test_a_foreign_fund_leaves_the_plan_at_work():
    work = account("401(k)", "401k", position("VXUS", 800), position("BND", 300))
    move = find(advice_on(work, brokerage(position("BND", 700, cost=60_000), cash=15_000)), "move_location")
    assert move.action.holding in ("vxus", "bnd") and {"vxus", "bnd"} == move.action.sold


@pytest.mark.parametrize(
    "accounts",
    [
        (STOCKS, brokerage(position("BND", 1200, cost=50_000))),
        (STOCKS, brokerage(position("BND", 1200))),
        (account("401(k)", "401k", position("VTI", 500)), brokerage(BONDS)),
        (account("HSA", "hsa", position("VTI", 500)), brokerage(BONDS)),
        (account("IRA", "traditional_ira", position("MSFT", 60)), brokerage(BONDS)),
        (STOCKS, brokerage(BONDS, purpose="Emergency fund")),
    ],
    ids=["gain", "unknown cost", "closed menu", "left alone", "company", "reserve"],
)
def test_a_guard_refuses_to_move(accounts):
    advice = advice_on(*accounts)
    assert "move_location" not in names_of(advice) and guards_of(advice, "move_location") == {"compatible"}


def test_a_small_holding_stays_where_it_is():
    advice = advice_on(STOCKS, brokerage(position("BND", 20, cost=1441)))
    assert "move_location" not in names_of(advice) and guards_of(advice, "move_location") == {"compatible"}


def test_a_move_gives_way_to_trades_of_the_same_funds():
    advice = advice_on(
        account("IRA", "traditional_ira", position("VTI", 900), position("BND", 30)), brokerage(BONDS),
        targets={"equity": Decimal(40), "fixed_income": Decimal(55), "cash": Decimal(5)},
    )  # fmt: skip
    assert "rebalance" in names_of(advice) and "move_location" not in names_of(advice)
    assert guards_of(advice, "move_location") == {"compatible"}


def test_what_nobody_has_classified_does_not_move():
    unknown = position("ACTX", 9000, name="Active Fund", type="mutual_fund", price=Decimal(20))
    advice = advice_on(account("IRA", "traditional_ira", unknown), brokerage(BONDS))
    assert "move_location" not in names_of(advice)


@pytest.mark.sweep(5)
@pytest.mark.parametrize("seed", range(20))
def test_no_random_swap_costs_tax(seed):
    chance = random.Random(seed)
    lots = [
        position(symbol, chance.randint(1, 900), cost=chance.choice([None, 1000, 500_000]))
        for symbol in ("VTI", "BND", "VXUS", "VNQ", "MUB")
    ]
    kinds = chance.sample(["roth_ira", "traditional_ira", "401k", "taxable", "taxable", "hsa"], 3)
    accounts = [account(f"Account {n}", kind, *chance.sample(lots, 2)) for n, kind in enumerate(kinds)]
    case = make_case(*accounts, **PROFILE)
    keys, lots = case.portfolio.fact_keys, case.portfolio.valuation.positions
    for move in (one for one in judge_actions(case).actions if one.action.name == "move_location"):
        for place, thing in zip(move.action.accounts, (move.action.holding, move.action.swapped), strict=True):
            lot = next(one for one in lots if (keys[one.account.id], keys[one.instrument.id]) == (place, thing))
            assert lot.account.tax_advantaged or lot.gain <= 0
            assert amount_of(move) <= lot.value and lot.account.kind != "hsa"
        assert case.portfolio.share(amount_of(move)) >= 2
