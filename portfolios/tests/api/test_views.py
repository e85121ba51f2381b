"""The API for accounts, positions, instruments and the profile."""

import json
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Account, Instrument, Position, Profile
from portfolios.tests.conftest import make_account, make_instrument, make_position

ROTH = {"account_name": "Roth", "account_type": "roth_ira", "cash_balance": "12.50"}
JSON = "application/json"


def call(client, method, path, body=None, **headers):
    sent = {} if body is None else {"data": json.dumps(body), "content_type": JSON}
    return getattr(client, method)(f"/api/{path}", headers=headers, **sent)


def error_of(response):
    return response.json()["error"]


@pytest.fixture
def roth(as_alice):
    return call(as_alice, "post", "accounts", ROTH).json()


def test_accounts_are_added_changed_and_deleted(as_alice):
    created = call(as_alice, "post", "accounts", ROTH)
    assert created.status_code == 201
    assert created.json() == {
        "id": created.json()["id"], "account_name": "Roth", "account_type": "roth_ira", "account_purpose": "",
        "currency": "USD", "cash_balance": "12.50", "cash_interest": None, "counts_for_retirement": True, "version": 1,
        "account_owner": "self",
    }  # fmt: skip
    path = f"accounts/{created.json()['id']}"
    assert call(as_alice, "get", path).json() == created.json()
    changed = call(as_alice, "patch", path, {"cash_interest": "0.04", "version": 1}).json()
    assert (changed["cash_interest"], changed["cash_balance"], changed["version"]) == ("0.0400", "12.50", 2)
    put = call(as_alice, "put", path, {**ROTH, "account_name": "Roth IRA", "version": 2}).json()
    assert (put["account_name"], put["version"]) == ("Roth IRA", 3)
    assert call(as_alice, "delete", path).status_code == 204
    assert call(as_alice, "get", path).status_code == 404


def test_a_529_counts_for_retirement_if_asked(as_alice):
    college = {"account_name": "College", "account_type": "529"}
    assert call(as_alice, "post", "accounts", college).json()["counts_for_retirement"] is False
    other = {**college, "account_name": "Mine", "counts_for_retirement": True}
    assert call(as_alice, "post", "accounts", other).json()["counts_for_retirement"] is True


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**ROTH, "acount_name": "x"}, "acount_name"), ({**ROTH, "user": "bob"}, "user"),
        ({**ROTH, "account_type": "offshore"}, "account_type"), ({**ROTH, "cash_balance": "-1e12"}, "cash_balance"),
        ({**ROTH, "cash_balance": "NaN"}, "cash_balance"), ({**ROTH, "cash_balance": "1e15"}, "cash_balance"),
        ({**ROTH, "account_name": "\u200b"}, "account_name"), ({**ROTH, "cash_interest": "0.6"}, "cash_interest"),
        ({"account_type": "hsa"}, "account_name"), ([ROTH], "__all__"), ("Roth", "__all__"),
    ],
)  # fmt: skip
def test_an_invalid_account_names_its_field(as_alice, alice, body, field):
    response = call(as_alice, "post", "accounts", body)
    assert response.status_code == 400
    assert (error_of(response)["code"], list(error_of(response)["fields"])) == ("invalid", [field])
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("value", "message"),
    [("1e400", "not finite"), (r'"\ud800"', "Invalid Unicode"), ("[" * 5_000 + "]" * 5_000, "too deeply"),
     ("[" * 21 + "]" * 21, "too deeply")],
)  # fmt: skip
def test_unrepresentable_json_is_refused(as_alice, roth, value, message):
    """The answer to a stale change quotes the body, so it must be valid JSON."""
    body = f'{{"account_name": {value}, "version": 7}}'
    response = as_alice.patch(f"/api/accounts/{roth['id']}", body, content_type=JSON)
    assert (response.status_code, error_of(response)["code"]) == (400, "parse_error")
    assert message in error_of(response)["message"]


def test_account_names_are_unique_in_any_case(as_alice, roth):
    response = call(as_alice, "post", "accounts", {**ROTH, "account_name": "ROTH"})
    assert "already have an account" in error_of(response)["fields"]["account_name"][0]


