"""The steps of an import: read a file into a draft, compare it with what is stored, apply all of it or nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from people.audit import record_event
from people.models import User
from portfolios import events
from portfolios.changes.deletion import delete_position
from portfolios.importers.columns import ColumnMapping, find_preset, header_fingerprint
from portfolios.importers.readers.formats import guess_mapping
from portfolios.importers.readers.pdf import is_pdf
from portfolios.importers.readers.sandbox import read_untrusted
from portfolios.importers.recognition.evidence import CurrencyEvidence
from portfolios.importers.rows import read_lines
from portfolios.importers.table import MAX_ROWS, FileUnreadable, Table
from portfolios.importing.apply import write_import_plan
from portfolios.importing.file_accounts import (
    TargetAccountMissing,
    choose_accounts,
    find_file_accounts,
    is_target,
)
from portfolios.importing.histories import HistoryJoiner
from portfolios.importing.matching import EarlierFile, guess_targets, link_targets, remember_targets
from portfolios.importing.money import find_stated_total
from portfolios.importing.plan import (
    NEW_ACCOUNT_PREFIX,
    SAME_ACCOUNT_PREFIX,
    SKIP_ACCOUNT,
    FileLines,
    ImportChange,
    ImportedFile,
    ImportPlan,
)
from portfolios.importing.planner import ImportPlanner
from portfolios.importing.statements import StatementUnread, find_refusal, send_statement
from portfolios.models import Account, Position
from portfolios.models.imports import ImportDraft, ImportMapping

NO_TABLE = Table((), 0, ())
"""That of a file that cannot be read."""


class PlanChanged(Exception):
    """The portfolio changed, so the import would no longer do what was shown."""


class AnswerRefused(Exception):
    """An answer about a file does not fit it. The message says why."""


class NothingToImport(Exception):
    """No row would be imported."""


class DifferenceNotAccepted(Exception):
    """The import gives another sum than the file, or computed positions, and the person did not accept that."""


@transaction.atomic
def start_import(*, user: User, account: Account | None, files: Sequence[tuple[str, bytes]]) -> list[ImportDraft]:
    """Read files, each a name and its data, into drafts that replace the last import.

    A file that cannot be read becomes a draft with the reason. Raises FileUnreadable if none can be read, or they have
    too many rows together.
    """
    drafts = [
        ImportDraft(user=user, account=account, number=n, file_name=name[:200]) for n, (name, _) in enumerate(files)
    ]
    refusal = find_refusal(user) if any(is_pdf(data) for _, data in files) else ""
    for draft, (_, data) in zip(drafts, files, strict=True):
        read_into(draft, data, refusal)
    keep_histories(drafts)
    for n, draft in enumerate(drafts):
        link_accounts(draft, drafts[:n])
    if all(draft.refused for draft in drafts):
        several = len(drafts) > 1
        raise FileUnreadable(
            " ".join(f"{draft.file_name}: {draft.refused}" if several else draft.refused for draft in drafts)
        )
    if sum(len(draft.table.rows) for draft in drafts) > MAX_ROWS:
        raise FileUnreadable(f"Together these files have more than {MAX_ROWS:,} rows. Import one after the other.")
    ImportDraft.objects.filter(user=user).delete()
    ImportDraft.objects.bulk_create(drafts)
    for draft in drafts:
        if draft.is_waiting:
            send_statement(draft)
    return drafts


def keep_histories(drafts: Sequence[ImportDraft]) -> None:
    """Keep the transactions of several files, which may complete each other. Those of a single file count alone."""
    listing = [draft for draft in drafts if draft.table.transactions is not None]
    for draft in listing if len(listing) < 2 else ():
        if draft.table.gap:
            refuse_draft(draft, draft.table.gap)
        else:
            draft.table = replace(draft.table, history=None)


def read_into(draft: ImportDraft, data: bytes, pdf_refusal: str = "") -> None:
    """Read a file into a draft. One that cannot be read gets the reason; the text of a PDF waits for a model.

    pdf_refusal: why no language model may read a PDF.
    """
    try:
        if pdf_refusal and is_pdf(data):
            raise FileUnreadable(pdf_refusal)
        draft.table = read_untrusted(data)
    except FileUnreadable as error:
        refuse_draft(draft, str(error))
    else:
        if draft.table.is_text:
            draft.mapping, draft.reading = ColumnMapping(), ImportDraft.Reading.WAITING
        else:
            match_columns(draft)


def refuse_draft(draft: ImportDraft, reason: str) -> None:
    draft.table, draft.mapping, draft.refused = NO_TABLE, ColumnMapping(), reason[:1_000]


@transaction.atomic
def finish_reading(*, draft_id: UUID, rows: Table | None, refused: str = "") -> bool:
    """Store what came of reading a statement: its rows, or why it is refused. Return False if it is gone meanwhile."""
    waiting = ImportDraft.objects.exclude(reading="").select_related("user", "account")
    draft = waiting.select_for_update(of=("self",)).filter(pk=draft_id).first()
    if draft is None:
        return False
    draft.reading = ""
    if rows is None:
        refuse_draft(draft, refused)
    else:
        draft.table = rows
        match_columns(draft)
        link_accounts(draft, ImportDraft.objects.of_import(draft).filter(number__lt=draft.number))
    draft.save()
    return True


def match_columns(draft: ImportDraft) -> None:
    """Guess the columns and accounts of a draft, or take those that are remembered for a file with its headings."""
    table, fingerprint = draft.table, header_fingerprint(draft.table.header)
    remembered = ImportMapping.objects.filter(user=draft.user, fingerprint=fingerprint).first()
    draft.mapping = guess_mapping(table) if remembered is None else replace(remembered.mapping, dated=table.dated)
    targets = {} if remembered is None else remembered.targets
    draft.targets = guess_targets(draft.user, find_file_accounts(table, draft.mapping), targets, draft.account)


def link_accounts(draft: ImportDraft, earlier: Iterable[ImportDraft]) -> None:
    """Lead accounts of a draft to those of earlier files of the upload whose numbers may be the same."""
    files = [
        EarlierFile(one.number, one.targets, find_file_accounts(one.table, one.mapping))
        for one in earlier
        if not one.refused and not one.is_waiting
    ]
    if files and draft.targets:
        draft.targets = link_targets(draft.targets, find_file_accounts(draft.table, draft.mapping), files)


def next_to_match(draft: ImportDraft, *, after: int = -1) -> ImportDraft | None:
    """Return the next file of an import that has something to ask, or waits; None if the import can be checked."""
    files = ImportDraft.objects.of_import(draft).filter(number__gt=after, refused="")
    return next((one for one in files if not is_ready_to_check(one)), None)


def is_ready_to_check(draft: ImportDraft) -> bool:
    """Return whether nothing is left to ask: accounts have targets, columns and currency are certain or confirmed."""
    if draft.is_waiting:
        return False
    if not all(draft.targets.values()) or needs_currency(draft.table, draft.mapping):
        return False
    if draft.table.is_exact or find_preset(draft.table.header) is not None:
        return True
    fingerprint = header_fingerprint(draft.table.header)
    return bool(draft.targets) and ImportMapping.objects.filter(user=draft.user, fingerprint=fingerprint).exists()


def needs_currency(table: Table, mapping: ColumnMapping) -> bool:
    """Return whether a row has amounts and nothing says their currency. Transactions say it when they are counted."""
    if table.is_activity:
        return False
    evidence = CurrencyEvidence(table, mapping)
    return any(map(evidence.is_unknown, table.rows))


@transaction.atomic
def save_mapping(*, draft: ImportDraft, mapping: ColumnMapping, targets: dict[str, str]) -> None:
    """Save how the file is read, for this draft, later files of the upload with these headings, and the next import."""
    draft.mapping, draft.targets = mapping, targets
    fingerprint = header_fingerprint(draft.table.header)
    kept = {name: target for name, target in targets.items() if not target.startswith(SAME_ACCOUNT_PREFIX)}
    draft.save(update_fields=["mapping", "targets", "updated_at"])
    ImportMapping.objects.update_or_create(
        user=draft.user,
        fingerprint=fingerprint,
        defaults={
            "mapping": replace(mapping, dated=None),
            "targets": remember_targets(kept, find_file_accounts(draft.table, mapping), draft.user.pk),
        },
    )
    for later in ImportDraft.objects.of_import(draft).filter(number__gt=draft.number, refused=""):
        if header_fingerprint(later.table.header) == fingerprint:
            match_columns(later)
            link_accounts(later, ImportDraft.objects.of_import(draft).filter(number__lt=later.number))
            later.save(update_fields=["mapping", "targets", "updated_at"])


@transaction.atomic
def answer_file(
    *, draft: ImportDraft, columns: Mapping[str, int] | None, currency: str, accounts: Mapping[str, str] | None
) -> None:
    """Confirm how a file is read, as on the page of its columns; without an answer nothing changes.

    Raises AnswerRefused.
    """
    if draft.refused or (columns is None and accounts is None and not currency):
        return
    mapping = replace(draft.mapping, currency=currency or draft.mapping.currency)
    if columns is not None:
        if max(columns.values(), default=0) >= len(draft.table.header):
            raise AnswerRefused(f"{draft.file_name} has {len(draft.table.header)} columns.")
        if len(set(columns.values())) < len(columns):
            raise AnswerRefused(f"{draft.file_name}: two fields are in one column.")
        mapping = replace(mapping, columns=dict(columns))
    named = find_file_accounts(draft.table, mapping)
    remembered = {**dict.fromkeys(named, ""), **{name: one for name, one in draft.targets.items() if name in named}}
    for name, target in (accounts or {}).items():
        if name not in named:
            raise AnswerRefused(f"{draft.file_name} has no account called “{name[:60]}”.")
        if not is_target(target, draft):
            raise AnswerRefused(f"“{target[:60]}” is no account, type of account or “skip”.")
    save_mapping(draft=draft, mapping=mapping, targets={**remembered, **(accounts or {})})


def plan_import(*, draft: ImportDraft, locked: bool = False) -> ImportPlan:
    """Plan the import of a draft and the files beside it, without writing.

    locked: lock the accounts and positions until the transaction ends. Raises TargetAccountMissing and StatementUnread.
    """
    beside = ImportDraft.objects.of_import(draft).exclude(pk=draft.pk).select_related("user")
    drafts = sorted([draft, *beside], key=lambda one: one.number)
    files = [one for one in drafts if not one.refused]
    if not files or any(one.is_waiting for one in files):
        raise StatementUnread
    chosen_accounts = choose_accounts(files)
    chosen = {
        key for accounts in chosen_accounts for key in accounts.values() if not key.startswith(NEW_ACCOUNT_PREFIX)
    }
    chosen -= {SKIP_ACCOUNT, ""}
    own = Account.objects.owned_by(draft.user)
    accounts = own.filter(pk__in=chosen)
    positions = Position.objects.owned_by(draft.user).filter(account_id__in=chosen).order_by("pk")
    if locked:
        accounts, positions = accounts.select_for_update(), positions.select_for_update()
    found = {str(account.pk): account for account in accounts}
    if len(found) < len(chosen):
        raise TargetAccountMissing
    read = [read_draft_lines(one, becomes) for one, becomes in zip(files, chosen_accounts, strict=True)]
    joiner = HistoryJoiner(read, [one.table for one in files], [one.mapping for one in files])
    read = joiner.join(today=timezone.localdate())
    plan = ImportPlanner(draft.user, found, today=timezone.localdate()).build_plan(read, positions)
    plan.unread = [(one.file_name, one.refused) for one in drafts if one.refused]
    outside = (
        ImportChange("left_out", (out.line,), "", out.text, (out.reason,), file=number, file_name=plan.name_of(number))
        for number, one in enumerate(files)
        for out in one.table.left_out
    )
    plan.changes = sorted((*plan.changes, *outside), key=lambda change: (change.file, change.lines))
    return plan


def read_draft_lines(draft: ImportDraft, accounts: Mapping[str, str]) -> FileLines:
    """Return what the rows of a draft say. accounts: what each account of the file becomes."""
    table, preset = draft.table, find_preset(draft.table.header)
    file = ImportedFile(draft.pk, draft.file_name, preset.name if preset else "", table.remarks)
    if table.is_activity:
        return FileLines(file, [], accounts)
    lines = list(read_lines(table, draft.mapping, today=timezone.localdate()))
    return FileLines(file, lines, accounts, table.computed, find_stated_total(table, draft.mapping))


@transaction.atomic
def save_names(*, draft: ImportDraft, names: dict[str, str]) -> None:
    """Save the symbols that a person chose for rows without one, for all files of an import and the next like them."""
    for one in ImportDraft.objects.of_import(draft).filter(refused=""):
        mapping = replace(one.mapping, names={**one.mapping.names, **names})
        save_mapping(draft=one, mapping=mapping, targets=one.targets)


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
    if plan.must_accept and not accepts_difference:
        raise DifferenceNotAccepted
    try:
        with transaction.atomic():
            write_import_plan(plan, draft.user)
            absent = [one.position_id for one in plan.absent if str(one.position_id) in gone]
            for position in Position.objects.owned_by(draft.user).filter(pk__in=absent).select_for_update():
                delete_position(position=position)
    except IntegrityError as error:
        raise PlanChanged from error
    counts = f"{plan.accepted_row_count} rows of {plan.file_names}, import {draft.pk}"
    record_event(events.IMPORTED, by=draft.user, row=draft, details=counts)
    ImportDraft.objects.of_import(draft).delete()
    return plan
