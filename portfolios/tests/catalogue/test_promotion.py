"""Promoting or merging a private instrument moves its positions, or is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from people import acting_as
from people.models import AuditEvent
from portfolios.catalogue.promotion import (
    InstrumentNotClassified,
    InstrumentNotPrivate,
    MergedPositionTooLarge,
    NoCatalogueInstrument,
    merge_into_catalogue,
    promote,
)
from portfolios.models import Account, Instrument, PortfolioValue, PriceQuote
from portfolios.models.snapshots import take_snapshot
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.promoted_instruments import MONDAY, PRICED, SPLIT, positions_of, shared_acme
from portfolios.valuation.value import compute_valuation


def total_of(user):
    return compute_valuation(take_snapshot(user.pk, now=timezone.now())).total


def test_promoting_shares_a_new_instrument(alice, sam, acme, alices_account):
    position = make_position(alices_account, acme, "3.5")
    before = total_of(alice)
    moved = promote(instrument=acme, by=sam)
    acme.refresh_from_db()
    assert (moved.instrument, moved.positions, moved.summed) == (acme, 1, 0)
    assert (acme.owner, acme.reviewed, acme.classified_by, acme.is_classified) == (None, True, "staff", True)
    assert positions_of(alices_account) == [(acme.pk, position.quantity, None, None, 1)]
    assert total_of(alice) == before


def test_promoting_merges_into_the_shared_one(alice, sam, acme, alices_account):
    shared = shared_acme()
    make_position(alices_account, acme, "3", cost_basis=Decimal(30), as_of_date=date(2026, 1, 1))
    before = total_of(alice)
    moved = promote(instrument=acme, by=sam)
    assert (moved.instrument, moved.positions, moved.summed) == (shared, 1, 0)
    assert positions_of(alices_account) == [(shared.pk, 3, 30, date(2026, 1, 1), 2)]
    assert not Instrument.objects.filter(pk=acme.pk).exists()
    assert total_of(alice) == before


@pytest.mark.parametrize(
    ("costs", "cost", "days", "day"),
    [
        (("30", "12.50"), Decimal("42.50"), (date(2026, 1, 1), date(2025, 6, 30)), date(2025, 6, 30)),
        ((None, "12.50"), None, (date(2026, 1, 1), None), None),
        (("30", None), None, (None, date(2026, 1, 1)), None),
        ((None, None), None, (None, None), None),
    ],
)
def test_promoting_sums_equal_positions(alice, sam, acme, alices_account, costs, cost, days, day):
    shared = shared_acme()
    for instrument, quantity, paid, as_of in zip((acme, shared), ("3", "0.00000001"), costs, days, strict=True):
        make_position(alices_account, instrument, quantity, cost_basis=paid and Decimal(paid), as_of_date=as_of)
    before = total_of(alice)
    assert promote(instrument=acme, by=sam).summed == 1
    assert positions_of(alices_account) == [(shared.pk, Decimal("3.00000001"), cost, day, 2)]
    assert total_of(alice) == before


def test_a_sum_beyond_the_limit_is_refused(alice, sam, acme, alices_account):
    shared = shared_acme()
    for instrument in (acme, shared):
        make_position(alices_account, instrument, "999999999999")
    before = positions_of(alices_account)
    with pytest.raises(MergedPositionTooLarge):
        promote(instrument=acme, by=sam)
    assert positions_of(alices_account) == before
    assert Instrument.objects.filter(pk=acme.pk).exists()


def test_promoting_keeps_strangers_positions(alice, bob, sam, acme, bobs_account):
    shared = shared_acme()
    bobs = make_instrument(owner=bob, **PRICED)
    make_position(bobs_account, bobs, "7")
    make_position(make_account(bob, name="Second"), shared, "2")
    before = [positions_of(account) for account in Account.objects.owned_by(bob)]
    promote(instrument=acme, by=sam)
    assert [positions_of(account) for account in Account.objects.owned_by(bob)] == before
    assert Instrument.objects.get(pk=bobs.pk).owner == bob


@pytest.mark.parametrize(
    "fields",
    [
        {"classified_by": "", "allocation_asset_class": {}},
        {"classified_by": "tagger", "reviewed": False, "confidence": Decimal("0.5")},
    ],
)
def test_promoting_needs_a_classification(alice, sam, acme, fields):
    Instrument.objects.filter(pk=acme.pk).update(**fields)
    with pytest.raises(InstrumentNotClassified):
        promote(instrument=acme, by=sam)
    acme.refresh_from_db()
    assert acme.owner == alice


def test_an_unclassified_instrument_can_merge(alice, sam, acme):
    shared = shared_acme()
    Instrument.objects.filter(pk=acme.pk).update(classified_by="", allocation_asset_class={})
    assert promote(instrument=acme, by=sam).instrument == shared


def test_promoting_needs_no_price(alice, sam):
    unpriced = make_instrument(owner=alice, **SPLIT)
    promote(instrument=unpriced, by=sam)
    unpriced.refresh_from_db()
    assert (unpriced.owner, unpriced.current_price) == (None, None)


def test_promoting_fills_a_missing_price(alice, sam, acme, alices_account):
    shared = shared_acme(current_price=None, priced_at=None, price_source="")
    make_position(alices_account, acme)
    before = total_of(alice)
    promote(instrument=acme, by=sam)
    shared.refresh_from_db()
    assert (shared.current_price, shared.priced_at, shared.price_source) == (Decimal("12.34"), MONDAY, "entered")
    assert total_of(alice) == before


def test_promoting_keeps_the_shared_price(alice, sam, acme):
    shared = shared_acme(current_price=Decimal(99))
    promote(instrument=acme, by=sam)
    shared.refresh_from_db()
    assert shared.current_price == 99


def test_only_accepted_closes_are_moved(alice, sam, acme):
    shared = shared_acme()
    days = [date(2026, 3, day) for day in (2, 3, 4)]
    for day, close, status in zip(days, (10, 11, 900), ("accepted", "accepted", "quarantined"), strict=True):
        PriceQuote.objects.create(instrument=acme, date=day, close=close, source="massive", status=status)
    PriceQuote.objects.create(instrument=shared, date=days[0], close=10, source="massive")
    promote(instrument=acme, by=sam)
    assert list(PriceQuote.objects.order_by("date").values_list("instrument", "date", "close")) == [
        (shared.pk, days[0], 10), (shared.pk, days[1], 11),
    ]  # fmt: skip


def test_promoting_twice_is_refused(alice, sam, acme):
    promote(instrument=acme, by=sam)
    with pytest.raises(InstrumentNotPrivate):
        promote(instrument=acme, by=sam)
    assert AuditEvent.objects.filter(action="instrument_promoted").count() == 1


def test_promotions_and_merges_are_recorded(alice, bob, sam, acme, bobs_account):
    bobs = make_instrument(owner=bob, **PRICED)
    make_position(bobs_account, bobs, "7")
    promote(instrument=acme, by=sam)
    merge_into_catalogue(instrument=bobs, owner=bob)
    events = AuditEvent.objects.order_by("created_at").values_list("user", "action", "object_id", "details")
    assert list(events) == [
        (sam.pk, "instrument_promoted", str(acme.pk), "ACME: 0 positions, 0 of them summed"),
        (bob.pk, "instrument_merged", str(acme.pk), "ACME: 1 positions, 0 of them summed"),
    ]


def test_merging_needs_the_owner_and_a_match(alice, bob, acme):
    with pytest.raises(NoCatalogueInstrument):
        merge_into_catalogue(instrument=acme, owner=alice)
    shared_acme()
    with pytest.raises(InstrumentNotPrivate):
        merge_into_catalogue(instrument=acme, owner=bob)
    assert Instrument.objects.get(pk=acme.pk).owner == alice


@pytest.mark.django_db(transaction=True)
def test_a_merge_records_the_days_value(alice, acme, alices_account):
    shared_acme(current_price=Decimal(20))
    make_position(alices_account, acme, "10")
    with acting_as(alice.pk):
        merge_into_catalogue(instrument=acme, owner=alice)
    assert PortfolioValue.objects.get(user=alice).total == Decimal("300.50")


def test_a_failed_promotion_keeps_the_transaction(alice, sam, acme):
    Instrument.objects.filter(pk=acme.pk).update(classified_by="")
    with transaction.atomic():
        with pytest.raises(InstrumentNotClassified):
            promote(instrument=acme, by=sam)
        assert Instrument.objects.filter(owner=alice).exists()
