"""Build a problem from a portfolio, and exact trades from a solver's numbers. advisors has the tests of plans."""

from decimal import Decimal

import pytest
from hypothesis import given

from portfolios.facts.sheet import build_portfolio_facts
from portfolios.rebalancing.problem import (
    OTHER_PURPOSE_REASON,
    RESERVE_REASON,
    Asset,
    RebalancingAccount,
    Targets,
    build_problem,
    compute_exposure,
    profile_targets,
)
from portfolios.rebalancing.reasons import NO_INSTRUMENT_REASON
from portfolios.rebalancing.recommendation import build_recommendation
from portfolios.rebalancing.trades import compute_target_drifts
from portfolios.tests.support.sample_portfolios import an_id, like, listed, owned
from portfolios.tests.support.strategies import snapshots
from portfolios.valuation.portfolio import Portfolio

SEVENTY_THIRTY = {"equity": 70, "fixed_income": 30}
UNCLASSIFIED = like("VTI", "XYZ", asset_class={}, regions={})
UNPRICED = like("VTI", "ABC", price=None)


def test_unpriced_and_unclassified_are_left_alone():
    portfolio = owned(
        ("taxable", 50, {"VTI": 50, "XYZ": 900, "ABC": 5}), targets=SEVENTY_THIRTY, unlisted=[UNCLASSIFIED, UNPRICED]
    )
    problem = build_problem(portfolio)
    assert [asset.symbol for asset in problem.assets] == ["VTI"]
    assert problem.total == 100
    assert {one.symbol: one.reason for one in problem.left_alone} == {
        "ABC": "It has no price.",
        "XYZ": "It is not classified yet.",
    }


def test_an_account_buys_held_or_chosen_assets():
    portfolio = owned(("taxable", 0, {"VTI": 50}), ("roth_ira", 10, {"VTI": 5, "BND": 5}), targets=SEVENTY_THIRTY)
    chosen = build_problem(portfolio, choices={an_id("taxable"): [listed("MUB"), listed("VTI")]})
    assert [(asset.account, asset.symbol, asset.quantity) for asset in chosen.assets] == [
        (str(an_id("roth_ira")), "BND", 5), (str(an_id("roth_ira")), "VTI", 5),
        (str(an_id("taxable")), "MUB", 0), (str(an_id("taxable")), "VTI", 50),
    ]  # fmt: skip


def test_an_unbuyable_choice_is_left_alone():
    portfolio = owned(("taxable", 10, {}), targets=SEVENTY_THIRTY)
    problem = build_problem(portfolio, choices={an_id("taxable"): [UNCLASSIFIED, UNPRICED]})
    assert (problem.assets, [one.symbol for one in problem.left_alone]) == ([], ["XYZ", "ABC"])


def test_each_account_has_its_own_new_money():
    portfolio = owned(("taxable", 1, {}), ("roth_ira", 2, {}), targets=SEVENTY_THIRTY)
    roth, taxable = build_problem(portfolio, new_money={an_id("roth_ira"): Decimal(7)}).accounts
    assert (taxable.cash, taxable.new_money, taxable.tax_advantaged) == (1, 0, False)
    assert (roth.cash, roth.new_money, roth.tax_advantaged) == (2, 7, True)


