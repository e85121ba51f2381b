"""Delete accounts and positions so that it can be undone for a day, with the same ids, figures and dates."""

from datetime import datetime
from itertools import chain, count

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from people import acting_as_staff
from people.audit import diff_values, record_event
from people.isolation.purposes import Purpose
from portfolios import events
from portfolios.changes.history import record_after_commit
from portfolios.changes.limits import TooManyHoldings, require_room
from portfolios.models import Account, Instrument, Position
from portfolios.models.base import AccountNameTaken
from portfolios.models.undo import Removal, RemovedAccount, RemovedContent, RemovedPosition

MAX_NAMED_POSITIONS = 5
MAX_NAME_LENGTH = 80


class RestoreRefused(Exception):
    """The undo is refused; the message says why and what to do instead."""


@transaction.atomic
def delete_position(*, position: Position) -> Removal:
    """Delete a position, which the caller has locked."""
    content = RemovedContent(positions=_lock_and_copy_positions(Position.objects.filter(pk=position.pk)))
    position.delete()
    gone = content.positions[0]
    before = {name: getattr(gone, name) for name in ("quantity", "cost_basis", "as_of_date")}
    record_event(events.POSITION_DELETED, by=position.user_id, row=Position(pk=gone.id), details=gone.symbol,
                 changes=diff_values(before, {}))  # fmt: skip
    return Removal.objects.create(
        user_id=position.user_id,
        kind=Removal.Kind.POSITION,
        label=content.positions[0].symbol,
        account_id=position.account_id,
        content=content,
    )


@transaction.atomic
def delete_account(*, account: Account) -> Removal:
    """Delete an account, which the caller has locked, and its positions in a constant number of statements."""
    user_id, account_id = account.user_id, account.pk
    positions = Position.objects.filter(account=account)
    content = RemovedContent(
        account=RemovedAccount.model_validate(account), positions=_lock_and_copy_positions(positions)
    )
    positions.delete_without_signals()
    account.delete()
    details = f"{account.name}, with {len(content.positions)} positions"
    record_event(events.ACCOUNT_DELETED, by=user_id, row=Account(pk=account_id), details=details)
    record_after_commit(user_id)
    return Removal.objects.create(
        user_id=user_id, kind=Removal.Kind.ACCOUNT, label=account.name, account_id=account_id, content=content
    )


def _lock_and_copy_positions(positions: QuerySet[Position]) -> tuple[RemovedPosition, ...]:
    """Copy positions and lock them, so that an edit in another tab comes first or finds nothing."""
    names = ("id", "instrument_id", "quantity", "cost_basis", "as_of_date", "version", "created_at")
    rows = positions.select_for_update(of=("self",)).order_by("id").values_list("instrument__symbol", *names)
    return tuple(
        RemovedPosition.model_construct(symbol=row[0], **dict(zip(names, row[1:], strict=True))) for row in rows
    )


@transaction.atomic
def restore(*, removal: Removal) -> Account:
    """Restore a deletion, which the caller has locked; each version is one higher. Raises RestoreRefused."""
    if removal.restored_at is not None:
        raise RestoreRefused(f"{removal.label} was already restored.")
    content = _resolve_instruments(removal)
    if content is not removal.content:
        removal.content = content
        removal.save(update_fields=["content", "updated_at"])
    try:
        require_room(removal.user_id, len(content.positions))
    except TooManyHoldings as error:
        raise RestoreRefused(str(error)) from error
    account = (
        _find_account_for_position(removal) if content.account is None else _recreate_account(removal, content.account)
    )
    removal.restore_positions()
    record_event(events.DELETION_UNDONE, by=removal.user_id, row=account, details=removal.label)
    record_after_commit(removal.user_id)
    return account


def _resolve_instruments(removal: Removal) -> RemovedContent:
    """Return the deleted rows, with merged private instruments replaced by the catalogue's."""
    positions = removal.content.positions
    visible = Instrument.objects.visible_to(removal.user_id)
    existing = set(visible.filter(pk__in={row.instrument_id for row in positions}).values_list("pk", flat=True))
    symbols = {row.symbol for row in positions if row.instrument_id not in existing}
    existing_symbols = {row.symbol for row in positions if row.instrument_id in existing}
    replacements = dict(
        visible.filter(symbol__in=symbols - existing_symbols).order_by("-owner").values_list("symbol", "pk")
    )
    if missing := [row for row in positions if row.instrument_id not in existing and row.symbol not in replacements]:
        held = ", ".join(f"{_format_quantity(row)} of {row.symbol}" for row in missing[:MAX_NAMED_POSITIONS])
        more = f" and {len(missing) - MAX_NAMED_POSITIONS} more" if len(missing) > MAX_NAMED_POSITIONS else ""
        raise RestoreRefused(
            f"{removal.label} cannot be restored: {held}{more} cannot be held any more, because "
            f"{'this instrument was' if len(missing) == 1 else 'these instruments were'} deleted. "
            f"Add {'it' if removal.kind == Removal.Kind.POSITION else 'the account'} again by hand."
        )
    moved = (
        row if row.instrument_id in existing else row.model_copy(update={"instrument_id": replacements[row.symbol]})
        for row in positions
    )
    return removal.content.model_copy(update={"positions": tuple(moved)}) if symbols else removal.content


def _find_account_for_position(removal: Removal) -> Account:
    """Return the account of a deleted position. Raises RestoreRefused if it is missing or holds the symbol again."""
    account = Account.objects.owned_by(removal.user_id).select_for_update().filter(pk=removal.account_id).first()
    if account is None:
        deleted = Removal.objects.owned_by(removal.user_id).filter(kind=Removal.Kind.ACCOUNT)
        can_come_back = deleted.undoable(now=timezone.now()).filter(account_id=removal.account_id).exists()
        raise RestoreRefused(
            f"The account that held {removal.label} was deleted, too. "
            + ("Undo that first, on the page of your accounts." if can_come_back else "Add it to another account.")
        )
    was = removal.content.positions[0]
    again = Position.objects.filter(account=account, instrument__symbol=was.symbol).first()
    if again is not None:
        raise RestoreRefused(
            f"{account.name} holds {was.symbol} again: {_format_quantity(again)} now, {_format_quantity(was)} were "
            f"deleted. Edit the position if the quantity is wrong."
        )
    return account


def _recreate_account(removal: Removal, was: RemovedAccount) -> Account:
    """Open the account again; its name gets a suffix if another account took it meanwhile."""
    taken = {other.upper() for other in Account.objects.owned_by(removal.user_id).values_list("name", flat=True)}
    suffixes = chain(["", " (restored)"], (f" (restored {number})" for number in count(2)))
    names = (was.name[: MAX_NAME_LENGTH - len(suffix)] + suffix for suffix in suffixes)
    name = next(each for each in names if each.upper() not in taken)
    fields = was.model_dump(exclude={"name", "version", "created_at"})
    try:
        account = Account.objects.create(user_id=removal.user_id, name=name, version=was.version + 1, **fields)
    except AccountNameTaken as error:
        raise RestoreRefused(f"Another account called {name} was just created. Please undo again.") from error
    Account.objects.filter(pk=account.pk).update(created_at=was.created_at)
    return account


def _format_quantity(row: Position | RemovedPosition) -> str:
    return f"{row.quantity.normalize():,f}"


def delete_expired_removals(*, now: datetime) -> int:
    """Purge deletions that can no longer be undone, and return how many there were."""
    with acting_as_staff(Purpose.REMOVALS):
        _, deleted = Removal.objects.expired(now=now).delete()
    return deleted.get(Removal._meta.label, 0)
