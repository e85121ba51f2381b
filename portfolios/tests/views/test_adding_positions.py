"""Add a position with a shared, an unknown or an already held symbol."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Instrument, Position
from portfolios.tests.conftest import make_account, make_instrument
from portfolios.tests.support.position_pages import BAD_QUANTITIES, HTMX, add


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
def test_a_bad_quantity_gets_a_message(as_alice, alices_account, vti, headers, quantity, message):
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
def test_bad_position_input_gets_a_message(as_alice, alices_account, vti, sent, message):
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


def test_an_unknown_symbol_becomes_private(as_alice, as_bob, alice, alices_account, bobs_account, vti):
    details = {"symbol": "ZZZ", "name": "Zebra \u202ezoo", "instrument_type": "stock", "price": "$12.345"}
    assert add(as_alice, alices_account, **details).status_code == 302
    private = Instrument.objects.get(symbol="ZZZ")
    assert (private.owner, private.name, private.current_price, private.price_source) == (
        alice,
        "Zebra zoo",
        Decimal("12.345"),
        "entered",
    )
    assert private.priced_at is not None
    assert not private.is_classified
    assert "Alex does not know ZZZ yet" in add(as_bob, bobs_account, symbol="ZZZ").content.decode()


def test_an_unknown_symbol_needs_no_price(as_alice, alices_account, vti):
    add(as_alice, alices_account, symbol="ZZZ", name="Zebra", instrument_type="other", price="")
    private = Instrument.objects.get(symbol="ZZZ")
    assert (private.current_price, private.priced_at, private.price_source) == (None, None, "")


@pytest.mark.parametrize(
    ("sent", "message"),
    [({"instrument_type": "house"}, "not one of"), ({"price": "0"}, "above 0"), ({"price": "NaN"}, "Enter a number"),
     ({"price": "1e9"}, "below"), ({"name": "\x00"}, "Enter a name"), ({"name": "x" * 161}, "at most 160")],
)  # fmt: skip
def test_a_bad_description_gets_a_message(as_alice, alices_account, vti, sent, message):
    details = {"symbol": "ZZZ", "name": "Zebra", "instrument_type": "stock", **sent}
    response = add(as_alice, alices_account, **details)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Instrument.objects.filter(symbol="ZZZ").exists()


def test_another_users_instrument_cannot_be_held(as_alice, alices_account, bob, vti):
    bobs = make_instrument("BOBS", owner=bob)
    add(as_alice, alices_account, symbol="BOBS", instrument=str(bobs.pk), name="Mine", instrument_type="stock")
    position = Position.objects.get(account=alices_account)
    assert position.instrument != bobs
    assert position.instrument.owner == alices_account.user


def test_another_users_account_is_ignored(as_alice, alices_account, bobs_account, vti):
    add(as_alice, alices_account, account=str(bobs_account.pk), user=str(bobs_account.user_id))
    assert not Position.objects.filter(account=bobs_account).exists()
    assert not Position.objects.filter(user=bobs_account.user).exists()


def test_a_held_symbol_asks_add_or_replace(as_alice, alices_position):
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
def test_a_held_symbol_is_added_to_or_replaced(as_alice, alices_position, answer, cost, quantity, total_cost):
    account = alices_position.account
    response = add(as_alice, account, quantity="5", cost_basis=cost, when_held=answer, held_version="1")
    assert response.status_code == 302
    position = Position.objects.get(account=account)
    assert (position.quantity, position.cost_basis, position.version) == (quantity, total_cost, 2)


def test_an_outdated_answer_is_asked_again(as_alice, alices_position):
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
def test_a_sum_beyond_the_limit_gets_a_message(as_alice, alices_position, sent):
    response = add(as_alice, alices_position.account, when_held="add", held_version="1", **sent)
    assert response.status_code == 422
    assert "Together that is" in response.content.decode()


def test_an_unknown_answer_gets_a_message(as_alice, alices_position):
    assert add(as_alice, alices_position.account, when_held="sell").status_code == 422


def test_the_same_symbol_can_be_in_two_accounts(as_alice, alice, alices_position):
    other = make_account(alice, name="Other")
    assert add(as_alice, other).status_code == 302
    assert Position.objects.count() == 2


def test_a_private_instrument_is_preferred(as_alice, alice, alices_account, vti):
    private = make_instrument("VTI", owner=alice, name="My own VTI")
    add(as_alice, alices_account)
    assert Position.objects.get().instrument == private
