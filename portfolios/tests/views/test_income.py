"""Edit and delete an income in its row."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.models import IncomeStream
from portfolios.tests.conftest import make_income
from portfolios.tests.forms.test_income import CARD, HTMX, INVALID, NEW, SENT, text_of


def edit(client, income, headers=None, /, **changes):
    return client.post(f"/settings/plan/income/{income.pk}/edit/", {**NEW, **changes}, headers=headers)


def test_the_last_save_of_an_income_wins(as_alice, alices_income, bob):
    assert edit(as_alice, alices_income, user=str(bob.pk))["Location"] == CARD
    edit(as_alice, alices_income, amount="9,000", end_age="75", cola="0")
    row = IncomeStream.objects.get()
    assert (row.pk, row.user_id, row.name) == (alices_income.pk, alices_income.user_id, "Pension")
    assert (row.amount, row.end_age, row.cola) == (9000, 75, 0)


def test_htmx_edits_an_income_in_its_row(as_alice, alices_income):
    address = f"/settings/plan/income/{alices_income.pk}/"
    form = text_of(as_alice.get(f"{address}edit/", headers=HTMX))
    assert form.startswith("<tr")
    assert 'value="31,000"' in form
    saved = text_of(edit(as_alice, alices_income, HTMX))
    assert saved.startswith(text_of(as_alice.get(address, headers=HTMX)))
    assert saved.startswith("<tr")
    assert "$12,500" in saved


def test_the_plain_form_opens_in_its_row(as_alice, alices_income):
    page = as_alice.get(f"/settings/plan/income/{alices_income.pk}/edit/").content.decode()
    assert f'id="income-{alices_income.pk}" class="editing"' in page
    assert as_alice.get(f"/settings/plan/income/{alices_income.pk}/")["Location"] == CARD


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize(("changes", "message"), INVALID)
def test_edit_errors_show_in_the_income_row(as_alice, alice, alices_income, headers, changes, message):
    row = make_income(alice, name="Annuity")
    response = edit(as_alice, row, headers, **changes)
    (name,) = changes
    assert response.status_code == 422
    assert re.search(rf'id="id_{row.pk}_{name}_error"[^>]*>\s*<li>[^<]*{message}', response.content.decode())
    assert IncomeStream.objects.filter(pk=row.pk).values().get() == IncomeStream.objects.values().get(name="Annuity")


def test_an_income_keeps_its_own_name(as_alice, alices_income):
    assert edit(as_alice, alices_income, name="Social Security").status_code == 302


def test_deleting_an_income_asks_first(as_alice, alices_income):
    address = f"/settings/plan/income/{alices_income.pk}/delete/"
    question = text_of(as_alice.get(address))
    assert "$31,000 a year from age 67" in question
    assert f'href="{CARD}"' in question
    assert as_alice.post(address)["Location"] == CARD
    assert not IncomeStream.objects.exists()


def test_htmx_deletes_an_income_in_place(as_alice, alices_income):
    assert 'hx-confirm="Delete Social Security?' in as_alice.get("/settings/plan/").content.decode()
    page = text_of(as_alice.post(f"/settings/plan/income/{alices_income.pk}/delete/", headers=HTMX))
    assert "Social Security is deleted." in page
    assert "<tr" not in page and "No income yet." in as_alice.get("/settings/plan/").content.decode()
    assert as_alice.post(f"/settings/plan/income/{alices_income.pk}/delete/", headers=HTMX).status_code == 404


@pytest.mark.slow
@settings(max_examples=30)
@given(SENT, st.sampled_from([None, HTMX]))
def test_hostile_edits_are_saved_or_refused(as_alice, alices_income, changes, headers):
    assert edit(as_alice, alices_income, headers, **changes).status_code in {200, 302, 422}
    IncomeStream.objects.get(pk=alices_income.pk).full_clean()
