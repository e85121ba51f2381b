"""Create and change accounts, positions and private instruments.

Page, API, import and sample data all call these functions. They take checked values, never a form or a request.
Each finds its rows among those of `user`, so a row of somebody else counts as missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from people.audit import Edit, diff_values, record_edits, record_event
from people.models import User
from portfolios import events
from portfolios.account_kinds import find_account_kind
from portfolios.catalogue.classification_requests import request_classification
from portfolios.changes.history import record_after_commit
from portfolios.changes.limits import require_room
from portfolios.currencies import BASE_CURRENCY
from portfolios.models import Account, Instrument, Position
from portfolios.models.classification import SPLIT_FIELDS

BATCH_SIZE = 5_000
POSITION_FIELDS = ("quantity", "cost_basis", "as_of_date")


class StaleVersion(Exception):
    """The row was changed since the version that the edit started from; `current` is the stored row."""

    def __init__(self, current: Account | Position) -> None:
        super().__init__(f"{current._meta.verbose_name} {current.pk} is at version {current.version}")
        self.current = current


class AlreadyHeld(Exception):
    """The account already holds this instrument, in `position`."""

    def __init__(self, position: Position) -> None:
        super().__init__(f"position {position.pk}")
        self.position = position


@dataclass(frozen=True)
class NewPosition:
    account_id: UUID
    instrument_id: UUID
    quantity: Decimal
    cost_basis: Decimal | None = None
    as_of_date: date | None = None


@dataclass(frozen=True)
class PositionChange:
    """`values` holds the fields that change, `version` the version that the edit started from."""

    position_id: UUID
    version: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class EnteredPrice:
    """A price that a person entered. Without a day it is the current price."""

    price: Decimal | None
    day: date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """Return the price, its moment (now, or the end of its day) and its source."""
        if self.price is None:
            return {"current_price": None, "priced_at": None, "price_source": Instrument.PriceSource.NONE}
        now = timezone.now()
        moment = now if self.day is None else min(now, timezone.make_aware(datetime.combine(self.day, time.max)))
        return {"current_price": self.price, "priced_at": moment, "price_source": Instrument.PriceSource.ENTERED}


@dataclass(frozen=True)
class NewInstrument:
    """`splits` is the owner's classification. None: the tagger proposes one."""

    symbol: str
    name: str
    instrument_type: str
    price: EnteredPrice = EnteredPrice(None)
    splits: Mapping[str, dict[str, Decimal]] | None = None
    currency: str = BASE_CURRENCY


@transaction.atomic
def create_account(*, user: User, values: Mapping[str, Any]) -> Account:
    """Create an account; college savings do not count for retirement unless `values` say so.

    Raises AccountNameTaken.
    """
    counts = {"counts_for_retirement": find_account_kind(values["kind"]).counts_for_retirement}
    account = Account.objects.create(user=user, **{**counts, **values})
    shown = {name: value for name, value in values.items() if name != "id"}
    record_event(events.ACCOUNT_ADDED, by=user, row=account, details=account.name, changes=diff_values({}, shown))
    return account


@transaction.atomic
def update_account(*, user: User, account_id: UUID, version: int, values: Mapping[str, Any]) -> Account:
    """Change fields of an account. Raises Account.DoesNotExist, StaleVersion and AccountNameTaken."""
    account: Account = Account.objects.owned_by(user).select_for_update().get(pk=account_id)
    if account.version != version:
        raise StaleVersion(account)
    before = {name: getattr(account, name) for name in values}
    account.change(**values)
    changes = diff_values(before, values)
    record_edits(events.ACCOUNT_CHANGED, by=user, edits=[Edit(account, account.name, changes)])
    return account


@transaction.atomic
def add_position(*, user: User, new: NewPosition, when_held: str = "", held_version: int | None = None) -> Position:
    """Add a position. Where the account holds the instrument, add to that position or replace its figures.

    `when_held` is "add", "replace" or empty; `held_version` is the version of the position that the person saw.
    Unknown values never erase a recorded cost or day, but a sum with an unknown part is unknown.
    Raises AlreadyHeld where `when_held` is empty, StaleVersion, TooManyHoldings, and DoesNotExist of account and
    instrument.
    """
    Account.objects.owned_by(user).select_for_update().get(pk=new.account_id)
    same = Position.objects.owned_by(user).filter(account_id=new.account_id, instrument_id=new.instrument_id)
    held = same.select_for_update().first()
    if held is None:
        return create_positions(user=user, rows=[new])[0]
    if not when_held:
        raise AlreadyHeld(held)
    values = {name: value for name in POSITION_FIELDS if (value := getattr(new, name)) is not None}
    if when_held == "add":
        values["quantity"], values["cost_basis"] = add_to_position(held, new.quantity, new.cost_basis)
    version = held.version if held_version is None else held_version
    return change_position(user=user, position_id=held.pk, version=version, values=values)