def test_positions_are_added_changed_and_deleted(as_alice, catalogue, roth):
    body = {"account_id": roth["id"], "symbol": "vti", "quantity": "1.00000001", "cost_basis": "200"}
    created = call(as_alice, "post", "positions", body)
    assert created.status_code == 201
    assert (created.json()["symbol"], created.json()["quantity"], created.json()["version"]) == ("VTI", "1.00000001", 1)
    assert created.json()["instrument"]["allocation_asset_class"] == {"equity": 100.0}
    path = f"positions/{created.json()['id']}"
    for listing in ("positions", f"accounts/{roth['id']}/positions"):
        assert call(as_alice, "get", listing).json()["results"] == [call(as_alice, "get", path).json()]
    changed = call(as_alice, "patch", path, {"quantity": "3", "version": 1}).json()
    assert (changed["quantity"], changed["cost_basis"], changed["version"]) == ("3.00000000", "200.00", 2)
    assert call(as_alice, "delete", path).status_code == 204
    assert not Position.objects.exists()


def test_adding_a_held_symbol_is_a_conflict(as_alice, catalogue, roth):
    body = {"account_id": roth["id"], "symbol": "VTI", "quantity": "1"}
    call(as_alice, "post", "positions", body)
    again = call(as_alice, "post", "positions", {**body, "quantity": "5"})
    assert (again.status_code, error_of(again)["code"]) == (409, "already_held")
    assert (again.json()["current"]["quantity"], again.json()["yours"]["quantity"]) == ("1.00000000", "5")


def test_a_named_unknown_symbol_becomes_private(as_alice, alice, roth):
    body = {"account_id": roth["id"], "symbol": "ACME", "quantity": "1"}
    incomplete = call(as_alice, "post", "positions", body)
    assert (incomplete.status_code, set(error_of(incomplete)["fields"])) == (400, {"name", "instrument_type"})
    created = call(as_alice, "post", "positions", {**body, "name": "Acme", "instrument_type": "stock", "price": "9.5"})
    assert created.json()["instrument"]["current_price"] == "9.500000"
    assert created.json()["instrument"]["currency"] == "USD"
    foreign = {**body, "symbol": "SAP", "name": "SAP", "instrument_type": "stock", "price": "9.5", "currency": "EUR"}
    assert call(as_alice, "post", "positions", foreign).json()["instrument"]["currency"] == "EUR"
    assert call(as_alice, "post", "positions", {**foreign, "currency": "XXX"}).status_code == 400
    assert Instrument.objects.get(symbol="ACME").owner == alice


def test_a_position_keeps_account_and_symbol(as_alice, catalogue, roth):
    created = call(as_alice, "post", "positions", {"account_id": roth["id"], "symbol": "VTI", "quantity": "1"}).json()
    moved = {"account_id": str(uuid.uuid4()), "symbol": "BND", "quantity": "1", "version": 1}
    response = call(as_alice, "put", f"positions/{created['id']}", moved)
    assert (response.status_code, set(error_of(response)["fields"])) == (400, {"account_id", "symbol"})


@pytest.mark.parametrize("path", ["accounts/1", "nonsense", "accounts/", "user/"])
def test_an_unknown_address_gets_an_api_error(as_alice, path):
    response = call(as_alice, "get", path)
    assert (response.status_code, error_of(response)["code"]) == (404, "not_found")


def test_a_profile_change_confirms_its_fields(as_alice, alice):
    before = call(as_alice, "get", "user").json()
    assert (before["created"], before["user"]["years_until_retirement"]) == (False, 20)
    sent = {"birth_year": 1980, "retirement_age": 65, "asset_class_targets": {"equity": "80", "fixed_income": "20"},
            "version": before["user"]["version"]}  # fmt: skip
    changed = call(as_alice, "put", "user", sent).json()["user"]
    assert changed["asset_class_targets"] == {"equity": "80.0000", "fixed_income": "20.0000"}
    profile = Profile.objects.get(user=alice)
    assert "asset_class_targets" in profile.confirmed
    assert profile.years_until_retirement == changed["years_until_retirement"]


