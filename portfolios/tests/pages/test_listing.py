"""An account with many positions is shown in pages, and the database computes its sums."""

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

pytestmark = pytest.mark.slow

MANY = 2 * PAGE_SIZE + 50


@pytest.fixture
def full_account(alices_account):
    bulk_rows.list_instruments(MANY)
    bulk_rows.fill_accounts([alices_account], MANY)
    return alices_account


def symbols(listing):
    return [row.instrument.symbol for row in listing.rows]


def rows_on(page):
    return re.findall(r'<th scope="row"><a href="/instruments/[^"]+">([^<]+)</a>', page)


def links(page):
    return dict(re.findall(r'rel="(\w+)" href="([^"#]+)#', unescape(page)))


def test_paging_shows_every_position_once(full_account):
    page, shown_symbols = first_page(full_account), []
    while True:
        shown_symbols += symbols(page)
        if not page.later:
            break
        page = page_from(full_account, page.later)
    assert shown_symbols == sorted(Position.objects.values_list("instrument__symbol", flat=True))


def test_walking_back_shows_the_same_pages(full_account):
    first = first_page(full_account)
    second = page_from(full_account, first.later)
    third = page_from(full_account, second.later)
    assert page_before(full_account, third.earlier) == second
    assert page_before(full_account, second.earlier) == first
    assert (first.earlier, third.later) == ("", "")


def test_paging_survives_a_deleted_position(full_account):
    second = page_from(full_account, first_page(full_account).later)
    Position.objects.get(pk=second.rows[0].position.id).delete()
    assert symbols(page_from(full_account, first_page(full_account).later))[:3] == symbols(second)[1:4]
    assert page_from(full_account, "ZZZZ,00000000-0000-0000-0000-000000000000").rows == []


def test_paging_keeps_equal_symbols_apart(alice, alices_account, monkeypatch):
    monkeypatch.setattr("portfolios.pages.position_pages.PAGE_SIZE", 1)
    position_ids = {make_position(alices_account, make_instrument(owner=owner)).pk for owner in (None, alice)}
    first = first_page(alices_account)
    assert {first.rows[0].position.id, page_from(alices_account, first.later).rows[0].position.id} == position_ids


def test_the_account_page_shows_100_positions(as_alice, full_account):
    first = as_alice.get(f"/accounts/{full_account.pk}/").content.decode()
    second = as_alice.get(links(first)["next"]).content.decode()
    assert (len(rows_on(first)), len(rows_on(second))) == (PAGE_SIZE, PAGE_SIZE)
    assert not set(rows_on(first)) & set(rows_on(second))
    assert "prev" not in links(first)
    assert rows_on(as_alice.get(links(second)["prev"]).content.decode()) == rows_on(first)


def test_totals_cover_the_whole_account(as_alice, full_account):
    total = f"${compute_valuation(take_snapshot(full_account.user_id, now=timezone.now())).total:,}"
    first = as_alice.get(f"/accounts/{full_account.pk}/").content.decode()
    assert total in first
    assert total in as_alice.get(links(first)["next"]).content.decode()
    assert f"{MANY} positions" in first


@pytest.mark.parametrize("query", ["from=nonsense", "before=,", "before=X1,not-an-id"])
def test_an_edited_link_shows_the_first_page(as_alice, full_account, query):
    page = as_alice.get(f"/accounts/{full_account.pk}/?{query}").content.decode()
    assert rows_on(page) == symbols(first_page(full_account))


def test_positions_are_found_by_symbol_or_name(as_alice, full_account):
    assert rows_on(as_alice.get(f"/accounts/{full_account.pk}/?find=x00001").content.decode())[0] == "X000010"
    page = as_alice.get(f"/accounts/{full_account.pk}/?find=Pacific").content.decode()
    assert all(Instrument.objects.get(symbol=symbol).name.startswith("Pacific") for symbol in rows_on(page))
    assert (
        "No position here is called “&lt;b&gt;”"
        in as_alice.get(f"/accounts/{full_account.pk}/?find=<b>").content.decode()
    )


def test_plain_edit_opens_the_right_page(as_alice, full_account):
    last_position = Position.objects.order_by("instrument__symbol").last()
    page = as_alice.get(f"/positions/{last_position.pk}/edit/").content.decode()
    assert f'id="position-{last_position.pk}" class="editing"' in page


def test_few_positions_need_no_paging(as_alice, alices_position):
    page = as_alice.get(f"/accounts/{alices_position.account_id}/").content.decode()
    assert links(page) == {}
    assert 'name="find"' not in page


def test_a_key_names_a_symbol_and_a_position(alices_position):
    assert page_key(alices_position) == f"VTI,{alices_position.pk}"


quantities = st.decimals("0.00000001", "999999999999", places=8)
prices = st.none() | st.decimals("0.000001", "999999999", places=6)


@given(st.lists(st.tuples(st.integers(0, 2), quantities, prices), max_size=12))
def test_database_sums_match_the_valuation(alice, holdings):
    Account.objects.all().delete()
    Instrument.objects.all().delete()
    accounts = [make_account(alice, name=f"Account {n}", cash_balance=Decimal("0.01")) for n in range(3)]
    for number, (account, quantity, price) in enumerate(holdings):
        priced = (
            {} if price is None else {"current_price": price, "priced_at": timezone.now(), "price_source": "entered"}
        )
        make_position(accounts[account], make_instrument(f"I{number}", **priced), quantity)
    valuation = compute_valuation(take_snapshot(alice.pk, now=timezone.now()))
    assert load_account_totals(alice.pk) == [account.totals for account in valuation.accounts]
