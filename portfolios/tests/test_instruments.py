from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Instrument
from portfolios.tests.conftest import make_instrument

SENT = {"name": "Zebra", "instrument_type": "stock", "price": "$12.5", "priced_on": "2024-06-28",
        "asset_class": "equity", "region": "europe", "sector": "technology"}  # fmt: skip


@pytest.fixture
def own(alice):
    return make_instrument("ZZZ", owner=alice)


def send(client, instrument, **changes):
    return client.post(f"/instruments/{instrument.pk}/", {**SENT, **changes})


def test_ones_own_instrument_is_priced_and_classified_by_its_owner(as_alice, own):
    assert send(as_alice, own).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.current_price, own.price_source) == ("Zebra", Decimal("12.5"), "entered")
    assert timezone.localdate(own.priced_at) == date(2024, 6, 28)
    assert own.allocation_asset_class == {"equity": Decimal(100)}
    assert own.allocation_regions == {"europe": Decimal(100)}
    assert own.classified_by == "owner"
    assert own.is_classified


def test_what_is_not_known_stays_not_known(as_alice, own):
    send(as_alice, own, price="", priced_on="", asset_class="", region="", sector="")
    own.refresh_from_db()
    assert (own.current_price, own.priced_at, own.price_source, own.classified_by) == (None, None, "", "")


def test_a_classification_can_be_taken_back(as_alice, own):
    send(as_alice, own)
    send(as_alice, own, asset_class="", region="", sector="")
    own.refresh_from_db()
    assert (own.classified_by, own.allocation_asset_class) == ("", {})


def test_saving_confirms_what_the_tagger_proposed(as_alice, own):
    proposal = {"allocation_asset_class": {"equity": 100}, "classified_by": "tagger", "confidence": Decimal("0.2")}
    Instrument.objects.filter(pk=own.pk).update(**proposal)
    send(as_alice, own, region="", sector="")
    own.refresh_from_db()
    assert own.classified_by == "owner"
    assert own.is_classified


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
        ({"priced_on": "2999-01-01"}, "a day that is over"),
        ({"priced_on": "0001-01-01"}, "a day that is over"),
        ({"asset_class": "gold"}, "not one of"),
        ({"asset_class": ""}, "Choose the asset class too"),
    ],
)
def test_bad_input_is_told_at_its_field(as_alice, own, changes, message):
    response = send(as_alice, own, **changes)
    assert response.status_code == 422
    assert message in response.content.decode()
    own.refresh_from_db()
    assert own.name == "ZZZ Corporation"


def test_the_shared_catalogue_is_shown_and_never_written(as_alice, vti):
    page = as_alice.get(f"/instruments/{vti.pk}/").content.decode()
    assert "In the shared catalogue" in page
    assert '<form method="post" class="card' not in page
    assert send(as_alice, vti).status_code == 302
    vti.refresh_from_db()
    assert vti.name == "Vanguard Total Stock Market ETF"
