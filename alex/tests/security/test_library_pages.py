"""Pages of allauth and the admin: never an error, never another person's data."""

import re

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from alex.tests.support.routes import METHODS, OF_OTHERS, client_of, routes
from people.models import User
from people.tests.support.cast import PASSWORD
from portfolios.models import Account, PriceQuote
from portfolios.tests.support.stored_rows import owned_models

pytestmark = pytest.mark.slow

SESSION = "_allauth/app/v1/auth/session"
JSON = "application/json"


def fill_path(path, user):
    """Fill in a library's path with ids. Objects of the admin are this user's."""
    plain = re.sub(r"\(\?P<app_label>[^)]*\)", "portfolios", path)
    if model := re.match(r"admin/(\w+)/(\w+)/<path:object_id>", path):
        plain = plain.replace("<path:object_id>", str(key_of(apps.get_model(*model.groups()), user)))
    plain = plain.replace("<path:content_type_id>", str(ContentType.objects.get_for_model(Account).pk))
    plain = plain.replace("<path:object_id>", str(user.accounts.get().pk)).replace("<id>", str(user.pk))
    return "/" + re.sub(r"\(\?P<\w+>[^)]*\)", "1", plain).replace("^", "").replace("$", "")


def key_of(model, user):
    """Return the key of this user's row, else of any row, else 1."""
    owner_field = {**dict(owned_models()), User: "pk", PriceQuote: "instrument__owner"}.get(model)
    rows = model.objects.filter(**{owner_field: user.pk}) if owner_field else model.objects
    return rows.values_list("pk", flat=True).first() or 1


LIBRARY_PATHS = [path for path in routes() if path.startswith(OF_OTHERS)]
ADMIN_PATHS = [path for path in LIBRARY_PATHS if path.startswith("admin/")]


def answers_of(answer, client, user, method, paths=LIBRARY_PATHS):
    return {path: answer(client, method, fill_path(path, user), {}) for path in paths}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("visitor_kind", ["nobody", "bob"])
def test_library_pages_show_nothing_of_others(answer, rows, alice, bob, method, visitor_kind):
    found = answers_of(answer, client_of(bob if visitor_kind == "bob" else None), alice, method)
    assert [path for path, word in found.items() if "!" in word or word.startswith("5")] == []
    assert {found[path] for path in ADMIN_PATHS} <= {"in", "302", "403", "404"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("visitor_kind", ["nobody", "a token"])
def test_allauth_pages_never_fail_or_leak(answer, rows, alice, bob, method, visitor_kind):
    headers = None
    if visitor_kind == "a token":
        signed_in = Client().post(f"/{SESSION[:-7]}login", {"email": bob.email, "password": PASSWORD}, JSON).json()
        headers = {"Authorization": f"Bearer {signed_in['meta']['access_token']}"}
        assert Client().get(f"/{SESSION}", headers=headers).status_code == 200
    for path in LIBRARY_PATHS:
        if not path.startswith("admin/"):
            assert answer(Client(), method, fill_path(path, alice), headers=headers)[0] in "i234", path


def test_staff_without_rights_see_an_empty_admin(answer, rows, alice, bob):
    bob.is_staff = True
    bob.save(update_fields=["is_staff"])
    for method in ("GET", "POST"):
        found = answers_of(answer, client_of(bob), alice, method, [path for path in ADMIN_PATHS if "<" in path])
        assert set(found.values()) <= {"302", "403", "404"}


def test_looking_in_the_admin_changes_nothing(answer, rows, alice, sam):
    owner_of_the_page = client_of(sam)
    found = {path: owner_of_the_page.get(fill_path(path, alice)).status_code for path in ADMIN_PATHS}
    assert {path: code for path, code in found.items() if code not in (200, 302, 403, 404, 405)} == {}
