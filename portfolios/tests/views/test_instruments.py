from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Instrument
from portfolios.tests.conftest import make_instrument

SENT = {"name": "Zebra", "instrument_type": "stock", "price": "$12.5", "priced_on": "2024-06-28"}
SPLIT_INPUTS = {
    "allocation_asset_class_equity": "60", "allocation_asset_class_fixed_income": "40",
    "allocation_regions_europe": "100", "allocation_sectors_technology": "100",
}  # fmt: skip


@pytest.fixture
def private(alice):
    return make_instrument("ZZZ", owner=alice)


def send(client, instrument, **changes):
    return client.post(f"/instruments/{instrument.pk}/", {**SENT, **changes})


def classify(client, instrument, **changes):
    return client.post(f"/instruments/{instrument.pk}/classify/", {**SPLIT_INPUTS, **changes})


def test_the_owner_names_and_prices_an_instrument(as_alice, private):
    assert send(as_alice, private).status_code == 302
    private.refresh_from_db()
    assert (private.name, private.current_price, private.price_source) == ("Zebra", Decimal("12.5"), "entered")
    assert timezone.localdate(private.priced_at) == date(2024, 6, 28)
    assert private.classified_by == ""


def test_the_owner_classifies_a_mixed_fund(as_alice, private):
    assert classify(as_alice, private).status_code == 302
    private.refresh_from_db()
    assert private.allocation_asset_class == {"equity": Decimal(60), "fixed_income": Decimal(40)}
    assert private.allocation_regions == {"europe": Decimal(100)}
    assert (private.classified_by, private.reviewed, private.is_classified) == ("owner", True, True)


def test_unknown_values_stay_empty(as_alice, private):
    send(as_alice, private, price="", priced_on="")
    classify(as_alice, private, **dict.fromkeys(SPLIT_INPUTS, ""))
    private.refresh_from_db()
    assert (private.current_price, private.priced_at, private.price_source, private.classified_by) == (
        None,
        None,
        "",
        "",
    )


def test_a_classification_can_be_removed(as_alice, private):
    classify(as_alice, private)
    classify(as_alice, private, **dict.fromkeys(SPLIT_INPUTS, ""))
    private.refresh_from_db()
    assert (private.classified_by, private.allocation_asset_class, private.reviewed) == ("", {}, False)


def test_a_rename_keeps_the_price_and_its_time(as_alice, private):
    moment = timezone.now()
    Instrument.objects.filter(pk=private.pk).update(current_price=5, priced_at=moment, price_source="market")
    send(as_alice, private, price="5", priced_on=str(timezone.localdate(moment)))
    private.refresh_from_db()
    assert (private.name, private.priced_at, private.price_source) == ("Zebra", moment, "market")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "\x00"}, "required"),
        ({"name": "x" * 161}, "at most 160"),
        ({"instrument_type": "house"}, "not one of"),
        ({"price": "0"}, "above 0"),
        ({"price": "Infinity"}, "Enter a number"),
        ({"price": "1.1234567"}, "at most 6 decimals"),
        ({"priced_on": "2999-01-01"}, "today or an earlier date"),
        ({"priced_on": "0001-01-01"}, "today or an earlier date"),
    ],
)
def test_bad_instrument_input_gets_a_message(as_alice, private, changes, message):
    response = send(as_alice, private, **changes)
    assert response.status_code == 422
    assert message in response.content.decode()
    private.refresh_from_db()
    assert private.name == "ZZZ Corporation"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"allocation_asset_class_equity": "50"}, "sum to 90, not to 100"),
        ({"allocation_regions_asia": "0.5"}, "sum to 100.5, not to 100"),
        ({"allocation_sectors_technology": "NaN"}, "Enter a number"),
        ({"allocation_sectors_technology": "-5"}, "Enter 0 or more"),
        ({"allocation_asset_class_equity": "", "allocation_asset_class_fixed_income": ""}, "Enter the asset class too"),
    ],
)
def test_an_invalid_split_is_not_saved(as_alice, private, changes, message):
    response = classify(as_alice, private, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'name="allocation_regions_europe" value="100"' in page
    private.refresh_from_db()
    assert private.classified_by == ""


def test_three_thirds_count_as_a_hundred(as_alice, private):
    thirds = dict.fromkeys(("equity", "cash", "commodities"), "33.3333")
    sent = {f"allocation_asset_class_{key}": share for key, share in thirds.items()}
    assert classify(as_alice, private, allocation_asset_class_fixed_income="", **sent).status_code == 302
    private.refresh_from_db()
    assert private.allocation_asset_class["cash"] == Decimal("33.3333")


def test_the_shared_catalogue_is_read_only(as_alice, vti):
    page = as_alice.get(f"/instruments/{vti.pk}/").content.decode()
    assert "In the shared catalogue" in page
    assert '<form method="post" class="card' not in page
    assert send(as_alice, vti).status_code == 302
    vti.refresh_from_db()
    assert vti.name == "Vanguard Total Stock Market ETF"
