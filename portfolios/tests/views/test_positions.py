from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Instrument, Position
from portfolios.tests.conftest import make_account, make_instrument

HTMX = {"HX-Request": "true"}
BAD_QUANTITIES = [
    ("", "required"),
    ("0", "above 0"),
    ("-1", "above 0"),
    ("1e30", "below 1,000,000,000,000"),
    ("NaN", "Enter a number"),
    ("Infinity", "Enter a number"),
    ("ten", "Enter a number"),
    ("1.123456789", "at most 8 decimals"),
    ("1\x00", "Enter a number"),
]


def add(client, account, headers=None, /, **sent):
    return client.post(
        f"/accounts/{account.pk}/positions/", {"symbol": "VTI", "quantity": "5", **sent}, headers=headers
    )


def edit(client, position, headers=None, /, **sent):
    sent = {"version": str(position.version), "quantity": "5", **sent}
    return client.post(f"/positions/{position.pk}/edit/", sent, headers=headers)


# Adding


def test_a_position_of_the_catalogue_is_added(as_alice, alices_account, vti):
    response = add(
        as_alice, alices_account, symbol="vti", quantity="1,150.5", cost_basis="$1,000", as_of_date="2024-01-02"
    )
    assert response.status_code == 302
    position = Position.objects.get(account=alices_account)
    assert (position.instrument, position.quantity, position.cost_basis) == (vti, Decimal("1150.5"), 1000)
    assert position.user == alices_account.user


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize(("quantity", "message"), BAD_QUANTITIES)
def test_a_bad_quantity_is_told_at_its_field_and_nothing_is_lost(
    as_alice, alices_account, vti, headers, quantity, message
):
    response = add(as_alice, alices_account, headers, quantity=quantity, cost_basis="$1,234")
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'value="VTI"' in page
    assert 'value="$1,234"' in page
    assert not Position.objects.exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"symbol": ""}, "required"),
        ({"symbol": "\x00\u202e"}, "required"),
        ({"symbol": "<b>"}, "letters, digits"),
        ({"symbol": "x" * 21}, "at most 20"),
        ({"cost_basis": "-5"}, "0 or more"),
        ({"cost_basis": "1e13"}, "below"),
        ({"as_of_date": "2024-13-45"}, "valid date"),
        ({"as_of_date": (timezone.localdate() + timedelta(days=2)).isoformat()}, "in the future"),
        ({"as_of_date": "1850-01-01"}, "from 1900 on"),
    ],
)
def test_other_bad_input_is_told_at_its_field(as_alice, alices_account, vti, sent, message):
    response = add(as_alice, alices_account, **sent)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Position.objects.exists()


def test_an_unknown_symbol_asks_what_it_is(as_alice, alices_account, vti):
    page = add(as_alice, alices_account, HTMX, symbol="zzz").content.decode()
    assert "Alex does not know ZZZ yet" in page
    assert 'name="instrument_type"' in page
    assert 'name="price"' in page
    assert not Instrument.objects.filter(symbol="ZZZ").exists()


def test_an_unknown_symbol_becomes_an_instrument_of_ones_own(
    as_alice, as_bob, alice, alices_account, bobs_account, vti
):
    details = {"symbol": "ZZZ", "name": "Zebra \u202ezoo", "instrument_type": "stock", "price": "$12.345"}
    assert add(as_alice, alices_account, **details).status_code == 302
    own = Instrument.objects.get(symbol="ZZZ")
    assert (own.owner, own.name, own.current_price, own.price_source) == (
        alice,
        "Zebra zoo",
        Decimal("12.345"),
        "entered",
    )
    assert own.priced_at is not None
    assert not own.is_classified
    assert "Alex does not know ZZZ yet" in add(as_bob, bobs_account, symbol="ZZZ").content.decode()


def test_without_a_price_it_has_none(as_alice, alices_account, vti):
    add(as_alice, alices_account, symbol="ZZZ", name="Zebra", instrument_type="other", price="")
    own = Instrument.objects.get(symbol="ZZZ")
    assert (own.current_price, own.priced_at, own.price_source) == (None, None, "")


