"""Refuse requests that no view can read: NUL characters, broken headers, and JSON without plain values.

PostgreSQL stores no NUL, so one in an address, query, header, cookie or field would fail deep inside a view.
"""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.cookies import CookieError
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse

from alex.requests.error_views import bad_request
from alex.requests.middleware import PROGRAM_PATHS
from alex.serving.charsets import is_utf8
from people.api.errors import build_error
from people.api.parsers import JsonRefused, read_json

NUL = "\0"
ALLAUTH_API = "/_allauth/"
NUL_MESSAGE = "The request holds a NUL character. Remove it and send the request again."
CHARSET_MESSAGE = "The charset is not supported. Send UTF-8."
LENGTH_MESSAGE = "The Content-Length is not a number."
URL_MESSAGE = "An address in this request (next or HX-Current-URL) cannot be read."


class PlainInputMiddleware:
    """Answer such requests with 400, and make the browser forget a cookie that holds a NUL."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if fault := find_header_fault(request):
            return refuse(request, fault)
        bad_cookies = [name for name, value in request.COOKIES.items() if NUL in name + value]
        headers = (value for key, value in request.META.items() if key.startswith("HTTP_"))
        fields = (text for name, values in request.GET.lists() for text in (name, *values))
        if not bad_cookies and not any(NUL in text for text in (request.path_info, *headers, *fields)):
            return self.get_response(request)
        response = refuse(request, NUL_MESSAGE)
        for name in bad_cookies:
            with suppress(CookieError):  # a name that no answer can repeat
                response.delete_cookie(name)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> HttpResponse | None:
        """Check the body: allauth reads any JSON. Forms name the field that holds a NUL themselves.

        Views without the check of CSRF tokens read their body themselves, after a limit of their own.
        """
        if request.path_info.startswith(ALLAUTH_API) and request.method != "GET" and request.body:
            try:
                read_json(request.body)
            except JsonRefused as refusal:
                return refuse(request, str(refusal))
        elif not getattr(view, "csrf_exempt", False) and not all(map(_is_url, request.POST.getlist("next"))):
            return refuse(request, URL_MESSAGE)
        return None


def find_header_fault(request: HttpRequest) -> str:
    """Return what is wrong with a header that Django or a library would fail on, or nothing."""
    is_utf_8 = is_utf8(request.META.get("CONTENT_TYPE", ""))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not all(map(_is_url, (unquote(request.headers.get("HX-Current-URL", "")), *request.GET.getlist("next")))):
        return URL_MESSAGE
    return "" if is_utf_8 and length.isascii() and length.isdigit() else LENGTH_MESSAGE if is_utf_8 else CHARSET_MESSAGE


def refuse(request: HttpRequest, message: str) -> HttpResponse:
    """Return 400: to programs as JSON with the reason, to browsers as a page."""
    if request.path_info.startswith(PROGRAM_PATHS):
        return JsonResponse({"error": build_error("invalid", message)}, status=HTTPStatus.BAD_REQUEST)
    return bad_request(request, BadRequest(message))


def _is_url(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True
