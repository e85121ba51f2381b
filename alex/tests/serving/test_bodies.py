"""What a request may send, before anything of it is read."""

import asyncio
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory

from alex.requests.middleware import BodyLimitMiddleware, ResponseHeadersMiddleware
from alex.serving.bodies import max_bytes, refusal_of, seconds_for
from alex.serving.rsgi import MAX_DISCARDED_BYTES, BodyTooLarge, read_body

IMPORTS = ("/accounts/import/", "/accounts/0b0a5b0e-26c5-4c2e-9d5e-6c3ed7b1a001/import/")
PLAIN = ("/auth/login/", "/api/accounts", "/", "/accounts/import/x", "/x/accounts/import/")


def answer(path, length):
    """Return what the middleware answers. A view that it lets through says so."""
    request = WSGIRequest({**RequestFactory()._base_environ(), "PATH_INFO": path, "CONTENT_LENGTH": length})
    return BodyLimitMiddleware(lambda request: HttpResponse("let through"))(request)


def sent(parts, **headers):
    """Let the server read a body to the import page. Return how many of its parts it took."""

    async def stream():
        for number, part in enumerate(parts, start=1):
            taken.append(number)
            yield part

    taken, scope = [], SimpleNamespace(path=IMPORTS[0], headers=headers)
    with pytest.raises(BodyTooLarge):
        asyncio.run(read_body(scope, stream()))
    return len(taken)


@pytest.mark.parametrize("path", IMPORTS)
def test_an_import_may_send_a_file(path, settings):
    assert max_bytes(path) > settings.UPLOAD_MAX_BYTES
    assert refusal_of(path, str(settings.UPLOAD_MAX_BYTES)) is None
    assert refusal_of(path, "1000000000") == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize("path", PLAIN)
def test_other_pages_take_no_file(path, settings):
    assert refusal_of(path, str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)) is None
    assert refusal_of(path, str(settings.UPLOAD_MAX_BYTES)) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize("length", ["1000000000", "9" * 4000])
@pytest.mark.parametrize("path", [*IMPORTS, *PLAIN])
def test_too_large_a_body_gets_an_answer_to_read(path, length):
    response = answer(path, length)
    assert response.status_code == 413
    if path.startswith("/api/"):
        assert b'"code": "too_large"' in response.content
    else:
        assert (b"This file is too large" if path in IMPORTS else b"Too much to send at once") in response.content
    assert answer(path, "1000").content == b"let through"


@pytest.mark.parametrize(
    ("length", "status"),
    [("", None), ("0", None), ("1000000", None), ("-1", 400), ("1e9", 400), ("\u0663", 400), ("1_0", 400)],
)
def test_a_length_that_is_no_number_is_refused(length, status):
    assert refusal_of("/auth/login/", length) == status


def test_a_large_body_is_read_so_that_the_answer_arrives():
    assert sent([b"x" * 1_000_000] * 20, **{"content-length": "20000000"}) == 20
    assert sent([b"x" * 1_000_000] * 20, **{"transfer-encoding": "chunked"}) == 20


def test_a_huge_body_is_cut_off():
    assert sent([b"x"] * 20, **{"content-length": "1000000000"}) == 0
    most = MAX_DISCARDED_BYTES // 1_000_000
    assert sent([b"x" * 1_000_000] * (most + 20), **{"transfer-encoding": "chunked"}) == most + 1


def test_the_admin_may_stand_elsewhere(settings, rf):
    settings.ADMIN_PATH = "office/"
    assert max_bytes("/office/portfolios/instrument/upload/") == max_bytes(IMPORTS[0])
    assert max_bytes("/admin/portfolios/instrument/upload/") == max_bytes("/")
    answered = {path: ResponseHeadersMiddleware(lambda _: HttpResponse())(rf.get(path)) for path in ("/office/", "/x/")}
    assert {path: response.get("Cache-Control") for path, response in answered.items()} == {
        "/office/": "no-store", "/x/": None
    }  # fmt: skip


def test_a_longer_body_has_more_time():
    assert seconds_for("") < seconds_for("1000000") < seconds_for("10000000") < 300
