"""Whatever is sent to a form is stored exactly, or refused with a message and nothing is stored."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portfolios import bounds
from portfolios.models import Account, IncomeStream, Instrument, Position, Profile
from portfolios.models.classification import SPLIT_FIELDS
from portfolios.tests.conftest import make_instrument
from portfolios.tests.forms.test_income import NEW as INCOME
from portfolios.tests.forms.test_profile import SENT as PROFILE
from portfolios.tests.support import hostile_inputs
from portfolios.tests.support.hostile_inputs import (
    THOROUGH,
    choice,
    is_cleaned_text,
    numbers,
    parsed_number,
    received,
    send,
    tried,
    words,
)
from portfolios.tests.support.stored_rows import written_of
from portfolios.tests.views.test_accounts import NEW as ACCOUNT
from portfolios.tests.views.test_instruments import SENT as INSTRUMENT
from portfolios.tests.views.test_instruments import SPLIT_INPUTS

pytestmark = pytest.mark.slow

headers = st.sampled_from([hostile_inputs.HTMX] * 4 + [None])
"""Mostly the fragment alone. The page around it is the same for every refusal."""
MONEY_LIMIT, PRICE_LIMIT = Decimal("1e12"), Decimal("1e9")


@pytest.fixture
def private(alice):
    return make_instrument("ZZZ", owner=alice)


@pytest.fixture
def send_form(as_alice, alice, catalogue):
    """Return a function that sends a form. It returns the result of `load_row`, or None if refused."""

    before = written_of(alice)

    def send_and_check(url, form, header, load_row, page=None):
        def submit():
            response = send(as_alice, url, form, header)
            if response.status_code in (409, 422):
                assert written_of(alice) == before
                return None
            assert response.status_code in (200, 302, 204), response.status_code
            if page and header is None:
                assert as_alice.get(page).status_code == 200
            return load_row()

        return tried(submit)

    return send_and_check


def assert_within(value, least, below):
    assert value is None or (value.is_finite() and least <= value < below), value


@THOROUGH
@given(
    hostile_inputs.forms(
        ACCOUNT,
        {"name": words, "kind": choice("taxable", "529"), "purpose": words, "cash_balance": numbers,
         "cash_interest": numbers},
    ),
    headers,
)  # fmt: skip
def test_an_account_is_added_as_sent_or_refused(send_form, alice, sent, header):
    row = send_form("/accounts/add/", sent, header, lambda: Account.objects.get(user=alice), "/accounts/")
    if row is not None:
        assert is_cleaned_text(row.name, received(sent, "name"))
        assert is_cleaned_text(row.purpose, received(sent, "purpose"))
        assert row.cash_balance == (parsed_number(received(sent, "cash_balance")) or 0)
        assert row.cash_interest == parsed_number(received(sent, "cash_interest"), "%", -2)
        assert_within(row.cash_balance, -MONEY_LIMIT, MONEY_LIMIT)
        assert_within(row.cash_interest, 0, bounds.CASH_INTEREST.exclusive_maximum)


HOLDING = {"quantity": numbers, "cost_basis": numbers, "as_of_date": hostile_inputs.days}


@THOROUGH
@given(
    hostile_inputs.forms(
        {"symbol": "BND", "quantity": "5", "cost_basis": "$1,000", "as_of_date": "2024-01-02", "when_held": "add",
         "held_version": "1"},
        {**HOLDING, "symbol": st.sampled_from(["VTI", "ZZZ", "vti ", "zz\u200bz"]) | words, "name": words,
         "instrument_type": choice("stock", ""), "price": numbers, "when_held": choice("add", "replace"),
         "held_version": hostile_inputs.versions},
    ),
    headers,
)  # fmt: skip
def test_a_position_is_added_as_sent_or_refused(alices_position, send_form, alice, sent, header):
    account = alices_position.account
    url = reverse("position_add", args=[account.pk])
    positions = send_form(
        url, sent, header, lambda: list(account.positions.select_related("instrument")), f"/accounts/{account.pk}/"
    )
    if positions is not None:
        new = [row for row in positions if row.pk != alices_position.pk]
        row = new[0] if new else positions[0]
        before = alices_position if not new and received(sent, "when_held") == "add" else None
        assert row.quantity == parsed_number(received(sent, "quantity")) + (before.quantity if before else 0)
        assert is_cleaned_text(row.instrument.symbol, received(sent, "symbol").upper())
        assert row.instrument.owner_id in (None, alice.pk)
        assert_within(row.quantity, Decimal("1e-8"), MONEY_LIMIT)
        assert_within(row.cost_basis, 0, MONEY_LIMIT)


@THOROUGH
@given(
    hostile_inputs.forms(
        {"version": "1", "quantity": "5", "cost_basis": "$1,000", "as_of_date": "2024-01-02"},
        {**HOLDING, "version": hostile_inputs.versions},
    ),
    headers,
)
def test_a_position_is_edited_as_sent_or_refused(alices_position, send_form, sent, header):
    url = reverse("position_edit", args=[alices_position.pk])
    row = send_form(url, sent, header, Position.objects.get)
    if row is not None:
        assert row.version == 2
        assert row.quantity == parsed_number(received(sent, "quantity"))
        assert row.cost_basis == parsed_number(received(sent, "cost_basis"))
        assert_within(row.quantity, Decimal("1e-8"), MONEY_LIMIT)


@THOROUGH
@given(
    hostile_inputs.forms(
        INSTRUMENT,
        {"name": words, "instrument_type": choice("etf"), "price": numbers, "priced_on": hostile_inputs.days},
    ),
    headers,
)  # fmt: skip
def test_hostile_instruments_are_refused(private, send_form, alice, sent, header):
    url = reverse("instrument", args=[private.pk])
    row = send_form(url, sent, header, lambda: Instrument.objects.get(owner=alice), url)
    if row is not None:
        assert is_cleaned_text(row.name, received(sent, "name"))
        assert row.current_price == parsed_number(received(sent, "price"))
        assert_within(row.current_price, Decimal("1e-6"), PRICE_LIMIT)


@THOROUGH
@given(
    hostile_inputs.forms(SPLIT_INPUTS, dict.fromkeys([*SPLIT_INPUTS, "allocation_asset_class_cash"], numbers)), headers
)
def test_hostile_classifications_are_refused(private, send_form, alice, sent, header):
    url = reverse("instrument_classify", args=[private.pk])
    row = send_form(
        url, sent, header, lambda: Instrument.objects.get(owner=alice), reverse("instrument", args=[private.pk])
    )
    if row is not None:
        for split in SPLIT_FIELDS:
            stored = getattr(row, split)
            assert not stored or abs(sum(stored.values()) - 100) <= Decimal("0.01")
            assert all(share == parsed_number(received(sent, f"{split}_{key}"), "%") for key, share in stored.items())


@THOROUGH
@given(
    hostile_inputs.forms(
        PROFILE,
        {
            **dict.fromkeys(PROFILE, numbers),
            "display_name": words,
            "version": hostile_inputs.versions,
            "whole_shares": words,
        },
    ),
    headers,
)
def test_a_profile_is_changed_as_sent_or_refused(send_form, alice, sent, header):
    row = send_form("/settings/plan/", sent, header, lambda: Profile.objects.get(user=alice), "/dashboard/")
    if row is not None:
        assert is_cleaned_text(row.display_name, received(sent, "display_name"))
        assert row.target_retirement_income == parsed_number(received(sent, "target_retirement_income"))
        assert row.annual_contribution == parsed_number(received(sent, "annual_contribution"))
        assert_within(row.annual_contribution, 0, PRICE_LIMIT)
        for targets in (row.asset_class_targets, row.region_targets):
            assert abs(sum(targets.values()) - 100) <= Decimal("0.01")


@THOROUGH
@given(
    hostile_inputs.forms(
        INCOME, {"name": words, "amount": numbers, "start_age": numbers, "end_age": numbers, "cola": numbers}
    ),
    headers,
)
def test_an_income_is_added_as_sent_or_refused(send_form, alice, sent, header):
    row = send_form("/settings/plan/income/", sent, header, lambda: IncomeStream.objects.get(user=alice))
    if row is not None:
        assert is_cleaned_text(row.name, received(sent, "name"))
        assert (row.amount, row.start_age) == (
            parsed_number(received(sent, "amount")),
            parsed_number(received(sent, "start_age")),
        )
        assert row.cola == parsed_number(received(sent, "cola"), "%", -2)
        assert_within(row.amount, Decimal("0.01"), PRICE_LIMIT)