@pytest.mark.parametrize("kind", ["529", "hsa", "pension"])
def test_accounts_with_a_purpose_are_left_alone(kind):
    portfolio = owned(("roth_ira", 5, {"VTI": 50}), (kind, 7, {"BND": 60}), targets=SEVENTY_THIRTY)
    problem = build_problem(portfolio)
    assert ([one.key for one in problem.accounts], problem.total) == ([str(an_id("roth_ira"))], 55)
    assert [asset.symbol for asset in problem.assets] == ["VTI"]
    assert [(one.symbol, one.reason) for one in problem.left_alone] == [(kind, OTHER_PURPOSE_REASON)]
    assert {drift.key: drift.amount for drift in portfolio.asset_drifts}["fixed_income"] == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"purpose": "Emergency fund"}, RESERVE_REASON), ({"counts_for_retirement": False}, OTHER_PURPOSE_REASON)],
)
def test_reserves_and_other_goals_are_left_alone(changes, reason):
    snapshot = owned(("roth_ira", 5, {"VTI": 50}), ("taxable", 900, {"BND": 60}), targets=SEVENTY_THIRTY).snapshot
    roth, taxable = snapshot.accounts
    accounts = (roth, taxable.model_copy(update=changes))
    portfolio = Portfolio(snapshot.model_copy(update={"accounts": accounts}))
    problem = build_problem(portfolio)
    assert (problem.total, [one.reason for one in problem.left_alone]) == (55, [reason])
    assert portfolio.classified == {"equity": 50, "cash": 5}


def test_asset_class_targets_come_before_regions():
    both = build_problem(owned(targets=SEVENTY_THIRTY, regions={"north_america": 60, "international": 40}))
    assert [(targets.name, dict(targets.cash)) for targets in both.targets] == [
        ("asset_class", {"cash": 1}),
        ("regions", {}),
    ]
    assert build_problem(owned()).targets == ()


def test_exposure_is_by_class_and_region_group():
    exposure = compute_exposure(listed("AOR"))
    assert exposure["asset_class"] == {"equity": Decimal("0.6"), "fixed_income": Decimal("0.4")}
    assert set(exposure["regions"]) == {"north_america", "international"}
    assert sum(exposure["regions"].values()) == Decimal("0.6")


@pytest.mark.parametrize("symbol", ["BND", "VNQ", "IAU"])
def test_only_equity_has_a_region(symbol):
    assert compute_exposure(listed(symbol))["regions"] == {}


def test_region_targets_are_of_equity():
    """Bonds at home are no equity at home: 31.11 of 40 dollars of equity are in North America."""
    regions = {"north_america": 70, "international": 30}
    portfolio = owned(("roth_ira", 10, {"BND": 60, "SPY": 30, "VEA": 10}), targets=SEVENTY_THIRTY, regions=regions)
    home, abroad = portfolio.region_drifts
    assert home.weight + abroad.weight == 1
    assert home.weight == Decimal("0.77775")
    facts = build_portfolio_facts(portfolio)
    assert facts["region_group.north_america.share_of_classified"].label == "North America: share of your stocks"
    assert compute_target_drifts(build_problem(portfolio))["regions"] == portfolio.region_drifts


def test_a_money_market_fund_has_no_region():
    assert compute_exposure(listed("VMFXX")) == {"asset_class": {"cash": 1}, "regions": {}}


@given(snapshots())
def test_problem_drifts_match_the_allocation(snapshot):
    """If everything is classified and priced, the figures are those on the pages."""
    profile = snapshot.profile.model_copy(update={"asset_class_targets": {"equity": Decimal(100)}})
    portfolio = Portfolio(snapshot.model_copy(update={"profile": profile}))
    if portfolio.unclassified or portfolio.unpriced or not portfolio.valuation.exact_total:
        return
    page_weights = {drift.key: drift.weight for drift in portfolio.asset_drifts}
    whole = portfolio.valuation.exact_total
    for drift in compute_target_drifts(build_problem(portfolio))["asset_class"]:
        assert abs(drift.weight - page_weights.get(drift.key, 0)) <= Decimal("0.02") / whole


@pytest.mark.parametrize(
    "make",
    [
        lambda: RebalancingAccount("a", "A", cash=Decimal(-1)),
        lambda: RebalancingAccount("a", "A", new_money=Decimal(-1)),
        lambda: Asset("a", "S", Decimal(0), {}),
        lambda: Asset("a", "S", Decimal(1), {}, Decimal(-1)),
        lambda: Targets("t", {"a": Decimal("0.9")}),
        lambda: Targets("t", {"a": Decimal("1.1"), "b": Decimal("-0.1")}),
    ],
)
def test_invalid_problem_values_are_refused(make):
    with pytest.raises(ValueError, match="must not be negative|must be above 0"):
        make()


