"""Who may see and change what: the same rules for every page."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from portfolios.models import Account, ImportDraft, IncomeStream, Instrument, Position, Removal
from portfolios.removals import remove_position
from portfolios.tests.conftest import make_instrument, make_position
from portfolios.tests.test_importing import start

PAGES = ["dashboard", "accounts", "populate", "reset_accounts", "import_start", "export_csv", "export_json"]
POSTS = ["profile", "account_add", "income_add"]
OF_ACCOUNT = ["account", "account_edit", "account_delete", "position_add", "instrument_search", "account_import"]
OF_POSITION = ["position", "position_edit", "position_delete"]
OF_INCOME = ["income", "income_edit", "income_delete"]
OF_DRAFT = ["import_columns", "import_check", "import_discard"]
OF_ROWS = [*OF_ACCOUNT, *OF_POSITION, *OF_INCOME, *OF_DRAFT, "instrument", "undo"]
ONLY_SHOWN = {"account", "position", "income", "instrument_search"}
ONLY_SENT = {"import_discard", "undo"}
CHANGING = [
    "account_edit", "account_delete", "position_add", "position_edit", "position_delete", "income_edit",
    "income_delete", "account_import", "import_columns", "import_check", "import_discard",
    "undo",
]  # fmt: skip
HTMX = {"HX-Request": "true"}


@pytest.fixture
def rows(alices_account, alices_position, alices_income, alice):
    own = make_instrument("OWN", owner=alice)
    draft = start(alices_account, "Symbol,Quantity\nVTI,12\n")
    return {
        **dict.fromkeys(OF_ACCOUNT, alices_account.pk),
        **dict.fromkeys(OF_POSITION, alices_position.pk),
        **dict.fromkeys(OF_INCOME, alices_income.pk),
        **dict.fromkeys(OF_DRAFT, draft.pk),
        "instrument": own.pk,
        "undo": remove_position(position=make_position(alices_account, own)).pk,
    }


def stored():
    models = (Account, Position, Instrument, IncomeStream, ImportDraft, Removal)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("name", PAGES)
def test_the_owner_sees_the_page(as_alice, catalogue, name):
    assert as_alice.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [name for name in OF_ROWS if name not in {"position", "income", *ONLY_SENT}])
def test_the_owner_sees_the_pages_of_a_row(as_alice, rows, name):
    assert as_alice.get(reverse(name, args=[rows[name]])).status_code == 200


@pytest.mark.parametrize("name", OF_ROWS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_stranger_finds_nothing_and_changes_nothing(as_bob, rows, name, method, headers):
    before = stored()
    response = getattr(as_bob, method)(reverse(name, args=[rows[name]]), headers=headers)
    assert response.status_code == (405 if name in {"post": ONLY_SHOWN, "get": ONLY_SENT}[method] else 404)
    assert stored() == before


@pytest.mark.parametrize("name", OF_ROWS)
def test_an_unknown_id_is_not_found(as_alice, name):
    method = as_alice.post if name in ONLY_SENT else as_alice.get
    assert method(reverse(name, args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("path", ["/accounts/1/", "/accounts/nonsense/", "/positions/..%2f/edit/"])
def test_an_id_of_the_wrong_shape_is_not_found(as_alice, path):
    assert as_alice.get(path).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, *POSTS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_anonymous_are_sent_to_sign_in(db, name, method):
    response = getattr(Client(), method)(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith("/auth/login/")


@pytest.mark.parametrize("name", OF_ROWS)
def test_the_anonymous_are_sent_to_sign_in_before_a_row_is_looked_for(rows, name):
    response = Client().post(reverse(name, args=[rows[name]]))
    assert response.status_code == 302
    assert response["Location"].startswith("/auth/login/")


@pytest.mark.parametrize("name", POSTS)
def test_what_changes_things_wants_post(as_alice, name):
    assert as_alice.get(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", ["dashboard", "accounts", "export_csv", "export_json"])
def test_what_only_shows_things_refuses_post(as_alice, name):
    assert as_alice.post(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", [*CHANGING, "populate", "reset_accounts"])
def test_looking_changes_nothing(as_alice, rows, name):
    before = stored()
    as_alice.get(reverse(name, args=[rows[name]] if name in rows else []))
    assert stored() == before


@pytest.mark.parametrize("name", CHANGING)
def test_a_post_without_the_csrf_token_is_refused(alice, rows, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    before = stored()
    assert client.post(reverse(name, args=[rows[name]])).status_code == 403
    assert stored() == before


def test_pages_carry_no_inline_script_or_style(as_alice, rows, catalogue):
    paths = [reverse(name) for name in PAGES] + [reverse(name, args=[pk]) for name, pk in rows.items()]
    for path in paths:
        page = as_alice.get(path, follow=True).content.decode()
        assert "style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert "hx-on" not in page
        assert "<script>" not in page
