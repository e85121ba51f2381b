"""Importing a file: a draft is made of it, checked against what is stored, and applied as a whole or not at all."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from people.models import User
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
    """What would be done is no longer what was shown: the portfolio was edited meanwhile."""


class NothingToImport(Exception):
    """No row would be taken."""


class TargetAccountMissing(Exception):
    """An account that rows should go to was deleted, or its name was taken, since it was chosen."""


@transaction.atomic
def start_import(*, user: User, account: Account | None, file_name: str, data: bytes) -> ImportDraft:
    """Read a file into a draft, in place of the last one; raises NotReadable."""
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
    """Whether nothing is left to ask: its columns are known for certain or were confirmed before, and all accounts."""
    if not draft.targets or not all(draft.targets.values()):
        return False
    remembered = ImportMapping.objects.filter(user=draft.user, fingerprint=header_fingerprint(draft.table.header))
    return draft.table.is_exact or remembered.exists()


def find_file_accounts(table: Table, mapping: ColumnMapping) -> dict[str, AccountDetails]:
    """The accounts a file names in rows that are understood, with what it says of them; "" where it names none."""
    found: dict[str, AccountDetails] = {}
    if "account" not in mapping.columns:
        return {"": AccountDetails()}
    reader = LineReader(table, mapping, today=date.max)
    can_say = "account_type" in mapping.columns
    for row in table.rows:
        known = found.get(reader.account(row))
        if known is not None and (known.kind or not can_say):
            continue
        line = reader.read(row)
        if not line.refused and not line.left_out:
            found[line.account] = line.details
    return found


def guess_targets(draft: ImportDraft, remembered: dict[str, str]) -> dict[str, str]:
    """Each account of the file to the account that was opened for the import, if it is the only one; to what was
    chosen last time; to the account of that name; or to a new one of the type the file says. Else nothing."""
    own = {account.name.lower(): str(account.pk) for account in Account.objects.owned_by(draft.user)}
    accounts = find_file_accounts(draft.table, draft.mapping)
    if draft.account_id is not None and len(accounts) <= 1:
        return dict.fromkeys(accounts, str(draft.account_id))
    targets = {}
    for name, details in accounts.items():
        before = remembered.get(name, "")
        known = before if before in own.values() or before == SKIP_ACCOUNT else own.get(name.lower(), "")
        targets[name] = known or (f"{NEW_ACCOUNT_PREFIX}{details.kind}" if details.kind and name else "")
    return targets


@transaction.atomic
def save_mapping(*, draft: ImportDraft, mapping: ColumnMapping, targets: dict[str, str]) -> None:
    """Keep how the file is read, for it and for the next one with these headings."""
    draft.mapping, draft.targets = mapping, targets
    draft.save(update_fields=["mapping", "targets", "updated_at"])
    ImportMapping.objects.update_or_create(
        user=draft.user,
        fingerprint=header_fingerprint(draft.table.header),
        defaults={"mapping": ColumnMapping(mapping.columns, mapping.style), "targets": targets},
    )


def plan_import(*, draft: ImportDraft, locked: bool = False) -> ImportPlan:
    """The dry run: nothing is written. With `locked`, nobody else changes these accounts until the transaction ends."""
    wanted = {
        target
        for target in draft.targets.values()
        if target != SKIP_ACCOUNT and not target.startswith(NEW_ACCOUNT_PREFIX)
    }
    accounts = Account.objects.owned_by(draft.user).filter(pk__in=wanted - {""})
    positions = Position.objects.owned_by(draft.user).filter(account__in=wanted - {""}).order_by("pk")
    if locked:
        accounts, positions = accounts.select_for_update(), positions.select_for_update()
    found = {str(account.pk): account for account in accounts}
    if len(found) < len(wanted - {""}) or _has_name_conflict(draft):
        raise TargetAccountMissing
    today = timezone.localdate()
    lines = read_lines(draft.table, draft.mapping, today=today)
    plan = ImportPlanner(draft.user, found, today=today).build_plan(lines, draft.targets, positions)
    outside = (ImportChange("left_out", (out.line,), "", out.text, (out.reason,)) for out in draft.table.left_out)
    plan.changes = sorted((*plan.changes, *outside), key=lambda change: change.lines)
    return plan


def _has_name_conflict(draft: ImportDraft) -> bool:
    """Whether an account that is to be opened has the name of one that is there."""
    names = {name.lower() for name, target in draft.targets.items() if target.startswith(NEW_ACCOUNT_PREFIX)}
    own = Account.objects.owned_by(draft.user).values_list("name", flat=True) if names else ()
    return any(name.lower() in names for name in own)


@transaction.atomic
def apply_import(*, draft: ImportDraft, digest: str) -> ImportPlan:
    """Do what the dry run showed, all of it or nothing; `digest` names what was shown."""
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
    draft.delete()
    return plan
