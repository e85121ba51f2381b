"""Find the accounts that files name, and the account here that each of them becomes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from uuid import UUID

from portfolios import bounds
from portfolios.account_kinds import ACCOUNT_KIND_LABELS
from portfolios.cleaning import clean_text
from portfolios.importers.columns import ColumnMapping, find_preset
from portfolios.importers.currency import DOLLAR
from portfolios.importers.lines import NO_DETAILS, AccountDetails
from portfolios.importers.recognition.accounts import AccountLabels
from portfolios.importers.recognition.kinds import guess_account_kind
from portfolios.importers.rows import LineReader
from portfolios.importers.table import Table
from portfolios.importers.transactions.columns import guess_activity_columns
from portfolios.importing.matching import name_new_account
from portfolios.importing.plan import NEW_ACCOUNT_PREFIX, SAME_ACCOUNT_PREFIX, SKIP_ACCOUNT
from portfolios.models import Account
from portfolios.models.imports import ImportDraft


class TargetAccountMissing(Exception):
    """A chosen account was deleted, or the name of a new account was taken."""


def find_file_accounts(table: Table, mapping: ColumnMapping) -> dict[str, AccountDetails]:
    """Return the accounts of the rows that are valid or only lack a symbol, with their details.

    Rows without an account have the name "".
    """
    found: dict[str, AccountDetails] = {}
    if table.is_activity:
        return find_activity_accounts(table)
    if not mapping.columns.keys() & {"account", "account_number"}:
        return {"": AccountDetails()}
    reader = LineReader(table, replace(mapping, currency=mapping.currency or DOLLAR), today=date.max)
    has_account_types = "account_type" in mapping.columns
    for row in table.rows:
        details = found.get(reader.accounts.of(row))
        if details is not None and (details.kind or not has_account_types):
            continue
        line = reader.read(row)
        if line.unnamed:
            kind, number = guess_account_kind(line.account), reader.accounts.number_of(row)
            found[line.account] = AccountDetails(kind=kind, number=number)
        elif not line.refused and not line.left_out:
            found[line.account] = line.details
    return found


def find_activity_accounts(table: Table) -> dict[str, AccountDetails]:
    """Return the accounts of a file whose rows are transactions."""
    accounts = AccountLabels(table, ColumnMapping(dict(guess_activity_columns(table.header))))
    return {
        label: AccountDetails(kind=guess_account_kind(label), number=accounts.number_of(row))
        for row in reversed(table.rows)
        for label in [accounts.of(row)]
    }


def is_target(target: str, draft: ImportDraft) -> bool:
    """Return whether an account of a file can become this: an own or new account, one of an earlier file, or none."""
    kind, _, rest = target.partition(":")
    if target == SKIP_ACCOUNT or (kind == "new" and rest in ACCOUNT_KIND_LABELS):
        return True
    if target.startswith(SAME_ACCOUNT_PREFIX):
        earlier = ImportDraft.objects.of_import(draft).filter(number__lt=draft.number)
        return target in {f"{SAME_ACCOUNT_PREFIX}{one.number}:{name}" for one in earlier for name in one.targets}
    try:
        return Account.objects.owned_by(draft.user).filter(pk=UUID(target)).exists()
    except ValueError:
        return False


def choose_accounts(drafts: Sequence[ImportDraft]) -> list[dict[str, str]]:
    """Return for each file what each of its accounts becomes: an id, "skip", or a new account as new:KIND:NAME.

    An account that two files open is one account if its name is the same and no number contradicts. Raises
    TargetAccountMissing if no name is free.
    """
    is_opening = any(target.startswith(NEW_ACCOUNT_PREFIX) for one in drafts for target in one.targets.values())
    own = Account.objects.owned_by(drafts[0].user).values_list("name", flat=True) if is_opening else ()
    taken = {name.lower() for name in own}
    opened: dict[str, list[tuple[str, str]]] = {}
    chosen: dict[int, dict[str, str]] = {}
    for draft in drafts:
        new = [label for label, target in draft.targets.items() if target.startswith(NEW_ACCOUNT_PREFIX)]
        needs_numbers = len(drafts) > 1 or any(label.lower() in taken for label in new)
        details = find_file_accounts(draft.table, draft.mapping) if new and needs_numbers else {}
        accounts = {label: find_same(target, chosen) for label, target in draft.targets.items() if label not in new}
        names: list[str] = []
        for label in new:
            number = details.get(label, NO_DETAILS).number
            known = [key for key, other in opened.get(label.lower(), ()) if not (number and other and number != other)]
            if known:
                accounts[label] = known[0]
                continue
            name = choose_name(draft, label, details, taken)
            accounts[label] = f"{draft.targets[label]}:{name}"
            names.append(name.lower())
            if label:
                opened.setdefault(label.lower(), []).append((accounts[label], number))
        taken |= set(names)
        chosen[draft.number] = accounts
    return list(chosen.values())


def find_same(target: str, chosen: Mapping[int, Mapping[str, str]]) -> str:
    """Return a target; if it is the account of an earlier file, what that one becomes. Raises TargetAccountMissing.

    chosen: by the number of the file.
    """
    if not target.startswith(SAME_ACCOUNT_PREFIX):
        return target
    _, number, label = target.split(":", 2)
    try:
        return chosen[int(number)][label]
    except KeyError as error:
        raise TargetAccountMissing from error


def choose_name(draft: ImportDraft, label: str, details: Mapping[str, AccountDetails], taken: Collection[str]) -> str:
    """Return a free name for an account that a file opens. Raises TargetAccountMissing if there is none."""
    if not label:
        return choose_unnamed(draft, taken)
    if label.lower() not in taken:
        return label
    others = {*taken, *(name.lower() for name in details)}
    name = name_new_account(label, details.get(label, NO_DETAILS), draft.user, others)
    if not name:
        raise TargetAccountMissing
    return name


def choose_unnamed(draft: ImportDraft, taken: Collection[str]) -> str:
    """Return a free name for an account that is opened for rows that name none: that of the broker, or of the file."""
    preset = find_preset(draft.table.header)
    stem = draft.file_name.rpartition(".")[0] or draft.file_name
    plain = clean_text(f"{preset.name} account" if preset else stem)[: bounds.ACCOUNT_NAME_LENGTH - 4] or "Account"
    others = {*taken, *(name.lower() for name in draft.targets)}
    numbered = (f"{plain} {number}" for number in count(2))
    return plain if plain.lower() not in others else next(name for name in numbered if name.lower() not in others)
