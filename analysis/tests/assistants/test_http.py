"""/mcp with the SDK's own HTTP client: a key of the person, JSON without sessions, and plain refusals."""

import json

import pytest
from django.test import Client

from analysis.tests.support.assistants import ask, talk_over_http
from people.api_keys import create_api_key, revoke_api_key

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture
def key(alice):
    return make_key(alice)


def make_key(user, *scopes):
    return create_api_key(user=user, name="My assistant", scopes=scopes or ("read",), days=90)[1]


def post(key, body, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {**ACCEPT, "Authorization": f"Bearer {key}", **headers}
    return Client().post("/mcp", data, content_type="application/json", headers=headers)


def test_a_transcript_over_http(alice, finished):
    async def conversation(client):
        tools = [tool.name for tool in (await client.list_tools()).tools]
        worth = await ask(client, "explain", fact="portfolio.value")
        state = await ask(client, "get_analysis")
        started = await ask(client, "start_analysis", kind="risk_assessment", key="today")
        report = (await client.read_resource("alex://analyses/last/report")).contents[0].text
        return tools, worth, state, started, report

    key = make_key(alice, "read", "start")
    (tools, worth, state, started, report), seen = talk_over_http(key, conversation)
    assert len(tools) == 9
    assert worth["fact"]["value"] == str(finished.facts["portfolio.value"].value)
    assert state["analysis"] == str(finished.pk)
    assert started["status"] == "pending"
    assert report == finished.report_payload.content
    calls = [status for _, method, status in seen if method == "tools/call"]
    assert calls == [200, 200, 200]


def test_without_a_fitting_key_nobody_is_answered(alice, finished, key):
    for wrong in ("", "alex_00000000_x", make_key(alice, "research"), key[:-1] + "x"):
        answer = post(wrong, LIST)
        assert answer.status_code in (401, 403)
        assert b"facts" not in answer.content
    row, ended = create_api_key(user=alice, name="old", scopes=["read"], days=1)
    assert post(ended, LIST).status_code == 200
    revoke_api_key(key=row, by=alice, now=row.created_at)
    assert post(ended, LIST).status_code == 401


def test_a_session_is_no_key(as_alice, finished):
    assert as_alice.post("/mcp", json.dumps(LIST), content_type="application/json").status_code == 401


def test_a_key_of_one_person_reads_nobody_else(bob, finished):
    async def conversation(client):
        return await ask(client, "facts", analysis=str(finished.pk))

    answer, _ = talk_over_http(make_key(bob), conversation)
    assert answer == "There is no such analysis. Leave the id out for the last one."


def test_another_website_may_not_ask(key):
    assert post(key, LIST, Origin="https://evil.example").status_code == 403
    assert post(key, LIST, Origin="http://testserver").status_code == 200


@pytest.mark.parametrize(
    "body", [b" ", b"[]", b"{", b"\xff", b"[" * 9999, b'{"jsonrpc": "2.0", "id": 1, "method": "drop/tables"}']
)
def test_what_is_no_message_is_refused(key, body):
    answer = post(key, body)
    assert answer.status_code < 500
    assert "error" in answer.json()


def test_a_body_without_measure_is_refused(key, settings):
    text = json.dumps({**LIST, "params": {"_meta": {"a": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}}})
    assert post(key, text.encode()).status_code in (400, 413)


def test_streams_and_sessions_are_not_served(key):
    headers = {**ACCEPT, "Authorization": f"Bearer {key}"}
    assert [getattr(Client(), method)("/mcp", headers=headers).status_code for method in ("get", "delete", "put")] == [
        405, 405, 405
    ]  # fmt: skip


def test_a_thousand_requests_are_limited(key, settings, monkeypatch):
    monkeypatch.setattr("people.api.authentication.ApiKeyThrottle.rate", "5/min", raising=False)
    statuses = [post(key, LIST).status_code for _ in range(20)]
    assert statuses == [200] * 5 + [429] * 15


def test_a_server_without_the_sdk_says_so(key, monkeypatch):
    monkeypatch.setattr("analysis.views.mcp.find_spec", lambda name: None)
    answer = post(key, LIST)
    assert answer.status_code == 501
    assert "manage.py mcp" in answer.json()["error"]["message"]
