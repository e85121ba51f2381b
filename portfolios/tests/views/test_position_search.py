"""Suggestions for the symbol field of a new position."""

import pytest

from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.position_pages import HTMX, add


def suggestions(client, account, text, headers=HTMX):
    return client.get(f"/accounts/{account.pk}/search/", {"symbol": text}, headers=headers).content.decode()


def test_symbols_rank_before_names_in_search(as_alice, alices_account, vti):
    page = suggestions(as_alice, alices_account, "vt")
    assert page.index("<strong>VT</strong>") < page.index("<strong>VTI</strong>")
    assert "<html" not in page
    assert "<strong>BND</strong>" in suggestions(as_alice, alices_account, "total bond")


def test_the_search_hides_strangers_instruments(as_alice, as_bob, alice, alices_account, bobs_account, vti):
    make_instrument("ZZTOP", owner=alice)
    assert "ZZTOP" in suggestions(as_alice, alices_account, "zzt")
    assert "<strong>ZZTOP" not in suggestions(as_bob, bobs_account, "zzt")


@pytest.mark.parametrize("text", ["", " ", "%", "_", "\u202e", "'; --", "x" * 5000, "💰"])
def test_the_search_accepts_any_text(as_alice, alices_account, vti, text):
    response = as_alice.get(f"/accounts/{alices_account.pk}/search/", {"symbol": text}, headers=HTMX)
    assert response.status_code == 200
    assert b"<strong>" not in response.content


def test_choosing_fills_the_symbol_field(as_alice, alices_account, vti):
    address = f"/accounts/{alices_account.pk}/positions/?choose=VTI"
    field, page = as_alice.get(address, headers=HTMX).content.decode(), as_alice.get(address).content.decode()
    assert "<html" not in field
    for text in (field, page):
        assert 'value="VTI"' in text
        assert "Vanguard Total Stock Market ETF" in text


def test_a_name_as_symbol_brings_suggestions(as_alice, alices_account, vti):
    page = add(as_alice, alices_account, symbol="total bond").content.decode()
    assert "choose=BND" in page


def test_the_search_works_without_a_script(as_alice, alices_account, vti):
    page = suggestions(as_alice, alices_account, "vti", headers={})
    assert "<html" in page
    assert "choose=VTI" in page
