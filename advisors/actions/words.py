"""Words that several kinds of actions share: lists of names, chances, accounts and old prices."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from advisors.actions.action import Action
from advisors.actions.case import ActionCase
from advisors.claims.claim import Claim
from advisors.claims.names import owned
from advisors.claims.plan.on_track import chance_slot
from advisors.claims.registry import say
from advisors.claims.statement import CannotSay, Name, Part, Slot, Statement, join_parts
from portfolios.facts.families import Measure
from portfolios.valuation.snapshot import AccountValue, InstrumentValue

MAX_LISTED = 3
OLD_PRICE_DAYS = 7
"""About five trading days."""
CHANCE_FORMULA = "scenarios in which every year of your goal is paid / all scenarios"


def list_names(names: Iterable[str], more: str) -> tuple[Part, ...]:
    """Return names as a list: A, B and C. more: what the rest are called when there are many, such as "holdings"."""
    listed = list(names)
    if len(listed) > MAX_LISTED + 1:
        rest = f"{len(listed) - MAX_LISTED} other {more}"
        return join_parts([*((Name(name),) for name in listed[:MAX_LISTED]), (Name(rest),)])
    return join_parts([(Name(name),) for name in listed])


def list_accounts(accounts: Iterable[AccountValue]) -> tuple[Part, ...]:
    """Return accounts as a list: your Brokerage and your Roth IRA."""
    names = list(dict.fromkeys(owned(Name(account.name)).text for account in accounts))
    return list_names(names, "accounts")


def chance(action: Action, measure: Measure, value: Decimal, label: str = "Chance of success") -> Slot:
    """Return a chance of success in percent as a slot. Nobody reads 100% or 0%."""
    figure = action.figure(measure, value, "percent", label, CHANCE_FORMULA, kind="forecast")
    return chance_slot(replace(figure, style="whole"))


def say_if_true(claim: Claim, case: ActionCase) -> tuple[Statement, ...]:
    """Return what a claim says, or nothing where the data do not support it."""
    try:
        return (say(claim, case),)
    except CannotSay:
        return ()


def check_price(action: Action, case: ActionCase, sold: Iterable[InstrumentValue]) -> Statement | None:
    """Return the warning that a price of what is sold is a sample, or old; None if all are of these days."""
    today = case.portfolio.snapshot.taken_at
    stale = [
        one
        for one in sold
        if one.priced_at and (one.price_source == "sample" or today - one.priced_at > timedelta(days=OLD_PRICE_DAYS))
    ]
    if not stale:
        return None
    if any(one.price_source == "sample" for one in stale):  # a banner and the letter say how old samples are
        names = list_names([one.symbol for one in stale], "holdings")
        return action.say("Check today's price of {names} first.", "bad", names=names)
    oldest = min(stale, key=lambda one: one.priced_at or today)
    assert oldest.priced_at is not None
    day = action.figure(
        Measure.OLDEST_PRICE,
        Decimal(f"{oldest.priced_at:%Y%m%d}"),
        "date",
        "Date of the price",
        "the oldest price of what is sold",
        kind="reference",
    )
    phrasing = "The price of {holding} is from {day}, so check today's price before you sell."
    return action.say(phrasing, "bad", holding=Name(oldest.symbol), day=day)
