"""The limit of holdings: every way to add some refuses more, in plain words, and adds nothing."""

import pytest
from django.core.management import CommandError, call_command

from people.tests.support.cast import signed_in
from portfolios.changes import deletion, demo
from portfolios.changes.deletion import RestoreRefused
from portfolios.changes.limits import TooManyHoldings
from portfolios.importing import steps
from portfolios.models import Instrument, Position

pytestmark = [pytest.mark.django_db, pytest.mark.faults]

WORDS = "One person can have at most 17 holdings."
FILE = b"Symbol,Quantity\nVTI,1\nBND,1\nQQQ,1\n"


@pytest.fixture
def account(alice, settings, catalogue):
    """Return an account of somebody who has as many holdings as one may."""
    demo.add_sample_accounts(user=alice)
    settings.HOLDINGS_PER_PERSON = Position.objects.owned_by(alice).count()
    assert settings.HOLDINGS_PER_PERSON == 17
    return alice.accounts.first()


@pytest.fixture
def free_symbol(account):
    held = account.positions.values("instrument")
    return Instrument.objects.catalogue().exclude(pk__in=held).values_list("symbol", flat=True).first()


def count(user):
    return Position.objects.owned_by(user).count()


def test_the_page_refuses_in_plain_words(as_alice, alice, account, free_symbol):
    response = as_alice.post(f"/accounts/{account.pk}/positions/", {"symbol": free_symbol, "quantity": "1"})
    assert response.status_code == 422
    assert WORDS in response.content.decode()
    assert count(alice) == 17


def test_a_refused_symbol_is_not_created(as_alice, alice, account):
    new = {"symbol": "MYOWN", "quantity": "1", "name": "My own", "instrument_type": "stock"}
    as_alice.post(f"/accounts/{account.pk}/positions/", new)
    assert not Instrument.objects.filter(symbol="MYOWN").exists()


def test_the_api_refuses_in_plain_words(as_alice, alice, account, free_symbol):
    body = {"account_id": str(account.pk), "symbol": free_symbol, "quantity": "1"}
    response = as_alice.post("/api/positions", body, content_type="application/json")
    error = response.json()["error"]
    assert (response.status_code, error["code"], WORDS in error["message"]) == (409, "too_many_holdings", True)


def test_adding_to_a_holding_stays_possible(as_alice, alice, account):
    held = account.positions.select_related("instrument").first()
    change = {"version": held.version, "quantity": "77"}
    response = as_alice.patch(f"/api/positions/{held.pk}", change, content_type="application/json")
    assert response.status_code == 200


def test_sample_data_is_refused_as_a_whole(bob, account):
    with pytest.raises(TooManyHoldings):
        demo.add_sample_accounts(user=give_one_holding(bob, account))
    assert (count(bob), bob.accounts.count()) == (1, 1)


def give_one_holding(user, account):
    own = user.accounts.create(user=user, name="Mine", kind="brokerage")
    Position.objects.create(user=user, account=own, instrument=account.positions.first().instrument, quantity=1)
    return user


def test_the_page_of_sample_data_says_why(bob, account):
    client = signed_in(give_one_holding(bob, account))
    assert WORDS in client.post("/accounts/populate/", follow=True).content.decode()
    with pytest.raises(CommandError, match=WORDS):
        call_command("populate", email=bob.email)


def test_an_import_is_refused_as_a_whole(as_alice, alice, account):
    draft = steps.start_import(user=alice, account=account, files=[("a.csv", FILE)])[0]
    plan = steps.plan_import(draft=draft)
    assert plan.new_positions
    response = as_alice.post(f"/accounts/import/{draft.pk}/check/", {"digest": plan.digest})
    assert (response.status_code, WORDS in response.content.decode()) == (422, True)
    assert count(alice) == 17


def test_an_undo_is_refused_when_there_is_no_room(alice, account, settings):
    removal = deletion.delete_account(account=account)
    settings.HOLDINGS_PER_PERSON = count(alice)
    with pytest.raises(RestoreRefused, match="can have at most"):
        deletion.restore(removal=removal)
