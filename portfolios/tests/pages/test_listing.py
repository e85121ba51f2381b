"""An account of many positions is shown a page at a time, and its sums come from the database."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portfolios.models import Account, Instrument, Position
from portfolios.models.snapshots import load_account_totals, take_snapshot
from portfolios.pages.position_pages import PAGE_SIZE, first_page, page_before, page_from, page_key
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.tests.support import bulk_rows
from portfolios.valuation.value import compute_valuation

MANY = 2 * PAGE_SIZE + 50


@pytest.fixture
def filled(alices_account):
    bulk_rows.list_instruments(MANY)
    bulk_rows.fill_accounts([alices_account], MANY)
    return alices_account


def symbols(listing):
    return [row.instrument.symbol for row in listing.rows]


def rows_on(page):
    return re.findall(r'<th scope="row"><a href="/instruments/[^"]+">([^<]+)</a>', page)


def links(page):
    return dict(re.findall(r'rel="(\w+)" href="([^"#]+)#', unescape(page)))


def test_paging_shows_every_position_once(filled):
    page, seen = first_page(filled), []
    while True:
        seen += symbols(page)
        if not page.later:
            break
        page = page_from(filled, page.later)
    assert seen == sorted(Position.objects.values_list("instrument__symbol", flat=True))


def test_walking_back_shows_the_same_pages(filled):
    first = first_page(filled)
    second = page_from(filled, first.later)
    third = page_from(filled, second.later)
    assert page_before(filled, third.earlier) == second
    assert page_before(filled, second.earlier) == first
    assert (first.earlier, third.later) == ("", "")


def test_paging_survives_a_deleted_position(filled):
    second = page_from(filled, first_page(filled).later)
    Position.objects.get(pk=second.rows[0].position.id).delete()
    assert symbols(page_from(filled, first_page(filled).later))[:3] == symbols(second)[1:4]
    assert page_from(filled, "ZZZZ,00000000-0000-0000-0000-000000000000").rows == []


def test_paging_keeps_equal_symbols_apart(alice, alices_account, monkeypatch):
    monkeypatch.setattr("portfolios.pages.position_pages.PAGE_SIZE", 1)
    held = {make_position(alices_account, make_instrument(owner=owner)).pk for owner in (None, alice)}
    first = first_page(alices_account)
    assert {first.rows[0].position.id, page_from(alices_account, first.later).rows[0].position.id} == held


def test_the_account_page_shows_100_positions(as_alice, filled):
    first = as_alice.get(f"/accounts/{filled.pk}/").content.decode()
    second = as_alice.get(links(first)["next"]).content.decode()
    assert (len(rows_on(first)), len(rows_on(second))) == (PAGE_SIZE, PAGE_SIZE)
    assert not set(rows_on(first)) & set(rows_on(second))
    assert "prev" not in links(first)
    assert rows_on(as_alice.get(links(second)["prev"]).content.decode()) == rows_on(first)


def test_totals_cover_the_whole_account(as_alice, filled):
    total = f"${compute_valuation(take_snapshot(filled.user_id, now=timezone.now())).total:,}"
    first = as_alice.get(f"/accounts/{filled.pk}/").content.decode()
    assert total in first
    assert total in as_alice.get(links(first)["next"]).content.decode()
    assert f"<dd>{MANY}</dd>" in first


@pytest.mark.parametrize("query", ["from=nonsense", "before=,", "from=X%00,1", "before=X1,not-an-id"])
def test_an_edited_link_shows_the_first_page(as_alice, filled, query):
    page = as_alice.get(f"/accounts/{filled.pk}/?{query}").content.decode()
    assert rows_on(page) == symbols(first_page(filled))


def test_positions_are_found_by_symbol_or_name(as_alice, filled):
    assert rows_on(as_alice.get(f"/accounts/{filled.pk}/?find=x00001").content.decode())[0] == "X000010"
    page = as_alice.get(f"/accounts/{filled.pk}/?find=Pacific").content.decode()
    assert all(Instrument.objects.get(symbol=symbol).name.startswith("Pacific") for symbol in rows_on(page))
    assert "No position here is called “&lt;b&gt;”" in as_alice.get(f"/accounts/{filled.pk}/?find=<b>").content.decode()


def test_plain_edit_opens_the_right_page(as_alice, filled):
    far = Position.objects.order_by("instrument__symbol").last()
    page = as_alice.get(f"/positions/{far.pk}/edit/").content.decode()
    assert f'id="position-{far.pk}" class="editing"' in page


def test_few_positions_need_no_paging(as_alice, alices_position):
    page = as_alice.get(f"/accounts/{alices_position.account_id}/").content.decode()
    assert links(page) == {}
    assert 'name="find"' not in page


def test_a_key_names_a_symbol_and_a_position(alices_position):
    assert page_key(alices_position) == f"VTI,{alices_position.pk}"


quantities = st.decimals("0.00000001", "999999999999", places=8)
prices = st.none() | st.decimals("0.000001", "999999999", places=6)


@given(st.lists(st.tuples(st.integers(0, 2), quantities, prices), max_size=12))
def test_database_sums_match_the_valuation(alice, held):
    Account.objects.all().delete()
    Instrument.objects.all().delete()
    accounts = [make_account(alice, name=f"Account {n}", cash_balance=Decimal("0.01")) for n in range(3)]
    for number, (account, quantity, price) in enumerate(held):
        priced = (
            {} if price is None else {"current_price": price, "priced_at": timezone.now(), "price_source": "entered"}
        )
        make_position(accounts[account], make_instrument(f"I{number}", **priced), quantity)
    valued = compute_valuation(take_snapshot(alice.pk, now=timezone.now()))
    assert load_account_totals(alice.pk) == [worth.totals for worth in valued.accounts]