def add_to_position(held: Position, quantity: Decimal, cost: Decimal | None) -> tuple[Decimal, Decimal | None]:
    """Return quantity and cost after adding to a position; the cost is None unless both parts are known."""
    together = None if cost is None or held.cost_basis is None else held.cost_basis + cost
    return held.quantity + quantity, together


@transaction.atomic
def create_positions(*, user: User, rows: Sequence[NewPosition]) -> list[Position]:
    """Create positions in as few statements as possible, so that a large import stays fast.

    Raises Account.DoesNotExist, Instrument.DoesNotExist, TooManyHoldings, and IntegrityError where an account holds the
    instrument.
    """
    require_room(user.pk, len(rows))
    accounts, instruments = {row.account_id for row in rows}, {row.instrument_id for row in rows}
    if len(accounts) != Account.objects.owned_by(user).filter(pk__in=accounts).count():
        raise Account.DoesNotExist
    symbols = dict(Instrument.objects.visible_to(user).filter(pk__in=instruments).values_list("pk", "symbol"))
    if len(instruments) != len(symbols):
        raise Instrument.DoesNotExist
    created = [
        Position(
            user=user,
            account_id=row.account_id,
            instrument_id=row.instrument_id,
            **{name: getattr(row, name) for name in POSITION_FIELDS},
        )
        for row in rows
    ]
    Position.objects.bulk_create(created, batch_size=BATCH_SIZE)
    added = (Edit(row, symbols[row.instrument_id], diff_values({}, _figures(row))) for row in created)
    record_edits(events.POSITION_ADDED, by=user, edits=added)
    record_after_commit(user.pk)
    return created


def _figures(position: Position) -> dict[str, Any]:
    return {name: getattr(position, name) for name in POSITION_FIELDS}


def change_position(*, user: User, position_id: UUID, version: int, values: Mapping[str, Any]) -> Position:
    """Change fields of one position. Raises Position.DoesNotExist and StaleVersion."""
    return change_positions(user=user, changes=[PositionChange(position_id, version, values)])[0]


@transaction.atomic
def change_positions(*, user: User, changes: Sequence[PositionChange]) -> list[Position]:
    """Change positions, each one version higher. Raises Position.DoesNotExist and StaleVersion."""
    changed: list[Position] = []
    edits: list[Edit] = []
    for start in range(0, len(changes), BATCH_SIZE):
        batch = changes[start : start + BATCH_SIZE]
        ids = [change.position_id for change in batch]
        own = Position.objects.owned_by(user).select_related("instrument").order_by("pk")
        stored = own.select_for_update().in_bulk(ids)
        for change in batch:
            if (position := stored.get(change.position_id)) is None:
                raise Position.DoesNotExist
            if position.version != change.version:
                raise StaleVersion(position)
            before = _figures(position)
            for name, value in change.values.items():
                setattr(position, name, value)
            position.version += 1
            changed.append(position)
            edits.append(Edit(position, position.instrument.symbol, diff_values(before, _figures(position))))
        Position.objects.bulk_create(  # every row exists, so one statement updates them all
            list(stored.values()),
            update_conflicts=True,
            unique_fields=["account", "instrument"],
            update_fields=[*POSITION_FIELDS, "version", "updated_at"],
        )
    record_edits(events.POSITION_CHANGED, by=user, edits=edits)
    record_after_commit(user.pk)
    return changed


def get_or_create_instrument(*, user: User, details: NewInstrument) -> Instrument:
    """Return this person's instrument for a symbol; create a private one for an unknown symbol."""
    known = Instrument.objects.find_by_symbol(details.symbol, user=user)
    if known is not None:
        return known
    try:
        return create_private_instruments(user=user, rows=[details])[0]
    except IntegrityError:  # another request of theirs was faster
        return Instrument.objects.get(owner=user, symbol=details.symbol)


