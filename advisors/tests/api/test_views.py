"""The research endpoint: API key, plain text, and each note once."""

import json
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from advisors.library import notes
from advisors.models import ResearchNote
from people.api.authentication import ApiKeyThrottle
from people.api_keys import create_api_key, revoke_api_key
from people.models import ApiKey
from portfolios.tests.api.test_views import error_of

pytestmark = pytest.mark.django_db
BODY = {
    "topic": "The Federal Reserve lowers its rate",
    "text": "- It lowered its rate by a quarter of a point.\n- Short yields fell.",
    "source": "https://news.example.org/fed?id=7",
    "published_at": "2026-10-29T18:00:00Z",
    "symbols": ["bnd", "SHY", "BND"],
}


@pytest.fixture
def key(alice):
    return create_api_key(user=alice, name="News desk", scopes=["research"], days=1)[1]


def send(key, body=None, **headers):
    content = body if isinstance(body, str) else json.dumps(BODY if body is None else body)
    headers = {**({"Authorization": f"Bearer {key}"} if key is not None else {}), **headers}
    return Client().post("/api/research", content, content_type="application/json", headers=headers)


def test_a_note_is_found_once_staff_accept_it(key, sam):
    response = send(key)
    assert response.status_code == 201
    answer = response.json()
    assert {name: answer[name] for name in BODY} == {**BODY, "symbols": ["BND", "SHY"]}
    assert answer["state"] == "pending" and notes.search_notes("central bank rate cut") == []
    ResearchNote.objects.get().decide(ResearchNote.State.ACCEPTED, by=sam, now=timezone.now())
    (note,) = notes.search_notes("central bank rate cut")
    assert (note.source, note.host) == (BODY["source"], "news.example.org")


def test_a_missing_or_wrong_key_is_refused(key, alice, as_alice):
    for bad in (None, "", "garbage", "alex_", key[:-1], f"{key} {key}"):
        refused = send(bad)
        assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
        assert set(error_of(refused)) == {"code", "message", "fields"}
    assert as_alice.post("/api/research", BODY, content_type="application/json").status_code == 401
    assert not ResearchNote.objects.exists()


def test_a_revoked_key_opens_nothing(key, sam):
    revoke_api_key(key=ApiKey.objects.get(), by=sam, now=timezone.now())
    assert send(key).status_code == 401


def test_a_key_for_something_else_is_refused(alice):
    refused = send(create_api_key(user=alice, name="Other", scopes=[], days=1)[1])
    assert (refused.status_code, error_of(refused)["message"]) == (
        403,
        "This API key does not have the required scope.",
    )


def test_a_key_works_for_its_scope_only(key):
    for path in ("user", "accounts", "jobs"):
        assert Client().get(f"/api/{path}", headers={"Authorization": f"Bearer {key}"}).status_code == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("topic", ""), ("topic", "x" * 121), ("topic", "<b>Fed</b>"), ("topic", "\u200b"),
        ("text", ""), ("text", "x" * 8001), ("text", "See https://evil.example"), ("text", "[x](y)"),
        ("text", "![x](https://evil.example/p.png)"), ("text", "<script>alert(1)</script>"), ("text", "a &lt; b"),
        ("text", "javascript:alert(1)"), ("text", ["a"]),
        ("source", "http://example.org/a"), ("source", "https://user:word@example.org/"), ("source", "/etc/passwd"),
        ("source", "https://example.org/" + "x" * 500), ("source", "javascript:alert(1)"), ("source", "https://"),
        ("source", "https://169.254.169.254/latest"), ("source", "https://[::1]/"), ("source", "https://localhost/a"),
        ("source", "https://metadata.google.internal/"), ("source", "https://2130706433/"), ("source", "https://0x7f.1/"),
        ("published_at", "yesterday"), ("published_at", "2999-01-01T00:00:00Z"),
        ("symbols", ["A B"]), ("symbols", ["<B>"]), ("symbols", ["X"] * 21), ("symbols", "BND"),
        ("symbols", ["Y" * 21]),
        ("owner", "bob"),
    ],
)  # fmt: skip
def test_unusable_fields_are_named(key, field, value):
    refused = send(key, {**BODY, field: value})
    assert refused.status_code == 400
    assert {name.split(".")[0] for name in error_of(refused)["fields"]} == {field}
    assert not ResearchNote.objects.exists()


def test_hidden_characters_are_removed(key):
    text = "- Rates\u202e fell\u200b.\r\n\n\n  - Yields\U000e0041 too.  "
    stored = send(key, {**BODY, "text": text}).json()
    assert stored["text"] == "- Rates fell .\n- Yields too."


def test_symbols_may_be_left_out(key):
    body = {name: value for name, value in BODY.items() if name != "symbols"}
    assert send(key, body).json()["symbols"] == []


def test_a_repeated_request_is_one(key):
    again = {"Idempotency-Key": str(uuid.uuid4())}
    first, second = send(key, **again), send(key, **again)
    assert (first.status_code, second.status_code, second.json()) == (201, 201, first.json())
    other = send(key, {**BODY, "topic": "Another"}, **again)
    assert (other.status_code, error_of(other)["code"]) == (409, "idempotency_key_reused")
    assert ResearchNote.objects.count() == 1


def test_a_second_note_is_refused_with_the_first(key):
    first = send(key).json()
    second = send(key, {**BODY, "text": "- Something else."})
    assert (second.status_code, error_of(second)["code"]) == (409, "exists")
    assert second.json()["current"] == first
    assert ResearchNote.objects.get().text == BODY["text"]


def test_a_key_has_a_limit_of_its_own(key, alice, monkeypatch):
    cache.clear()
    monkeypatch.setattr(ApiKeyThrottle, "THROTTLE_RATES", {"api_key": "2/min"})
    statuses = [send(key, {**BODY, "topic": f"Topic {n}"}).status_code for n in range(3)]
    assert statuses == [201, 201, 429]
    other = create_api_key(user=alice, name="Another", scopes=["research"], days=1)[1]
    assert send(other, {**BODY, "topic": "Other"}).status_code == 201


def test_a_body_without_json_is_refused(key):
    assert send(key, "{").status_code == 400
    assert send(key, "[]").status_code == 400
