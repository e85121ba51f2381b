"""Who may see and change what: every address, every method, everybody. A new address has to be entered here."""

import re

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from alex.tests.support.everything import SYMBOL, everything_of
from alex.tests.support.request_bodies import bodies
from alex.tests.support.routes import ID, METHODS, OF_OTHERS, address, ask, client_of, own_routes, routes, unknown
from people.models import User
from people.tests.support.cast import PASSWORD
from portfolios.models import Account, PriceQuote
from portfolios.tests.support.stored_rows import owned_models, written_of

# Each cell: the anonymous / a stranger, be it staff / the owner, all with the owner's valid body.
# in: to the sign-in.  !: something of the owner's is changed.  -: refused, 405, to whoever is signed in.
# 401 to the owner too: only an API key opens it (advisors/tests/api/test_views.py).
TABLE = """
                           GET         HEAD        OPTIONS     POST         PUT          PATCH        DELETE
/                          200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
demo/                      405/405/405 405/405/405 405/405/405 302/302/302  405/405/405  405/405/405  405/405/405
dashboard/                 in/200/200  in/200/200  -           -            -            -            -
dashboard/profile/         -           -           -           in/302/302!  -            -            -
dashboard/profile/confirm/ -           -           -           in/302/302!  -            -            -
dashboard/income/          -           -           -           in/302/302!  -            -            -
dashboard/income/*/        in/404/302  in/404/302  -           -            -            -            -
dashboard/income/*/edit/   in/404/200  in/404/200  -           in/404/302!  -            -            -
dashboard/income/*/delete/ in/404/200  in/404/200  -           in/404/302!  -            -            -
accounts/                  in/200/200  in/200/200  -           -            -            -            -
accounts/add/              -           -           -           in/302/302!  -            -            -
accounts/populate/         in/200/200  in/200/200  -           in/302/302!  -            -            -
accounts/reset/            in/200/200  in/200/200  -           in/302/302!  -            -            -
accounts/health/           in/200/200  in/200/200  -           -            -            -            -
accounts/export.csv        in/200/200  in/200/200  -           -            -            -            -
accounts/export.json       in/200/200  in/200/200  -           -            -            -            -
accounts/import/           in/200/200  in/200/200  -           in/302/302!  -            -            -
accounts/import/*/columns/ in/404/200  in/404/200  -           in/404/302!  -            -            -
accounts/import/*/check/   in/404/200  in/404/200  -           in/404/302!  -            -            -
accounts/import/*/discard/ -           -           -           in/404/302!  -            -            -
accounts/*/import/         in/404/200  in/404/200  -           in/404/302!  -            -            -
accounts/*/                in/404/200  in/404/200  -           -            -            -            -
accounts/*/edit/           in/404/200  in/404/200  -           in/404/302!  -            -            -
accounts/*/delete/         in/404/200  in/404/200  -           in/404/302!  -            -            -
accounts/*/positions/      in/404/200  in/404/200  -           in/404/302!  -            -            -
accounts/*/search/         in/404/200  in/404/200  -           -            -            -            -
positions/*/               in/404/302  in/404/302  -           -            -            -            -
positions/*/edit/          in/404/200  in/404/200  -           in/404/302!  -            -            -
positions/*/delete/        in/404/200  in/404/200  -           in/404/302!  -            -            -
instruments/*/             in/404/200  in/404/200  -           in/404/302!  -            -            -
instruments/*/proposal/    in/404/302  in/404/302  -           -            -            -            -
instruments/*/classify/    -           -           -           in/404/302!  -            -            -
instruments/*/confirm/     -           -           -           in/404/302!  -            -            -
instruments/*/merge/       -           -           -           in/404/302   -            -            -
instruments/*/keep/        -           -           -           in/404/302!  -            -            -
removals/*/undo/           -           -           -           in/404/302!  -            -            -
team/                      in/200/200  in/200/200  -           -            -            -            -
team/start/                -           -           -           in/302/302   -            -            -
team/progress/*/           in/404/200  in/404/200  -           -            -            -            -
team/cancel/*/             -           -           -           in/404/302!  -            -            -
analysis/                  in/302/302  in/302/302  -           -            -            -            -
analyses/*/                in/404/200  in/404/200  -           -            -            -            -
settings/privacy/          in/200/200  in/200/200  -           in/302/302!  -            -            -
api/user                   401/200/200 401/200/200 -           -            401/200/200! -            -
api/accounts               401/200/200 401/200/200 -           401/201/201! -            -            -
api/accounts/*             401/403/200 401/403/200 -           -            401/403/200! 401/403/200! 401/403/204!
api/accounts/*/positions   401/403/200 401/403/200 -           -            -            -            -
api/positions              401/200/200 401/200/200 -           401/403/201! -            -            -
api/positions/*            401/403/200 401/403/200 -           -            401/403/200! 401/403/200! 401/403/204!
api/instruments            401/200/200 401/200/200 -           -            -            -            -
api/populate-test-data     -           -           -           401/201/201! -            -            -
api/reset-accounts         -           -           -           401/200/200! -            -            -
api/analyze                -           -           -           401/202/200  -            -            -
api/jobs                   401/200/200 401/200/200 -           -            -            -            -
api/jobs/*                 401/403/200 401/403/200 -           -            -            -            -
api/jobs/*/cancel          -           -           -           401/403/200! -            -            -
api/research               401/401/401 401/401/401 401/401/401 401/401/401  401/401/401  401/401/401  401/401/401
api/health                 200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
api/schema/                200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
api/docs/                  200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
api/                       401/404/404 401/404/404 401/404/404 401/404/404  401/404/404  401/404/404  401/404/404
"""
MARK = "Alice-secret-7f3"
OF_THE_DOCUMENT = ("/api/schema/", "/api/docs/")
SESSION = "_allauth/app/v1/auth/session"
JSON = "application/json"
HTMX = {"HX-Request": "true"}
ERROR = {"code", "message", "fields"}


