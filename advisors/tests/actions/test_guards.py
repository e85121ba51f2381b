"""Each guard refuses what it is there for, and says why; conflicting actions do not stand together."""

from dataclasses import replace
from decimal import Decimal

import pytest

from advisors.actions.action import Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.guards import CLOSE_THE_GAP, GUARDS, find_refusal
from advisors.actions.kinds.cost import EarnInterest, SwitchFund
from advisors.actions.kinds.data import AskMatch, SetPrice
from advisors.actions.kinds.goal import CloseTheGap
from advisors.actions.kinds.harm import BuildReserve, SellDown
from advisors.actions.kinds.location import MoveLocation
from advisors.actions.kinds.mix.change_mix import ChangeMix
from advisors.actions.kinds.mix.invest import InvestCash
from advisors.actions.kinds.mix.rebalance import Rebalance
from advisors.actions.kinds.near_money import Keep, MatchSpending
from advisors.actions.kinds.options import RetireLater, SaveMore
from advisors.actions.kinds.room import RetireEarlier, SpendMore
from advisors.actions.kinds.spread import Broaden
from advisors.actions.kinds.tidy import Review
from advisors.actions.rank import rank_actions
from advisors.actions.tiers import Tier
from advisors.tests.actions.households import account, make_case, position
from advisors.tests.support.claim_cases import household_case
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot

CLEAR = Effect(measure="success_points", before=Decimal(70), after=Decimal(80), error=Decimal("0.3"), scenarios=1000)
WITHIN_CHANCE = CLEAR.model_copy(update={"error": Decimal(6)})
WORSE = CLEAR.model_copy(update={"after": Decimal(60)})
SMALL = CLEAR.model_copy(update={"after": Decimal("70.9")})
TO_VOO, TO_IVV = SwitchFund(held="spy", cheaper="voo"), SwitchFund(held="spy", cheaper="ivv")
PENNIES = Effect(measure="dollars_a_year", before=Decimal(0), after=Decimal(59))


def propose(action, effect=CLEAR, group="", tier=Tier.GOAL, rank=0):
    return Advised(action, action.say("Do it."), (), effect, group=group, tier=tier, rank=Decimal(rank))


MATCH = MatchSpending(years=6, holdings=("vgsh",))
MOVE_PLACE = MoveLocation(holding="vxus", swapped="bnd", accounts=("401k", "brokerage"))
CHANGE_MIX = ChangeMix(points=9, sells=("vgsh",))
TRADES = Rebalance(plan="minimal", sells=("vgsh",), buys=("vxus",), accounts=())
LATER = propose(RetireLater(years=1), group=CLOSE_THE_GAP)
GAP = replace(propose(CloseTheGap(members=(LATER.action.id,))), options=(LATER,))


def case_of(name):
    return ActionCase.of(household_case(name))


def refused_by(name, proposal):
    refusal = find_refusal(proposal, case_of(name))
    assert refusal is None or refusal.reason
    return refusal and refusal.guard


@pytest.mark.parametrize(
    ("guard", "name", "proposal"),
    [
        ("blind", "young25", propose(SellDown(company="nvda", dollars=1))),
        ("unmodelled", "crypto", propose(SpendMore(dollars=1))),
        ("material", "demo", propose(SaveMore(dollars=3000), SMALL, CLOSE_THE_GAP)),
        ("material", "demo", propose(EarnInterest(account="hsa"), PENNIES)),
        ("measured", "demo", propose(SaveMore(dollars=3000), WITHIN_CHANCE, CLOSE_THE_GAP)),
        ("measured", "demo", propose(SaveMore(dollars=3000), WORSE, CLOSE_THE_GAP)),
        ("plausible", "demo", propose(SaveMore(dollars=80_000), CLEAR, CLOSE_THE_GAP)),
        ("plausible", "demo", propose(SaveMore(dollars=100), CLEAR, CLOSE_THE_GAP)),
        ("options_not_orders", "demo", propose(SaveMore(dollars=3000))),
        ("options_not_orders", "demo", propose(RetireLater(years=1))),
        ("not_for_the_retired", "retiree70", propose(AskMatch(accounts=("a",)), Effect())),
        ("not_for_the_retired", "retiree70", propose(BuildReserve(months=3), Effect())),
        ("assumed_is_not_wished", "demo", propose(InvestCash(dollars=4000, steps=4))),
        ("not_for_the_retired", "retiree70", propose(RetireEarlier(years=1), Effect())),
        ("unmodelled", "crypto", propose(RetireEarlier(years=1), Effect())),
        ("unmodelled", "crypto", propose(MATCH, Effect())),
        ("blind", "young25", propose(MOVE_PLACE, Effect(), tier=Tier.TIDY)),
        ("blind", "young25", propose(MATCH, Effect())),
        ("measured", "family", propose(CHANGE_MIX, WITHIN_CHANCE)),
        ("material", "family", propose(CHANGE_MIX, SMALL)),
        (None, "family", propose(CHANGE_MIX)),
        (None, "demo", propose(SaveMore(dollars=3000), CLEAR, CLOSE_THE_GAP)),
        (None, "young25", propose(BuildReserve(months=3), Effect())),
        (None, "crypto", propose(SellDown(company="nvda", dollars=1), Effect())),
    ],
)  # fmt: skip
def test_a_guard_refuses_by_name(guard, name, proposal):
    assert refused_by(name, proposal) == guard


