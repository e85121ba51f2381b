import json
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pydantic import ValidationError

from portfolios.catalogue.seed import FILE, Catalogue, read_catalogue, seed_catalogue
from portfolios.models import Instrument
from portfolios.taxonomy import DIMENSIONS, RETURN_CLASSES, split_errors
from portfolios.tests.conftest import make_instrument

NEW_YORK = ZoneInfo("America/New_York")


def seed():
    return seed_catalogue(catalogue=read_catalogue())


def file_with(**changes):
    content = json.loads(FILE.read_text())
    content["instruments"][0] |= changes
    return json.dumps(content)


SIZE = len(read_catalogue().instruments)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"asset_class": {"equity": 99}}, "sum to 99"),
        ({"asset_class": {"equity": 90, "shares": 10}}, "is not one of"),
        ({"regions": {}}, "at least 1"),
        ({"sectors": {"technology": 120, "other": -20}}, "100"),
        ({"return_mix": {"us_equity": 0.5}}, "sum to 50"),
        ({"sample_price": "0"}, "greater than 0"),
        ({"sample_price": "NaN"}, "finite"),
        ({"expense_ratio": 1}, "less than 1"),
        ({"type": "house"}, "etf"),
        ({"symbol": "VOO"}, "more than once: VOO"),
        ({"colour": "red"}, "not permitted"),
    ],
)
def test_a_wrong_entry_is_refused_with_the_reason(changes, message):
    with pytest.raises(ValidationError, match=message):
        Catalogue.model_validate_json(file_with(**changes))


def test_keys_outside_the_taxonomy_are_refused():
    content = json.loads(FILE.read_text())
    content["keys"]["regions"].append("antarctica")
    with pytest.raises(ValidationError, match="taxonomy"):
        Catalogue.model_validate(content)


def test_seeding_adds_all_instruments(db):
    assert seed() == (SIZE, 0, 0, 0)
    spy = Instrument.objects.catalogue().get(symbol="SPY")
    assert spy.owner is None
    assert (spy.current_price, spy.price_source) == (Decimal("544.22"), "sample")
    assert spy.priced_at == datetime(2024, 6, 28, 16, tzinfo=NEW_YORK)
    assert (spy.provenance, spy.as_of, spy.classified_by, spy.reviewed) == ("issuer", "2025-11-18", "seed", True)
    assert spy.expense_ratio == Decimal("0.000945")


def test_every_seeded_row_is_valid(catalogue):
    for row in Instrument.objects.catalogue():
        row.clean_fields(exclude=["owner"])
        for dimension, allowed in DIMENSIONS.items():
            assert split_errors(getattr(row, f"allocation_{dimension}"), allowed) == []
        assert split_errors(row.return_mix or {}, RETURN_CLASSES) == []
        assert row.is_classified


def test_a_return_mix_is_stored_in_per_cent(catalogue):
    assert Instrument.objects.get(symbol="AOR").return_mix["us_equity"] == 37


def test_seeding_again_changes_nothing(catalogue):
    before = list(Instrument.objects.order_by("symbol").values())
    assert seed() == (0, 0, SIZE, 0)
    assert list(Instrument.objects.order_by("symbol").values()) == before


def test_seeding_repairs_changed_rows(catalogue):
    Instrument.objects.filter(symbol="SPY").update(name="Spider", allocation_regions={}, current_price=None)
    assert seed() == (0, 1, SIZE - 1, 0)
    spy = Instrument.objects.get(symbol="SPY")
    assert (spy.name, spy.allocation_regions) == ("SPDR S&P 500 ETF Trust", {"north_america": Decimal(100)})
    assert spy.current_price == Decimal("544.22")


def test_seeding_keeps_decisions_of_staff(catalogue):
    splits = {"equity": Decimal(90), "cash": Decimal(10)}
    Instrument.objects.filter(symbol="SPY").update(classified_by="staff", allocation_asset_class=splits)
    assert seed() == (0, 0, SIZE - 1, 1)
    assert Instrument.objects.get(symbol="SPY").allocation_asset_class == splits


@pytest.mark.parametrize("source", ["market", "entered"])
def test_seeding_keeps_real_prices(catalogue, source):
    now = timezone.now()
    Instrument.objects.filter(symbol="SPY").update(current_price=600, priced_at=now, price_source=source, name="Old")
    assert seed().updated == 1
    spy = Instrument.objects.get(symbol="SPY")
    assert (spy.current_price, spy.priced_at, spy.price_source) == (600, now, source)
    assert spy.name != "Old"


def test_seeding_keeps_private_instruments(alice):
    make_instrument("SPY", owner=alice, name="Mine")
    seed()
    assert Instrument.objects.get(owner=alice).name == "Mine"
    assert Instrument.objects.filter(symbol="SPY").count() == 2


def test_seeding_is_all_or_nothing(db):
    entries = read_catalogue()
    broken = entries.model_copy(update={"instruments": (*entries.instruments, entries.instruments[0])})
    with pytest.raises(Exception, match="instrument_symbol_once"):
        seed_catalogue(catalogue=broken)
