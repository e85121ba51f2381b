"""No guard is broken and no two actions contradict each other for households that nobody has chosen."""

import random
import re
from decimal import Decimal
from itertools import combinations

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.case import ActionCase
from advisors.actions.effects import reaches
from advisors.actions.guards import OPTION_KINDS, find_refusal, plausible_saving
from advisors.actions.rank import CONFLICTS
from advisors.actions.tiers import MAX_ACTIONS, MAX_OF_TIER, Tier
from advisors.actions.trades import find_plan
from advisors.claims.building import build_claim_case
from advisors.claims.thresholds import CLEAR_ERRORS
from advisors.evaluation.households import build_snapshot
from advisors.rebalancing.plans import MOST_NAMED_TRADES
from advisors.tests.actions.households import text_of
from advisors.tests.claims.test_random_households import random_household
from advisors.tests.support.claim_cases import NOW
from people.tests.support.once_per_run import once_per_run
from portfolios.facts.fact import FactSheet
from portfolios.valuation.assumptions import CONFIRMABLE

pytestmark = pytest.mark.slow

COUNT = 30
NEAR_RETIREMENT = (34, 35, 41, 83, 85, 94, 110)
"""Seeds of people with room, or whose bonds and cash cover the first years of retirement."""
GOAL_FIELDS = {"birth_year", "years_until_retirement"}
BLIND_KINDS = {
    "record_holdings", "set_goal", "confirm_input", "ask_match", "classify", "set_price", "record_income",
    "build_reserve", "earn_interest", "record_costs",
}  # fmt: skip


@once_per_run
def advised(seed):
    """Return a random case and its advice. Two of three have confirmed all that Alex would assume."""
    chance = random.Random(1000 + seed)
    household = random_household(seed)
    profile = household.profile.model_copy(
        update={
            "annual_contribution": Decimal(chance.choice([0, 6000, 30_000])),
            "confirmed": CONFIRMABLE if seed % 3 else household.profile.confirmed,
        }
    )
    incomes = household.incomes if chance.random() < 0.7 else ()
    household = household.model_copy(update={"profile": profile, "incomes": incomes})
    case = build_claim_case(build_snapshot(household, now=NOW), paths=300)
    return ActionCase.of(case), judge_actions(case)


@pytest.mark.parametrize("seed", range(COUNT))
def test_no_guard_is_broken(seed):
    case, advice = advised(seed)
    for one in advice.actions:
        assert find_refusal(one, case) is None
        assert all(find_refusal(option, case) is None for option in one.options)
        if one.tier == Tier.GOAL and one.action.name != "confirm_input":
            assert not GOAL_FIELDS.intersection(case.profile.assumed) and case.has_projection
        if case.unknown_share >= 50:
            assert one.action.name in BLIND_KINDS
        assert one.action.name not in OPTION_KINDS


@pytest.mark.parametrize("seed", range(COUNT))
def test_options_are_plausible_clear_and_better(seed):
    case, advice = advised(seed)
    for option in (option for one in advice.actions for option in one.options):
        effect, action = option.effect, option.action
        assert effect.value >= 1 and effect.value > CLEAR_ERRORS * effect.error
        assert case.profile.annual_contribution + getattr(action, "dollars", 0) <= plausible_saving(case.profile)
        assert getattr(action, "dollars", 0) % 600 == 0 and getattr(action, "years", 0) <= 3
        assert case.profile.retirement_age + getattr(action, "years", 0) <= 72 or not getattr(action, "years", 0)
        if "90%" in option.title.text():
            assert reaches(effect.after)


@pytest.mark.parametrize("seed", range(COUNT))
def test_actions_go_together_in_order(seed):
    _, advice = advised(seed)
    actions = advice.actions
    assert [one.priority for one in actions] == list(range(1, len(actions) + 1)) and len(actions) <= MAX_ACTIONS
    assert not any(conflict.applies(a, b) for a, b in combinations(actions, 2) for conflict in CONFLICTS)
    tiers = [one.tier for one in actions]
    assert tiers == sorted(tiers) and all(tiers.count(tier) <= most for tier, most in MAX_OF_TIER.items())
    assert len({one.action.id for one in actions}) == len(actions)


@pytest.mark.parametrize("seed", range(COUNT))
def test_assumed_targets_are_nobodys_own(seed):
    case, advice = advised(seed)
    if "asset_class_targets" in case.profile.assumed:
        assert not any("own target" in text_of(one) for one in advice.actions)


