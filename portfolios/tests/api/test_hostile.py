"""Whatever is sent to the API is stored exactly, or refused with an API error and nothing is stored."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.shared_cache.rates import UserThrottle
from portfolios.models import Account, Instrument, Position, Profile
from portfolios.tests.api.test_views import ROTH
from portfolios.tests.support.hostile_inputs import (
    READ_ONLY_FIELDS,
    THOROUGH,
    bodies,
    days,
    decoded,
    is_cleaned_text,
    jsons,
    numbers,
    tried,
    words,
)
from portfolios.tests.support.stored_rows import written_of

pytestmark = pytest.mark.slow

JSON = "application/json"
REFUSALS = {400, 403, 404, 409}
PROFILE = {
    "display_name": "A", "birth_year": 1980, "years_until_retirement": 20, "retirement_age": 65, "plan_to_age": 95,
    "target_retirement_income": "84000", "annual_contribution": "100", "version": 1,
    "asset_class_targets": {"equity": "70", "fixed_income": "30"},
    "region_targets": {"north_america": 50, "international": 50},
}  # fmt: skip
ACCOUNT_FIELDS = {
    "account_name": words, "account_type": st.sampled_from(["529", "hsa"]) | words, "account_purpose": words,
    "cash_balance": numbers | st.floats() | st.integers(), "cash_interest": numbers | st.floats(0, 1) | st.none(),
    "counts_for_retirement": st.booleans() | words, "currency": st.sampled_from(["EUR", "USD", "eur"]) | words,
}  # fmt: skip
HOLDING_FIELDS = {
    "quantity": numbers | st.floats() | st.integers(), "cost_basis": numbers | st.none(),
    "as_of_date": days | st.none(),
}  # fmt: skip
VERSION = {"version": st.integers() | st.sampled_from([1, 1.0, True, "1", "１", 2**31, 2**64, 1e300]) | words}
SHARES = st.dictionaries(
    st.sampled_from(["equity", "north_america", "cash"]) | words, numbers | st.floats(), max_size=3
)


@pytest.fixture
def send_body(as_alice, alice, catalogue, monkeypatch):
    """Return a function that sends a body. It returns the row, the answer and the body, or None if refused."""
    monkeypatch.setattr(UserThrottle, "allow_request", lambda *_: True)
    before = written_of(alice)

    def send_and_check(method, path, body, load_row):
        def send():
            response = as_alice.generic(method, f"/api/{path}", body, content_type=JSON)
            if response.status_code in REFUSALS:
                assert set(response.json()["error"]) == {"code", "message", "fields"}
                assert written_of(alice) == before
                return None
            assert response.status_code in (200, 201), (response.status_code, response.content)
            return load_row(response.json()), response.json(), decoded(body)

        return tried(send)

    return send_and_check


def is_account_as_sent(accepted):
    row, response_data, sent = accepted
    assert sent.keys().isdisjoint(READ_ONLY_FIELDS)
    assert abs(row.cash_balance) < Decimal("1e12")
    assert row.cash_interest is None or 0 <= row.cash_interest <= Decimal("0.5")
    if "account_name" in sent:
        assert is_cleaned_text(row.name, str(sent["account_name"]))
    if "cash_balance" in sent:
        assert row.cash_balance == Decimal(str(sent["cash_balance"]).strip())
    assert (response_data["account_name"], Decimal(response_data["cash_balance"])) == (row.name, row.cash_balance)


def account_of(response_data):
    return Account.objects.get(pk=response_data["id"])


@THOROUGH
@given(bodies(ROTH, ACCOUNT_FIELDS))
def test_an_account_is_added_as_sent_or_refused(send_body, body):
    if accepted := send_body("POST", "accounts", body, account_of):
        is_account_as_sent(accepted)


@THOROUGH
@given(st.sampled_from(["PUT", "PATCH"]), bodies({**ROTH, "version": 1}, {**ACCOUNT_FIELDS, **VERSION}))
def test_an_account_is_changed_as_sent_or_refused(alices_account, send_body, method, body):
    if accepted := send_body(method, f"accounts/{alices_account.pk}", body, account_of):
        is_account_as_sent(accepted)
        assert accepted[0].version == 2


def position_of(response_data):
    return Position.objects.select_related("instrument").get(pk=response_data["id"])


def is_position_as_sent(accepted):
    row, response_data, sent = accepted
    assert 0 < row.quantity < Decimal("1e12")
    assert row.cost_basis is None or 0 <= row.cost_basis < Decimal("1e12")
    if "quantity" in sent:
        assert row.quantity == Decimal(str(sent["quantity"]).strip())
    assert Decimal(response_data["quantity"]) == row.quantity


ACCOUNT_PLACEHOLDER = "the account"
"""Stands for the account's id in a body."""
NEW_POSITIONS = bodies(
    {"account_id": ACCOUNT_PLACEHOLDER, "symbol": "VTI", "quantity": "5"},
    {**HOLDING_FIELDS, "symbol": st.sampled_from(["zzz", "BND"]) | words, "account_id": jsons},
) | bodies(
    {"account_id": ACCOUNT_PLACEHOLDER, "symbol": "ZZZ", "quantity": "5", "name": "Zebra", "instrument_type": "etf",
     "price": "2"},
    {"symbol": words, "name": words, "price": numbers, "instrument_type": st.sampled_from(["stock"]) | words},
)  # fmt: skip


