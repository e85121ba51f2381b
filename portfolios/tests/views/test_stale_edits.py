"""Saving an outdated form shows both versions and changes nothing."""

from decimal import Decimal

import pytest

from portfolios.models import Position, Profile
from portfolios.tests.forms.test_profile import SENT
from portfolios.tests.support.position_pages import edit
from portfolios.tests.views.test_accounts import NEW

HTMX = {"HX-Request": "true"}


def version_cells(stored, yours):
    cells = ("Current version", stored), ("Your version", yours)
    return "".join(f'<td data-label="{label}"><span class="money">{value}</span></td>' for label, value in cells)


@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_stale_position_edit_shows_both_values(as_alice, alices_position, headers):
    alices_position.change(quantity=Decimal(20))
    response = edit(as_alice, alices_position, headers, version="1", quantity="30", cost_basis="2,000")
    page = " ".join(response.content.decode().split())
    assert response.status_code == 409
    assert "This was changed since you opened it" in page
    assert f'<th scope="row">Quantity</th>{version_cells("20", "30")}' in page
    assert 'name="version" value="2"' in page
    alices_position.refresh_from_db()
    assert (alices_position.quantity, alices_position.version) == (20, 2)


def test_a_reviewed_stale_edit_can_be_saved(as_alice, alices_position):
    alices_position.change(quantity=Decimal(20))
    assert edit(as_alice, alices_position, version="2", quantity="30").status_code == 302
    alices_position.refresh_from_db()
    assert (alices_position.quantity, alices_position.version) == (30, 3)


def test_a_stale_edit_shows_input_errors_too(as_alice, alices_position):
    alices_position.change(quantity=Decimal(20))
    response = edit(as_alice, alices_position, version="1", quantity="NaN")
    assert response.status_code == 409
    assert "Enter a number" in response.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "\x00"])
def test_an_invalid_version_gets_a_message(as_alice, alices_position, version):
    assert edit(as_alice, alices_position, version=version).status_code == 422
    alices_position.refresh_from_db()
    assert alices_position.quantity == 10


@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_stale_account_edit_shows_both_values(as_alice, alices_account, headers):
    alices_account.change(cash_balance=Decimal(999))
    sent = {**NEW, "name": "Mine", "version": "1", "cash_balance": "5"}
    response = as_alice.post(f"/accounts/{alices_account.pk}/edit/", sent, headers=headers)
    page = " ".join(response.content.decode().split())
    assert response.status_code == 409
    assert f'<th scope="row">Cash</th>{version_cells("999", "5")}' in page
    assert f'<th scope="row">Name</th>{version_cells("Savings", "Mine")}' in page
    alices_account.refresh_from_db()
    assert (alices_account.name, alices_account.cash_balance) == ("Savings", 999)


def test_a_stale_profile_keeps_the_input(as_alice, alice):
    Profile.objects.get(user=alice).change(display_name="Other tab")
    response = as_alice.post("/settings/plan/", {**SENT, "display_name": "This tab"})
    page = " ".join(response.content.decode().split())
    assert response.status_code == 409
    assert version_cells("Other tab", "This tab") in page
    assert 'value="This tab"' in page
    assert Profile.objects.get(user=alice).display_name == "Other tab"


def test_a_change_writes_only_its_fields(alices_position):
    Position.objects.filter(pk=alices_position.pk).update(cost_basis=1)
    alices_position.change(quantity=Decimal(3))
    stored = Position.objects.get(pk=alices_position.pk)
    assert (stored.quantity, stored.cost_basis, stored.version) == (3, 1, 2)
