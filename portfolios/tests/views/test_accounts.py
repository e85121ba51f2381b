from decimal import Decimal

import pytest

from portfolios.models import Account, Instrument, Position
from portfolios.tests.conftest import make_account, make_instrument, make_position

HTMX = {"HX-Request": "true"}
NEW = {"name": "Roth IRA", "kind": "roth_ira", "purpose": "", "cash_balance": "$1,250.50", "cash_interest": "4.25%"}


def test_the_account_table_shows_all_columns(as_alice, alices_position):
    page = as_alice.get("/accounts/").content.decode()
    for text in ("Savings", "Taxable brokerage", "$2,775.60", "$100.50"):
        assert text in page


def test_an_account_is_added_and_opened(as_alice, alice):
    response = as_alice.post("/accounts/add/", NEW)
    account = Account.objects.get(user=alice)
    assert response["Location"] == f"/accounts/{account.pk}/"
    assert (account.name, account.kind, account.cash_balance) == ("Roth IRA", "roth_ira", Decimal("1250.50"))
    assert account.cash_interest == Decimal("0.0425")
    assert account.counts_for_retirement


def test_empty_cash_is_no_cash(as_alice, alice):
    as_alice.post("/accounts/add/", {**NEW, "cash_balance": "", "cash_interest": ""})
    account = Account.objects.get(user=alice)
    assert (account.cash_balance, account.cash_interest) == (0, None)


