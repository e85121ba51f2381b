"""Who may use each of our addresses with each method. Add a new address to the table."""

import pytest

from alex.tests.support.request_bodies import bodies
from alex.tests.support.routes import ID, address, client_of, own_routes, unknown

pytestmark = pytest.mark.slow

# Each cell: anonymous / a stranger or staff / the owner, all with the owner's valid body.
# in: redirected to sign-in.  !: data of the owner changes.  -: refused with 405 for every signed-in user.
# 308: an old address, which redirects to the new one whatever its id.
# 401 to the owner too: only an API key opens it (advisors/tests/api/test_views.py).
TABLE = """
                           GET         HEAD        OPTIONS     POST         PUT          PATCH        DELETE
/                          200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
demo/                      405/405/405 405/405/405 405/405/405 302/302/302  405/405/405  405/405/405  405/405/405
display/                   405/405/405 405/405/405 405/405/405 302/302/302  405/405/405  405/405/405  405/405/405
styleguide/                404/404/404 404/404/404 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
healthz                    200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
robots.txt                 200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
manifest.webmanifest       200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
readyz                     503/503/503 503/503/503 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
csp-report/                405/405/405 405/405/405 405/405/405 415/415/415  405/405/405  405/405/405  405/405/405
dashboard/                 in/200/200  in/200/200  -           -            -            -            -
dashboard/profile/         in/308/308  in/308/308  in/308/308  in/308/308   in/308/308   in/308/308   in/308/308
dashboard/profile/confirm/ in/308/308  in/308/308  in/308/308  in/308/308   in/308/308   in/308/308   in/308/308
dashboard/income/          in/308/308  in/308/308  in/308/308  in/308/308   in/308/308   in/308/308   in/308/308
dashboard/income/*/        in/308/308  in/308/308  in/308/308  in/308/308   in/308/308   in/308/308   in/308/308
dashboard/income/*/edit/   in/308/308  in/308/308  in/308/308  in/308/308   in/308/308   in/308/308   in/308/308
dashboard/income/*/delete/ in/308/308  in/308/308  in/308/308  in/308/308   in/308/308   in/308/308   in/308/308
welcome/you/               -           -           -           in/302/302!  -            -            -
welcome/goal/              -           -           -           in/302/302!  -            -            -
settings/plan/             in/200/200  in/200/200  -           in/302/302!  -            -            -
settings/plan/confirm/     -           -           -           in/302/302!  -            -            -
settings/plan/income/      -           -           -           in/302/302!  -            -            -
settings/plan/income/*/    in/404/302  in/404/302  -           -            -            -            -
settings/plan/income/*/edit/ in/404/200 in/404/200 -           in/404/302!  -            -            -
settings/plan/income/*/delete/ in/404/200 in/404/200 -         in/404/302!  -            -            -
accounts/                  in/200/200  in/200/200  -           -            -            -            -
accounts/add/              -           -           -           in/302/302!  -            -            -
accounts/populate/         in/200/200  in/200/200  -           in/302/302!  -            -            -
accounts/reset/            in/200/200  in/200/200  -           in/302/302!  -            -            -
accounts/health/           in/200/200  in/200/200  -           -            -            -            -
accounts/export.csv        in/200/200! in/200/200! -           -            -            -            -
accounts/export.json       in/200/200! in/200/200! -           -            -            -            -
accounts/import/           in/200/200  in/200/200  -           in/302/302!  -            -            -
accounts/import/*/reading/ in/404/302  in/404/302  -           -            -            -            -
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
prices/                    in/200/200  in/200/200  -           in/200/200   -            -            -
prices/import/             -           -           -           in/200/200   -            -            -
rates/                     in/200/200  in/200/200  -           in/200/200   -            -            -
rates/base/                -           -           -           in/302/302!  -            -            -
removals/*/undo/           -           -           -           in/404/302!  -            -            -
team/                      in/200/200  in/200/200  -           -            -            -            -
team/decisions/            in/200/200  in/200/200  -           -            -            -            -
team/start/                -           -           -           in/302/302   -            -            -
team/progress/*/           in/404/200  in/404/200  -           -            -            -            -
team/cancel/*/             -           -           -           in/404/302!  -            -            -
team/rename/*/             -           -           -           in/404/302!  -            -            -
team/delete/*/             -           -           -           in/404/302   -            -            -
analysis/                  in/302/302  in/302/302  -           -            -            -            -
analyses/*/decide/         -           -           -           in/404/302!  -            -            -
analyses/*/                in/404/200  in/404/200  -           -            -            -            -
analyses/*/ask/            in/404/200  in/404/200  -           in/404/302!  -            -            -
analyses/*/ask/delete/     -           -           -           in/404/302!  -            -            -
analyses/*/compare/        in/404/200  in/404/200  -           in/404/302!  -            -            -
analyses/*/what-if/        in/404/200  in/404/200  -           in/404/302   -            -            -
analyses/*/what-if/plan/   in/404/302  in/404/302  -           in/404/302   -            -            -
scenarios/*/rename/        -           -           -           in/404/302!  -            -            -
scenarios/*/delete/        -           -           -           in/404/302!  -            -            -
analyses/*/document.pdf    in/404/200! in/404/200! -           -            -            -            -
analyses/*/report.md       in/404/200! in/404/200! -           -            -            -            -
analyses/*/holdings.xlsx   in/404/200! in/404/200! -           -            -            -            -
analyses/*/analysis.json   in/404/200! in/404/200! -           -            -            -            -
questions/*/               in/404/302  in/404/302  -           -            -            -            -
settings/activity/         in/200/200  in/200/200  -           -            -            -            -
settings/privacy/          in/200/200  in/200/200  -           in/302/302!  -            -            -
settings/notifications/    in/200/200  in/200/200  -           in/302/302!  -            -            -
mail/stop/                 400/400/400 400/400/400 405/405/405 400/400/400  405/405/405  405/405/405  405/405/405
settings/security/         in/200/200  in/200/200  -           -            -            -            -
settings/keys/             in/200/200  in/200/200  -           -            -            -            -
settings/keys/add/         -           -           -           in/302/302   -            -            -
settings/keys/*/revoke/    -           -           -           in/404/302!  -            -            -
settings/security/sessions/ -          -           -           in/302/302   -            -            -
settings/security/again/   in/200/200  in/200/200  -           -            -            -            -
settings/privacy/export/   -           -           -           in/302/302   -            -            -
settings/privacy/export/status/ in/200/200 in/200/200 -         -            -            -            -
settings/privacy/exports/*/ in/404/302 in/404/302  -           -            -            -            -
settings/privacy/delete/   in/302/302  in/302/302  -           in/302/302   -            -            -
settings/privacy/keep/     -           -           -           in/302/302!  -            -            -
api/user                   401/200/200 401/200/200 -           -            401/200/200! -            -
api/accounts               401/200/200 401/200/200 -           401/201/201! -            -            -
api/accounts/*             401/403/200 401/403/200 -           -            401/403/200! 401/403/200! 401/403/204!
api/accounts/*/positions   401/403/200 401/403/200 -           -            -            -            -
api/positions              401/200/200 401/200/200 -           401/403/201! -            -            -
api/positions/*            401/403/200 401/403/200 -           -            401/403/200! 401/403/200! 401/403/204!
api/instruments            401/200/200 401/200/200 -           -            -            -            -
api/imports                -           -           -           401/403/201! -            -            -
api/imports/*              401/403/200 401/403/200 -           -            -            -            401/403/204!
api/imports/*/apply        -           -           -           401/403/200! -            -            -
api/populate-test-data     -           -           -           401/201/201! -            -            -
api/reset-accounts         -           -           -           401/200/200! -            -            -
api/analyze                -           -           -           401/202/200  -            -            -
api/jobs                   401/200/200 401/200/200 -           -            -            -            -
api/jobs/*                 401/403/200 401/403/200 -           -            -            -            -
api/jobs/*/cancel          -           -           -           401/403/200! -            -            -
api/jobs/*/questions       401/403/200 401/403/200 -           401/403/201! -            -            401/403/204!
api/jobs/*/comparisons     401/403/200 401/403/200 -           401/403/202! -            -            -
api/schedule               401/200/200 401/200/200 -           -            401/200/200! -            -
api/jobs/*/document.pdf    401/403/200! 401/403/200! -         -            -            -            -
api/jobs/*/report.md       401/403/200! 401/403/200! -         -            -            -            -
api/jobs/*/holdings.xlsx   401/403/200! 401/403/200! -         -            -            -            -
api/jobs/*/analysis.json   401/403/200! 401/403/200! -         -            -            -            -
api/questions/*            401/403/200 401/403/200 -           -            -            -            -
api/audit                  401/200/200 401/200/200 -           -            -            -            -
api/research               401/401/401 401/401/401 401/401/401 401/401/401  401/401/401  401/401/401  401/401/401
mcp                        401/401/401 401/401/401 401/401/401 401/401/401  401/401/401  401/401/401  401/401/401
api/health                 200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
api/schema/                200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
api/docs/                  200/200/200 200/200/200 405/405/405 405/405/405  405/405/405  405/405/405  405/405/405
api/                       401/404/404 401/404/404 401/404/404 401/404/404  401/404/404  401/404/404  401/404/404
"""
HTMX = {"HX-Request": "true"}


