"""Match the accounts of a file with those that are stored: by number, and by name only where no number contradicts."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from portfolios import bounds
from portfolios.account_numbers import END_LENGTH, find_masked_end, hash_numbers, hide_number, may_be_same
from portfolios.importers.lines import NO_DETAILS, AccountDetails
from portfolios.importing.plan import NEW_ACCOUNT_PREFIX, SAME_ACCOUNT_PREFIX, SKIP_ACCOUNT
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
        return {
            name: "" if chosen.number_end and details.number and not _has_number(chosen, details.number)
            else str(chosen.pk)
            for name, details in accounts.items()
        }  # fmt: skip
    stored = list(Account.objects.owned_by(user))
    targets = {}
    for name, details in accounts.items():
        same = _find_by_number(stored, details.number)
        fitting = [one for one in stored if not (details.number and one.number_end)]
        by_name = {one.name.lower(): str(one.pk) for one in fitting}
        last = next((remembered[key] for key in _remembered_keys(name, details, user.pk) if key in remembered), "")
        if last == SKIP_ACCOUNT:
            targets[name] = last
        elif same:
            targets[name] = last if last in same else same[0] if len(same) == 1 else ""
        elif last in by_name.values():
            targets[name] = last
        elif name.lower() in by_name or any(one.name.lower() == name.lower() for one in stored):
            targets[name] = by_name.get(name.lower(), "")
        else:
            targets[name] = f"{NEW_ACCOUNT_PREFIX}{details.kind}" if details.kind and name else ""
    return targets


class EarlierFile(NamedTuple):
    """A file of the same upload that comes before another one: what its accounts become, and their details."""

    number: int
    targets: Mapping[str, str]
    accounts: Mapping[str, AccountDetails]


def link_targets(
    targets: Mapping[str, str], accounts: Mapping[str, AccountDetails], earlier: Sequence[EarlierFile]
) -> dict[str, str]:
    """Return targets where an account of an earlier file is meant if its number may be the same, whole or masked.

    Where several accounts may be meant, or two of this file may be one, the person must choose.
    """
    found: dict[str, set[str]] = {}
    for label, target in targets.items():
        number = accounts.get(label, NO_DETAILS).number
        if number and (not target or target.startswith(NEW_ACCOUNT_PREFIX)):
            beside = [
                (details.number, target_of(file, other))
                for file in earlier
                for other, details in file.accounts.items()
                if may_be_same(number, details.number) and file.targets.get(other) != SKIP_ACCOUNT
            ]
            equal = {one for other, one in beside if other == number}
            found[label] = equal or {one for _, one in beside}
    claims = Counter(one for meant in found.values() for one in meant)
    linked = {
        label: min(meant) if len(meant) == 1 and claims[min(meant)] == 1 else ""
        for label, meant in found.items()
        if meant
    }
    return {**targets, **linked}


def target_of(file: EarlierFile, label: str) -> str:
    """Return the target that means an account of an earlier file: the account it goes into, if that is known."""
    target = file.targets.get(label, "")
    if target and not target.startswith(NEW_ACCOUNT_PREFIX):
        return target
    return f"{SAME_ACCOUNT_PREFIX}{file.number}:{label}"


def remember_targets(
    targets: Mapping[str, str], accounts: Mapping[str, AccountDetails], user_id: UUID
) -> dict[str, str]:
    """Return targets as they are remembered: by the number of an account where the file has one, else by name."""
    return {
        next(iter(_remembered_keys(name, accounts.get(name, NO_DETAILS), user_id))): target
        for name, target in targets.items()
    }


def _remembered_keys(name: str, details: AccountDetails, user_id: UUID) -> list[str]:
    return hash_numbers(details.number, user_id) or [name]


def _find_by_number(stored: Collection[Account], number: str) -> list[str]:
    """Return the ids of the accounts that have a number: those known by all of it before those known by its end."""
    found = [one for one in stored if number and one.number_end and _has_number(one, number)]
    whole = [one for one in found if one.number_hash and not find_masked_end(number)]
    return [str(one.pk) for one in whole[:1] or found]


def _has_number(account: Account, number: str) -> bool:
    """Return whether a number is that of an account, as far as both are known."""
    if end := find_masked_end(number):
        return account.number_end.endswith(end[-END_LENGTH:]) or end.endswith(account.number_end)
    if account.number_hash:
        return account.number_hash in hash_numbers(number, account.user_id)
    hidden = hide_number(number, account.user_id)
    return hidden is not None and hidden.end.endswith(account.number_end)


def name_new_account(name: str, details: AccountDetails, user: Any, taken: Collection[str]) -> str:
    """Return the name of an account to open, with the end of its number if the name is taken; "" if both are taken.

    taken: in lower case.
    """
    number = hide_number(details.number, user.pk)
    longer = "" if number is None else f"{name[: bounds.ACCOUNT_NAME_LENGTH - len(number.end) - 4]} ...{number.end}"
    return next((one for one in (name, longer) if one and one.lower() not in taken), "")
