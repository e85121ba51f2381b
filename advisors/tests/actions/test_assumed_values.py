"""What Alex assumed is never taken for the person's wish, whatever the advice."""

from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.case import ActionCase
from advisors.actions.gaps import Gap, saved_share
from advisors.actions.kinds.mix.proceeds import list_company_sales, plan_after_sale
from advisors.actions.target_mix import split_stocks, spread_over_targets, target_mix
from advisors.evaluation.households import build_snapshot, read_households
from advisors.tests.actions.households import ENTERED, account, find, guards_of, make_case, names_of, position
from advisors.tests.actions.test_random_households import advised
from advisors.tests.support.claim_cases import NOW, build_untested_case
from portfolios.valuation.assumptions import CONFIRMABLE
from portfolios.valuation.drift import compute_drifts

pytestmark = pytest.mark.slow

ABROAD = account("IRA", "roth_ira", position("VTI", 700), position("VXUS", 300), position("NVDA", 900))
HALF_AND_HALF = {"north_america": Decimal(50), "international": Decimal(50)}


def case_of(*accounts, regions=None, assumed=(), **profile):
    """Return the case of a person with regional targets, who has confirmed all but some fields."""
    case = make_case(*accounts, confirmed=tuple(set(CONFIRMABLE) - set(assumed)), **profile)
    snapshot = case.portfolio.snapshot
    changed = snapshot.profile.model_copy(update={"region_targets": regions or {}, "assumed": tuple(assumed)})
    return ActionCase.of(build_untested_case(snapshot.model_copy(update={"profile": changed}), paths=300))


def test_near_money_is_kept_by_the_confirmed_retired():
    case, advice = advised(96)
    assert "years_until_retirement" in case.profile.assumed and case.is_retired
    assert "keep" not in names_of(advice) and guards_of(advice, "keep") == {"assumed_is_not_wished"}


@pytest.mark.parametrize("field", ["birth_year", "years_until_retirement", "asset_class_targets"])
def test_keeping_rests_on_each_confirmed_field(field):
    ira = account("IRA", "traditional_ira", position("VTI", 2000), position("BND", 3000))
    savings = account("Savings", "other", cash=120_000)
    retired = {"age": 68, "years": 0, "saving": 0, "goal": 50_000}
    assert "keep" in names_of(judge_actions(make_case(ira, savings, **retired)))
    advice = judge_actions(make_case(ira, savings, confirmed=tuple(set(CONFIRMABLE) - {field}), **retired))
    assert "keep" not in names_of(advice) and guards_of(advice, "keep") == {"assumed_is_not_wished"}


@pytest.mark.parametrize(("age", "years", "asks"), [(52, 0, True), (66, 0, True), (50, 10, True), (50, 16, False)])
def test_premiums_that_matter_are_to_be_confirmed(age, years, asks):
    household = ENTERED.model_copy(update={"state_rate": None})
    case = make_case(
        account("IRA", "traditional_ira", position("VTI", 4_000)), age=age, years=years, household=household
    )
    confirm = find(judge_actions(case), "confirm_input").action
    assert ("premiums" in confirm.fields) is asks


def test_confirmed_regions_split_new_stocks():
    split = split_stocks(case_of(ABROAD, regions=HALF_AND_HALF))
    assert split == pytest.approx({"us_equity": 0.5, "intl_developed_equity": 0.35, "emerging_equity": 0.15})


def test_assumed_regions_leave_the_present_split():
    case = case_of(ABROAD, regions=HALF_AND_HALF, assumed=["region_targets"])
    held = case.baseline.mix.weights
    stocks = {name: held[name] for name in ("us_equity", "intl_developed_equity", "emerging_equity")}
    home = stocks["us_equity"] / sum(stocks.values())
    assert split_stocks(case)["us_equity"] == pytest.approx(home) and home > 0.6
    assert sum(split_stocks(case).values()) == pytest.approx(1)


def test_whoever_owns_no_stocks_gets_the_world_market():
    case = case_of(account("Savings", "other", cash=90_000), regions=HALF_AND_HALF, assumed=["region_targets"])
    assert split_stocks(case) == pytest.approx(
        {"us_equity": 0.6, "intl_developed_equity": 0.28, "emerging_equity": 0.12}
    )


def test_the_proceeds_of_a_sale_follow_no_assumed_region():
    case = case_of(ABROAD, regions=HALF_AND_HALF, assumed=["region_targets"])
    (one,) = list_company_sales(case)
    plan = case.baseline.plan
    before, after = plan.returns.weights, plan_after_sale(case, plan, one).returns.weights
    sold = sum(float(lot.dollars) for lot in one.sale.lots) / case.baseline.mix.value
    invested = sold - min(sold, float(one.to_cash) / case.baseline.mix.value)
    abroad = after["intl_developed_equity"] - before["intl_developed_equity"]
    assert abroad == pytest.approx(invested * 0.6 * (1 - split_stocks(case)["us_equity"]) * 0.7)


def test_money_spread_over_targets_adds_up():
    case = case_of(ABROAD, regions=HALF_AND_HALF)
    assert sum(target_mix(case).values()) == pytest.approx(1)
    spread = spread_over_targets(case, {"cash": 0.75}, 0.25)
    assert sum(spread.values()) == pytest.approx(1) and spread["us_aggregate_bonds"] == pytest.approx(0.1)


def test_a_target_of_cash_alone_keeps_the_money_in_cash():
    case = case_of(ABROAD, targets={"cash": Decimal(100)})
    assert spread_over_targets(case, {}, 1.0) == {"cash": 1.0}


def test_new_saving_follows_no_assumed_mix():
    assumed = case_of(ABROAD, regions=HALF_AND_HALF, assumed=["asset_class_targets"])
    confirmed = case_of(ABROAD, regions=HALF_AND_HALF)
    halves = {name: share / 100 for name, share in HALF_AND_HALF.items()}
    gap = Gap(
        "regions", compute_drifts({"north_america": Decimal(9), "international": Decimal(1)}, halves)[0], Decimal(10)
    )
    assert float(saved_share(confirmed, gap)) == pytest.approx(0.6)
    assert float(saved_share(assumed, gap)) == pytest.approx(1)


def test_the_demo_follows_no_assumed_region():
    case = build_untested_case(build_snapshot(read_households()["demo"], now=NOW), paths=300)
    assert "region_targets" in case.profile.assumed
    assert split_stocks(ActionCase.of(case))["us_equity"] == pytest.approx(0.87, abs=0.01)
