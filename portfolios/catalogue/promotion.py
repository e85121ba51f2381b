"""Move private instruments to the shared catalogue: staff promote one, or its owner merges it.

Locks are always taken in this order: the owner's accounts (adding a position locks its account), then both
instruments by id (as price updates do), then positions.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from people.acting import acting_as_staff
from people.audit import EventKind, record_event
from people.isolation.purposes import Purpose
from people.models import User
from portfolios import events
from portfolios.bounds import MONEY_LIMIT, QUANTITY_LIMIT
from portfolios.models import Account, Instrument, PriceQuote


class PromotionRefused(Exception):
    """The move is refused; `message` says why and what to do next."""

    message: ClassVar[str]


class InstrumentNotPrivate(PromotionRefused):
    message = "It is no longer a private instrument: it was promoted, merged or deleted."


class InstrumentNotClassified(PromotionRefused):
    message = "It is not classified yet. Classify it or mark the proposal as reviewed, then promote it."


class NoCatalogueInstrument(PromotionRefused):
    message = "The shared catalogue no longer has this symbol. Your own instrument is unchanged."


class OtherCurrency(PromotionRefused):
    message = "The two are quoted in different currencies, so their prices and costs do not add up."


class MergedPositionTooLarge(PromotionRefused):
    message = "One account holds both, and their sum is too large for one position."


@dataclass(frozen=True)
class PromotionResult:
    """`positions` counts those that now use the shared instrument, `summed` those merged with another one."""

    instrument: Instrument
    positions: int
    summed: int


@dataclass(frozen=True)
class InstrumentPair:
    own: Instrument
    shared: Instrument | None


def promote(*, instrument: Instrument, by: User) -> PromotionResult:
    """Share an instrument with everybody, or move its positions to the one that the catalogue already has.

    The price may be missing; if only the catalogue has none, it takes this one. Raises PromotionRefused.
    """
    with acting_as_staff(Purpose.PROMOTION):
        pair = _lock_pair(instrument.pk)
        if pair.shared is None:
            if not pair.own.is_classified:
                raise InstrumentNotClassified
            try:
                with transaction.atomic():
                    pair.own.move_to_catalogue()
            except IntegrityError:  # a colleague just moved another instrument of this symbol: merge with that one
                pair = _lock_pair(pair.own.pk)
        if pair.shared is None:
            moved = PromotionResult(pair.own, pair.own.positions.count(), 0)
        else:
            if pair.shared.current_price is None and pair.own.current_price is not None:
                price = {name: getattr(pair.own, name) for name in ("current_price", "priced_at", "price_source")}
                for name, value in price.items():
                    setattr(pair.shared, name, value)
                pair.shared.save(update_fields=[*price, "updated_at"])
            moved = _merge_instruments(pair.own, pair.shared)
        _record_audit_event(events.PROMOTED, moved, by)
        return moved


def merge_into_catalogue(*, instrument: Instrument, owner: User) -> PromotionResult:
    """Replace a person's own instrument by the catalogue's of the same symbol. Raises PromotionRefused."""
    with acting_as_staff(Purpose.PROMOTION):
        pair = _lock_pair(instrument.pk)
        if pair.own.owner_id != owner.pk:
            raise InstrumentNotPrivate
        if pair.shared is None:
            raise NoCatalogueInstrument
        moved = _merge_instruments(pair.own, pair.shared)
        _record_audit_event(events.MERGED, moved, owner)
        return moved


def _lock_pair(pk: UUID) -> InstrumentPair:
    before = Instrument.objects.private().filter(pk=pk).first()
    if before is None:
        raise InstrumentNotPrivate
    list(Account.objects.filter(user=before.owner_id).order_by("pk").select_for_update().values_list("pk"))
    same = Q(pk=pk) | Q(owner__isnull=True, symbol=before.symbol)
    rows = list(Instrument.objects.filter(same).order_by("pk").select_for_update(no_key=True))
    own = next((row for row in rows if row.pk == pk and row.owner_id), None)
    if own is None:
        raise InstrumentNotPrivate
    shared = next((row for row in rows if row.owner_id is None), None)
    if shared is not None and shared.currency != own.currency:
        raise OtherCurrency
    return InstrumentPair(own, shared)


def _merge_instruments(own: Instrument, shared: Instrument) -> PromotionResult:
    """Move the positions to the shared instrument, and sum the two positions of an account that holds both.

    A sum has no cost if either cost is unknown, and no day if either day is; of two days it gets the older.
    """
    rows = list(own.positions.select_for_update().order_by("pk"))
    existing = shared.positions.filter(account__in=[row.account_id for row in rows]).select_for_update().order_by("pk")
    held = {row.account_id: row for row in existing}
    for row in rows:
        if (kept := held.get(row.account_id)) is None:
            row.change(instrument=shared)
            continue
        quantity, costs = kept.quantity + row.quantity, [kept.cost_basis, row.cost_basis]
        cost = None if None in costs else sum(filter(None, costs), Decimal(0))
        if quantity >= QUANTITY_LIMIT or (cost is not None and cost >= MONEY_LIMIT):
            raise MergedPositionTooLarge
        days = [kept.as_of_date, row.as_of_date]
        row.delete()
        kept.change(quantity=quantity, cost_basis=cost, as_of_date=None if None in days else min(filter(None, days)))
    # Accepted closes belong to the symbol. Others were judged against the owner's price and are deleted with it.
    known = shared.quotes.filter(date=OuterRef("date"), source=OuterRef("source"))
    own.quotes.filter(~Exists(known), status=PriceQuote.Status.ACCEPTED).update(instrument=shared)
    own.delete()
    return PromotionResult(shared, len(rows), len(held))


def _record_audit_event(kind: EventKind, moved: PromotionResult, by: User) -> None:
    """Record which instrument moved, and how many positions with it."""
    details = f"{moved.instrument.symbol}: {moved.positions} positions, {moved.summed} of them summed"
    record_event(kind, by=by, row=moved.instrument, details=details)