def expected():
    """Path and method to what the anonymous, a stranger and the owner are answered."""
    columns, *lines = TABLE.strip().splitlines()
    found = {}
    for path, *cells in map(str.split, lines):
        refused = "401/405/405" if path.startswith("api/") else "in/405/405"
        for method, cell in zip(columns.split(), cells, strict=True):
            found[path.removeprefix("/"), method] = (refused if cell == "-" else cell).split("/")
    return found


EXPECTED = expected()
TAKEN = [key for key, (_, _, owner) in EXPECTED.items() if owner not in ("405", "401")]
OF_A_ROW = [(path, method) for path, method in TAKEN if ID in path]


@pytest.fixture
def rows(alice, catalogue):
    return everything_of(alice, lambda field: f"{MARK} {field}")


@pytest.fixture
def owner(alice):
    return client_of(alice)


@pytest.fixture
def answer(alice, owner, rows):
    """What a client is answered, as the table writes it; whatever it does is undone."""

    before = written_of(alice)

    def given(client, method, url, body=None, headers=None):
        with transaction.atomic():
            response = ask(client, method, url, body() if callable(body) else body, headers)
            changes = "!" if written_of(alice) != before else ""
            transaction.set_rollback(True)
        if client is not owner:
            assert not tells_of_alice(response), (method, url)
        return word_of(response) + changes

    return given


def tells_of_alice(response):
    text = response.content.decode(errors="replace").lower()
    return any(mark in text for mark in (MARK.lower(), SYMBOL.lower(), "alice@example.com"))


def word_of(response):
    """The status; where somebody is sent to the sign-in, `in`. Refusals of the API have its shape."""
    if response.status_code == 302 and response["Location"].startswith("/auth/login/?next="):
        return "in"
    path = response.wsgi_request.path
    if path.startswith("/api/") and path not in OF_THE_DOCUMENT and response.status_code >= 400:
        assert response.status_code != 401 or response["WWW-Authenticate"].startswith("Bearer")
        assert not response.content or set(response.json()["error"]) == ERROR
    return str(response.status_code)


def test_every_address_is_in_the_table():
    assert {path for path, _ in EXPECTED} == set(own_routes())


def answers(answer, client, rows):
    """Of one person, to every method at every address, with the owner's valid bodies."""
    sent = bodies(rows)
    return {
        (path, method): answer(client, method, address(path, rows), sent.get((method, path)))
        for path, method in EXPECTED
    }


def test_the_anonymous_are_answered_as_the_table_says(answer, rows):
    assert answers(answer, client_of(None), rows) == {key: cells[0] for key, cells in EXPECTED.items()}


def test_a_stranger_is_answered_as_the_table_says(answer, rows, bob):
    assert answers(answer, client_of(bob), rows) == {key: cells[1] for key, cells in EXPECTED.items()}


def test_staff_are_strangers_on_pages_and_in_the_api(answer, rows, sam):
    assert answers(answer, client_of(sam), rows) == {key: cells[1] for key, cells in EXPECTED.items()}


def test_the_owner_is_answered_as_the_table_says(answer, rows, owner):
    assert answers(answer, owner, rows) == {key: cells[2] for key, cells in EXPECTED.items()}


