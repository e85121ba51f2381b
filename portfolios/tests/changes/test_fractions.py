"""A fraction of a share is stored exactly, by page, API, import and export."""

import json
from decimal import Decimal

import pytest

from portfolios.importers.readers.alex_export import format_csv, format_json
from portfolios.models import Position
from portfolios.pages.export_rows import load_export_rows
from portfolios.tests.api.test_views import call
from portfolios.tests.support.import_steps import run
from portfolios.tests.support.position_pages import add, edit

FRACTIONS = ["0.00000001", "123456789.12345678", "999999999999.99999999"]
pytestmark = pytest.mark.parametrize("quantity", FRACTIONS)


def stored_quantity():
    return Position.objects.get().quantity


def test_the_page_keeps_every_fraction(as_alice, alices_account, vti, quantity):
    add(as_alice, alices_account, quantity=quantity)
    assert stored_quantity() == Decimal(quantity)
    page = as_alice.get(f"/accounts/{alices_account.pk}/").content.decode()
    assert f"{Decimal(quantity):,f}" in page
    form = as_alice.get(f"/positions/{Position.objects.get().pk}/edit/").content.decode()
    assert f'value="{quantity}"' in form


def test_an_edit_keeps_every_fraction(as_alice, alices_position, quantity):
    edit(as_alice, alices_position, quantity=quantity)
    assert stored_quantity() == Decimal(quantity)


def test_the_api_keeps_every_fraction(as_alice, alices_account, vti, quantity):
    body = {"account_id": str(alices_account.pk), "symbol": "VTI", "quantity": quantity}
    created = call(as_alice, "post", "positions", body).json()
    assert created["quantity"] == quantity
    assert call(as_alice, "get", f"positions/{created['id']}").json()["quantity"] == quantity
    assert stored_quantity() == Decimal(quantity)


def test_an_import_keeps_every_fraction(alice, alices_account, vti, quantity):
    run(alices_account, f"Symbol,Quantity\nVTI,{quantity}\n")
    assert stored_quantity() == Decimal(quantity)
    assert quantity in format_csv(load_export_rows(alice))
    assert quantity in json.dumps(json.loads(format_json(load_export_rows(alice), exported_at="now")))


@pytest.mark.parametrize(
    "format_rows", [format_csv, lambda rows: format_json(rows, exported_at="now")], ids=["csv", "json"]
)
def test_an_export_keeps_every_fraction(alice, alices_account, vti, quantity, format_rows):
    run(alices_account, f"Symbol,Quantity\nVTI,{quantity}\n")
    file = format_rows(load_export_rows(alice))
    alices_account.delete()
    run(None, file, user=alice)
    assert stored_quantity() == Decimal(quantity)
