"""Order actions, and leave out those that do not go together."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from advisors.actions.action import Advised
from advisors.actions.guards import Refusal
from advisors.actions.tiers import MAX_ACTIONS, MAX_OF_TIER


@dataclass(frozen=True)
class Conflict:
    """Two actions that may not stand together. The higher one stays."""

    reason: str
    applies: Callable[[Advised, Advised], bool]


def _has_kinds(first: str, second: str) -> Callable[[Advised, Advised], bool]:
    """Return whether one is, or offers as an option, an action of the first kind, and the other one of the second."""

    def applies(a: Advised, b: Advised) -> bool:
        kinds = [{one.action.name, *(option.action.name for option in one.options)} for one in (a, b)]
        return any(first in one and second in other for one, other in (kinds, reversed(kinds)))

    return applies


CONFLICTS = (
    Conflict(
        "one sells what the other buys",
        lambda a, b: bool(a.action.sold & b.action.bought or a.action.bought & b.action.sold),
    ),
    Conflict("both sell the same money", lambda a, b: bool(a.action.sold & b.action.sold)),
    Conflict(
        "one sells what the other keeps",
        lambda a, b: bool(a.action.sold & b.action.kept or a.action.kept & b.action.sold),
    ),
    Conflict("both use the same cash", lambda a, b: bool(a.action.spent & b.action.spent)),
    Conflict("both spread the same companies", _has_kinds("sell_down", "broaden")),
    Conflict("both move the money to the target mix", _has_kinds("invest_cash", "rebalance")),
    Conflict("the cash goes to the target mix already", _has_kinds("invest_cash", "add_fund")),
    Conflict("the cash goes to the target mix already", _has_kinds("invest_cash", "direct_new_money")),
    Conflict("the mix goes to its target already", _has_kinds("invest_cash", "change_mix")),
    Conflict("the mix goes to its target already", _has_kinds("rebalance", "change_mix")),
    Conflict("the mix goes to its target already", _has_kinds("add_fund", "change_mix")),
    Conflict("the mix goes to its target already", _has_kinds("direct_new_money", "change_mix")),
    Conflict("both keep the money of the next years", _has_kinds("keep", "match_spending")),
    Conflict("what is spent next stays where it is in reach", _has_kinds("match_spending", "move_location")),
    Conflict("trades do at once what new saving does later", _has_kinds("rebalance", "direct_new_money")),
    Conflict("new saving fills the reserve first", _has_kinds("build_reserve", "direct_new_money")),
    Conflict("there is a gap or there is room, not both", _has_kinds("close_the_gap", "spend_more")),
    Conflict("there is a gap or there is room, not both", _has_kinds("close_the_gap", "retire_earlier")),
    Conflict("one retires later, the other earlier", _has_kinds("retire_later", "retire_earlier")),
    Conflict("something is advised, so something has to change", lambda a, b: b.action.name == "review"),
)


def rank_actions(proposed: Iterable[Advised]) -> tuple[list[Advised], list[Refusal]]:
    """Return the actions to give, with priorities from 1, and why others are left out.

    Order: tier, then the place of the kind, then how much it helps, then the id, so that it never changes by chance.
    """
    kept: list[Advised] = []
    refusals = []
    counts: Counter[int] = Counter()
    for advised in sorted(proposed, key=lambda one: (one.tier, one.action.place, -one.rank, one.action.id)):
        conflicts = (conflict for above in kept for conflict in CONFLICTS if conflict.applies(above, advised))
        reason = next((conflict.reason for conflict in conflicts), "")
        most = MAX_OF_TIER.get(advised.tier, MAX_ACTIONS)
        if not reason and (len(kept) == MAX_ACTIONS or counts[advised.tier] == most):
            reason = "others matter more"
        if reason:
            refusals.append(Refusal(advised.action.id, "compatible", reason))
            continue
        counts[advised.tier] += 1
        kept.append(replace(advised, priority=len(kept) + 1))
    return kept, refusals
