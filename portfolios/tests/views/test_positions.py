"""Edit and delete a position in its row."""

from decimal import Decimal

import pytest

from portfolios.models import Position
from portfolios.tests.support.position_pages import BAD_QUANTITIES, HTMX, edit


def test_a_position_can_be_edited(as_alice, alices_position):
    assert edit(as_alice, alices_position, quantity="0.00000001", cost_basis="").status_code == 302
    alices_position.refresh_from_db()
    assert (alices_position.quantity, alices_position.cost_basis) == (Decimal("0.00000001"), None)
    assert alices_position.version == 2


def test_htmx_edits_a_position_in_its_row(as_alice, alices_position):
    form = as_alice.get(f"/positions/{alices_position.pk}/edit/", headers=HTMX).content.decode()
    assert form.lstrip().startswith("<tr")
    assert 'value="10"' in form
    saved = edit(as_alice, alices_position, HTMX, quantity="20").content.decode()
    assert saved.lstrip().startswith("<tr")
    assert 'hx-swap-oob="true"' in saved
    assert "$5,350.20" in saved
    assert "$5,450.70" in saved


def test_canceling_an_edit_shows_the_row(as_alice, alices_position):
    row = as_alice.get(f"/positions/{alices_position.pk}/", headers=HTMX).content.decode()
    assert row.lstrip().startswith("<tr")
    page = as_alice.get(f"/positions/{alices_position.pk}/")
    assert page["Location"] == f"/accounts/{alices_position.account_id}/"


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize(("quantity", "message"), BAD_QUANTITIES)
def test_a_bad_edit_changes_nothing(as_alice, alices_position, headers, quantity, message):
    response = edit(as_alice, alices_position, headers, quantity=quantity, cost_basis="77")
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'value="77"' in page
    alices_position.refresh_from_db()
    assert (alices_position.quantity, alices_position.version) == (10, 1)


def test_an_edit_cannot_move_a_position(as_alice, alices_position, bobs_account, bob):
    edit(as_alice, alices_position, account=str(bobs_account.pk), user=str(bob.pk), instrument=str(bob.pk))
    before = (alices_position.account_id, alices_position.user_id, alices_position.instrument_id)
    alices_position.refresh_from_db()
    assert (alices_position.account_id, alices_position.user_id, alices_position.instrument_id) == before


def test_deleting_a_position_asks_first(as_alice, alices_position):
    address = f"/positions/{alices_position.pk}/delete/"
    assert "10 of Vanguard Total Stock Market ETF" in as_alice.get(address).content.decode()
    assert as_alice.post(address)["Location"] == f"/accounts/{alices_position.account_id}/"
    assert not Position.objects.exists()
