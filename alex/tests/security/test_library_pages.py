"""Pages of allauth and the admin: never an error, never another person's data."""

import pytest
from django.test import Client

from alex.tests.support.hostile_requests import fill_path
from alex.tests.support.routes import METHODS, OF_OTHERS, client_of, routes
from people.tests.support.cast import PASSWORD

pytestmark = pytest.mark.slow

SESSION = "_allauth/app/v1/auth/session"
JSON = "application/json"


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