@transaction.atomic
def create_private_instruments(*, user: User, rows: Sequence[NewInstrument]) -> list[Instrument]:
    """Create a person's own instruments and ask the tagger about those that the owner does not classify."""
    by_owner = {"classified_by": Instrument.ClassifiedBy.OWNER, "reviewed": True}
    created = [
        Instrument(
            owner=user,
            symbol=row.symbol,
            name=row.name,
            instrument_type=row.instrument_type,
            currency=row.currency,
            **row.price.columns,
            **({} if row.splits is None else {**row.splits, **by_owner}),
        )
        for row in rows
    ]
    Instrument.objects.bulk_create(created, batch_size=BATCH_SIZE)
    added = (Edit(row, row.symbol, diff_values({}, _shown_values(row))) for row in created)
    record_edits(events.OWN_INSTRUMENT_ADDED, by=user, edits=added)
    request_classification([row for row in created if not row.classified_by])
    record_after_commit(user.pk)
    return created


SHOWN_FIELDS = ("name", "instrument_type", "currency", "current_price", *SPLIT_FIELDS)


def _shown_values(instrument: Instrument) -> dict[str, Any]:
    return {name: getattr(instrument, name) for name in SHOWN_FIELDS}


@transaction.atomic
def enter_prices(*, user: User, prices: Mapping[UUID, EnteredPrice]) -> None:
    """Store prices that a person entered for their own instruments. Other ids are ignored."""
    columns = ("current_price", "priced_at", "price_source", "updated_at")
    own = Instrument.objects.filter(owner=user, pk__in=prices).only("symbol", *columns).order_by("pk")
    rows, edits = list(own.select_for_update()), []
    for row in rows:
        before = {"current_price": row.current_price}
        for name, value in prices[row.pk].columns.items():
            setattr(row, name, value)
        row.updated_at = timezone.now()
        edits.append(Edit(row, row.symbol, diff_values(before, {"current_price": row.current_price})))
    Instrument.objects.bulk_update(rows, columns, batch_size=500)
    record_edits(events.OWN_INSTRUMENT_CHANGED, by=user, edits=edits)
    record_after_commit(user.pk)


@transaction.atomic
def update_instrument(
    *, user: User, instrument_id: UUID, name: str, instrument_type: str, currency: str = "",
    price: EnteredPrice | None = None,
) -> Instrument:  # fmt: skip
    """Change a person's own instrument; without `price` its price stays, without `currency` its currency.

    A new name or type deletes an unconfirmed proposal and asks the tagger again. Raises Instrument.DoesNotExist.
    """
    instrument = Instrument.objects.select_for_update().get(pk=instrument_id, owner=user)
    before = _shown_values(instrument)
    is_renamed = (instrument.name, instrument.instrument_type) != (name, instrument_type)
    values = {"name": name, "instrument_type": instrument_type, "currency": currency or instrument.currency}
    values |= price.columns if price else {}
    for field, value in values.items():
        setattr(instrument, field, value)
    instrument.save(update_fields=[*values, "updated_at"])
    changes = diff_values(before, _shown_values(instrument))
    record_edits(events.OWN_INSTRUMENT_CHANGED, by=user, edits=[Edit(instrument, instrument.symbol, changes)])
    if is_renamed and (instrument.is_proposal or not instrument.classified_by):
        return classify_instrument(user=user, instrument_id=instrument_id, splits={split: {} for split in SPLIT_FIELDS})
    return instrument


@transaction.atomic
def classify_instrument(*, user: User, instrument_id: UUID, splits: Mapping[str, dict[str, Decimal]]) -> Instrument:
    """Store the owner's classification; an empty one asks the tagger. Raises Instrument.DoesNotExist."""
    instrument = Instrument.objects.select_for_update().get(pk=instrument_id, owner=user)
    before = {name: getattr(instrument, name) for name in SPLIT_FIELDS}
    instrument.classify(**splits)
    changes = diff_values(before, {name: getattr(instrument, name) for name in SPLIT_FIELDS})
    record_edits(events.OWN_INSTRUMENT_CHANGED, by=user, edits=[Edit(instrument, instrument.symbol, changes)])
    if not instrument.classified_by:
        request_classification([instrument])
    return instrument
