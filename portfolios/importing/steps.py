"""The steps of an import: read a file into a draft, compare it with what is stored, apply all of it or nothing."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from itertools import count

from django.db import IntegrityError, transaction
from django.utils import timezone

from people.audit import record_event
from people.models import User
from portfolios import bounds, events
from portfolios.changes.deletion import delete_position
from portfolios.cleaning import clean_text
from portfolios.importers.columns import ColumnMapping, find_preset, header_fingerprint
from portfolios.importers.currency import DOLLAR
from portfolios.importers.lines import NO_DETAILS, AccountDetails
from portfolios.importers.readers.formats import guess_mapping
from portfolios.importers.readers.sandbox import read_untrusted
from portfolios.importers.recognition.evidence import CurrencyEvidence
from portfolios.importers.recognition.kinds import guess_account_kind
from portfolios.importers.rows import LineReader, read_lines
from portfolios.importers.table import Table
from portfolios.importing.apply import write_import_plan
from portfolios.importing.matching import guess_targets, name_new_account
from portfolios.importing.money import find_stated_total
from portfolios.importing.plan import NEW_ACCOUNT_PREFIX, SKIP_ACCOUNT, ImportChange, ImportPlan
from portfolios.importing.planner import ImportPlanner
from portfolios.models import Account, Position
from portfolios.models.imports import ImportDraft, ImportMapping


class PlanChanged(Exception):
    """The portfolio changed, so the import would no longer do what was shown."""


class NothingToImport(Exception):
    """No row would be imported."""


class DifferenceNotAccepted(Exception):
    """The import gives another sum than the file, or computed positions, and the person did not accept that."""


class TargetAccountMissing(Exception):
    """A chosen account was deleted, or the name of a new account was taken."""


@transaction.atomic
def start_import(*, user: User, account: Account | None, file_name: str, data: bytes) -> ImportDraft:
    """Read a file into a draft that replaces the last one. Raises FileUnreadable."""
    table = read_untrusted(data)
    remembered = ImportMapping.objects.filter(user=user, fingerprint=header_fingerprint(table.header)).first()
    mapping = guess_mapping(table)
    if remembered is not None:
        mapping = replace(remembered.mapping, dated=table.dated)
    ImportDraft.objects.filter(user=user).delete()
    draft = ImportDraft(user=user, account=account, file_name=file_name[:200], table=table, mapping=mapping)
    accounts = find_file_accounts(table, mapping)
    draft.targets = guess_targets(user, accounts, {} if remembered is None else remembered.targets, account)
    draft.save(force_insert=True)
    return draft


def is_ready_to_check(draft: ImportDraft) -> bool:
    """Return whether nothing is left to ask: accounts have targets, columns and currency are certain or confirmed."""
    if not all(draft.targets.values()) or needs_currency(draft.table, draft.mapping):
        return False
    if draft.table.is_exact or find_preset(draft.table.header) is not None:
        return True
    fingerprint = header_fingerprint(draft.table.header)
    return bool(draft.targets) and ImportMapping.objects.filter(user=draft.user, fingerprint=fingerprint).exists()


def needs_currency(table: Table, mapping: ColumnMapping) -> bool:
    """Return whether a row has amounts and nothing says their currency."""
    evidence = CurrencyEvidence(table, mapping)
    return any(map(evidence.is_unknown, table.rows))


def find_file_accounts(table: Table, mapping: ColumnMapping) -> dict[str, AccountDetails]:
    """Return the accounts of the rows that are valid or only lack a symbol, with their details.

    Rows without an account have the name "".
    """
    found: dict[str, AccountDetails] = {}
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


@transaction.atomic
def save_mapping(*, draft: ImportDraft, mapping: ColumnMapping, targets: dict[str, str]) -> None:
    """Save how the file is read, for this draft and the next file with these headings."""
    draft.mapping, draft.targets = mapping, targets
    draft.save(update_fields=["mapping", "targets", "updated_at"])
    ImportMapping.objects.update_or_create(
        user=draft.user,
        fingerprint=header_fingerprint(draft.table.header),
        defaults={"mapping": replace(mapping, dated=None), "targets": targets},
    )


def plan_import(*, draft: ImportDraft, locked: bool = False) -> ImportPlan:
    """Plan the import without writing. `locked` locks the accounts and positions until the transaction ends."""
    opened = [name for name, target in draft.targets.items() if target.startswith(NEW_ACCOUNT_PREFIX)]
    chosen = {target for target in draft.targets.values() if not target.startswith(NEW_ACCOUNT_PREFIX)}
    chosen -= {SKIP_ACCOUNT, ""}
    own = Account.objects.owned_by(draft.user)
    accounts = own.filter(pk__in=chosen)
    positions = Position.objects.owned_by(draft.user).filter(account__in=chosen).order_by("pk")
    if locked:
        accounts, positions = accounts.select_for_update(), positions.select_for_update()
    found = {str(account.pk): account for account in accounts}
    names = choose_new_names(draft, opened)
    if len(found) < len(chosen) or not all(names.values()):
        raise TargetAccountMissing
    today = timezone.localdate()
    lines = read_lines(draft.table, draft.mapping, today=today)
    stated = find_stated_total(draft.table, draft.mapping)
    planner = ImportPlanner(draft.user, found, today=today, names=names)
    plan = planner.build_plan(lines, draft.targets, positions, stated)
    outside = (ImportChange("left_out", (out.line,), "", out.text, (out.reason,)) for out in draft.table.left_out)
    plan.changes = sorted((*plan.changes, *outside), key=lambda change: change.lines)
    return plan


def choose_new_names(draft: ImportDraft, opened: Collection[str]) -> dict[str, str]:
    """Return the names of accounts to open, by their name in the file where they differ; "" where none is free."""
    if not opened:
        return {}
    taken = {name.lower() for name in Account.objects.owned_by(draft.user).values_list("name", flat=True)}
    names = {"": choose_account_name(draft)} if "" in opened else {}
    if same := [name for name in opened if name.lower() in taken]:
        accounts = find_file_accounts(draft.table, draft.mapping)
        taken |= {name.lower() for name in accounts}
        names |= {name: name_new_account(name, accounts.get(name, NO_DETAILS), draft.user, taken) for name in same}
    return names


def choose_account_name(draft: ImportDraft) -> str:
    """Return a free name for an account that is opened for rows that name none: that of the broker, or of the file."""
    preset = find_preset(draft.table.header)
    stem = draft.file_name.rpartition(".")[0] or draft.file_name
    plain = clean_text(f"{preset.name} account" if preset else stem)[: bounds.ACCOUNT_NAME_LENGTH - 4] or "Account"
    taken = {name.lower() for name in Account.objects.owned_by(draft.user).values_list("name", flat=True)}
    taken |= {name.lower() for name in draft.targets}
    numbered = (f"{plain} {number}" for number in count(2))
    return plain if plain.lower() not in taken else next(name for name in numbered if name.lower() not in taken)


@transaction.atomic
def save_names(*, draft: ImportDraft, names: dict[str, str]) -> None:
    """Save the symbols that a person chose for rows without one, for this draft and the next file like it."""
    mapping = replace(draft.mapping, names={**draft.mapping.names, **names})
    save_mapping(draft=draft, mapping=mapping, targets=draft.targets)


@transaction.atomic
def apply_import(
    *, draft: ImportDraft, digest: str, accepts_difference: bool = False, gone: Collection[str] = ()
) -> ImportPlan:
    """Apply the plan that was shown, all of it or nothing. gone: ids of absent positions that are no longer held.

    Raises PlanChanged if `digest` no longer matches, and DifferenceNotAccepted where the sum is not that of the file.
    """
    plan = plan_import(draft=draft, locked=True)
    if plan.digest != digest:
        raise PlanChanged
    if not plan.accepted_row_count:
        raise NothingToImport
    if (plan.money.differing or draft.table.is_computed) and not accepts_difference:
        raise DifferenceNotAccepted
    try:
        with transaction.atomic():
            write_import_plan(plan, draft.user)
            absent = [one.position_id for one in plan.absent if str(one.position_id) in gone]
            for position in Position.objects.owned_by(draft.user).filter(pk__in=absent).select_for_update():
                delete_position(position=position)
    except IntegrityError as error:
        raise PlanChanged from error
    counts = f"{plan.accepted_row_count} rows of {draft.file_name}, import {draft.pk}"
    record_event(events.IMPORTED, by=draft.user, row=draft, details=counts)
    draft.delete()
    return plan
