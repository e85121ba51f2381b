"""Advise one person: the single list of actions for report, pages, dashboard and API."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisors.actions.action import Action, Advised
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer, Refusal, Refused, find_refusal
from advisors.actions.kinds import (
    cost,
    data,
    goal,
    harm,
    location,
    near_money,
    purposes,
    room,
    spread,
    tax_choices,
    tidy,
)
from advisors.actions.kinds.mix import change_mix, invest, new_money, rebalance
from advisors.actions.rank import rank_actions
from advisors.claims.case import ClaimCase

PROPOSERS: dict[type[Action], Proposer] = {
    **data.PROPOSERS, **purposes.PROPOSERS, **harm.PROPOSERS, **spread.PROPOSERS, **invest.PROPOSERS, **goal.PROPOSERS,
    **room.PROPOSERS, **rebalance.PROPOSERS, **new_money.PROPOSERS, **near_money.PROPOSERS,
    **change_mix.PROPOSERS, **cost.PROPOSERS, **location.PROPOSERS, **tax_choices.PROPOSERS,
    **tidy.PROPOSERS,
}  # fmt: skip


@dataclass(frozen=True)
class Advice:
    """The actions of one person, and for the trace why others were refused."""

    actions: tuple[Advised, ...]
    refusals: tuple[Refusal, ...]


def advise(case: ClaimCase) -> tuple[Advised, ...]:
    """Return what to do, most important first. The same case always gives the same list."""
    return judge_actions(case).actions


def judge_actions(case: ClaimCase) -> Advice:
    """Propose every kind, pass each proposal through the guards, and rank the rest."""
    own_case = ActionCase.of(case)
    proposed, refusals = [], []
    for kind, propose in PROPOSERS.items():
        for one in _propose(kind, propose, own_case):
            refusal = one if isinstance(one, Refusal) else find_refusal(one, own_case)
            if refusal:
                refusals.append(refusal)
            elif isinstance(one, Advised):
                proposed.append(one)
    kept, left_out = rank_actions(proposed)
    given = tuple(one.in_currency(case.currency) for one in kept)
    return Advice(given, (*refusals, *left_out))


def _propose(kind: type[Action], propose: Proposer, case: ActionCase) -> Iterator[Advised | Refusal]:
    try:
        yield from propose(case)
    except Refused as refused:
        yield Refusal(kind.name, refused.guard, refused.reason)
