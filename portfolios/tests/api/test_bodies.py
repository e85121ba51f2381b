"""The API refuses rows of strangers and read-only fields in a body."""

import uuid

import pytest

from portfolios.models import Account, Position, Profile
from portfolios.tests.api.test_views import ROTH, call, error_of
from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.stored_rows import written_of

READ_ONLY_FIELDS = ["id", "user", "user_id", "owner", "is_staff", "is_superuser", "created_at", "updated_at",
                    "confirmed", "email", "pk", "classified_by", "current_price", "idempotency_key"]  # fmt: skip


@pytest.fixture
def requests(alices_position):
    account, pk = alices_position.account, alices_position.pk
    new_position = {"account_id": str(account.pk), "symbol": "BND", "quantity": "1"}
    return {
        "user": ("put", "user", {"version": 1}),
        "account": ("post", "accounts", ROTH),
        "account put": ("put", f"accounts/{account.pk}", {**ROTH, "version": 1}),
        "account patch": ("patch", f"accounts/{account.pk}", {"version": 1}),
        "position": ("post", "positions", new_position),
        "position put": ("put", f"positions/{pk}", {**new_position, "symbol": "VTI", "version": 1}),
        "position patch": ("patch", f"positions/{pk}", {"version": 1}),
        "samples": ("post", "populate-test-data", {}),
        "reset": ("post", "reset-accounts", {}),
    }


def test_an_oversized_body_gets_an_api_error(as_alice, alice):
    response = call(as_alice, "post", "accounts", {**ROTH, "account_purpose": "x" * 1_000_001})
    assert (response.status_code, error_of(response)["code"]) == (413, "too_large")
    assert not Account.objects.owned_by(alice).exists()


@pytest.mark.parametrize("field", READ_ONLY_FIELDS)
def test_read_only_fields_are_refused_by_name(as_alice, alice, bob, requests, field):
    before = written_of(alice)
    for method, path, body in requests.values():
        response = call(as_alice, method, path, {**body, field: str(bob.pk)})
        assert (response.status_code, list(error_of(response)["fields"])) == (400, [field]), path
    assert written_of(alice) == before


@pytest.mark.parametrize("name", ["account", "position"])
def test_a_new_row_must_not_name_a_version(as_alice, requests, name):
    method, path, body = requests[name]
    response = call(as_alice, method, path, {**body, "version": 7})
    assert (response.status_code, list(error_of(response)["fields"])) == (400, ["version"])


@pytest.mark.parametrize("path", ["account put", "position put"])
def test_a_row_may_be_sent_back_as_it_was_read(as_alice, requests, path):
    _, address, _ = requests[path]
    read = call(as_alice, "get", address).json()
    saved = call(as_alice, "put", address, read)
    assert (saved.status_code, saved.json()) == (200, {**read, "version": 2})
    refused = call(as_alice, "put", address, {**read, "version": 2, "id": str(uuid.uuid4())})
    assert (refused.status_code, list(error_of(refused)["fields"])) == (400, ["id"])


def test_a_strangers_row_is_refused_and_hidden(as_alice, alice, bob, bobs_account, requests):
    make_instrument("BOBS", owner=bob, name="Bob's own")
    before = written_of(alice)
    _, _, new_position = requests["position"]
    _, path, _ = requests["position patch"]
    answers = {
        "account": call(as_alice, "post", "positions", {**new_position, "account_id": str(bobs_account.pk)}),
        "symbol": call(as_alice, "post", "positions", {**new_position, "symbol": "BOBS"}),
        "move": call(as_alice, "patch", path, {"account_id": str(bobs_account.pk), "version": 1}),
        "swap": call(as_alice, "patch", path, {"symbol": "BOBS", "version": 1}),
    }  # fmt: skip
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "account": 403, "symbol": 400, "move": 400, "swap": 400
    }  # fmt: skip
    assert not any("Bob" in answer.content.decode() for answer in answers.values())
    assert written_of(alice) == before


def test_users_can_own_the_same_private_symbol(as_alice, alice, bob, requests):
    bobs = make_instrument("BOBS", owner=bob, current_price=None)
    _, _, new_position = requests["position"]
    call(as_alice, "post", "positions", {**new_position, "symbol": "BOBS", "name": "Mine", "instrument_type": "stock"})
    position = Position.objects.get(instrument__symbol="BOBS")
    assert (position.instrument.owner, position.instrument.name) == (alice, "Mine")
    assert position.instrument_id != bobs.pk


@pytest.mark.parametrize("name", ["user", "account put", "account patch", "position put", "position patch"])
def test_a_change_must_name_its_version(as_alice, requests, name):
    method, path, body = requests[name]
    response = call(as_alice, method, path, {field: value for field, value in body.items() if field != "version"})
    assert (response.status_code, list(error_of(response)["fields"])) == (400, ["version"])


STALE = [
    ("user", {"display_name": "New"}), ("account patch", {"account_name": "New"}), ("account put", {}),
    ("position patch", {"quantity": "77"}), ("position put", {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes"), STALE)
def test_a_stale_change_returns_both_versions(as_alice, alice, requests, name, changes):
    method, path, body = requests[name]
    for row in (Profile.objects.get(user=alice), Account.objects.get(user=alice), Position.objects.get(user=alice)):
        row.change()
    before, sent = written_of(alice), {**body, **changes}
    response = call(as_alice, method, path, sent)
    assert (response.status_code, error_of(response)["code"]) == (409, "stale")
    assert (response.json()["current"]["version"], response.json()["yours"]) == (2, sent)
    assert written_of(alice) == before