def with_account_id(body, account):
    return body.replace(ACCOUNT_PLACEHOLDER.encode(), str(account.pk).encode())


@THOROUGH
@given(NEW_POSITIONS)
def test_a_position_is_added_as_sent_or_refused(alices_account, send_body, alice, body):
    if accepted := send_body("POST", "positions", with_account_id(body, alices_account), position_of):
        is_position_as_sent(accepted)
        assert accepted[0].account == alices_account
        assert accepted[0].instrument.owner_id in (None, alice.pk)
        price = accepted[0].instrument.current_price
        assert price is None or 0 < price < Decimal("1e9")


HOSTILE_CHANGES = {**HOLDING_FIELDS, **VERSION, "symbol": words, "account_id": jsons, "name": words}
EDIT = {"quantity": "5", "cost_basis": "12.50", "version": 1}
CHANGED_POSITIONS = bodies(EDIT, HOSTILE_CHANGES) | bodies(
    {**EDIT, "account_id": ACCOUNT_PLACEHOLDER, "symbol": "VTI"}, HOSTILE_CHANGES
)


@THOROUGH
@given(st.sampled_from(["PUT", "PATCH"]), CHANGED_POSITIONS)
def test_a_position_is_changed_as_sent_or_refused(alices_position, send_body, method, body):
    sent = with_account_id(body, alices_position.account)
    if accepted := send_body(method, f"positions/{alices_position.pk}", sent, position_of):
        is_position_as_sent(accepted)
        assert (accepted[0].version, accepted[0].account_id) == (2, alices_position.account_id)
        assert accepted[0].instrument_id == alices_position.instrument_id


@THOROUGH
@given(
    bodies(
        PROFILE,
        {**dict.fromkeys(PROFILE, numbers | st.integers(-5, 2100) | st.none()), **VERSION, "display_name": words,
         "asset_class_targets": SHARES, "region_targets": SHARES},
    ),
    st.integers(0, 9),
)  # fmt: skip
def test_a_profile_is_changed_as_sent_or_refused(send_body, as_alice, alice, body, dice):
    def load_row(response_data):
        assert dice or as_alice.get("/dashboard/").status_code == 200
        return Profile.objects.get(user=alice)

    if accepted := send_body("PUT", "user", body, load_row):
        row, response_data, sent = accepted
        assert row.version == response_data["user"]["version"] == 2
        for name, value in (("birth_year", row.birth_year), ("plan_to_age", row.plan_to_age)):
            assert name not in sent or sent[name] is None or int(sent[name]) == value
        for targets in (row.asset_class_targets, row.region_targets):
            assert sum(targets.values()) == 0 or abs(sum(targets.values()) - 100) <= Decimal("0.01")


@THOROUGH
@given(st.sampled_from(["populate-test-data", "reset-accounts"]), bodies({}, {"user": words, "all": jsons}))
def test_actions_without_fields_refuse_fields(send_body, alice, path, body):
    if accepted := send_body("POST", path, body, lambda _: list(Instrument.objects.filter(owner=alice))):
        assert accepted[2] == {}
