"""Middleware for requests past the proxy, bodies that are too large, private answers, and HTMX requests."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.template.loader import get_template
from django.utils.crypto import constant_time_compare
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from alex.serving.bodies import FORM_OVERHEAD, IMPORTS, max_bytes, refusal_of
from people.api.errors import build_error
from people.kept_pages.answers import OWN_COPY

PROGRAM_PATHS = ("/api/", "/_allauth/")
PRIVATE_PATHS = (*PROGRAM_PATHS, "/auth/", "/demo/")


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


class BodyLimitMiddleware:
    """Refuse a body by its Content-Length before anything reads it: programs get JSON, browsers a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if refusal_of(request.path_info, request.META.get("CONTENT_LENGTH", "")) != status:
            return self.get_response(request)
        megabytes = f"{(max_bytes(request.path_info) - FORM_OVERHEAD) / 1e6:.1f}".removesuffix(".0")
        if request.path_info.startswith(PROGRAM_PATHS):
            message = f"The body is larger than {megabytes} MB. Split it into smaller requests."
            return JsonResponse({"error": build_error("too_large", message)}, status=status)
        context = {"is_import": IMPORTS.fullmatch(request.path_info), "megabytes": megabytes, "path": request.path_info}
        return HttpResponse(get_template("413.html").render(context), status=status)


class FormAddressMiddleware:
    """Show a page to a browser that opens an address for forms, for example after a reload. Programs get no body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_browser = request.method == "GET" and request.accepts("text/html") and "Accept" in request.headers
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not is_browser:
            return response
        if request.path_info.startswith(PROGRAM_PATHS) or response.content:
            return response
        headers = {"Allow": response.headers["Allow"]}
        return HttpResponse(get_template("405.html").render(), status=response.status_code, headers=headers)


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


class ResponseHeadersMiddleware:
    """Keep what people see out of caches, and our files out of other sites' pages.

    Whatever answers a request with a session is private, as is everything under PRIVATE_PATHS and in the admin. Static
    files are not. An answer that says itself how one program may keep it (people/kept_pages/answers.py) stays as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        name = settings.SESSION_COOKIE_NAME
        has_session = name in request.COOKIES or name in response.cookies
        is_private = has_session or request.path_info.startswith((*PRIVATE_PATHS, f"/{settings.ADMIN_PATH}"))
        is_file = request.path_info.startswith(settings.STATIC_URL) and response.status_code < HTTPStatus.BAD_REQUEST
        if is_private and not is_file and response.headers.get("Cache-Control") != OWN_COPY:
            response.headers["Cache-Control"] = "no-store"
        return response
