"""Match the accounts of a file with those that are stored: by number, and by name only where no number contradicts."""

from collections.abc import Collection, Mapping
from typing import Any

from portfolios import bounds
from portfolios.account_numbers import hash_numbers, hide_number
from portfolios.importers.lines import AccountDetails
from portfolios.importing.plan import NEW_ACCOUNT_PREFIX, SKIP_ACCOUNT
from portfolios.models import Account


def guess_targets(
    user: Any, accounts: Mapping[str, AccountDetails], remembered: Mapping[str, str], chosen: Account | None
) -> dict[str, str]:
    """Guess the target of each account of a file, or "" if the person must choose.

    A single account goes to the one that the import was started for. Otherwise: the account of the same number, the
    last choice, the account of the same name, then a new account of the kind in the file. An account that has another
    number is never a guess: two accounts of one name may be meant.
    """
    if chosen is not None and len(accounts) <= 1:
        known = chosen.number_hash
        return {
            name: "" if known and (hashes := hash_numbers(details.number, user.pk)) and known not in hashes
            else str(chosen.pk)
            for name, details in accounts.items()
        }  # fmt: skip
    stored = list(Account.objects.owned_by(user))
    targets = {}
    for name, details in accounts.items():
        hashes = hash_numbers(details.number, user.pk)
        same = [str(one.pk) for one in stored if one.number_hash and one.number_hash in hashes]
        fitting = [one for one in stored if not (hashes and one.number_hash)]
        by_name = {one.name.lower(): str(one.pk) for one in fitting}
        last = remembered.get(name, "")
        if same:
            targets[name] = last if last in same else same[0]
        elif last == SKIP_ACCOUNT or last in by_name.values():
            targets[name] = last
        elif name.lower() in by_name or any(one.name.lower() == name.lower() for one in stored):
            targets[name] = by_name.get(name.lower(), "")
        else:
            targets[name] = f"{NEW_ACCOUNT_PREFIX}{details.kind}" if details.kind and name else ""
    return targets


def name_new_account(name: str, details: AccountDetails, user: Any, taken: Collection[str]) -> str:
    """Return the name of an account to open, with the end of its number if the name is taken; "" if both are taken.

    taken: in lower case.
    """
    number = hide_number(details.number, user.pk)
    longer = "" if number is None else f"{name[: bounds.ACCOUNT_NAME_LENGTH - len(number.end) - 4]} ...{number.end}"
    return next((one for one in (name, longer) if one and one.lower() not in taken), "")
