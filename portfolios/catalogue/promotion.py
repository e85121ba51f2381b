"""From a person's own instrument to the shared catalogue's: staff promote one, its owner merges theirs.

Locks, always in this order: the owner's accounts (who adds a position holds its account), then the two instruments by
id (as price updates do), then positions.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from people.acting import acting_as_staff
from people.models import AuditEvent, User
from portfolios.bounds import MONEY_BELOW, QUANTITY_BELOW
from portfolios.models import Account, Instrument, Position, PriceQuote


class PromotionRefused(Exception):
    """words: why, and what to do next."""

    words: ClassVar[str]


class InstrumentNotPrivate(PromotionRefused):
    words = "It is not anybody's own any more: it was promoted, merged or deleted meanwhile."


class InstrumentNotClassified(PromotionRefused):
    words = "Nobody has decided yet what it is made of. Classify it, or mark the proposal as reviewed; then promote."


class NoCatalogueInstrument(PromotionRefused):
    words = "The shared catalogue does not have this symbol any more. Your own stays as it is."


class MergedPositionTooLarge(PromotionRefused):
    words = "In one account both are held, and together that is more than a position can hold."


@dataclass(frozen=True)
class PromotionResult:
    """positions: how many now are of the shared instrument. summed: of these, with one of the same account."""

    instrument: Instrument
    positions: int
    summed: int


@dataclass(frozen=True)
class InstrumentPair:
    own: Instrument
    shared: Instrument | None


def promote(*, instrument: Instrument, by: User) -> PromotionResult:
    """Staff's decision. What the catalogue lacks becomes the shared instrument itself; else its positions move there.

    A missing price is no hindrance: it is said to be missing, and nobody has to invent one.
    """
    with acting_as_staff("promotion"):
        pair = _lock_pair(instrument.pk)
        if pair.shared is None:
            pair = _share_with_catalogue(pair.own)
        moved = (
            _positions_kept(pair.own)
            if pair.shared is None
            else _merge_instruments(pair.own, _fill_missing_price(pair.shared, pair.own))
        )
        _record_audit_event("instrument_promoted", moved, by)
        return moved


@transaction.atomic
def merge_into_catalogue(*, instrument: Instrument, owner: User) -> PromotionResult:
    """The owner takes the catalogue's instrument of this symbol in place of their own."""
    pair = _lock_pair(instrument.pk)
    if pair.own.owner_id != owner.pk:
        raise InstrumentNotPrivate
    if pair.shared is None:
        raise NoCatalogueInstrument
    moved = _merge_instruments(pair.own, pair.shared)
    _record_audit_event("instrument_merged", moved, owner)
    return moved


def _lock_pair(pk: UUID) -> InstrumentPair:
    before = Instrument.objects.private().filter(pk=pk).first()
    if before is None:
        raise InstrumentNotPrivate
    list(Account.objects.filter(user=before.owner_id).order_by("pk").select_for_update().values_list("pk"))
    same = Q(pk=pk) | Q(owner__isnull=True, symbol=before.symbol)
    rows = list(Instrument.objects.filter(same).order_by("pk").select_for_update())
    own = next((row for row in rows if row.pk == pk and row.owner_id), None)
    if own is None:
        raise InstrumentNotPrivate
    return InstrumentPair(own, next((row for row in rows if row.owner_id is None), None))


def _share_with_catalogue(own: Instrument) -> InstrumentPair:
    """Make it the catalogue's; where a colleague made another person's so at the same moment, it joins that one."""
    if not own.is_classified:
        raise InstrumentNotClassified
    try:
        with transaction.atomic():
            own.move_to_catalogue()
    except IntegrityError:
        return _lock_pair(own.pk)
    return InstrumentPair(own, None)


def _positions_kept(own: Instrument) -> PromotionResult:
    return PromotionResult(own, own.positions.count(), 0)


def _fill_missing_price(shared: Instrument, own: Instrument) -> Instrument:
    """Staff saw the price that they promote; it stands in where the catalogue has none."""
    if shared.current_price is None and own.current_price is not None:
        names = ("current_price", "priced_at", "price_source")
        for name in names:
            setattr(shared, name, getattr(own, name))
        shared.save(update_fields=[*names, "updated_at"])
    return shared


def _merge_instruments(own: Instrument, shared: Instrument) -> PromotionResult:
    rows = list(own.positions.select_for_update().order_by("pk"))
    there = shared.positions.filter(account__in=[row.account_id for row in rows]).select_for_update().order_by("pk")
    held = {row.account_id: row for row in there}
    for row in rows:
        if row.account_id in held:
            _merge_positions(held[row.account_id], row)
        else:
            row.change(instrument=shared)
    _move_quotes(own, shared)
    own.delete()
    return PromotionResult(shared, len(rows), len(held))


def _merge_positions(kept: Position, more: Position) -> None:
    """What is not known of one is not known of both; of two days, the older is the one that is true of all of it."""
    quantity, cost = kept.quantity + more.quantity, _add_known(kept.cost_basis, more.cost_basis)
    if quantity >= QUANTITY_BELOW or (cost is not None and cost >= MONEY_BELOW):
        raise MergedPositionTooLarge
    more.delete()
    kept.change(quantity=quantity, cost_basis=cost, as_of_date=_earlier_known(kept.as_of_date, more.as_of_date))


def _add_known(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _earlier_known(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else min(one, other)


def _move_quotes(own: Instrument, shared: Instrument) -> None:
    """Closes that were believed are of the symbol, whoever's it is; what waits or was rejected was judged against the
    price of one's own, and goes with it."""
    known = shared.quotes.filter(date=OuterRef("date"), source=OuterRef("source"))
    own.quotes.filter(~Exists(known), status=PriceQuote.Status.ACCEPTED).update(instrument=shared)


def _record_audit_event(action: str, moved: PromotionResult, by: User) -> None:
    details = f"{moved.instrument.symbol}: {moved.positions} positions, {moved.summed} of them summed"
    AuditEvent.objects.create(
        user=by, action=action, object_type="instrument", object_id=str(moved.instrument.pk), details=details
    )
