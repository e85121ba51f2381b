"""Read what an account is for: a reserve, money that rebalancing may trade, or another aim of its owner."""

import re
from collections.abc import Iterable

from portfolios.account_kinds import find_account_kind
from portfolios.valuation.snapshot import AccountValue

AIM_WORDS: dict[str, frozenset[str]] = {
    "reserve": frozenset({"emergency", "emergencies", "reserve", "reserves", "rainy"}),
    "home": frozenset({"house", "home", "downpayment", "renovation", "kitchen"}),
    "education": frozenset({"college", "education", "school", "tuition", "university"}),
    "car": frozenset({"car", "truck", "boat"}),
    "family": frozenset({"wedding", "baby"}),
    "travel": frozenset({"travel", "vacation", "trip"}),
    "retirement": frozenset({"retirement", "pension"}),
}
YEAR = re.compile(r"\b20\d\d\b")
RESERVE_MONTHS = 3
NAMED_RESERVE_MONTHS = 6
"""Months of spending to keep in cash where an account is called a reserve or an emergency fund."""


def find_aims(purpose: str) -> frozenset[str]:
    """Return the aims that a purpose names, such as {"reserve", "home"}."""
    written = set(re.findall(r"[a-z]+", purpose.casefold()))
    return frozenset(aim for aim, words in AIM_WORDS.items() if words & written)


def is_reserve(account: AccountValue) -> bool:
    """Return whether the name or the purpose marks an account as a reserve, such as an emergency fund."""
    return "reserve" in find_aims(f"{account.name} {account.purpose}")


def is_rebalanced(account: AccountValue) -> bool:
    """Return whether advice may trade in an account, so that its money counts in drift from the targets.

    Left alone are a reserve, money that is not for retirement, a 529, a pension, an HSA, and an account with borrowed
    money: its trades pay back a debt first.
    """
    kind = find_account_kind(account.kind)
    return (
        account.cash_balance >= 0 and account.counts_for_retirement and kind.is_rebalanced and not is_reserve(account)
    )


def count_reserve_months(accounts: Iterable[AccountValue]) -> int:
    """Return the months of spending to keep in cash: 3, or 6 for an owner who set a reserve aside."""
    return NAMED_RESERVE_MONTHS if any(is_reserve(account) for account in accounts) else RESERVE_MONTHS


def has_mixed_purpose(purpose: str) -> bool:
    """Return whether a purpose names two aims, or a year for one that is not retirement."""
    aims = find_aims(purpose)
    return len(aims) > 1 or bool(aims - {"retirement"} and YEAR.search(purpose))