def test_college_savings_start_outside_retirement(as_alice, alice):
    as_alice.post("/accounts/add/", {**NEW, "kind": "529"})
    assert Account.objects.get(user=alice).counts_for_retirement is False


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "required"),
        ({"name": "\u202e\x00"}, "required"),
        ({"name": "x" * 81}, "at most 80"),
        ({"name": "Savings"}, "already have an account called “Savings”"),
        ({"name": " SAVINGS\u200b "}, "already have an account"),
        ({"kind": ""}, "required"),
        ({"kind": "mattress"}, "not one of the available choices"),
        ({"kind": "\x00"}, "not one of the available choices"),
        ({"cash_balance": "-1e12"}, "Enter a number"),
        ({"cash_balance": "1e30"}, "below"),
        ({"cash_balance": "NaN"}, "Enter a number"),
        ({"cash_balance": "1.005"}, "at most 2 decimals"),
        ({"cash_interest": "99"}, "Enter 50 or less."),
        ({"purpose": "x" * 201}, "at most 200"),
    ],
)
def test_account_errors_show_at_their_field(as_alice, alices_account, headers, changes, message):
    response = as_alice.post("/accounts/add/", {**NEW, "purpose": "For later", **changes}, headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'value="$1,250.50"' in page or "cash_balance" in changes
    assert Account.objects.count() == 1
    assert ("<html" in page) == (not headers)


def test_two_users_may_use_the_same_name(as_bob, alices_account):
    assert as_bob.post("/accounts/add/", {**NEW, "name": "Savings"}).status_code == 302


def test_a_name_race_is_a_message(as_alice, alices_account, monkeypatch):
    monkeypatch.setattr("portfolios.forms.accounts.AccountForm.clean_name", lambda form: form.cleaned_data["name"])
    response = as_alice.post("/accounts/add/", {**NEW, "name": "Savings"})
    assert response.status_code == 422
    assert "already have an account called “Savings”" in response.content.decode()


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_rename_race_is_a_message(as_alice, alices_account, monkeypatch, way):
    other = Account.objects.create(user=alices_account.user, name="Cash", kind="taxable")
    monkeypatch.setattr("portfolios.forms.accounts.AccountForm.clean_name", lambda form: form.cleaned_data["name"])
    monkeypatch.setattr("portfolios.api.serializers.AccountSerializer.validate_account_name", lambda self, name: name)
    if way == "page":
        sent = {**NEW, "name": "Savings", "version": other.version}
        response = as_alice.post(f"/accounts/{other.pk}/edit/", sent)
    else:
        sent = {"account_name": "Savings", "version": other.version}
        response = as_alice.patch(f"/api/accounts/{other.pk}", sent, "application/json")
    assert response.status_code == (422 if way == "page" else 400)
    assert "already have an account called “Savings”" in response.content.decode()
    other.refresh_from_db()
    assert other.name == "Cash"


def test_account_names_lose_hidden_characters(as_alice, alice):
    as_alice.post("/accounts/add/", {**NEW, "name": "Ro\x00th \u202eIRA"})
    assert Account.objects.get(user=alice).name == "Ro th IRA"


def test_the_account_page_shows_price_and_source(as_alice, alices_position):
    page = as_alice.get(f"/accounts/{alices_position.account_id}/").content.decode()
    for text in (
        "VTI",
        "Vanguard Total Stock Market ETF",
        "$267.51",
        "sample price, Jun 28, 2024",
        "$2,675.10",
        "$2,775.60",
    ):
        assert text in page


def test_an_unpriced_position_is_left_out(as_alice, alice, alices_account):
    make_position(alices_account, make_instrument("UNKN", owner=alice), "0.00000001")
    page = as_alice.get(f"/accounts/{alices_account.pk}/").content.decode()
    for text in ("UNKN", "no price", "left out", "0.00000001", "$100.50"):
        assert text in page


def test_an_account_can_be_edited(as_alice, alices_account):
    sent = {**NEW, "name": "Savings", "version": "1", "cash_balance": "7", "counts_for_retirement": ""}
    assert as_alice.post(f"/accounts/{alices_account.pk}/edit/", sent).status_code == 302
    alices_account.refresh_from_db()
    assert (alices_account.kind, alices_account.cash_balance, alices_account.version) == ("roth_ira", 7, 2)
    assert alices_account.counts_for_retirement is False


def test_htmx_edits_the_account_in_place(as_alice, alices_account):
    address = f"/accounts/{alices_account.pk}/edit/"
    form = as_alice.get(address, headers=HTMX).content.decode()
    assert 'id="account-edit"' in form
    assert "<html" not in form
    saved = as_alice.post(address, {**NEW, "version": "1"}, headers=HTMX)
    assert saved["HX-Redirect"] == f"/accounts/{alices_account.pk}/"


def test_an_account_keeps_its_owner_and_name(as_alice, alice, bob, alices_account):
    other = make_account(alice, name="Other")
    sent = {**NEW, "name": "Savings", "version": "1", "user": str(bob.pk)}
    assert as_alice.post(f"/accounts/{other.pk}/edit/", sent).status_code == 422
    as_alice.post(f"/accounts/{other.pk}/edit/", {**sent, "name": "Third"})
    other.refresh_from_db()
    assert (other.user, other.name) == (alice, "Third")


def test_deleting_an_account_asks_first(as_alice, alices_position):
    address = f"/accounts/{alices_position.account_id}/delete/"
    assert "1 position and $100.50" in as_alice.get(address).content.decode()
    assert as_alice.post(address)["Location"] == "/accounts/"
    assert not Account.objects.exists()
    assert not Position.objects.exists()
    assert Instrument.objects.filter(symbol="VTI").exists()


def test_adding_sample_accounts_asks_first(as_alice, alice, catalogue):
    assert as_alice.get("/accounts/populate/").status_code == 200
    page = as_alice.post("/accounts/populate/", follow=True).content.decode()
    assert "3 accounts and 17 positions added" in page
    assert "0 accounts and 0 positions added" in as_alice.post("/accounts/populate/", follow=True).content.decode()


def test_sample_accounts_need_the_catalogue(as_alice, alice):
    page = as_alice.post("/accounts/populate/", follow=True).content.decode()
    assert "Nothing was added" in page
    assert not Account.objects.exists()


def test_deleting_all_accounts_asks_first(as_alice, alice, alices_position, bobs_account):
    make_instrument("OWN", owner=alice)
    question = as_alice.get("/accounts/reset/").content.decode()
    assert "1 account with 1 position, and 1 instrument that only you have" in question
    assert "1 accounts deleted" in as_alice.post("/accounts/reset/", follow=True).content.decode()
    assert list(Account.objects.all()) == [bobs_account]
    assert not Instrument.objects.filter(owner=alice).exists()
