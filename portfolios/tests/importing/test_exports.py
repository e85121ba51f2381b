"""An export can be imported again without loss."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.changes.demo import add_sample_accounts
from portfolios.importers.readers.alex_export import format_csv, format_json
from portfolios.importing.steps import plan_import
from portfolios.models import Account, Instrument
from portfolios.pages.export_rows import load_export_rows
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support.import_steps import run, start, stored_portfolio

pytestmark = pytest.mark.usefixtures("reads_in_this_process")
PRICED = {"current_price": 5, "price_source": "entered", "priced_at": datetime(2024, 6, 28, 20, tzinfo=UTC)}
EACH_FORMAT = pytest.mark.parametrize("format_rows", [format_csv, lambda rows: format_json(rows, exported_at="now")])


@EACH_FORMAT
def test_an_export_keeps_the_date_of_a_price(alice, bob, format_rows):
    private = make_instrument("ZZ1", owner=alice, **PRICED)
    make_position(make_account(alice), private, "3")
    run(None, format_rows(load_export_rows(alice)), bob)
    imported = Instrument.objects.get(owner=bob)
    assert (imported.current_price, imported.priced_at.date()) == (5, private.priced_at.date())


@EACH_FORMAT
def test_an_export_keeps_the_owners_splits(alice, bob, format_rows):
    mixed = {"equity": Decimal(60), "fixed_income": Decimal(40)}
    private = make_instrument("ZZ1", owner=alice)
    private.classify(allocation_asset_class=mixed, allocation_regions={"europe": Decimal(100)}, allocation_sectors={})
    make_position(make_account(alice), private, "3")
    run(None, format_rows(load_export_rows(alice)), bob)
    imported = Instrument.objects.get(owner=bob)
    assert (imported.allocation_asset_class, imported.allocation_regions, imported.allocation_sectors) == (
        mixed,
        {"europe": 100},
        {},
    )
    assert imported.classified_by == "owner" and imported.is_classified


@EACH_FORMAT
def test_an_old_export_keeps_a_newer_price(alice, format_rows):
    private = make_instrument("ZZ1", owner=alice, **PRICED)
    make_position(make_account(alice), private, "3")
    text = format_rows(load_export_rows(alice))
    Instrument.objects.update(current_price=6, priced_at=timezone.now())
    run(None, text, alice)
    private.refresh_from_db()
    assert private.current_price == 6


@EACH_FORMAT
def test_an_export_restores_the_same_portfolio(alice, bob, catalogue, format_rows):
    add_sample_accounts(user=alice)
    odd = make_account(alice, name="=cmd|'/C calc'!A0", kind="other", purpose="'+1", cash_balance=Decimal("0.01"))
    make_position(odd, make_instrument("ZZ1", owner=alice, name="@SUM(A1)"), "0.00000001")
    make_position(odd, Instrument.objects.get(symbol="CASH"), "3")
    text = format_rows(load_export_rows(alice))
    before = stored_portfolio(alice)
    assert not plan_import(draft=start(None, text, alice)).has_changes
    run(None, text, bob)
    assert stored_portfolio(bob) == before
    Account.objects.owned_by(alice).delete()
    run(None, text, alice)
    assert stored_portfolio(alice) == before
