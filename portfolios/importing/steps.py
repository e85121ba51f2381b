"""The steps of an import: read a file into a draft, compare it with what is stored, apply all of it or nothing."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from people.audit import record_event
from people.models import User
from portfolios import events
from portfolios.importers.columns import ColumnMapping, header_fingerprint
from portfolios.importers.readers.formats import guess_mapping
from portfolios.importers.readers.sandbox import read_untrusted
from portfolios.importers.rows import AccountDetails, LineReader, read_lines
from portfolios.importers.table import Table
from portfolios.importing.apply import write_import_plan
from portfolios.importing.plan import NEW_ACCOUNT_PREFIX, SKIP_ACCOUNT, ImportChange, ImportPlan
from portfolios.importing.planner import ImportPlanner
from portfolios.models import Account, Position
from portfolios.models.imports import ImportDraft, ImportMapping


class PlanChanged(Exception):
    """The portfolio changed, so the import would no longer do what was shown."""


class NothingToImport(Exception):
    """No row would be imported."""


class TargetAccountMissing(Exception):
    """A chosen account was deleted, or the name of a new account was taken."""


@transaction.atomic
def start_import(*, user: User, account: Account | None, file_name: str, data: bytes) -> ImportDraft:
    """Read a file into a draft that replaces the last one. Raises FileUnreadable."""
    table = read_untrusted(data)
    remembered = ImportMapping.objects.filter(user=user, fingerprint=header_fingerprint(table.header)).first()
    mapping = guess_mapping(table)
    if remembered is not None:
        mapping = ColumnMapping(remembered.mapping.columns, remembered.mapping.style, table.dated)
    ImportDraft.objects.filter(user=user).delete()
    draft = ImportDraft(user=user, account=account, file_name=file_name[:200], table=table, mapping=mapping)
    draft.targets = guess_targets(draft, {} if remembered is None else remembered.targets)
    draft.save(force_insert=True)
    return draft


def is_ready_to_check(draft: ImportDraft) -> bool:
    """Return whether nothing is left to ask: all accounts have targets, and the columns are certain or confirmed."""
    if not draft.targets or not all(draft.targets.values()):
        return False
    remembered = ImportMapping.objects.filter(user=draft.user, fingerprint=header_fingerprint(draft.table.header))
    return draft.table.is_exact or remembered.exists()


def find_file_accounts(table: Table, mapping: ColumnMapping) -> dict[str, AccountDetails]:
    """Return the accounts of the valid rows, with their details. Rows without an account have the name ""."""
    found: dict[str, AccountDetails] = {}
    if "account" not in mapping.columns:
        return {"": AccountDetails()}
    reader = LineReader(table, mapping, today=date.max)
    has_account_types = "account_type" in mapping.columns
    for row in table.rows:
        details = found.get(reader.account(row))
        if details is not None and (details.kind or not has_account_types):
            continue
        line = reader.read(row)
        if not line.refused and not line.left_out:
            found[line.account] = line.details
    return found


def guess_targets(draft: ImportDraft, remembered: dict[str, str]) -> dict[str, str]:
    """Guess the target of each account of the file, or "" if there is no guess.

    A single account goes to the account that the import was started for. Otherwise: the last choice, then the account
    of the same name, then a new account of the kind in the file.
    """
    own = {account.name.lower(): str(account.pk) for account in Account.objects.owned_by(draft.user)}
    accounts = find_file_accounts(draft.table, draft.mapping)
    if draft.account_id is not None and len(accounts) <= 1:
        return dict.fromkeys(accounts, str(draft.account_id))
    targets = {}
    for name, details in accounts.items():
        last = remembered.get(name, "")
        target = last if last in own.values() or last == SKIP_ACCOUNT else own.get(name.lower(), "")
        targets[name] = target or (f"{NEW_ACCOUNT_PREFIX}{details.kind}" if details.kind and name else "")
    return targets


@transaction.atomic
def save_mapping(*, draft: ImportDraft, mapping: ColumnMapping, targets: dict[str, str]) -> None:
    """Save how the file is read, for this draft and the next file with these headings."""
    draft.mapping, draft.targets = mapping, targets
    draft.save(update_fields=["mapping", "targets", "updated_at"])
    ImportMapping.objects.update_or_create(
        user=draft.user,
        fingerprint=header_fingerprint(draft.table.header),
        defaults={"mapping": ColumnMapping(mapping.columns, mapping.style), "targets": targets},
    )


def plan_import(*, draft: ImportDraft, locked: bool = False) -> ImportPlan:
    """Plan the import without writing. `locked` locks the accounts and positions until the transaction ends."""
    new_names = {name.lower() for name, target in draft.targets.items() if target.startswith(NEW_ACCOUNT_PREFIX)}
    chosen = {target for target in draft.targets.values() if not target.startswith(NEW_ACCOUNT_PREFIX)}
    chosen -= {SKIP_ACCOUNT, ""}
    own = Account.objects.owned_by(draft.user)
    accounts = own.filter(pk__in=chosen)
    positions = Position.objects.owned_by(draft.user).filter(account__in=chosen).order_by("pk")
    if locked:
        accounts, positions = accounts.select_for_update(), positions.select_for_update()
    found = {str(account.pk): account for account in accounts}
    own_names = own.values_list("name", flat=True) if new_names else ()
    if len(found) < len(chosen) or any(name.lower() in new_names for name in own_names):
        raise TargetAccountMissing
    today = timezone.localdate()
    lines = read_lines(draft.table, draft.mapping, today=today)
    plan = ImportPlanner(draft.user, found, today=today).build_plan(lines, draft.targets, positions)
    outside = (ImportChange("left_out", (out.line,), "", out.text, (out.reason,)) for out in draft.table.left_out)
    plan.changes = sorted((*plan.changes, *outside), key=lambda change: change.lines)
    return plan


@transaction.atomic
def apply_import(*, draft: ImportDraft, digest: str) -> ImportPlan:
    """Apply the plan that was shown, all of it or nothing. Raises PlanChanged if `digest` no longer matches."""
    plan = plan_import(draft=draft, locked=True)
    if plan.digest != digest:
        raise PlanChanged
    if not plan.accepted_row_count:
        raise NothingToImport
    try:
        with transaction.atomic():
            write_import_plan(plan, draft.user)
    except IntegrityError as error:
        raise PlanChanged from error
    counts = f"{plan.accepted_row_count} rows of {draft.file_name}, import {draft.pk}"
    record_event(events.IMPORTED, by=draft.user, row=draft, details=counts)
    draft.delete()
    return plan