def test_prices_of_the_catalogue_are_not_the_persons_to_enter():
    case = make_case(account("IRA", "roth_ira", position("OWNX", 1, name="Own", type="stock"), position("VTI", 100)))
    own = ActionCase.of(case)
    asked = propose(SetPrice(holdings=("ownx",)), Effect())
    assert find_refusal(asked, own) is None
    shared = tuple(one.model_copy(update={"in_catalogue": True}) for one in case.portfolio.snapshot.instruments)
    fields = {name: getattr(case.portfolio.snapshot, name) for name in Snapshot.model_fields}
    portfolio = Portfolio(Snapshot(**{**fields, "instruments": shared}))
    staff = replace(own, situation=replace(case.situation, portfolio=portfolio))
    assert find_refusal(asked, staff).guard == "persons_own"


def test_every_guard_is_named_after_itself():
    assert all(guard.__name__ == name for name, guard in GUARDS.items())


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        (propose(SellDown(company="voo", dollars=9), tier=Tier.HARM), propose(TO_VOO, tier=Tier.COST)),
        (propose(TO_VOO, tier=Tier.COST, rank=90), propose(TO_IVV, tier=Tier.COST)),
        (propose(SellDown(company="nvda", dollars=9), tier=Tier.HARM), propose(Broaden(fund="vti"), tier=Tier.HARM)),
        (propose(CloseTheGap(members=())), propose(SpendMore(dollars=9))),
        (propose(EarnInterest(account="hsa"), tier=Tier.COST), propose(Review(year=2027), tier=Tier.TIDY)),
    ],
)  # fmt: skip
def test_the_higher_of_two_conflicting_actions_stays(higher, lower):
    kept, refusals = rank_actions([lower, higher])
    assert [one.action for one in kept] == [higher.action]
    assert [(one.action, one.guard) for one in refusals] == [(lower.action.id, "compatible")]


ENEMIES = [
    (GAP, propose(RetireEarlier(years=1))),
    (LATER, propose(RetireEarlier(years=1))),
    (propose(TRADES), propose(MATCH)),
    (propose(TRADES), propose(MOVE_PLACE)),
    (propose(TRADES), propose(CHANGE_MIX)),
    (propose(MATCH), propose(CHANGE_MIX)),
    (propose(MATCH), propose(MOVE_PLACE)),
    (propose(MATCH), propose(Keep(holdings=("vgsh",)))),
    (propose(InvestCash(dollars=4000, steps=4)), propose(CHANGE_MIX)),
    (propose(SwitchFund(held="vxus", cheaper="ixus"), tier=Tier.COST), propose(MOVE_PLACE)),
    (propose(SwitchFund(held="agg", cheaper="bnd"), tier=Tier.COST), propose(MOVE_PLACE)),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ENEMIES)
def test_enemies_conflict_whichever_comes_first(one, other):
    for first, second in ((one, other), (other, one)):
        higher = replace(first, tier=Tier.DATA)
        kept, refusals = rank_actions([second, higher])
        assert [advised.action for advised in kept] == [first.action]
        assert [(one.action, one.guard) for one in refusals] == [(second.action.id, "compatible")]


def test_room_may_pay_for_one_of_two_decisions():
    kept, refusals = rank_actions([propose(SpendMore(dollars=9)), propose(RetireEarlier(years=1))])
    assert [one.action.name for one in kept] == ["spend_more", "retire_earlier"] and not refusals


def test_actions_come_by_tier_then_by_effect():
    small, large = (
        propose(EarnInterest(account=name), tier=Tier.COST, rank=rank) for name, rank in (("a", 90), ("b", 200))
    )
    harm = propose(BuildReserve(months=3), tier=Tier.HARM)
    kept, _ = rank_actions([small, large, harm])
    assert [one.action.id for one in kept] == ["build_reserve_3", "earn_interest_b", "earn_interest_a"]
    assert [one.priority for one in kept] == [1, 2, 3]


def test_no_more_than_five_are_given():
    proposals = [propose(EarnInterest(account=name), tier=Tier.COST) for name in "abcdefg"]
    kept, refusals = rank_actions(proposals)
    assert len(kept) == 5 and len(refusals) == 2 and kept == rank_actions(reversed(proposals))[0]