def expected():
    """Return the answers to anonymous, a stranger and the owner by path and method."""
    columns, *lines = TABLE.strip().splitlines()
    found = {}
    for path, *cells in map(str.split, lines):
        refused = "401/405/405" if path.startswith("api/") else "in/405/405"
        for method, cell in zip(columns.split(), cells, strict=True):
            found[path.removeprefix("/"), method] = (refused if cell == "-" else cell).split("/")
    return found


EXPECTED = expected()
TAKEN = [key for key, (_, _, owner) in EXPECTED.items() if owner not in ("405", "401")]
OF_A_ROW = [key for key in TAKEN if ID in key[0] and EXPECTED[key][2] != "308"]


def test_every_address_is_in_the_table():
    assert {path for path, _ in EXPECTED} == set(own_routes())


def answers(answer, client, rows):
    """Return the answers to one user for every method and URL, with the owner's valid bodies."""
    requests = bodies(rows)
    return {
        (path, method): answer(client, method, address(path, rows), requests.get((method, path)))
        for path, method in EXPECTED
    }


def test_anonymous_requests_follow_the_table(answer, rows):
    assert answers(answer, client_of(None), rows) == {key: cells[0] for key, cells in EXPECTED.items()}


def test_a_stranger_is_answered_as_the_table_says(answer, rows, bob):
    assert answers(answer, client_of(bob), rows) == {key: cells[1] for key, cells in EXPECTED.items()}