@pytest.mark.parametrize("seed", range(COUNT))
def test_sales_stop_at_their_limit(seed):
    case, advice = advised(seed)
    for one in advice.actions:
        if one.action.name in ("sell_down", "limit_speculative"):
            limit = one.action.share if one.action.name == "limit_speculative" else Decimal(10)
            shares = {fact.measure: fact.value for fact in one.facts}
            assert limit - Decimal("0.0001") <= shares["then"] < shares["now"]
            if one.effect.measure == "share_points":
                assert (one.effect.before, one.effect.after) == (shares["now"], shares["then"])
            else:
                assert one.effect.measure == "success_points" and one.effect.after > one.effect.before
            assert one.effect.after > 0


@pytest.mark.sweep(8)
@pytest.mark.parametrize("seed", [*range(COUNT), *NEAR_RETIREMENT])
def test_decisions_around_retirement_fit_the_person(seed):
    case, advice = advised(seed)
    for one in advice.actions:
        if one.action.name == "retire_earlier":
            shown = {fact.measure: fact.value for fact in one.facts if fact.family == "action"}
            assert shown.get("then", 100) >= 95 and shown.get("success", 100) >= 85
            assert 0 < one.action.years <= case.profile.years_until_retirement
            assert not any(other.action.name == "close_the_gap" for other in advice.actions)
        if one.action.name == "match_spending":
            assert case.profile.years_until_retirement <= 5 and one.action.years >= 3
            assert not any(other.action.sold & one.action.kept for other in advice.actions)


@pytest.mark.parametrize("seed", range(COUNT))
def test_no_move_costs_tax_or_crosses_a_trade(seed):
    case, advice = advised(seed)
    keys = case.portfolio.fact_keys
    for one in (advised for advised in advice.actions if advised.action.name == "move_location"):
        for lot in case.portfolio.valuation.positions:
            places = dict(zip(one.action.accounts, (one.action.holding, one.action.swapped), strict=True))
            if places.get(keys[lot.account.id]) == keys[lot.instrument.id] and not lot.account.tax_advantaged:
                assert lot.gain is not None and lot.gain <= 0
        others = [other.action for other in advice.actions if other != one]
        assert not any(one.action.sold & (other.sold | other.bought | other.kept) for other in others)


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_change_of_the_mix_goes_to_an_own_target(seed):
    case, advice = advised(seed)
    for one in advice.actions:
        if one.action.name == "change_mix":
            assert "asset_class_targets" not in case.profile.assumed and one.effect.clear and one.effect.value >= 1
            names = {other.action.name for other in advice.actions}
            assert not names & {"rebalance", "add_fund", "invest_cash", "direct_new_money"}


@pytest.mark.parametrize("seed", range(COUNT))
def test_trades_keep_every_guard(seed):
    case, advice = advised(seed)
    for one in advice.actions:
        if one.action.name == "rebalance":
            assert_keeps_guards(case, find_plan(case))
            kept = frozenset().union(
                *(other.action.kept | other.action.sold for other in advice.actions if other != one)
            )
            assert one.action.sold.isdisjoint(kept | one.action.bought)


def assert_keeps_guards(case, plan):
    """Trades are few and pay for themselves, nothing moves away from a target, and no company or coin is bought."""
    open_accounts = {str(worth.account.id) for worth in case.portfolio.rebalanced.accounts}
    companies = {company.symbol for company, _ in (*case.portfolio.companies, *case.coins)}
    assert 0 < len(plan.trades) <= MOST_NAMED_TRADES and {trade.account_id for trade in plan.trades} <= open_accounts
    assert not companies & {trade.symbol for trade in plan.trades if trade.side == "buy"}
    for row in plan.cash:
        dollars = {"buy": Decimal(0), "sell": Decimal(0)}
        for trade in plan.trades:
            dollars[trade.side] += trade.dollars if trade.account_id == row.account_id else 0
        assert row.after == row.before + dollars["sell"] - dollars["buy"] >= 0
    for weight in plan.weights:
        assert abs(weight.after - weight.target) <= abs(weight.before - weight.target) + Decimal("0.02")


@pytest.mark.parametrize("seed", range(COUNT))
def test_equal_input_gives_equal_lists(seed):
    case, advice = advised(seed)
    again = judge_actions(case)
    assert [text_of(one) for one in again.actions] == [text_of(one) for one in advice.actions]
    assert again.refusals == advice.refusals


@pytest.mark.parametrize("seed", range(COUNT))
def test_sentences_are_plain_and_their_facts_unique(seed):
    _, advice = advised(seed)
    for one in advice.actions:
        assert FactSheet(facts=one.facts)
        for statement in one.statements:
            text = statement.text()
            assert all(len(part.split()) <= 30 for part in re.split(r"(?<=[.]) ", text)), text
            assert not re.search(r"\$0\b|-\$|  |\{", text), text
