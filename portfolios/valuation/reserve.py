"""Which accounts hold a reserve for emergencies, and which take part in rebalancing."""

import re

from portfolios.account_kinds import find_account_kind
from portfolios.valuation.snapshot import AccountValue

_RESERVE = re.compile(r"\b(emergency|emergencies|reserves?|rainy[ -]days?)\b", re.IGNORECASE)


def is_reserve(account: AccountValue) -> bool:
    """Return whether the name or the purpose marks an account as a reserve, such as an emergency fund."""
    return bool(_RESERVE.search(f"{account.name} {account.purpose}"))


def is_rebalanced(account: AccountValue) -> bool:
    """Return whether rebalancing may trade in an account, so that its money counts in drift from the targets."""
    kind = find_account_kind(account.kind)
    return account.counts_for_retirement and kind.is_rebalanced and not is_reserve(account)
