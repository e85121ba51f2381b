"""Whatever is sent to a form, it is stored as it was meant, or refused in words and nothing is stored."""

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
    arrived,
    choice,
    is_kept,
    meant,
    numbers,
    send,
    tried,
    words,
)
from portfolios.tests.support.stored_rows import written_of
from portfolios.tests.views.test_accounts import NEW as ACCOUNT
from portfolios.tests.views.test_instruments import MADE_OF
from portfolios.tests.views.test_instruments import SENT as INSTRUMENT

pytestmark = pytest.mark.slow

headers = st.sampled_from([hostile_inputs.HTMX] * 4 + [None])
"""Mostly the fragment alone: the page around it is the same for every refusal."""
MONEY_LIMIT, PRICE_LIMIT = Decimal("1e12"), Decimal("1e9")


@pytest.fixture
def own(alice):
    return make_instrument("ZZZ", owner=alice)


@pytest.fixture
def sent_to(as_alice, alice, catalogue):
    """Sends a form; gives what `look` finds where it was accepted, and at times shows the page that it leads to."""

    before = written_of(alice)

    def answer(url, form, header, look, page=None):
        def act():
            response = send(as_alice, url, form, header)
            if response.status_code in (409, 422):
                assert written_of(alice) == before
                return None
            assert response.status_code in (200, 302, 204), response.status_code
            if page and header is None:
                assert as_alice.get(page).status_code == 200
            return look()

        return tried(act)

    return answer


def within(value, least, below):
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
def test_an_account_is_stored_as_meant_or_refused(sent_to, alice, sent, header):
    row = sent_to("/accounts/add/", sent, header, lambda: Account.objects.get(user=alice), "/accounts/")
    if row is not None:
        assert is_kept(row.name, arrived(sent, "name"))
        assert is_kept(row.purpose, arrived(sent, "purpose"))
        assert row.cash_balance == (meant(arrived(sent, "cash_balance")) or 0)
        assert row.cash_interest == meant(arrived(sent, "cash_interest"), "%", -2)
        within(row.cash_balance, 0, MONEY_LIMIT)
        within(row.cash_interest, 0, bounds.CASH_INTEREST.exclusive_maximum)


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
def test_a_position_is_added_as_meant_or_refused(alices_position, sent_to, alice, sent, header):
    account = alices_position.account
    url = reverse("position_add", args=[account.pk])
    held = sent_to(
        url, sent, header, lambda: list(account.positions.select_related("instrument")), f"/accounts/{account.pk}/"
    )
    if held is not None:
        new = [row for row in held if row.pk != alices_position.pk]
        row = new[0] if new else held[0]
        before = alices_position if not new and arrived(sent, "when_held") == "add" else None
        assert row.quantity == meant(arrived(sent, "quantity")) + (before.quantity if before else 0)
        assert is_kept(row.instrument.symbol, arrived(sent, "symbol").upper())
        assert row.instrument.owner_id in (None, alice.pk)
        within(row.quantity, Decimal("1e-8"), MONEY_LIMIT)
        within(row.cost_basis, 0, MONEY_LIMIT)


@THOROUGH
@given(
    hostile_inputs.forms(
        {"version": "1", "quantity": "5", "cost_basis": "$1,000", "as_of_date": "2024-01-02"},
        {**HOLDING, "version": hostile_inputs.versions},
    ),
    headers,
)
def test_a_position_is_edited_as_meant_or_refused(alices_position, sent_to, sent, header):
    url = reverse("position_edit", args=[alices_position.pk])
    row = sent_to(url, sent, header, Position.objects.get)
    if row is not None:
        assert row.version == 2
        assert row.quantity == meant(arrived(sent, "quantity"))
        assert row.cost_basis == meant(arrived(sent, "cost_basis"))
        within(row.quantity, Decimal("1e-8"), MONEY_LIMIT)


@THOROUGH
@given(
    hostile_inputs.forms(
        INSTRUMENT,
        {"name": words, "instrument_type": choice("etf"), "price": numbers, "priced_on": hostile_inputs.days},
    ),
    headers,
)  # fmt: skip
def test_hostile_instruments_are_refused(own, sent_to, alice, sent, header):
    url = reverse("instrument", args=[own.pk])
    row = sent_to(url, sent, header, lambda: Instrument.objects.get(owner=alice), url)
    if row is not None:
        assert is_kept(row.name, arrived(sent, "name"))
        assert row.current_price == meant(arrived(sent, "price"))
        within(row.current_price, Decimal("1e-6"), PRICE_LIMIT)


@THOROUGH
@given(hostile_inputs.forms(MADE_OF, dict.fromkeys([*MADE_OF, "allocation_asset_class_cash"], numbers)), headers)
def test_hostile_classifications_are_refused(own, sent_to, alice, sent, header):
    url = reverse("instrument_classify", args=[own.pk])
    row = sent_to(url, sent, header, lambda: Instrument.objects.get(owner=alice), reverse("instrument", args=[own.pk]))
    if row is not None:
        for split in SPLIT_FIELDS:
            stored = getattr(row, split)
            assert not stored or abs(sum(stored.values()) - 100) <= Decimal("0.01")
            assert all(share == meant(arrived(sent, f"{split}_{key}"), "%") for key, share in stored.items())


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
def test_a_profile_is_stored_as_meant_or_refused(sent_to, alice, sent, header):
    row = sent_to("/dashboard/profile/", sent, header, lambda: Profile.objects.get(user=alice), "/dashboard/")
    if row is not None:
        assert is_kept(row.display_name, arrived(sent, "display_name"))
        assert row.target_retirement_income == meant(arrived(sent, "target_retirement_income"))
        assert row.annual_contribution == meant(arrived(sent, "annual_contribution"))
        within(row.annual_contribution, 0, PRICE_LIMIT)
        for targets in (row.asset_class_targets, row.region_targets):
            assert abs(sum(targets.values()) - 100) <= Decimal("0.01")


@THOROUGH
@given(
    hostile_inputs.forms(
        INCOME, {"name": words, "amount": numbers, "start_age": numbers, "end_age": numbers, "cola": numbers}
    ),
    headers,
)
def test_an_income_is_stored_as_meant_or_refused(sent_to, alice, sent, header):
    row = sent_to("/dashboard/income/", sent, header, lambda: IncomeStream.objects.get(user=alice))
    if row is not None:
        assert is_kept(row.name, arrived(sent, "name"))
        assert (row.amount, row.start_age) == (meant(arrived(sent, "amount")), meant(arrived(sent, "start_age")))
        assert row.cola == meant(arrived(sent, "cola"), "%", -2)
        within(row.amount, Decimal("0.01"), PRICE_LIMIT)