@given(snapshots())
def test_a_plan_starts_from_the_shown_drifts(snapshot):
    """Both leave out what is unclassified or unpriced."""
    portfolio = Portfolio(snapshot)
    target_drifts = compute_target_drifts(build_problem(portfolio))
    for name, shown_drifts in (("asset_class", portfolio.asset_drifts), ("regions", portfolio.region_drifts)):
        planned = {drift.key: drift for drift in target_drifts.get(name, ())}
        for drift in shown_drifts if any(one.amount for one in shown_drifts) else ():
            if drift.amount or drift.target:
                assert abs(planned[drift.key].amount - drift.amount) <= Decimal("0.01")
                assert abs(planned[drift.key].target - drift.target) < Decimal("1e-9")


def test_unclassified_money_is_no_drift():
    portfolio = owned(
        ("taxable", 0, {"VTI": 70, "BND": 30, "XYZ": 900}), targets=SEVENTY_THIRTY, unlisted=[UNCLASSIFIED]
    )
    facts = build_portfolio_facts(portfolio)
    assert [facts[f"asset_class.{key}.drift"].value for key in SEVENTY_THIRTY] == [0, 0]
    assert (facts["asset_class.equity.share"].value, facts["asset_class.equity.share_of_classified"].value) == (7, 70)


@given(snapshots())
def test_a_plan_shows_the_shares_of_the_facts(snapshot):
    portfolio = Portfolio(snapshot)
    facts = build_portfolio_facts(portfolio)
    problem = build_problem(portfolio)
    zeros = [0.0] * len(problem.assets)
    weights = build_recommendation(problem, "full", zeros).display_weights if problem.total else ()
    for weight in weights:
        fact_id = f"{'asset' if weight.targets == 'asset_class' else 'group'}_{weight.key}_now"
        if fact_id in facts:
            assert facts[fact_id].value == weight.before
    for name in {weight.targets for weight in weights}:
        assert sum(w.before for w in weights if w.targets == name) in (0, 100)


def test_the_cheapest_then_the_largest_of_funds_alike_is_bought():
    funds = [like("BND", "DEAR", expense_ratio=Decimal("0.01")), like("BND", "SAME")]
    portfolio = owned(("roth_ira", 0, {"BND": 10, "DEAR": 50, "SAME": 20, "VTI": 5}), targets=SEVENTY_THIRTY,
                      unlisted=funds)  # fmt: skip
    assert {one.symbol for one in build_problem(portfolio).assets if one.may_be_bought} == {"SAME", "VTI"}


def test_companies_have_no_twins():
    portfolio = owned(("roth_ira", 0, {"AAPL": 10, "MSFT": 10}), targets=SEVENTY_THIRTY)
    assert all(one.may_be_bought for one in build_problem(portfolio).assets)


def test_a_small_part_abroad_is_no_fund_for_it():
    portfolio = owned(("roth_ira", 0, {"SCHD": 10, "BND": 10}), targets=SEVENTY_THIRTY, regions={
        "north_america": 60, "international": 40})  # fmt: skip
    problem = build_problem(portfolio)
    missed = build_recommendation(problem, "minimal", [0.0] * len(problem.assets)).missed
    assert {one.key: one.reason for one in missed}["international"] == NO_INSTRUMENT_REASON


@pytest.mark.parametrize(
    ("assumed", "names"),
    [((), ["asset_class", "regions"]), (("region_targets",), ["asset_class"]),
     (("asset_class_targets",), ["regions"]), (("asset_class_targets", "region_targets"), [])],
)  # fmt: skip
def test_targets_that_are_only_assumed_do_not_count(assumed, names):
    portfolio = owned(("roth_ira", 0, {"VTI": 10}), targets=SEVENTY_THIRTY, regions={"north_america": 100})
    profile = portfolio.snapshot.profile.model_copy(update={"assumed": assumed})
    assert [one.name for one in profile_targets(profile)] == names