def test_years_must_match_the_retirement_age(as_alice):
    ages = {"birth_year": timezone.localdate().year - 40, "retirement_age": 65}
    assert call(as_alice, "put", "user", {**ages, "years_until_retirement": 25, "version": 1}).status_code == 200
    refused = call(as_alice, "put", "user", {"years_until_retirement": 5, "version": 2})
    assert (refused.status_code, list(error_of(refused)["fields"])) == (400, ["years_until_retirement"])
    as_read = call(as_alice, "get", "user").json()["user"]
    earlier = call(as_alice, "put", "user", {**as_read, "retirement_age": 60}).json()["user"]
    assert earlier["years_until_retirement"] == 20


@pytest.mark.parametrize("day", ["1850-01-01", "2199-01-01"])
def test_a_day_outside_export_bounds_is_refused(as_alice, catalogue, roth, day):
    body = {"account_id": roth["id"], "symbol": "VTI", "quantity": "1", "as_of_date": day}
    response = call(as_alice, "post", "positions", body)
    assert (response.status_code, list(error_of(response)["fields"])) == (400, ["as_of_date"])


def test_a_user_without_a_profile_gets_one(as_alice, alice):
    Profile.objects.filter(user=alice).delete()
    assert call(as_alice, "get", "user").json()["created"] is True
    assert call(as_alice, "get", "user").json()["created"] is False


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"asset_class_targets": {"equity": "70"}}, "asset_class_targets"),
        ({"region_targets": {"mars": "100"}}, "region_targets"), ({"retirement_age": 65}, "birth_year"),
        ({"plan_to_age": 20}, "plan_to_age"), ({"is_staff": True}, "is_staff"),
    ],
)  # fmt: skip
def test_an_invalid_profile_names_its_field(as_alice, changes, field):
    response = call(as_alice, "put", "user", {**changes, "version": 1})
    assert (response.status_code, list(error_of(response)["fields"])) == (400, [field])


def test_a_search_skips_strangers_instruments(as_alice, bob, catalogue):
    make_instrument("VTBOB", owner=bob)
    symbols = [row["symbol"] for row in call(as_alice, "get", "instruments?search=vt").json()["results"]]
    assert symbols[:2] == ["VT", "VTI"]
    assert "VTBOB" not in symbols
    assert len(call(as_alice, "get", "instruments").json()["results"]) == 50


def test_a_long_list_comes_in_pages(as_alice, alice):
    for number in range(5):
        make_account(alice, name=f"Account {number}")
    first = call(as_alice, "get", "accounts?page_size=2").json()
    second = as_alice.get(first["next"]).json()
    names = [row["account_name"] for row in (*first["results"], *second["results"])]
    assert names == [f"Account {number}" for number in range(4)]


def test_samples_are_added_once_and_deleted(as_alice, alice, catalogue):
    assert call(as_alice, "post", "populate-test-data", {}).json() == {"accounts": 3, "positions": 17}
    assert as_alice.generic("POST", "/api/populate-test-data").json() == {"accounts": 0, "positions": 0}
    assert call(as_alice, "post", "reset-accounts", {}).json() == {"accounts": 3}
    assert not Account.objects.owned_by(alice).exists()


def test_a_server_error_stores_nothing(as_alice, alice, monkeypatch):
    def fails(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("portfolios.api.views.AccountsView.get_serializer", fails)
    as_alice.raise_request_exception = False
    assert call(as_alice, "post", "accounts", ROTH).status_code == 500
    assert Account.objects.count() == 0


def test_throttled_requests_say_when_to_retry(as_alice, settings, monkeypatch):
    from people.shared_cache.rates import UserThrottle

    monkeypatch.setattr(UserThrottle, "THROTTLE_RATES", {"user": "2/min"})
    answers = [call(as_alice, "get", "user") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert error_of(answers[-1])["code"] == "throttled"


def test_decimals_are_exact_strings_in_json(as_alice, alice, vti):
    make_position(make_account(alice, cash_balance=Decimal("0.10")), vti, "0.00000001")
    row = call(as_alice, "get", "positions").json()["results"][0]
    assert row["quantity"] == "0.00000001"
    assert call(as_alice, "get", "accounts").json()["results"][0]["cash_balance"] == "0.10"
