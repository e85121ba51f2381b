import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.models import IncomeStream
from portfolios.tests.conftest import make_income

HTMX = {"HX-Request": "true"}
CARD = "/settings/plan/#income"
NEW = {"name": "Pension", "amount": "$12,500.50", "start_age": "62", "end_age": "", "cola": "60%"}
INVALID = [
    ({"name": ""}, "required"),
    ({"name": "\u202e\x00"}, "required"),
    ({"name": "x" * 81}, "at most 80"),
    ({"name": " SOCIAL\u200b security "}, "already have an income called “SOCIAL security”"),
    ({"amount": ""}, "required"),
    ({"amount": "0"}, "above 0"),
    ({"amount": "-1"}, "above 0"),
    ({"amount": "plenty"}, "Enter a number"),
    ({"amount": "1e30"}, "below 1,000,000,000"),
    ({"amount": "NaN"}, "Enter a number"),
    ({"amount": "1.005"}, "at most 2 decimals"),
    ({"amount": "5\x00"}, "Enter a number"),
    ({"start_age": ""}, "required"),
    ({"start_age": "17"}, "from 18 to 120"),
    ({"start_age": "121"}, "from 18 to 120"),
    ({"start_age": "62.5"}, "whole number"),
    ({"start_age": "soon"}, "Enter a number"),
    ({"end_age": "121"}, "from 18 to 120"),
    ({"end_age": "61"}, "It begins at 62. Enter 62 or more"),
    ({"cola": ""}, "required"),
    ({"cola": "-1"}, "0 or more"),
    ({"cola": "201"}, "below 201"),
    ({"cola": "33.3"}, "whole number"),
    ({"cola": "fully"}, "Enter a number"),
]


def add(client, headers=None, /, **changes):
    return client.post("/settings/plan/income/", {**NEW, **changes}, headers=headers)


def text_of(response):
    return " ".join(response.content.decode().split())


# Display


def test_the_empty_income_card_explains_itself(as_alice):
    page = text_of(as_alice.get("/settings/plan/"))
    assert 'id="income"' in page
    assert "No income yet. If you expect a pension or rent, add it here" in page


@pytest.mark.parametrize(
    ("cola", "text"), [("1", "fully"), ("0", "not at all"), ("0.6", "60% of it"), ("1.5", "150% of it")]
)
def test_an_income_row_shows_all_its_terms(as_alice, alice, cola, text):
    make_income(alice, amount="31000.5", end_age=80, cola=Decimal(cola))
    page = text_of(as_alice.get("/settings/plan/"))
    row = page[page.index('<tr id="income-') :]
    assert re.findall(r"<td.*?>(.*?)</td>", row)[:4] == ["$31,000", "67", "80", text]
    assert "counts your savings only" not in page


def test_an_income_without_end_is_for_life(as_alice, alices_income, bob):
    make_income(bob, name="Bob's pension", end_age=70)
    page = text_of(as_alice.get("/settings/plan/"))
    assert "for life" in page
    assert "Bob" not in page


# Adding


def test_an_income_is_added_by_form(as_alice, alice):
    assert add(as_alice)["Location"] == CARD
    row = IncomeStream.objects.get()
    assert (row.user, row.name, row.amount) == (alice, "Pension", Decimal("12500.50"))
    assert (row.start_age, row.end_age, row.cola) == (62, None, Decimal("0.6"))


def test_a_new_income_follows_inflation(as_alice):
    page = as_alice.get("/settings/plan/").content.decode()
    assert re.findall(r'value="([^"]*)"[^>]* id="id_income_(\w+)"', page) == [("100", "cola"), ("0", "survivor_share")]


def test_one_year_of_income_is_an_income(as_alice):
    assert add(as_alice, end_age="62").status_code == 302
    assert IncomeStream.objects.get().end_age == 62


def test_htmx_income_updates_the_page(as_alice):
    page = text_of(add(as_alice, HTMX))
    assert page.startswith("<form")
    assert "<html" not in page
    assert '<tbody id="income-rows" hx-swap-oob="beforeend">' in page
    assert "Pension added." in page
    assert "no Social Security" not in page
    assert 'value="Pension"' not in page


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize(("changes", "message"), INVALID)
def test_income_errors_show_at_their_field(as_alice, alices_income, headers, changes, message):
    response = add(as_alice, headers, **changes)
    page = response.content.decode()
    (name,) = changes
    assert response.status_code == 422
    assert re.search(rf'id="id_income_{name}_error"[^>]*>\s*<li>[^<]*{re.escape(message)}', page)
    assert all(f'value="{value}"' in page for field, value in NEW.items() if value and field != name)
    assert IncomeStream.objects.get() == alices_income
    assert ("<html" in page) == (not headers)


def test_income_names_lose_hidden_characters(as_alice):
    add(as_alice, name="Pen\x00sion \u202eof mine")
    assert IncomeStream.objects.get().name == "Pen sion of mine"


def test_an_income_name_is_escaped_everywhere(as_alice):
    add(as_alice, name="<i>\"'Me")
    row = IncomeStream.objects.get()
    own = f"/settings/plan/income/{row.pk}"
    for address in ("/settings/plan/", f"{own}/edit/", f"{own}/delete/"):
        assert "<i>" not in as_alice.get(address).content.decode()


def test_income_belongs_to_the_signed_in_user(as_alice, alice, bob):
    make_income(bob, name="Pension")
    add(as_alice, user=str(bob.pk), user_id=str(bob.pk))
    assert IncomeStream.objects.get(user=alice).name == "Pension"
    assert IncomeStream.objects.owned_by(bob).count() == 1


# Hostile input

ANYTHING = st.text(max_size=90) | st.decimals().map(str) | st.integers(-10, 200).map(str)
SENT = st.dictionaries(st.sampled_from([*NEW, "user", "id"]), ANYTHING, max_size=6)


@pytest.mark.slow
@settings(max_examples=30)
@given(SENT, st.sampled_from([None, HTMX]))
def test_hostile_income_gets_a_message(as_alice, alice, changes, headers):
    IncomeStream.objects.all().delete()
    assert add(as_alice, headers, **changes).status_code in {200, 302, 422}
    for row in IncomeStream.objects.all():
        assert row.user_id == alice.pk
        row.full_clean()
