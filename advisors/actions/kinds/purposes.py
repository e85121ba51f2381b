"""Action on accounts that serve more than one purpose: say how much of the money is for retirement."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer
from advisors.actions.tiers import Tier
from advisors.actions.words import say_if_true
from advisors.claims.holdings.purposes import MixedPurpose
from advisors.claims.names import name_of, owned
from portfolios.facts.families import Family, Measure

MIN_SHARE_PERCENT = Decimal(5)
"""A smaller account changes no advice."""


class AskPurpose(Action):
    """Say how much of an account is for retirement."""

    name = "ask_purpose"
    tier = Tier.DATA
    place = 1
    gives_data = True
    account: str


def propose_ask_purpose(case: ActionCase) -> Iterator[Advised]:
    """Yield each large account whose purpose leaves open how much of it is for retirement."""
    for claim in MixedPurpose.options(case):
        found = say_if_true(claim, case)
        if not found or case.facts.value(Family.ACCOUNT, Measure.SHARE, claim.account) < MIN_SHARE_PERCENT:
            continue
        why = "It is meant for a set year" if found[0].verdict == "dated" else "It has more than one purpose"
        action = AskPurpose(account=claim.account)
        account = owned(name_of(case, Family.ACCOUNT, claim.account))
        value = case.figure(Family.ACCOUNT, Measure.VALUE, claim.account)
        reason = action.say(
            f"{why}, and so far we count all {{value}} for retirement. Record the rest as an account of its own.",
            value=value,
        )  # fmt: skip
        yield Advised(
            action, action.say("Tell us how much of {account} is for retirement.", account=account), (reason,),
            tier=Tier.DATA,
        )  # fmt: skip


PROPOSERS: dict[type[Action], Proposer] = {AskPurpose: propose_ask_purpose}
