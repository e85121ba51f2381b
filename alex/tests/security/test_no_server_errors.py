"""No request makes the server fail: bad methods, headers, cookies, queries, bodies and ids."""

import logging

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from alex.tests.support.everything import everything_of
from alex.tests.support.hostile_requests import IDS, TABLE, Bad, addresses, addresses_with_bad_ids
from alex.tests.support.routes import client_of, close_file
from people.api.parsers import MAX_DEPTH, JsonRefused, check_json
from people.shared_cache.rates import CountedThrottle
from portfolios.tests.support.hostile_inputs import EXAMPLES

VISITORS = {
    "nobody": ("/auth/login/", "/_allauth/app/v1/auth/login", "/api/accounts"),
    "alice": ("/accounts/", "/api/instruments", "/accounts/import/"),
    "sam": ("/admin/people/auditevent/", "/admin/autocomplete/"),
}
"""One address of each kind. The test of all addresses takes its sample from everything."""


@pytest.fixture
def everybody(alice, sam, monkeypatch, caplog):
    """Return the clients by name, without limits of their rate."""
    monkeypatch.setattr(CountedThrottle, "allow_request", lambda *_: True)
    caplog.set_level(logging.CRITICAL)
    clients = {"nobody": client_of(None), "alice": client_of(alice), "sam": client_of(sam)}
    for client in clients.values():
        client.raise_request_exception = False
    return clients


def failure(client, bad, url):
    """Return what failed, or nothing. A deployment without a worker is not ready, which is no failure."""
    with transaction.atomic():
        response = bad.send(client, url)
        transaction.set_rollback(True)
    close_file(response)
    fails = response.status_code >= 500 and not (url == "/readyz" and response.status_code == 503)
    return f"{response.status_code} {url[:80]} {bad!r:.200} {getattr(response, 'exc_info', None)}" if fails else ""


@pytest.mark.slow
@pytest.mark.parametrize("visitor", VISITORS)
def test_no_bad_request_is_an_error_of_ours(everybody, visitor):
    found = (failure(everybody[visitor], bad, url) for bad in TABLE for url in VISITORS[visitor])
    assert [text for text in found if text] == []


def test_no_bad_id_is_an_error_of_ours(everybody):
    urls = [url for number, url in enumerate(addresses_with_bad_ids()) if number % len(IDS) == number // len(IDS) % 11]
    visitor_of = {True: "sam", False: "alice"}
    found = (failure(everybody[visitor_of[url.startswith("/admin/")]], Bad(), url) for url in urls)
    assert [text for text in found if text] == []


@pytest.mark.slow
@pytest.mark.parametrize("visitor", VISITORS)
def test_no_address_fails_for_anybody(everybody, alice, catalogue, visitor):
    rows = everything_of(alice, lambda field: field)
    urls = [*addresses(rows, alice), *addresses_with_bad_ids()]
    urls = [url for url in urls if url.startswith("/admin/") == (visitor == "sam") or visitor == "nobody"]

    @hypothesis_settings(max_examples=EXAMPLES * 5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(urls), st.sampled_from(TABLE), st.sampled_from(TABLE))
    def send(url, bad, other):
        assert failure(everybody[visitor], bad, url) == ""
        mixed = Bad(bad.method, other.query, bad.body, bad.content_type, other.headers, other.cookie)
        assert failure(everybody[visitor], mixed, url) == ""

    send()


def refused(bad, url="/auth/login/"):
    return bad.send(Client(), url)


@pytest.mark.parametrize(
    "bad",
    [
        Bad(query="next=%00"), Bad(query="%00=1"), Bad(headers={"X-Anything": "a\x00"}), Bad(cookie='a="\\000"'),
        Bad(headers={"HX-Current-URL": "http://["}), Bad(query="next=http://["),
        Bad("POST", body="a=1", content_type="application/x-www-form-urlencoded; charset=rot13"),
        Bad(headers={"Content-Length": "abc"}),
    ],
)  # fmt: skip
def test_a_request_that_no_view_can_read_is_400(db, bad):
    assert refused(bad).status_code == 400


def test_a_browser_forgets_a_cookie_with_a_nul(db):
    response = refused(Bad(cookie='session="a\\000bcdefgh"'))
    assert response.status_code == 400
    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0


@pytest.mark.parametrize(
    "body", ['{"email": "a\\u0000"}', '{"email": "\\ud800"}', '{"email": ' + "9" * 5_000 + "}", "[" * 900 + "]" * 900]
)
@pytest.mark.parametrize("path", ["login", "signup", "password/request"])
def test_sign_in_by_programs_refuses_odd_json(db, body, path):
    response = refused(Bad("POST", body=body, content_type="application/json"), f"/_allauth/app/v1/auth/{path}")
    assert response.status_code == 400
    assert response.json()["error"]["message"]


def nested(levels):
    data = "x"
    for _ in range(levels):
        data = [data]
    return data


def test_json_may_be_nested_as_deep_as_the_limit():
    check_json(nested(MAX_DEPTH))
    with pytest.raises(JsonRefused, match="too deeply"):
        check_json(nested(MAX_DEPTH + 1))


@pytest.mark.parametrize("cursor", ["cD0lMDA=", "cD1hYmM=", "cD0yMDI0LTAxLTAx", "bz0x", "x", "cD0="])
@pytest.mark.parametrize("kind", ["accounts", "instruments", "jobs"])
def test_a_made_up_cursor_is_refused(as_alice, kind, cursor):
    assert as_alice.get(f"/api/{kind}", {"cursor": cursor}).status_code in (200, 404)
