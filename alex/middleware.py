"""Middleware for requests past the proxy, and for HTMX requests."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.crypto import constant_time_compare
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class OriginSecretMiddleware:
    """Refuse requests that did not come through the proxy in front, if ORIGIN_SECRET is set.

    Whoever calls the origin itself chooses the client address and host that the proxy's headers name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        expected = settings.ORIGIN_SECRET
        if expected and not constant_time_compare(request.headers.get("X-Origin-Secret", ""), expected):
            return HttpResponse("Use the public address of this site.", status=403, content_type="text/plain")
        return self.get_response(request)


class HtmxSignInMiddleware:
    """Redirect the whole page to sign-in if a fragment is requested after the session ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        htmx: HtmxDetails | None = getattr(request, "htmx", None)
        if not htmx or response.status_code != 302:
            return response
        login_url = resolve_url(settings.LOGIN_URL)
        if urlsplit(response["Location"]).path != login_url:
            return response
        page = htmx.current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)
        return HttpResponseClientRedirect(f"{login_url}?{urlencode({'next': page})}")