@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_stranger_with_an_empty_body_or_a_script_finds_no_more(answer, rows, bob, headers):
    found = {
        (path, method): answer(client_of(bob), method, address(path, rows), headers=headers)
        for path, method in OF_A_ROW
    }
    assert found == {key: EXPECTED[key][1] for key in OF_A_ROW}


def test_an_unknown_id_is_not_found(answer, rows, owner):
    sent = bodies(rows)
    found = {
        (path, method): answer(owner, method, unknown(path), sent.get((method, path))) for path, method in OF_A_ROW
    }
    assert found == dict.fromkeys(OF_A_ROW, "404")


@pytest.mark.parametrize("path", ["accounts/1/", "accounts/nonsense/", "positions/..%2f/edit/", "api/accounts/1"])
def test_an_id_of_the_wrong_shape_is_not_found(answer, owner, path):
    assert answer(owner, "GET", f"/{path}") == "404"


def test_what_changes_things_wants_the_csrf_token(answer, rows, owner):
    owner.handler.enforce_csrf_checks = True
    sent = bodies(rows)
    posts = [path for path, method in TAKEN if method == "POST" and path != "api/"]
    assert {path: answer(owner, "POST", address(path, rows), sent.get(("POST", path))) for path in posts} == (
        dict.fromkeys(posts, "403")
    )


# What allauth and the admin bring: never an error, never another person's


def filled(path, user):
    """A path of theirs with something in every place; an object of the admin is this user's."""
    plain = re.sub(r"\(\?P<app_label>[^)]*\)", "portfolios", path)
    if model := re.match(r"admin/(\w+)/(\w+)/<path:object_id>", path):
        plain = plain.replace("<path:object_id>", str(key_of(apps.get_model(*model.groups()), user)))
    plain = plain.replace("<path:content_type_id>", str(ContentType.objects.get_for_model(Account).pk))
    plain = plain.replace("<path:object_id>", str(user.accounts.get().pk)).replace("<id>", str(user.pk))
    return "/" + re.sub(r"\(\?P<\w+>[^)]*\)", "1", plain).replace("^", "").replace("$", "")


def key_of(model, user):
    """Of a row of this user's, of any other row where rows are nobody's, or of none."""
    whose = {**dict(owned_models()), User: "pk", PriceQuote: "instrument__owner"}.get(model)
    rows = model.objects.filter(**{whose: user.pk}) if whose else model.objects
    return rows.values_list("pk", flat=True).first() or 1


THEIRS = [path for path in routes() if path.startswith(OF_OTHERS)]
OF_STAFF = [path for path in THEIRS if path.startswith("admin/")]


def of_theirs(answer, client, user, method, paths=THEIRS):
    return {path: answer(client, method, filled(path, user), {}) for path in paths}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ["nobody", "bob"])
def test_nothing_of_others_shows_on_pages_of_allauth_and_the_admin_and_nothing_fails(
    answer, rows, alice, bob, method, who
):
    found = of_theirs(answer, client_of(bob if who == "bob" else None), alice, method)
    assert [path for path, word in found.items() if "!" in word or word.startswith("5")] == []
    assert {found[path] for path in OF_STAFF} <= {"in", "302", "403", "404"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("who", ["nobody", "a token"])
def test_nothing_of_allauth_fails_or_shows_others(answer, rows, alice, bob, method, who):
    headers = None
    if who == "a token":
        signed_in = Client().post(f"/{SESSION[:-7]}login", {"email": bob.email, "password": PASSWORD}, JSON).json()
        headers = {"Authorization": f"Bearer {signed_in['meta']['access_token']}"}
        assert Client().get(f"/{SESSION}", headers=headers).status_code == 200
    for path in THEIRS:
        if not path.startswith("admin/"):
            assert answer(Client(), method, filled(path, alice), headers=headers)[0] in "i234", path


def test_staff_without_rights_see_the_admin_and_nothing_in_it(answer, rows, alice, bob):
    bob.is_staff = True
    bob.save(update_fields=["is_staff"])
    for method in ("GET", "POST"):
        found = of_theirs(answer, client_of(bob), alice, method, [path for path in OF_STAFF if "<" in path])
        assert set(found.values()) <= {"302", "403", "404"}


def test_staff_with_every_right_get_every_page_of_the_admin_and_looking_changes_nothing(answer, rows, alice, sam):
    owner_of_the_page = client_of(sam)
    found = {path: owner_of_the_page.get(filled(path, alice)).status_code for path in OF_STAFF}
    assert {path: code for path, code in found.items() if code not in (200, 302, 403, 404, 405)} == {}