def test_staff_are_strangers_outside_the_admin(answer, rows, sam):
    own = {("styleguide/", method): "200" for method in ("GET", "HEAD")}
    assert answers(answer, client_of(sam), rows) == {key: cells[1] for key, cells in EXPECTED.items()} | own


def test_the_owner_is_answered_as_the_table_says(answer, rows, owner):
    assert answers(answer, owner, rows) == {key: cells[2] for key, cells in EXPECTED.items()}


@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_stranger_finds_no_more_by_other_bodies(answer, rows, bob, headers):
    found = {
        (path, method): answer(client_of(bob), method, address(path, rows), headers=headers)
        for path, method in OF_A_ROW
    }
    assert found == {key: EXPECTED[key][1] for key in OF_A_ROW}


def test_an_unknown_id_is_not_found(answer, rows, owner):
    requests = bodies(rows)
    found = {
        (path, method): answer(owner, method, unknown(path), requests.get((method, path))) for path, method in OF_A_ROW
    }
    moved = {key for key in OF_A_ROW if EXPECTED[key][2] == "308"}  # it reads no row; the new address answers 404
    assert found == {key: "308" if key in moved else "404" for key in OF_A_ROW}


@pytest.mark.parametrize("path", ["accounts/1/", "accounts/nonsense/", "positions/..%2f/edit/", "api/accounts/1"])
def test_an_id_of_the_wrong_shape_is_not_found(answer, owner, path):
    assert answer(owner, "GET", f"/{path}") == "404"


def test_every_change_needs_a_csrf_token(answer, rows, owner):
    owner.handler.enforce_csrf_checks = True
    requests = bodies(rows)
    # A browser sends csp-report/ without a token, and it changes nothing. Mail programs post to mail/stop/ without one:
    # there the signed token in the link is the permission (analysis/tests/views/test_schedules.py).
    without = ("api/", "csp-report/", "mail/stop/")
    posts = [path for path, method in TAKEN if method == "POST" and path not in without]
    assert {path: answer(owner, "POST", address(path, rows), requests.get(("POST", path))) for path in posts} == (
        dict.fromkeys(posts, "403")
    )
