"""Django can build a request from any Content-Type header, and another charset than UTF-8 is refused."""

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

import alex.wsgi
from alex.serving.charsets import NOT_UTF8, ReadableContentType, make_readable

FORM = "application/x-www-form-urlencoded"
MANY_FIELDS = "a=1&" * 1_500


def environ_of(content_type, query=""):
    return {**RequestFactory()._base_environ(), "CONTENT_TYPE": content_type, "QUERY_STRING": query}


@pytest.mark.parametrize("parameters", ["", "; charset=utf-8", '; charset="UTF-8"', "; boundary=b"])
def test_a_header_in_utf8_stays_as_it_is(parameters):
    passed_on = []
    ReadableContentType(lambda environ, _: passed_on.append(environ["CONTENT_TYPE"]))(
        environ_of(FORM + parameters), None
    )
    assert passed_on == [FORM + parameters]


@pytest.mark.parametrize(
    "charset", ["utf-7", "rot13", "UTF-16", "latin-1", "nowhere", "utf-8; charset=utf-7", "", "x; name*=nowhere''x"]
)
def test_any_other_charset_is_replaced(charset):
    assert make_readable(f"{FORM}; charset={charset}") == NOT_UTF8
    WSGIRequest(environ_of(NOT_UTF8, MANY_FIELDS))


@pytest.mark.django_db
@pytest.mark.parametrize("content_type", [f"{FORM}; charset=utf-7", f"{FORM}; name*=nowhere''x"])
def test_our_application_refuses_what_django_raises(content_type):
    environ, statuses = environ_of(content_type, MANY_FIELDS), []
    with pytest.raises((TooManyFieldsSent, ValueError)):
        WSGIRequest(dict(environ))
    alex.wsgi.application(environ, lambda status, headers: statuses.append(status))
    assert statuses == ["400 Bad Request"]
