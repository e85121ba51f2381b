"""Export the portfolio as CSV and JSON from the accounts page."""

import json

import pytest

from portfolios.models import Position
from portfolios.tests.conftest import make_instrument, make_position
from portfolios.tests.support.import_pages import apply, confirm, send


def test_the_export_is_private_and_never_cached(as_alice, alices_position, bobs_account):
    response = as_alice.get("/accounts/export.csv")
    assert "no-store" in response["Cache-Control"]
    assert "attachment" in response["Content-Disposition"]
    assert "VTI,Vanguard Total Stock Market ETF,ETF,10,267.51,2024-06-28,2000.00," in response.content.decode(
        "utf-8-sig"
    )
    assert bobs_account.name not in response.content.decode()


def test_the_export_escapes_formulas(as_alice, alice, alices_account):
    make_position(alices_account, make_instrument("ZZZ", owner=alice, name="=HYPERLINK(1)"))
    assert ",'=HYPERLINK(1)," in as_alice.get("/accounts/export.csv").content.decode()


def test_the_json_export_lists_positions(as_alice, alices_position):
    (account,) = json.loads(as_alice.get("/accounts/export.json").content)["accounts"]
    assert (account["account"], account["cash_balance"]) == ("Savings", "100.50")
    assert account["positions"][0]["quantity"] == "10"


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_an_export_can_be_imported_again(as_alice, as_bob, bob, alices_position, ending):
    send(as_bob, None, as_alice.get(f"/accounts/export.{ending}").content, f"x.{ending}")
    confirm(as_bob)
    apply(as_bob)
    position = Position.objects.get(user=bob)
    assert (position.account.name, position.quantity, position.cost_basis) == ("Savings", 10, 2000)
