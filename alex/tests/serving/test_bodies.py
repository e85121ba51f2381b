"""What a request may send, before anything of it is read."""

from http import HTTPStatus
from io import BytesIO

import pytest

from alex.serving.bodies import LimitedBodies, max_bytes, refusal_of, seconds_for

IMPORTS = ("/accounts/import/", "/accounts/0b0a5b0e-26c5-4c2e-9d5e-6c3ed7b1a001/import/")
PLAIN = ("/auth/login/", "/api/accounts", "/", "/accounts/import/x", "/x/accounts/import/")


class Unread(BytesIO):
    def read(self, *args):
        raise AssertionError("The body is refused before it is read.")


def ask(path, length):
    answers = []
    application = LimitedBodies(lambda environ, start: start("200 OK", []) or [b""])
    environ = {"PATH_INFO": path, "CONTENT_LENGTH": length, "wsgi.input": Unread()}
    b"".join(application(environ, lambda status, headers: answers.append(status)))
    return answers


@pytest.mark.parametrize("path", IMPORTS)
def test_an_import_may_send_a_file(path, settings):
    assert max_bytes(path) > settings.UPLOAD_MAX_BYTES
    assert refusal_of(path, str(settings.UPLOAD_MAX_BYTES)) is None
    assert refusal_of(path, "1000000000") == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize("path", PLAIN)
def test_other_pages_take_no_file(path, settings):
    assert refusal_of(path, str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)) is None
    assert refusal_of(path, str(settings.UPLOAD_MAX_BYTES)) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize(
    ("length", "status"),
    [("", "200"), ("0", "200"), ("1000000", "200"), ("1000000000", "413"), ("9" * 4000, "413"), ("-1", "400"),
     ("1e9", "400"), ("٣", "400"), ("1_0", "400")],
)  # fmt: skip
def test_an_announced_length_is_checked_unread(length, status):
    assert [answer[:3] for answer in ask("/auth/login/", length)] == [status]


def test_a_longer_body_has_more_time():
    assert seconds_for("") < seconds_for("1000000") < seconds_for("10000000") < 300
