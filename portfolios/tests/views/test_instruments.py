from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Instrument
from portfolios.tests.conftest import make_instrument

SENT = {"name": "Zebra", "instrument_type": "stock", "price": "$12.5", "priced_on": "2024-06-28"}
MADE_OF = {
    "allocation_asset_class_equity": "60", "allocation_asset_class_fixed_income": "40",
    "allocation_regions_europe": "100", "allocation_sectors_technology": "100",
}  # fmt: skip


@pytest.fixture
def own(alice):
    return make_instrument("ZZZ", owner=alice)


def send(client, instrument, **changes):
    return client.post(f"/instruments/{instrument.pk}/", {**SENT, **changes})


def classify(client, instrument, **changes):
    return client.post(f"/instruments/{instrument.pk}/classify/", {**MADE_OF, **changes})


def test_ones_own_instrument_is_named_and_priced_by_its_owner(as_alice, own):
    assert send(as_alice, own).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.current_price, own.price_source) == ("Zebra", Decimal("12.5"), "entered")
    assert timezone.localdate(own.priced_at) == date(2024, 6, 28)
    assert own.classified_by == ""


def test_a_mixed_fund_is_classified_by_its_owner_in_per_cent(as_alice, own):
    assert classify(as_alice, own).status_code == 302
    own.refresh_from_db()
    assert own.allocation_asset_class == {"equity": Decimal(60), "fixed_income": Decimal(40)}
    assert own.allocation_regions == {"europe": Decimal(100)}
    assert (own.classified_by, own.reviewed, own.is_classified) == ("owner", True, True)


def test_what_is_not_known_stays_not_known(as_alice, own):
    send(as_alice, own, price="", priced_on="")
    classify(as_alice, own, **dict.fromkeys(MADE_OF, ""))
    own.refresh_from_db()
    assert (own.current_price, own.priced_at, own.price_source, own.classified_by) == (None, None, "", "")


def test_a_classification_can_be_taken_back(as_alice, own):
    classify(as_alice, own)
    classify(as_alice, own, **dict.fromkeys(MADE_OF, ""))
    own.refresh_from_db()
    assert (own.classified_by, own.allocation_asset_class, own.reviewed) == ("", {}, False)


def test_changing_the_name_keeps_the_price_and_its_moment(as_alice, own):
    moment = timezone.now()
    Instrument.objects.filter(pk=own.pk).update(current_price=5, priced_at=moment, price_source="market")
    send(as_alice, own, price="5", priced_on=str(timezone.localdate(moment)))
    own.refresh_from_db()
    assert (own.name, own.priced_at, own.price_source) == ("Zebra", moment, "market")


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
def test_bad_input_is_told_at_its_field(as_alice, own, changes, message):
    response = send(as_alice, own, **changes)
    assert response.status_code == 422
    assert message in response.content.decode()
    own.refresh_from_db()
    assert own.name == "ZZZ Corporation"


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
def test_a_split_that_is_none_is_told_and_nothing_is_saved_or_lost(as_alice, own, changes, message):
    response = classify(as_alice, own, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'name="allocation_regions_europe" value="100"' in page
    own.refresh_from_db()
    assert own.classified_by == ""


def test_thirds_are_near_enough_to_a_hundred(as_alice, own):
    thirds = dict.fromkeys(("equity", "cash", "commodities"), "33.3333")
    sent = {f"allocation_asset_class_{key}": share for key, share in thirds.items()}
    assert classify(as_alice, own, allocation_asset_class_fixed_income="", **sent).status_code == 302
    own.refresh_from_db()
    assert own.allocation_asset_class["cash"] == Decimal("33.3333")


def test_the_shared_catalogue_is_shown_and_never_written(as_alice, vti):
    page = as_alice.get(f"/instruments/{vti.pk}/").content.decode()
    assert "In the shared catalogue" in page
    assert '<form method="post" class="card' not in page
    assert send(as_alice, vti).status_code == 302
    vti.refresh_from_db()
    assert vti.name == "Vanguard Total Stock Market ETF"