@pytest.mark.parametrize(
    ("sent", "message"),
    [({"instrument_type": "house"}, "not one of"), ({"price": "0"}, "above 0"), ({"price": "NaN"}, "Enter a number"),
     ({"price": "1e9"}, "below"), ({"name": "\x00"}, "Enter a name"), ({"name": "x" * 161}, "at most 160")],
)  # fmt: skip
def test_a_bad_description_of_an_unknown_symbol_is_told(as_alice, alices_account, vti, sent, message):
    details = {"symbol": "ZZZ", "name": "Zebra", "instrument_type": "stock", **sent}
    response = add(as_alice, alices_account, **details)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Instrument.objects.filter(symbol="ZZZ").exists()


def test_another_users_instrument_cannot_be_held(as_alice, alices_account, bob, vti):
    foreign = make_instrument("BOBS", owner=bob)
    add(as_alice, alices_account, symbol="BOBS", instrument=str(foreign.pk), name="Mine", instrument_type="stock")
    position = Position.objects.get(account=alices_account)
    assert position.instrument != foreign
    assert position.instrument.owner == alices_account.user


def test_another_users_account_in_the_body_is_ignored(as_alice, alices_account, bobs_account, vti):
    add(as_alice, alices_account, account=str(bobs_account.pk), user=str(bobs_account.user_id))
    assert not Position.objects.filter(account=bobs_account).exists()
    assert not Position.objects.filter(user=bobs_account.user).exists()


# Held already


def test_a_symbol_held_already_asks_and_shows_both_figures(as_alice, alices_position):
    response = add(as_alice, alices_position.account, HTMX, quantity="5", cost_basis="500")
    page = response.content.decode()
    assert response.status_code == 422
    assert "You hold 10 of VTI" in page
    assert "Add to it: 15 in all, which cost $2,500.00" in page
    assert "Replace it: 5 in all, which cost $500.00" in page
    alices_position.refresh_from_db()
    assert alices_position.quantity == 10


@pytest.mark.parametrize(
    ("answer", "cost", "quantity", "total_cost"),
    [("add", "500", 15, 2500), ("add", "", 15, None), ("replace", "500", 5, 500), ("replace", "", 5, 2000)],
)
def test_the_answer_is_done(as_alice, alices_position, answer, cost, quantity, total_cost):
    account = alices_position.account
    response = add(as_alice, account, quantity="5", cost_basis=cost, when_held=answer, held_version="1")
    assert response.status_code == 302
    position = Position.objects.get(account=account)
    assert (position.quantity, position.cost_basis, position.version) == (quantity, total_cost, 2)


def test_an_answer_about_an_older_figure_is_asked_again(as_alice, alices_position):
    alices_position.change(quantity=Decimal(20))
    response = add(as_alice, alices_position.account, quantity="5", when_held="add", held_version="1")
    assert response.status_code == 422
    page = response.content.decode()
    assert "changed after you chose" in page
    assert "You hold 20 of VTI" in page
    assert "Add to it: 25 in all" in page
    assert "Replace it: 5 in all" in page
    assert 'name="held_version" value="2"' in page
    alices_position.refresh_from_db()
    assert alices_position.quantity == 20
    assert add(as_alice, alices_position.account, quantity="5", when_held="add", held_version="2").status_code == 302
    alices_position.refresh_from_db()
    assert alices_position.quantity == 25


@pytest.mark.parametrize("sent", [{"quantity": "999999999999"}, {"cost_basis": "999999999999"}])
def test_a_sum_beyond_all_bounds_is_a_message(as_alice, alices_position, sent):
    response = add(as_alice, alices_position.account, when_held="add", held_version="1", **sent)
    assert response.status_code == 422
    assert "Together that is" in response.content.decode()


def test_a_wrong_answer_is_a_message(as_alice, alices_position):
    assert add(as_alice, alices_position.account, when_held="sell").status_code == 422


# Searching


def suggestions(client, account, words, headers=HTMX):
    return client.get(f"/accounts/{account.pk}/search/", {"symbol": words}, headers=headers).content.decode()


def test_the_search_finds_symbols_that_begin_so_before_names_that_contain_it(as_alice, alices_account, vti):
    found = suggestions(as_alice, alices_account, "vt")
    assert found.index("<strong>VT</strong>") < found.index("<strong>VTI</strong>")
    assert "<html" not in found
    assert "<strong>BND</strong>" in suggestions(as_alice, alices_account, "total bond")


