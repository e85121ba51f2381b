"""Check that a phone shows a portfolio completely, within its width."""

import pytest
from playwright.sync_api import expect

from people import acting_as
from portfolios.importing import steps
from portfolios.models import Account, Position
from portfolios.tests.support.import_files import FOLDER

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("visitor", ["phone"], indirect=True),
]

LONGEST = "W" * 80


@pytest.fixture
def phone(visitor, jordan):
    visitor.sign_in(jordan)
    return visitor


def fits_the_screen(locator):
    """Return whether all of it lies within the width of the screen."""
    box = locator.bounding_box()
    return box["x"] >= 0 and box["x"] + box["width"] <= 360


def test_the_upload_page_fits_a_phone(phone):
    phone.open("/accounts/import/")
    assert not phone.too_wide()


def draft_of(jordan, name):
    with acting_as(jordan.pk):
        data, account = (FOLDER / name).read_bytes(), Account.objects.get(name="Brokerage")
        return steps.start_import(user=jordan, account=account, files=[(f"{LONGEST}.csv", data)])[0]


def test_column_choices_are_readable_on_a_phone(phone, jordan):
    draft = draft_of(jordan, "schwab_positions.csv")
    phone.open(f"/accounts/import/{draft.pk}/columns/")
    choice = phone.page.get_by_label("Qty (Quantity)")
    assert not phone.too_wide()
    assert fits_the_screen(choice) and choice.bounding_box()["width"] > 200


def test_refusal_reasons_fit_a_phone(phone, jordan):
    draft = draft_of(jordan, "interactive_brokers_activity.csv")
    phone.open(f"/accounts/import/{draft.pk}/check/")
    assert not phone.too_wide()
    refused = phone.page.get_by_role("cell", name="Amounts are in euros, and there is no exchange rate")
    expect(refused).to_be_visible()
    assert fits_the_screen(refused) and refused.bounding_box()["width"] > 200


def test_a_stale_edit_labels_both_versions(phone, jordan):
    position = Position.objects.select_related("account").get(instrument__symbol="NVDA")
    phone.open(f"/accounts/{position.account_id}/")
    phone.page.get_by_role("link", name="Edit NVDA").click()
    quantity = phone.page.locator("tr.editing").get_by_label("Quantity")
    expect(quantity).to_be_visible()
    with acting_as(jordan.pk):
        position.change(quantity=9)
    quantity.fill("7")
    phone.page.get_by_role("button", name="Save").click()
    cells = phone.page.locator(".notice.warning td")
    expect(cells).to_have_count(2)
    labels = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
    assert labels == ['"Current version"', '"Your version"']


def test_the_longest_account_name_fits_a_phone(phone, jordan):
    with acting_as(jordan.pk):
        account = Account.objects.get(name="Brokerage")
        account.change(name=LONGEST)
    for address in (f"/accounts/{account.pk}/", f"/accounts/{account.pk}/delete/", "/accounts/", "/dashboard/"):
        phone.open(address)
        assert not phone.too_wide(), address
