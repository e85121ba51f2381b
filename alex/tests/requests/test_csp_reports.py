"""Reports of browsers: bounded, limited, and logged without personal data."""

import json

import pytest
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from alex.requests.csp_reports import MAX_BYTES

OLD, NEW = "application/csp-report", "application/reports+json"
ID = "7b0c9f0e-1111-4222-8333-444455556666"
PAGE = f"https://alex.example/accounts/{ID}/?name=Alice"


def send(body, content_type=OLD):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post("/csp-report/", data, content_type=content_type)


def old(**found):
    return {"csp-report": {"document-uri": PAGE, "effective-directive": "script-src-elem", **found}}


def test_a_report_is_logged_without_personal_data(db, caplog):
    assert send(old(**{"blocked-uri": "https://evil.example/steal?email=alice@example.com"})).status_code == 204
    assert "script-src-elem from https://evil.example on the page accounts/<uuid:pk>/" in caplog.text
    for private in (ID, "Alice", "alice@example.com", "steal"):
        assert private not in caplog.text


def test_reports_of_the_newer_form_are_logged(db, caplog):
    body = {"documentURL": PAGE, "effectiveDirective": "style-src", "blockedURL": "inline"}
    assert send([{"type": "csp-violation", "body": body}] * 20, NEW).status_code == 204
    assert caplog.text.count("style-src from inline") == 5


@pytest.mark.parametrize(
    "body", ["", "{", "[]]", '"x"', "{}", '{"csp-report": 5}', "[" * 900, '{"csp-report": {"a": "\\u0000"}}']
)
def test_what_is_no_report_is_refused(db, body, caplog):
    assert send(body).status_code == 400
    assert "A browser blocked" not in caplog.text


def test_a_large_report_is_refused(db):
    assert send(old(**{"script-sample": "x" * MAX_BYTES})).status_code == 413


def test_hostile_values_become_plain_words(db, caplog):
    send(old(**{"effective-directive": "a\r\nb\x1b[31m" + "x" * 900, "blocked-uri": "http://[", "document-uri": "//["}))
    assert "\x1b" not in caplog.text
    assert len(caplog.text.splitlines()) == len(caplog.records)
    assert "from unknown on the page unknown" in caplog.text


def test_the_rate_of_reports_is_limited(db, monkeypatch):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "csp_report", "3/min")
    assert [send(old()).status_code for _ in range(5)] == [204, 204, 204, 429, 429]


def test_reports_are_asked_for_by_every_page(client, db):
    assert "report-uri /csp-report/" in client.get("/")["Content-Security-Policy"]
