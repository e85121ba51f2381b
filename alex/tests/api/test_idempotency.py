"""Every creating POST of the API runs once when it is sent twice with one Idempotency-Key."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from alex.tests.support.request_bodies import API_IMPORT
from alex.tests.support.routes import own_routes
from analysis.models import Job
from analysis.tests.support import stored_analyses
from people.models import IdempotencyRecord
from portfolios.models import Account, Position
from portfolios.tests.api.test_views import ROTH, call, error_of
from portfolios.tests.conftest import make_account
from portfolios.tests.support.stored_rows import written_of

CREATING = ("accounts", "positions", "imports", "populate-test-data", "analyze")
WITH_A_KEY = ("research",)
"""For API keys only; advisors/tests/api/test_views.py tests it."""
ABOUT_A_ROW = ("jobs/*/questions", "imports/*/apply")
CREATES_NOTHING = ("reset-accounts", "jobs/*/cancel", "jobs/*/comparisons")
"""Repeating these changes nothing."""


def takes_posts(path):
    view = get_resolver().resolve(f"/{path.replace('*', str(uuid.uuid4()))}").func
    return hasattr(getattr(view, "cls", None), "post")


def keyed(key=None):
    return {"Idempotency-Key": key or str(uuid.uuid4())}


@pytest.fixture
def bodies(alice, catalogue):
    account = make_account(alice, name="There")
    position = {"account_id": str(account.pk), "symbol": "VTI", "quantity": "3"}
    found = {"accounts": ROTH, "positions": position, "populate-test-data": {}, "analyze": {}}
    return {**found, "imports": API_IMPORT}


def test_every_post_of_the_api_is_covered():
    posts = {path.removeprefix("api/") for path in own_routes() if path.startswith("api/") and takes_posts(path)}
    assert posts == {*CREATING, *ABOUT_A_ROW, *WITH_A_KEY, *CREATES_NOTHING}


@pytest.mark.parametrize("path", CREATING)
def test_a_repeated_post_gets_the_first_answer(as_alice, alice, bodies, path):
    key = keyed()
    first = call(as_alice, "post", path, bodies[path], **key)
    before = written_of(alice)
    again = call(as_alice, "post", path, bodies[path], **key)
    assert first.status_code in (201, 202)
    if path == "analyze":
        assert (again.status_code, again.json()["job_id"]) == (200, first.json()["job_id"])
    else:
        assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert written_of(alice) == before


def test_a_repeated_question_is_asked_once(as_alice, alice):
    path, key = f"jobs/{stored_analyses.completed(alice).pk}/questions", keyed()
    first = call(as_alice, "post", path, {"question": "What am I worth?"}, **key)
    before = written_of(alice)
    again = call(as_alice, "post", path, {"question": "What am I worth?"}, **key)
    assert (again.status_code, again.json()) == (first.status_code, first.json()) and first.status_code == 201
    other = call(as_alice, "post", path, {"question": "Am I on track?"}, **key)
    assert (other.status_code, error_of(other)["code"]) == (409, "idempotency_key_reused")
    assert written_of(alice) == before


def test_a_repeated_apply_gets_the_first_answer(as_alice, alice, catalogue):
    account = make_account(alice)
    body = {**API_IMPORT["files"][0], "accounts": {"": str(account.pk)}}
    found = call(as_alice, "post", "imports", {"files": [body]}).json()
    path, sent, key = f"imports/{found['id']}/apply", {"digest": found["plan"]["digest"]}, keyed()
    first = call(as_alice, "post", path, sent, **key)
    before = written_of(alice)
    again = call(as_alice, "post", path, sent, **key)
    assert (again.status_code, again.json()) == (first.status_code, first.json()) and first.status_code == 200
    assert written_of(alice) == before


@pytest.mark.parametrize("path", CREATING)
def test_a_key_with_another_body_is_refused(as_alice, alice, bodies, path):
    key = keyed()
    call(as_alice, "post", path, bodies[path], **key)
    before = written_of(alice)
    other = call(as_alice, "post", path, {**bodies[path], "quantity": "4"}, **key)
    assert (other.status_code, error_of(other)["code"]) == (409, "idempotency_key_reused")
    assert written_of(alice) == before


@pytest.mark.parametrize("path", CREATING)
@pytest.mark.parametrize("key", ["x" * 81, "é", "a\tb", "\x7f"])
def test_an_invalid_key_is_refused(as_alice, alice, bodies, path, key):
    before = written_of(alice)
    refused = call(as_alice, "post", path, bodies[path], **keyed(key))
    assert (refused.status_code, list(error_of(refused)["fields"])) == (400, ["Idempotency-Key"])
    assert written_of(alice) == before


@pytest.mark.parametrize("path", CREATING)
def test_two_users_may_use_the_same_key(as_alice, as_bob, bob, bodies, path):
    theirs = {**bodies, "positions": {**bodies["positions"], "account_id": str(make_account(bob).pk)}}
    mine = call(as_alice, "post", path, bodies[path], **keyed("same"))
    yours = call(as_bob, "post", path, theirs[path], **keyed("same"))
    assert mine.status_code == yours.status_code
    assert path == "populate-test-data" or mine.json() != yours.json()


@pytest.mark.parametrize(
    ("refused", "status"),
    [({"account_id": ""}, 400), ({"account_id": str(uuid.UUID(int=7))}, 404)],
)
def test_a_refused_request_leaves_its_key_free(as_alice, bodies, refused, status):
    key = keyed()
    assert call(as_alice, "post", "positions", {**bodies["positions"], **refused}, **key).status_code == status
    assert call(as_alice, "post", "positions", bodies["positions"], **key).status_code == 201


def test_a_failed_request_leaves_nothing_behind(as_alice, bodies, monkeypatch):
    key, as_alice.raise_request_exception = keyed(), False
    with monkeypatch.context() as broken:
        broken.setattr("portfolios.changes.editing.record_after_commit", lambda *_: 1 / 0)
        assert call(as_alice, "post", "positions", bodies["positions"], **key).status_code == 500
    assert not IdempotencyRecord.objects.exists()
    assert call(as_alice, "post", "positions", bodies["positions"], **key).status_code == 201
    assert Position.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("path", "rows"), [("accounts", Account), ("analyze", Job)])
def test_two_parallel_posts_run_once(alice, path, rows):
    def send(_):
        client = Client()
        client.force_login(alice)
        try:
            body = ROTH if path == "accounts" else {}
            return call(client, "post", path, body, **keyed("same"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))
    assert rows.objects.count() == 1
    contents = {json.dumps(answer.json().get("job_id") or answer.json(), sort_keys=True) for answer in answers}
    assert len(contents) == 1
