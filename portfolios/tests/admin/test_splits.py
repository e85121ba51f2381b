"""Staff edit splits in the admin: one number for each key, which sum to 100 or are all empty."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from portfolios.catalogue.seed import read_catalogue, seed_catalogue
from portfolios.fields.split_input import SplitFormField
from portfolios.models import Instrument
from portfolios.taxonomy import ASSET_CLASSES, DIMENSIONS, RETURN_CLASSES
from portfolios.tests.support.staff import SPLITS, address_of, form_data_for

pytestmark = pytest.mark.slow


@pytest.fixture
def spy(catalogue):
    return Instrument.objects.get(symbol="SPY")


def save(client, row, **splits):
    return client.post(address_of(row), form_data_for(row, splits=splits))


def test_a_split_by_staff_survives_the_seed(as_sam, spy):
    split = {"equity": Decimal(95), "cash": Decimal(5)}
    assert save(as_sam, spy, allocation_asset_class=split).status_code == 302
    seed_catalogue(catalogue=read_catalogue())
    spy.refresh_from_db()
    assert (spy.classified_by, spy.allocation_asset_class) == ("staff", split)


def test_a_rename_keeps_the_classification(as_sam, spy):
    assert as_sam.post(address_of(spy), form_data_for(spy, name="Spider")).status_code == 302
    spy.refresh_from_db()
    assert (spy.name, spy.classified_by, spy.return_mix) == ("Spider", "seed", None)


@pytest.mark.parametrize(
    ("split", "message"),
    [
        ({"equity": "90"}, "sum to 90"),
        ({"equity": "99.98"}, "sum to 99.98"),
        ({"equity": "-5", "cash": "105"}, "Enter 0 or more."),
        ({"equity": "NaN"}, "Enter a number"),
        ({"equity": "all"}, "Enter a number"),
        ({"equity": "1e400"}, "Enter a number"),
        ({"equity": "33.3333333", "cash": "66.6666667"}, "at most 6 decimals"),
    ],
)
def test_a_wrong_split_gets_a_field_error(as_sam, spy, split, message):
    response = save(as_sam, spy, allocation_asset_class=split)
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert list(errors) == ["allocation_asset_class"]
    assert message in " ".join(errors["allocation_asset_class"])
    spy.refresh_from_db()
    assert spy.allocation_asset_class == {"equity": Decimal(100)}


def test_a_refused_form_keeps_typed_shares(as_sam, spy):
    page = save(as_sam, spy, allocation_asset_class={"equity": "90"}).content.decode()
    assert 'name="allocation_asset_class_equity" value="90"' in page
    assert "<output data-shares-total>90</output>" in page


def test_a_sum_off_by_a_hundredth_is_accepted(as_sam, spy):
    assert save(as_sam, spy, allocation_asset_class={"equity": "66.67", "cash": "33.34"}).status_code == 302


def test_empty_splits_remove_the_classification(as_sam, spy):
    empty = dict.fromkeys(("allocation_asset_class", "allocation_regions", "allocation_sectors"), {})
    assert save(as_sam, spy, **empty).status_code == 302
    spy.refresh_from_db()
    assert (spy.allocation_asset_class, spy.classified_by, spy.is_classified) == ({}, "", False)


def test_a_return_mix_is_edited_and_emptied(as_sam, spy):
    assert save(as_sam, spy, return_mix={"us_equity": 60, "gold": 40}).status_code == 302
    spy.refresh_from_db()
    assert spy.return_mix == {"us_equity": 60, "gold": 40}
    assert save(as_sam, spy, return_mix={}).status_code == 302
    spy.refresh_from_db()
    assert spy.return_mix is None


def test_every_key_of_a_dimension_has_an_input(as_sam, spy):
    page = as_sam.get(address_of(spy)).content.decode()
    for field, keys in zip(SPLITS, (*DIMENSIONS.values(), RETURN_CLASSES), strict=True):
        assert [key for key in keys if f'name="{field}_{key}"' not in page] == []


def test_stored_splits_survive_the_form(catalogue):
    for row in Instrument.objects.catalogue():
        for name in SPLITS:
            field, stored = row._meta.get_field(name).formfield(), getattr(row, name)
            typed = [field.widget.decompress(stored)[place] for place in range(len(field.vocabulary))]
            assert not field.has_changed(stored, typed)
            assert field.clean(typed) == stored


def test_any_form_can_use_the_split_field():
    field = SplitFormField(ASSET_CLASSES, label="Targets")
    page = field.widget.render("targets", {"equity": Decimal("60.50")})
    assert 'name="targets_equity" value="60.5"' in page
    assert 'aria-label="Targets"' in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_the_sum_follows_the_typed_shares(visitor, sam, jordan):
    spy = Instrument.objects.get(symbol="SPY")
    visitor.sign_in(sam)
    visitor.open(address_of(spy))
    split = visitor.page.get_by_role("group", name="Allocation asset class")
    expect(split).to_contain_text("Sum: 100 %: all of it.")
    split.get_by_label("Equity").fill("90.5")
    expect(split).to_contain_text("Sum: 90.5 %: 9.5 missing.")
    assert split.get_by_label("Equity").evaluate("input => input.validity.customError")
    split.get_by_label("Cash").fill("10")
    expect(split).to_contain_text("Sum: 100.5 %: 0.5 too much.")
    split.get_by_label("Cash").fill("9.5")
    expect(split).to_contain_text("all of it.")
    assert split.get_by_label("Equity").evaluate("input => input.validity.valid")
    visitor.page.get_by_role("button", name="Save", exact=True).click()
    visitor.page.wait_for_url("**/admin/portfolios/instrument/")
    spy.refresh_from_db()
    assert spy.allocation_asset_class == {"equity": Decimal("90.5"), "cash": Decimal("9.5")}
    assert visitor.complaints == []