def test_the_search_finds_ones_own_and_not_anothers(as_alice, as_bob, alice, alices_account, bobs_account, vti):
    make_instrument("ZZTOP", owner=alice)
    assert "ZZTOP" in suggestions(as_alice, alices_account, "zzt")
    assert "<strong>ZZTOP" not in suggestions(as_bob, bobs_account, "zzt")


@pytest.mark.parametrize("words", ["", " ", "%", "_", "\x00", "\u202e", "'; --", "x" * 5000, "💰"])
def test_the_search_takes_any_words(as_alice, alices_account, vti, words):
    response = as_alice.get(f"/accounts/{alices_account.pk}/search/", {"symbol": words}, headers=HTMX)
    assert response.status_code == 200
    assert b"<strong>" not in response.content


def test_choosing_fills_the_symbol_field_with_and_without_a_script(as_alice, alices_account, vti):
    address = f"/accounts/{alices_account.pk}/positions/?choose=VTI"
    field, page = as_alice.get(address, headers=HTMX).content.decode(), as_alice.get(address).content.decode()
    assert "<html" not in field
    for text in (field, page):
        assert 'value="VTI"' in text
        assert "Vanguard Total Stock Market ETF" in text


def test_without_a_script_a_name_in_the_symbol_field_brings_suggestions(as_alice, alices_account, vti):
    page = add(as_alice, alices_account, symbol="total bond").content.decode()
    assert "choose=BND" in page


def test_without_a_script_the_search_is_a_page(as_alice, alices_account, vti):
    page = suggestions(as_alice, alices_account, "vti", headers={})
    assert "<html" in page
    assert "choose=VTI" in page


# Editing and deleting


def test_a_position_is_edited(as_alice, alices_position):
    assert edit(as_alice, alices_position, quantity="0.00000001", cost_basis="").status_code == 302
    alices_position.refresh_from_db()
    assert (alices_position.quantity, alices_position.cost_basis) == (Decimal("0.00000001"), None)
    assert alices_position.version == 2


def test_with_a_script_the_row_becomes_a_form_and_then_the_row_and_the_new_totals(as_alice, alices_position):
    form = as_alice.get(f"/positions/{alices_position.pk}/edit/", headers=HTMX).content.decode()
    assert form.lstrip().startswith("<tr")
    assert 'value="10"' in form
    saved = edit(as_alice, alices_position, HTMX, quantity="20").content.decode()
    assert saved.lstrip().startswith("<tr")
    assert 'hx-swap-oob="true"' in saved
    assert "$5,350.20" in saved
    assert "$5,450.70" in saved


def test_leaving_a_row_as_it_is_shows_it_again(as_alice, alices_position):
    row = as_alice.get(f"/positions/{alices_position.pk}/", headers=HTMX).content.decode()
    assert row.lstrip().startswith("<tr")
    page = as_alice.get(f"/positions/{alices_position.pk}/")
    assert page["Location"] == f"/accounts/{alices_position.account_id}/"


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize(("quantity", "message"), BAD_QUANTITIES)
def test_an_edit_with_a_bad_quantity_is_told_and_changes_nothing(as_alice, alices_position, headers, quantity, message):
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


def test_a_position_is_deleted_after_a_question(as_alice, alices_position):
    address = f"/positions/{alices_position.pk}/delete/"
    assert "10 of Vanguard Total Stock Market ETF" in as_alice.get(address).content.decode()
    assert as_alice.post(address)["Location"] == f"/accounts/{alices_position.account_id}/"
    assert not Position.objects.exists()


def test_the_same_symbol_can_be_in_two_accounts(as_alice, alice, alices_position):
    other = make_account(alice, name="Other")
    assert add(as_alice, other).status_code == 302
    assert Position.objects.count() == 2


def test_ones_own_instrument_goes_before_the_catalogues(as_alice, alice, alices_account, vti):
    own = make_instrument("VTI", owner=alice, name="My own VTI")
    add(as_alice, alices_account)
    assert Position.objects.get().instrument == own
